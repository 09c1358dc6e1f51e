"""A copy of the database is kept before each import, for as long as a small file of settings says.

The import can be undone by itself; the copy is for the day on which the file is damaged. It is never made
where there is no room for it, and a database that is large on a disk that cannot share bytes between files is
copied once a day, so that a small import into it stays quick.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from events.errors import StoreError, ValueRefusedError
from events.store import copies, sequence
from geo import private
from geo.paths import user_config
from geo.whole_file import whole, write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from events.store import Store
    from events.store.copies import Copy

LARGE_BYTES = 256_000_000
"""A database beyond it is copied once a day (a quarter of a second on a disk of 1 GB/s)."""
ROOM_LEFT_BYTES = 500_000_000
"""What a copy must leave free on the disk, at least as much again as the database itself."""
_WHY = "before import"


@dataclass(frozen=True)
class Keeping:
    """For how long copies are kept.

    Attributes
    ----------
    days : int
        Copies older than that are removed, all but the newest; 0: no copies are made.
    gigabytes : float
        What all copies of a database may take together; the oldest go first.
    """

    days: int = 14
    gigabytes: float = 2.0


def settings_path() -> Path:
    """Return the file in which the settings are kept."""
    return user_config() / "copies.json"


def load() -> Keeping:
    """Return what was saved; whatever of it cannot be read is as at the start."""
    try:
        known = json.loads(settings_path().read_text(encoding="utf-8"))
        return checked(Keeping(**{f.name: known[f.name] for f in fields(Keeping) if f.name in known}))
    except (OSError, ValueError, TypeError):
        return Keeping()


def checked(keeping: Keeping) -> Keeping:
    """Return settings that can be followed; the text of the error says what is wrong with others."""
    for name, most in (("days", 3650), ("gigabytes", 10_000)):
        value = getattr(keeping, name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise ValueRefusedError(f"{value!r} is no number of {name} between 0 and {most:,}.", column=name)
    return keeping


def save(keeping: Keeping) -> None:
    """Keep settings for all databases of this person."""
    path = settings_path()
    text = json.dumps(asdict(checked(keeping)), indent=1)
    private.make_folder(path.parent)
    write_whole(path, text)


def keep_before_import(store: Store, *, now: dt.datetime | None = None) -> str | None:
    """Keep a copy of a database as it is before something large changes it.

    Returns
    -------
    str or None
        Why there is no copy, in a sentence, when the settings would have one; None: all is well.
    """
    keeping, now = load(), now or dt.datetime.now(dt.UTC).replace(tzinfo=None)
    if not keeping.days or not keeping.gigabytes:
        return None
    try:
        size = store.path.stat().st_size
        known = [one for one in copies.listed(store.path) if one.why == _WHY]
        if known and (_is_same(store, known[0]) or _is_enough(size, known[0], now)):
            return None
        if size > keeping.gigabytes * 1e9:
            return (
                f"No copy of the database was kept before this import: its {size / 1e9:,.1f} GB are more than"
                f" the {keeping.gigabytes:,.1f} GB for copies (“atlas.py copies --gigabytes N”)."
            )
        if shutil.disk_usage(store.path.parent).free < 2 * size + ROOM_LEFT_BYTES:
            return "No copy of the database was kept before this import: the disk has too little room."
        _keep(store, now)
    except (OSError, StoreError) as error:
        return f"No copy of the database was kept before this import: {_reason(error)}."
    prune(store.path, keeping, now=now)
    return None


def _reason(error: OSError) -> str:
    return str(error).rstrip(".") if isinstance(error, StoreError) else error.strerror or "the disk refused"


def _keep(store: Store, now: dt.datetime) -> None:
    private.make_folder(copies.folder_of(store.path))
    kept = copies.new_name(store.path, now, _WHY)
    with whole(kept) as draft, store.still() as path:
        copies.copy_held(path, draft)
    # The file's own time says of which state it is; see _is_same.
    status = store.path.stat()
    os.utime(kept, ns=(status.st_mtime_ns, status.st_mtime_ns))


def _is_same(store: Store, copy: Copy) -> bool:
    """Tell whether a copy is of the database as it is now: the same size and the same time of change."""
    database, kept = store.path.stat(), copy.path.stat()
    log = store.path.with_name(f"{store.path.name}.wal")
    return (database.st_mtime_ns, database.st_size) == (kept.st_mtime_ns, kept.st_size) and not log.exists()


def _is_enough(size: int, copy: Copy, now: dt.datetime) -> bool:
    return size > LARGE_BYTES and now - copy.at < dt.timedelta(days=1)


def prune(path: Path, keeping: Keeping, *, now: dt.datetime) -> None:
    """Remove copies that are too old or too much together; the newest, and every backup, always stays."""
    total = 0.0
    own = [one for one in copies.listed(path) if one.why in (_WHY, copies.ASIDE)]
    for number, one in enumerate(own):
        total += one.size
        old = now - one.at > dt.timedelta(days=max(keeping.days, 1))
        if number and (old or total > keeping.gigabytes * 1e9):
            for file in (one.path, sequence.beside(one.path), one.path.with_name(f"{one.path.name}.wal")):
                with contextlib.suppress(OSError):
                    file.unlink(missing_ok=True)
            total -= one.size


__all__ = ["Keeping", "checked", "keep_before_import", "load", "prune", "save", "settings_path"]
