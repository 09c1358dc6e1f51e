"""The database that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from events.store import Store


def open_store(args: argparse.Namespace, *, create: bool = False) -> Store:
    """Open the database that ``--db`` names, or the dashboard's own.

    Parameters
    ----------
    args : Namespace
    create : bool
        Whether a file that is not there is made, as by an import. What reads, and what changes only what is
        there, refuses it: a mistyped address would be an empty database.
    """
    from events.store import Store

    return Store.open(args.db, create=create)
