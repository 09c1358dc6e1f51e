"""Who may read what the program keeps: its owner alone.

A program that runs calls `keep_private` at its start: from then on whatever it makes, for a moment or for
good, is made for the owner alone. What a person makes to give away (an export) gets the rights that files
have for them all the same.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from geo.paths import user_cache, user_config, user_data, user_log

OWNER_ONLY = 0o600
FOLDER_OWNER_ONLY = 0o700
_OTHERS, _GROUP, _GROUP_WRITES = 0o007, 0o070, 0o020

_usual_umask: int | None = None


def keep_private() -> None:
    """Make all that this process writes from now on its owner's alone."""
    global _usual_umask
    before = os.umask(0o077)
    if _usual_umask is None:
        _usual_umask = before


def usual_rights() -> int:
    """Return the rights that a new file has for this person where no program says otherwise."""
    if _usual_umask is not None:
        return 0o666 & ~_usual_umask
    before = os.umask(0o077)
    os.umask(before)
    return 0o666 & ~before


def make_folder(path: Path) -> Path:
    """Make a folder of the program's own for its owner alone, and mend one that others may enter.

    Parameters
    ----------
    path : Path
        A folder that holds nothing but what the program keeps.

    Raises
    ------
    OSError
        It cannot be made.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=FOLDER_OWNER_ONLY, exist_ok=True)
    path.mkdir(exist_ok=True)  # says what is wrong where something else stands there
    mend(path)
    return path


def mend_own_folders() -> None:
    """Take the rights of others off the folders of this person's data, settings, logs and fetched files."""
    for folder in (user_data, user_config, user_cache, user_log):
        with contextlib.suppress(OSError, RuntimeError):
            mend(folder())


def mend(path: str | os.PathLike[str]) -> None:
    """Take the rights of others off a file or folder that is this person's; what is not theirs stays.

    A group that may also write was given that on purpose and keeps it: a group that may only read is
    what most systems give to every new file.
    """
    with contextlib.suppress(OSError):
        status = Path(path).stat()
        if not hasattr(os, "getuid") or status.st_uid != os.getuid():
            return
        rights = stat.S_IMODE(status.st_mode)
        kept = rights & ~_OTHERS
        if not rights & _GROUP_WRITES:
            kept &= ~_GROUP
        if kept != rights:
            Path(path).chmod(kept)


__all__ = ["FOLDER_OWNER_ONLY", "OWNER_ONLY", "keep_private", "make_folder", "mend", "mend_own_folders",
           "usual_rights"]  # fmt: skip
