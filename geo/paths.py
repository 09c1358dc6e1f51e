"""Where things lie: the shipped files of the project, and this person's own folders.

One place names them, so that a module may move without a path going astray, and so that no
two parts of the program disagree about where a person's data is.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

ROOT = Path(__file__).resolve().parent.parent
"""The folder of the project."""
DATA = ROOT / "data"
"""The shipped facts; each file's origin stands in ``data/SOURCES.md``."""
NAME = "conflict-atlas"


def user_data() -> Path:
    """Return the folder of this person's events, place names and mappings; it may not exist yet."""
    return Path(platformdirs.user_data_dir(NAME, appauthor=False))


def user_config() -> Path:
    """Return the folder of this person's settings; it may not exist yet."""
    return Path(platformdirs.user_config_dir(NAME, appauthor=False))


def user_cache() -> Path:
    """Return the folder of what can be fetched or made again; it may not exist yet."""
    return Path(platformdirs.user_cache_dir(NAME, appauthor=False))


def user_log() -> Path:
    """Return the folder of logs; it may not exist yet."""
    return Path(platformdirs.user_log_dir(NAME, appauthor=False))
