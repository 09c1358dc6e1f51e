"""The command line: what the dashboard does, for scripts.

Every command calls the function that the dashboard calls. Results go to standard
output, progress and refusals to standard error. Exit codes: 0 done; 1 refused,
with one plain sentence that says what was changed, if anything; 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import Any

from commandline import completion
from commandline.usage import parser
from commandline.words import DONE, REFUSED, WRONG_USAGE, WrongUsage, say, sentence
from geo import leftovers, private

_NEGATIVE = re.compile(r"-[\d.]")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    top = parser()
    completion.answer(top)
    args = _read(top, sys.argv[1:] if argv is None else argv)
    leftovers.sweep()
    private.mend_own_folders()
    try:
        code: int = args.run(args)
        _tell_notices()
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        say(f"Stopped; {_so_far()}.")
        _tell_notices()
        return 130
    except BrokenPipeError:
        # The reader (head, less) has had enough; keep Python from complaining when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except WrongUsage as error:
        say(str(error))
        return WRONG_USAGE
    except Exception as error:
        say(sentence(error))
        _tell_notices()
        return REFUSED


def _tell_notices() -> None:
    """Say what is to be known of a database though what was asked for is done."""
    if "events.store" in sys.modules:  # a command that opened none need not wait for the engine
        from events.store import notices

        for told in notices.everything():
            say(told)


def _so_far() -> str:
    """Say what a command had saved when it was stopped."""
    from events.store import notices

    count = notices.changes_saved()
    if not count:
        return "nothing was changed in the database"
    return f"what was saved before stays ({'1 change' if count == 1 else f'{count:,} changes'})"


def _read(top: argparse.ArgumentParser, given: Sequence[str]) -> argparse.Namespace:
    """Parse what was typed. A value like -58.4,-34.6 is no option: a space before it says so to argparse."""
    args = top.parse_args([f" {word}" if _NEGATIVE.match(word) else word for word in given])
    for name, value in vars(args).items():
        setattr(args, name, _as_typed(value))
    return args


def _as_typed(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_typed(one) for one in value]
    return value[1:] if isinstance(value, str) and _NEGATIVE.match(value[1:]) and value[0] == " " else value


def _stop(number: int, frame: object) -> None:
    """End as a person's Ctrl-C does, so that drafts and transactions are taken back."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    private.keep_private()
    signal.signal(signal.SIGTERM, _stop)
    gc.set_threshold(50_000, 20, 20)  # loading libraries makes many objects that all stay: look seldom
    sys.exit(main())
