"""Where things lie: the shipped files of the project, and this person's own folders.

One place names them, so that a module may move without a path going astray, and so that no
two parts of the program disagree about where a person's data is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project."""
DATA = ROOT / "data"
"""The shipped facts; each file's origin stands in ``data/SOURCES.md``."""
NAME = "conflict-atlas"


NOWHERE = Path("/nonexistent") / NAME
"""Stands for the folders of a user who has no home: nothing is read there, and nothing can be made."""


def _held(find: Callable[..., str]) -> Path:
    """Return a folder of this person; a user without a home has none (or one named "~", by version)."""
    try:
        path = Path(find(NAME, appauthor=False))
    except RuntimeError:
        return NOWHERE
    return path if path.is_absolute() else NOWHERE


def user_data() -> Path:
    """Return the folder of this person's events, place names and mappings; it may not exist yet."""
    return _held(platformdirs.user_data_dir)


def user_config() -> Path:
    """Return the folder of this person's settings; it may not exist yet."""
    return _held(platformdirs.user_config_dir)


def user_cache() -> Path:
    """Return the folder of what can be fetched or made again; it may not exist yet."""
    return _held(platformdirs.user_cache_dir)


def user_log() -> Path:
    """Return the folder of logs; it may not exist yet."""
    return _held(platformdirs.user_log_dir)


def program_version() -> str:
    """Return the version of the program."""
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
