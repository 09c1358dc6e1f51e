"""The command line: what the dashboard does, for scripts.

Every command calls the function that the dashboard calls. Results go to standard
output, progress and refusals to standard error. Exit codes: 0 done; 1 refused,
with one plain sentence and nothing changed; 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence

from commandline.usage import parser
from commandline.words import DONE, REFUSED, say, sentence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = sys.argv[1:] if argv is None else argv
    # A value like -58.4,-34.6 is no option; with a space before it argparse takes it as what it is.
    args = parser().parse_args([f" {word}" if re.match(r"-[\d.]", word) else word for word in given])
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        say("Stopped; nothing was changed.")
        return 130
    except BrokenPipeError:
        # The reader (head, less) has had enough; keep Python from complaining when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        say(sentence(error))
        return REFUSED


def _stop(number: int, frame: object) -> None:
    """End as a person's Ctrl-C does, so that drafts and transactions are taken back."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main())
