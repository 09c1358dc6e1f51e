"""The commands that keep a database safe: `verify`, `backup`, `restore`, `copies`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline import reopening
from commandline.words import DONE, REFUSED, WRONG_USAGE, Progress, clean, say

if TYPE_CHECKING:
    import argparse


def add_usage(commands: Any, common: argparse.ArgumentParser) -> None:
    """Put the commands and their options among the others."""
    command = commands.add_parser(
        "verify",
        parents=[common],
        help="read the whole database, a backup, or a file that was exported, and say what is damaged or"
        " was changed (exit code 1) or lost",
    )
    command.add_argument(
        "file", nargs="?", metavar="FILE", help="a backup, a copy or an export; default: the database"
    )
    command.set_defaults(run=verify)
    command = commands.add_parser(
        "backup",
        parents=[common],
        help="write a copy of the whole database, also while others work, with its checksum beside it",
    )
    command.add_argument("out", nargs="?", metavar="OUT.duckdb", help="default: among the copies kept here")
    command.set_defaults(run=back_up)
    command = commands.add_parser(
        "restore",
        parents=[common],
        help="put a backup or copy in the place of the database; what was there is kept aside",
    )
    command.add_argument("file", nargs="?", metavar="FILE", help="a file, or a name that `copies` prints")
    command.add_argument(
        "--without-log", action="store_true", help="instead: put a damaged log (.wal) of latest changes aside"
    )
    command.set_defaults(run=restore)
    command = commands.add_parser(
        "copies",
        parents=[common],
        help="list the copies that are kept before imports; say for how long they are",
    )
    command.add_argument("--days", type=int, metavar="N", help="keep them for N days (14 at first); 0: none")
    command.add_argument(
        "--gigabytes", type=float, metavar="N", help="all of them together at most (2 at first)"
    )
    command.set_defaults(run=list_copies)


def _store(args: argparse.Namespace) -> Any:
    """The store whose file need not be whole, nor there."""
    from events.store import Store

    return Store.at(args.db)


def verify(args: argparse.Namespace) -> int:
    """Say whether the database, a backup or an exported file is whole."""
    from events.errors import StoreError
    from events.store import copies, notices, verifying

    if args.file is not None and reopening.keeps_manifest(args.file):
        return reopening.verify(args.file, quiet=args.quiet)
    store = _store(args)
    if args.file is not None:
        found = copies.find(store.path, args.file)
        hashed = copies.check_digest(found)
        verifying.check_file(found, called=found.name)
        if not args.quiet:
            checked = "its checksum is right" if hashed else "no checksum lies beside it"
            print(f"{clean(found.name)}: whole; every value was read, and {checked}")
        return DONE
    if not store.path.exists():
        raise StoreError(f"There is no database {store.path.name} yet.")
    progress = Progress(store.path.name, quiet=args.quiet)
    verdict = verifying.verify(store, progress=progress)
    progress.end()
    for sentence in verdict.findings:
        say(f"{store.path.name}: {sentence}")
    notices.tell(store.path, "lost", None)  # it is among the findings or notes
    for sentence in verdict.notes:
        say(sentence)
    if verdict.findings:
        say(f"What does not need these parts still works. {copies.advice(store.path)}")
        return REFUSED
    if not args.quiet:
        known = verdict.standing
        numbered = f"; change number {known.number:,} of {known.at.replace('T', ' ')} UTC" if known else ""
        print(f"{clean(store.path.name)}: whole; {verdict.rows:,} rows were read{numbered}")
    return DONE


def back_up(args: argparse.Namespace) -> int:
    """Write a copy of the database."""
    from commandline.opening import open_store
    from events.store import copies

    store = open_store(args)
    out = Path(args.out) if args.out else copies.new_backup(store.path)
    size = copies.back_up(store, out)
    if not args.quiet:
        beside = copies.checksum_file(out).name
        print(f"{clean(out.name)}: {size / 1e6:,.1f} MB written and read again; checksum in {clean(beside)}")
        if store.names_folder.is_dir():
            print(f"Place names that you added are not in it: they lie in {clean(str(store.names_folder))}")
    return DONE


def restore(args: argparse.Namespace) -> int:
    """Put a copy in the place of the database, or its damaged log aside."""
    from events.store import copies

    store, now = _store(args), dt.datetime.now(dt.UTC).replace(tzinfo=None)
    if bool(args.file) == args.without_log:
        say("Give the file to restore (`atlas.py copies` lists those kept here), or --without-log.")
        return WRONG_USAGE
    if args.without_log:
        aside = copies.set_log_aside(store, now=now)
        if not args.quiet:
            print(f"The log is put aside as {clean(aside.name)} in {copies.FOLDER}.")
        with store.reading():  # says what is lost
            return DONE
    found = copies.find(store.path, args.file)
    before = copies.restore(store, found, now=now)
    if not args.quiet:
        undo = f"; to take this back: atlas.py restore '{clean(before.name)}'" if before else ""
        print(f"{clean(store.path.name)}: as in {clean(found.name)}{undo}")
    return DONE


def list_copies(args: argparse.Namespace) -> int:
    """Print the copies, newest first, or change for how long they are kept."""
    from dataclasses import replace

    from events.store import copies, keeping

    store, kept = _store(args), keeping.load()
    given = {name: getattr(args, name) for name in ("days", "gigabytes") if getattr(args, name) is not None}
    if given:
        kept = replace(kept, **given)
        keeping.save(kept)
    for one in copies.listed(store.path):
        print(clean(f"{one.at:%Y-%m-%d %H:%M} UTC · {one.size / 1e6:,.1f} MB · {one.path.name}"))
    if not args.quiet:
        off = not kept.days or not kept.gigabytes
        until = f"kept for {kept.days} days and {kept.gigabytes:g} GB at most, the newest always"
        print("No copies are made before imports." if off else f"Copies from before imports are {until}.")
    return DONE
