"""The database that a command works on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.store import Store


def open_store(args: argparse.Namespace) -> Store:
    """Open the database that ``--db`` names, or the dashboard's own."""
    from events.store import Store

    return Store.open(args.db)
