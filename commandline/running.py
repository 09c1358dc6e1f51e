"""Running one command: what was typed to an exit code, whatever happens on the way."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, Any

from commandline import completion
from commandline.usage import parser
from commandline.words import DONE, REFUSED, WRONG_USAGE, WrongUsage, say, sentence
from geo import leftovers, private

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_NEGATIVE = re.compile(r"-[\d.]")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    top = parser()
    completion.answer(top)
    args = _read(top, sys.argv[1:] if argv is None else argv)
    _forget_notices()
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
    except Exception as error:  # noqa: BLE001 (the outermost: a person reads a sentence, the log the rest)
        say(sentence(error))
        _tell_notices()
        return REFUSED


def _forget_notices() -> None:
    if "events.store" in sys.modules:  # this process ran another command before
        from events.store import notices

        notices.forget()


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


def _stop(_number: int, _frame: object) -> None:
    """End as a person's Ctrl-C does, so that drafts and transactions are taken back."""
    raise KeyboardInterrupt


def run_process() -> int:
    """Run what was typed as a process of its own: with private files, and no drafts left if it is ended."""
    private.keep_private()
    signal.signal(signal.SIGTERM, _stop)
    gc.set_threshold(50_000, 20, 20)  # loading libraries makes many objects that all stay: look seldom
    return main()
