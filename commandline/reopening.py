"""The command that asks a file what was on it: `reopen`; and `verify` of such a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commandline.words import DONE, REFUSED, clean, say

if TYPE_CHECKING:
    import argparse

    from events.manifest import Manifest, Since

_LISTED = 40


def add_usage(commands: Any, common: argparse.ArgumentParser) -> None:
    """Put the command and its options among the others."""
    command = commands.add_parser(
        "reopen",
        parents=[common],
        help="say what was on a picture, slide, page or table, the address that shows it again, and what"
        " is new, revised, withdrawn or contested since",
    )
    command.add_argument("file", metavar="FILE", help="a file that `export` or the Export page wrote")
    command.add_argument("--json", action="store_true", help="everything, event by event")
    command.set_defaults(run=reopen)


def keeps_manifest(name: str) -> bool:
    """Tell by a file's suffix whether it is one that an export writes with a manifest."""
    from events.manifest import BESIDE, PLACES

    return Path(name).suffix.lstrip(".").lower() in (*PLACES, *BESIDE)


def reopen(args: argparse.Namespace) -> int:
    """Print what was on a file, and what has changed since."""
    from commandline.opening import open_store
    from events import manifest
    from maps.manifest import address_of

    path = Path(args.file)
    made, whole = manifest.read(path)
    address, left_out = address_of(made, path.name)
    if not whole:
        say(f"{path.name} is not as it was written: it was damaged or changed after it was made.")
    changed = manifest.since(open_store(args), made)
    if args.json:
        said = {"file": path.name, "whole": whole, "address": address, "not_in_address": left_out}
        said |= {"manifest": _plain(made), "since": changed.to_plain()}
        json.dump(said, sys.stdout, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write("\n")
    else:
        _tell(path.name, made, address, left_out, changed)
    return DONE


def _plain(made: Manifest) -> dict[str, Any]:
    from events.manifest.contents import to_plain

    plain = to_plain(made)
    events = plain.pop("events")["ids"]
    drawn = plain.pop("drawn")
    return plain | {
        "events": [{"event_id": one, "drawn": how} for one, how in zip(events, drawn, strict=True)]
    }


def _tell(name: str, made: Manifest, address: str, left_out: tuple[str, ...], changed: Since) -> None:
    from events import wording

    filters = " · ".join(said for _, said in wording.filters(made.filter)) or "all events"
    days = f", made {made.made}" if made.made else ""
    seen = f"; data as of {made.as_of[:10]}" if made.as_of else ""
    print(clean(f"{name}: {len(made.events.ids):,} events by Conflict Atlas {made.program}{days}{seen}"))
    print(clean(f"filters   {filters}"))
    print(clean(f"marks     {', '.join(f'{key} {value}' for key, value in made.marks.items())}"))
    for one in made.sources:
        print(clean(f"dataset   {one['dataset'] or 'unnamed'}: {one['events']:,} events, read {one['read']}"))
    if made.look.get("credits"):
        print(clean(f"credits   {made.look['credits']}"))
    print(clean(f"address   {address}"))
    if left_out:
        print(clean(f"          without {', '.join(left_out)}: no address holds that"))
    print(clean(f"since then: {changed.words()}"))
    for kind in ("withdrawn", "returned", "new", "revised"):
        _list(kind, getattr(changed, kind))


def _list(kind: str, ones: tuple[Any, ...]) -> None:
    for one in ones[:_LISTED]:
        print(clean(f"{kind:<10}{' · '.join(filter(None, (one.date, one.title, one.event_id)))}"))
        for change in one.changes:
            print(clean(f"          {_said(change)}"))
    if len(ones) > _LISTED:
        print(f"          and {len(ones) - _LISTED:,} more; --json has all")


def _said(change: Any) -> str:
    if change.field in ("sources", "claims", "sites", "routes"):
        return f"its {change.field} are others"
    old = _short(change.old) if change.old_known else "(no longer known)"
    return f"{change.field}: {old} → {_short(change.new)}"


def _short(text: str | None) -> str:
    return "unknown" if text is None else text if len(text) <= 60 else f"{text[:59]}…"


def verify(name: str, *, quiet: bool) -> int:
    """Say whether a file is as it was written."""
    from events import manifest

    path = Path(name)
    made, whole = manifest.read(path)
    if not whole:
        say(
            f"{path.name} is not as it was written: its content or its manifest was damaged, or changed"
            " after it was made (another program that saves it again does that)."
        )
        return REFUSED
    if not quiet:
        count = f"{len(made.events.ids):,} events, data {made.marks.get('data', '')}"
        print(clean(f"{path.name}: whole; every byte is as it was written ({count}). It bears no signature."))
    return DONE
