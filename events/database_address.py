"""The address of a database: which one is meant, and which file it names. Opens and loads nothing."""

from __future__ import annotations

import os
from pathlib import Path

from events.errors import StoreError, StoreUrlError
from geo.addresses import without_login
from geo.paths import NOWHERE, user_data


def default_url() -> str:
    """Return the address of the database: ``ATLAS_DATABASE_URL`` or the user's data folder."""
    url = os.environ.get("ATLAS_DATABASE_URL", "").strip()
    if url:
        return url
    folder = user_data()
    if folder == NOWHERE:
        raise StoreError(
            "This user has no home folder to keep events in: set HOME or XDG_DATA_HOME to one, or name a"
            " database with ATLAS_DATABASE_URL."
        )
    return file_url(folder / "events.duckdb")


def file_url(path: str | os.PathLike[str]) -> str:
    """Return the address of a DuckDB file."""
    return "duckdb:///" + str(path)


def path_of(url: str) -> Path:
    """Return the file that an address names, absolute.

    Raises
    ------
    StoreUrlError
        It names none; the text shows the address without the login that it may hold.
    """
    scheme, colon, rest = url.partition("://")
    said = repr(without_login(url[:300]))
    if not colon or scheme != "duckdb":
        known = "only duckdb:///path/to/file.duckdb can be opened"
        raise StoreUrlError(f"The database address {said} is not understood; {known}.")
    rest = rest.removeprefix("/")
    if not rest or ":memory:" in rest or "\x00" in rest or rest.endswith("/"):
        raise StoreUrlError(f"The database address {said} names no file.")
    if "?" in rest:  # the engine takes what follows for no part of the name, and then finds no such file
        raise StoreUrlError(f"The database address {said} holds a “?”: a database's name is without it.")
    return Path(os.path.realpath(os.path.expanduser(rest)))  # noqa: PTH111 (Path's raises where nobody has a home)


def names_folder_of(url: str | None = None) -> Path:
    """Return where the place names that a person added to a database are kept, without opening it."""
    return names_beside(path_of(url or default_url()))


def names_beside(path: Path) -> Path:
    """Return the folder of the place names that a person added to a database: beside its file."""
    return path.parent / "gazetteer"
