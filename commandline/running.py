"""Running one command: what was typed to an exit code, whatever happens on the way."""

from __future__ import annotations

import errno
import gc
import io
import os
import re
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

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
    unread = _replace_closed()
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
        return code if _printed(unread) else REFUSED
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
        if sys.platform == "win32" and getattr(error, "errno", 0) == errno.EINVAL and _unprinted(error):
            return DONE  # there a reader that has had enough is told so
        say(_unprinted(error) or sentence(error))
        _tell_notices()
        return REFUSED


def _replace_closed() -> io.BytesIO | None:
    """Take the place of streams that whoever began this process has closed; return what stands for stdout.

    A file that is opened next would else get a closed stream's number, and what is printed would go into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    out: TextIO | None = sys.stdout
    err: TextIO | None = sys.stderr
    if err is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
    if out is not None:
        return None
    unread = io.BytesIO()
    sys.stdout = io.TextIOWrapper(unread, encoding="utf-8")
    return unread


def _printed(unread: io.BytesIO | None) -> bool:
    """Have everything printed; say so where it cannot be, for what a command did else stays done."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        say(_unprinted(error) or sentence(error))
        return False
    if unread is not None and unread.getvalue():
        say("Standard output is closed: what was to be printed is lost.")
        return False
    return True


def _unprinted(error: Exception) -> str | None:
    """Say that standard output takes nothing: an error of the system without a file, from a print here."""
    if type(error) is not OSError or error.filename is not None:
        return None
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None or Path(step.tb_frame.f_code.co_filename).parent != Path(__file__).parent:
        return None
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes it once more at the end
    return f"Standard output: {error.strerror}. What was to be printed is lost."


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
