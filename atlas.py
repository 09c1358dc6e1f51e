"""The command line: what the dashboard does, for scripts.

Every command calls the function that the dashboard calls. Results go to standard
output, progress and refusals to standard error. Exit codes: 0 done; 1 refused,
with one plain sentence that says what was changed, if anything; 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import sys

from commandline.running import main, run_process

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(run_process())
