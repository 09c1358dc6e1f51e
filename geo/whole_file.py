"""Files are written whole or not at all: beside their place under a name of their own, then moved there.

Every file that the program writes for a person or for itself goes through :func:`whole`. A full
disk, a folder that is not there, or a stop in the middle leaves what was there before, no half
file and no draft.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from geo import leftovers, private
from geo.errors import GeoError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROBE = bytes(1 << 16)
_WHY = {
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "its folder or the file is not yours to write, or another program has it open",
    errno.EPERM: "its folder or the file is not yours to write, or another program has it open",
    errno.EBUSY: "another program has it open",
    errno.EINVAL: "its name has a sign that no file may have here",
}
"""What some of the system's refusals mean for a person; the others have plain words of their own."""


class FileNotWrittenError(GeoError, OSError):
    """A file could not be written; what stood in its place still does. The text names the file."""

    def __str__(self) -> str:
        return str(self.args[0])


@contextlib.contextmanager
def whole(path: str | os.PathLike[str], *, suffix: str | None = None, shared: bool = False) -> Iterator[Path]:
    """Give a draft to write, and put it in the place of a file when the block ends well.

    Parameters
    ----------
    path : path-like
        The file. A link is followed; a pipe or a device is written as it is.
    suffix : str, optional
        The draft's suffix, for libraries that go by it; that of the path by default.
    shared : bool
        What a person makes to give away gets the rights that files have for them; any other new file is
        its owner's alone. A file that is replaced keeps its rights.

    Yields
    ------
    Path
        The draft: in the same folder, under a name that nobody can guess.

    Raises
    ------
    FileNotWrittenError
        The folder is not there, the place is a folder, or the system refused (OSError) while it was
        written. Any other error passes through; in each case the draft is gone and the file as it was.
    """
    target = Path(os.path.realpath(path))
    name = Path(path).name
    if not check_place(path):
        with _said(name):
            yield Path(path)
        return
    draft = target.with_name(f".{uuid.uuid4().hex}{target.suffix[:20] if suffix is None else suffix}")
    leftovers.write_down(draft)
    try:
        with _said(name):
            yield draft
            _keep(draft, target, shared=shared)
            draft.replace(target)
            _settle(target.parent)
    finally:
        for left in target.parent.glob(f"{draft.stem}*"):  # a database has a journal beside it
            with contextlib.suppress(OSError):
                left.unlink()


def write_whole(
    path: str | os.PathLike[str], body: bytes | str | Iterable[str], *, shared: bool = False
) -> Path:
    """Write bytes or text (UTF-8, lines ending as they do) as a whole file or none; see `whole`.

    Returns
    -------
    Path
        The file.
    """
    with whole(path, shared=shared) as draft:
        if isinstance(body, bytes):
            draft.write_bytes(body)
        else:
            with draft.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines([body] if isinstance(body, str) else body)
    return Path(path)


def refused_by_disk(draft: Path) -> OSError:
    """Return why a library that does not say so could not write a draft, by writing a little to it.

    Parameters
    ----------
    draft : Path
        What was half written.

    Returns
    -------
    OSError
        The system's own refusal; one without a number if it takes more now.
    """
    try:
        with draft.open("ab") as stream:
            stream.write(PROBE)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        return error
    return OSError("the disk refused")


def check_place(path: str | os.PathLike[str]) -> bool:
    """Find out before the work whether a file can be written, and return whether through a draft.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    bool
        False for a pipe or a device, which is written as it is.

    Raises
    ------
    FileNotWrittenError
        Its folder is not there or cannot be written, or the place is a folder.
    """
    target, name = Path(os.path.realpath(path)), Path(path).name
    with _said(name):
        given = Path(path)
        if given.exists() and not given.is_file() and not given.is_dir():
            return False
        _check(target, name)
        trial = target.with_name(f".{uuid.uuid4().hex}{target.suffix[:20]}")
        trial.open("xb").close()
        trial.unlink()
    return True


def _check(target: Path, name: str) -> None:
    if not target.parent.is_dir():
        raise FileNotWrittenError(f"{name} cannot be written: the folder to write it in is not there.")
    if target.is_dir():
        raise FileNotWrittenError(f"{name} cannot be written: there is a folder of that name.")


@contextlib.contextmanager
def _said(name: str) -> Iterator[None]:
    """Say a refusal of the system in one sentence with the file's name, not the draft's."""
    try:
        yield
    except FileNotWrittenError:
        raise
    except OSError as error:
        if type(error).__module__ != "builtins" and error.errno is None:
            raise  # one of ours that has its own sentence: it is not about this file
        number = error.errno or 0
        why = _WHY.get(number) or (os.strerror(number) if number else "the disk refused")
        raise FileNotWrittenError(f"{name} cannot be written: {why}.") from error


def _keep(draft: Path, target: Path, *, shared: bool) -> None:
    """Bring the draft onto the disk, with the rights of the file that it replaces, or of a new one."""
    with draft.open("rb+") as stream:
        os.fsync(stream.fileno())
    with contextlib.suppress(OSError):
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        else:
            draft.chmod(private.usual_rights() if shared else private.OWNER_ONLY)


def _settle(folder: Path) -> None:
    """Bring the new name onto the disk, where the system has that."""
    with contextlib.suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


__all__ = ["FileNotWrittenError", "check_place", "refused_by_disk", "whole", "write_whole"]
