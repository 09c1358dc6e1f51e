"""What a process would leave behind if it were killed, and how the next one clears it away.

Temporary folders and drafts of files are written down in a list of this process before they are made. The
list lies in the person's cache, beside a lock that the system holds for the process and lets go of when the
process ends, however it ends. Any start looks at the lists whose lock is free, removes what they name, and
never touches what belongs to a program that still runs.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import IO

from geo.paths import user_cache

PREFIX = "conflict-atlas-"
_OWN_NAME = re.compile(rf"({PREFIX}.+|\..*[0-9a-f]{{32}}.*)")
"""What a name in a list must look like: nothing else is ever removed."""
_FROM_EARLIER_S = 86_400
"""Temporary folders of programs that kept no list are removed a day after they were last written to."""
_TOLERATED = (OSError, RuntimeError, ValueError)

_lock = threading.RLock()
_mine: _List | None = None


class _List:
    """The list of one process and the lock that says that the process is alive."""

    def __init__(self, folder: Path) -> None:
        self.process = os.getpid()
        self.path = folder / f"{uuid.uuid4().hex}.list"
        self.scratch: list[Path] = []
        self._stream: IO[str] = self.path.open("x", encoding="utf-8")
        hold(self._stream)
        if not self.path.exists():  # a start of another process took it for a dead one's in that moment
            raise FileNotFoundError(self.path)

    def add(self, path: Path) -> None:
        """Write a path down before it is made."""
        self._stream.write(json.dumps(str(path)) + "\n")
        self._stream.flush()

    def end(self) -> None:
        """Remove the temporary folder and the list itself."""
        if os.getpid() != self.process:
            return  # a child process that was forked: all this is its parent's
        for folder in self.scratch:
            shutil.rmtree(folder, ignore_errors=True)
        self._stream.close()
        self.path.unlink(missing_ok=True)


def hold(stream: IO[str]) -> None:
    """Lock an open file for this process, or raise OSError when another one holds it.

    Parameters
    ----------
    stream : text file
        Open; the lock lasts until it is closed or the process is gone.
    """
    if sys.platform == "win32":
        import msvcrt

        # Far behind the text: on Windows a locked part of a file cannot be read.
        os.lseek(stream.fileno(), 1 << 30, os.SEEK_SET)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        os.lseek(stream.fileno(), 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _own_list() -> _List | None:
    """Return this process's list, made at the first use; None where nothing can be written."""
    global _mine
    with _lock:
        if _mine is not None and _mine.process == os.getpid():
            return _mine
        for folder in _folders():
            for _ in range(3):
                try:
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    _mine = _List(folder)
                except _TOLERATED:
                    continue
                atexit.register(_mine.end)
                return _mine
        return None


def _folders() -> tuple[Path, ...]:
    """Where lists lie: the person's cache; where there is none, the folder of temporary files."""
    with contextlib.suppress(*_TOLERATED):
        return (user_cache() / "running",)
    return ()


def write_down(path: str | os.PathLike[str]) -> None:
    """Say that a draft will be made: should this process be killed, the next start removes it.

    Parameters
    ----------
    path : path-like
        With 32 hexadecimal digits in its name; what lies beside it under a longer name goes with it.
    """
    with _lock, contextlib.suppress(OSError):
        if (own := _own_list()) is not None:
            own.add(Path(path))


def scratch() -> Path:
    """Return this process's folder for temporary files, its owner's alone, made at the first use."""
    with _lock:
        own = _own_list()
        if own is None:
            return Path(tempfile.gettempdir())
        above = Path(tempfile.gettempdir())
        if not own.scratch or own.scratch[-1].parent != above or not own.scratch[-1].is_dir():
            folder = above / f"{PREFIX}{uuid.uuid4().hex}"
            own.add(folder)
            folder.mkdir(mode=0o700)
            own.scratch.append(folder)
        return own.scratch[-1]


def forget() -> None:
    """Remove this process's temporary folder and its list; for a process that is about to end."""
    global _mine
    with _lock:
        if _mine is not None:
            _mine.end()
            atexit.unregister(_mine.end)
            _mine = None


def sweep() -> int:
    """Remove what processes that are gone have left, and return how many bytes that was.

    Never raises: a file that cannot be removed now is tried again by the next start.
    """
    freed = 0
    for folder in _folders():
        with contextlib.suppress(*_TOLERATED):
            for path in sorted(folder.glob("*.list")):
                if _mine is None or path != _mine.path:
                    freed += _sweep_list(path)
    with contextlib.suppress(*_TOLERATED):
        freed += _sweep_unlisted(Path(tempfile.gettempdir()))
    return freed


def _sweep_list(path: Path) -> int:
    freed = 0
    with contextlib.suppress(*_TOLERATED), path.open("r+", encoding="utf-8") as stream:
        hold(stream)  # raises while the process lives
        for line in stream.read().splitlines():
            freed += _remove(Path(json.loads(line)))
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # where an open file cannot be unlinked
        if path.exists() and sys.platform == "win32":
            path.unlink()
    return freed


def _remove(path: Path) -> int:
    """Remove a draft with what lies beside it under a longer name, or a folder; returns the bytes."""
    if not path.is_absolute() or not _OWN_NAME.fullmatch(path.name):
        return 0
    freed = 0
    stem = path.stem if path.suffix and not path.name.endswith(".new") else path.name
    for found in [path, *path.parent.glob(f"{glob_escaped(stem)}*")]:
        with contextlib.suppress(OSError):
            if found.is_symlink() or not _is_own(found):
                continue
            freed += _size(found)
            if found.is_dir():
                shutil.rmtree(found, ignore_errors=True)
            else:
                found.unlink()
    return freed


def glob_escaped(name: str) -> str:
    """Return a file's name as a pattern that means it alone."""
    return re.sub(r"([*?[])", r"[\1]", name)


def _sweep_unlisted(folder: Path) -> int:
    """Remove temporary folders of earlier programs, which wrote down nothing, when they are a day old."""
    freed, long_ago = 0, time.time() - _FROM_EARLIER_S
    known = _listed()
    for found in folder.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            newest = max(p.lstat().st_mtime for p in [found, *found.rglob("*")])
            if newest < long_ago and found not in known:
                freed += _remove(found)
    return freed


def _listed() -> set[Path]:
    """The paths that living processes have written down."""
    found: set[Path] = set()
    for folder in _folders():
        for path in folder.glob("*.list"):
            with contextlib.suppress(*_TOLERATED):
                found |= {Path(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()}
    return found


def _is_own(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


__all__ = ["forget", "hold", "scratch", "sweep", "write_down"]
