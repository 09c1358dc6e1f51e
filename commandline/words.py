"""How the command line speaks: progress, refusals in one sentence, files written whole, the log."""

from __future__ import annotations

import datetime as dt
import re
import sys
import time
from pathlib import Path

from geo import private
from geo.addresses import without_login
from geo.paths import program_version, user_log

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


class Refused(Exception):
    """What was asked cannot be done; the message is one plain sentence for the person."""


class WrongUsage(Exception):
    """A value that nothing here knows; the text is one sentence."""


class Progress:
    """Progress on standard error: one line rewritten on a terminal, a line now and then elsewhere."""

    def __init__(self, name: str, *, quiet: bool) -> None:
        self._name, self._quiet, self._shown = clean(name), quiet, False
        self._terminal = sys.stderr.isatty()
        self._next = time.monotonic() + (0.3 if self._terminal else 5)

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far the work is, now and then."""
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next, self._shown = now + (0.2 if self._terminal else 5), True
        count = f"{done:,}" if not total else f"{done:,} of {total:,} ({100 * done // total} %)"
        line = f"{self._name}: {count} {clean(message)}".rstrip()
        print(
            f"\r\x1b[K{line}" if self._terminal else line,
            end="" if self._terminal else "\n",
            file=sys.stderr,
            flush=True,
        )

    def end(self) -> None:
        """Clear the line."""
        if self._shown and self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def clean(text: str) -> str:
    """Keep what is printed on one line, free of terminal control characters and of passwords in addresses."""
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", str(text)).strip()
    return without_login(plain)


def say(message: str) -> None:
    """Say something on standard error."""
    print(clean(message), file=sys.stderr, flush=True)


def sentence(error: BaseException) -> str:
    """Say what went wrong in one sentence, without a traceback and without paths of this machine.

    Parameters
    ----------
    error : BaseException
        Ours (their messages are written for a person), the system's, or unexpected:
        of the last kind a trace goes to the log file.

    Returns
    -------
    str
    """
    from events.errors import EventsError
    from geo.errors import GeoError

    if isinstance(error, Refused | EventsError | GeoError):
        return clean(str(error)) or f"Refused ({type(error).__name__})."
    if isinstance(error, OSError) and error.strerror:
        return clean(f"{Path(str(error.filename or '')).name or 'A file'}: {error.strerror}.")
    _log(error)
    kind = type(error).__name__
    return f"This could not be done because of an unexpected {kind}; `atlas.py where` names the log."


def version() -> str:
    """Return the version of the program."""
    return program_version()


def log_path() -> Path:
    """Return where the log is."""
    return user_log() / "atlas.log"


def _log(error: BaseException) -> None:
    """Note where an unexpected error came from: modules and lines, no paths and no cell's text."""
    import traceback

    steps = [
        f"{Path(step.filename).name}:{step.lineno} {step.name}"
        for step in traceback.extract_tb(error.__traceback__)
    ]
    line = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ} {type(error).__name__} at {' > '.join(steps)}\n"
    try:
        private.make_folder(log_path().parent)
        with log_path().open("a", encoding="utf-8") as log:
            log.write(line)
    except OSError:
        pass  # A log that cannot be written must not hide what the person asked for.
