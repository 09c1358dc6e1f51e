"""What a file says of itself: the manifest, as text that every format has a place for, and back.

The text is ``conflict-atlas-manifest:FORM:KEY:DIGEST:BODY``: the body is JSON, packed; the key is made
of the body, so that no cell of a table can hold it by chance; the digest is that of the whole file with
the digest's own place blanked (`events.manifest.sealing`). What is read is not trusted: it has a bound,
and each part must be exactly in form.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.errors import EventsError, FilterError
from events.filter_fields import DEFAULTS, FIELDS, Kind
from events.manifest.fingerprints import Fingerprints, from_plain
from events.query import Filter

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = 1
"""The number of this form; a program reads those up to its own."""
BLANK = b"0" * 64
MOST_PACKED, MOST_BYTES = 48_000_000, 64_000_000
"""A text that is longer, or is more when it is unpacked, is refused: 400,000 events need 47 MB."""
_SWELLS, _SPARE = 25, 200_000
"""How much larger than packed a body may be; a real one is 2 to 8 times as large."""
_TEXT = re.compile(rb"conflict-atlas-manifest:(\d{1,4}):([0-9a-f]{16}):([0-9a-f]{64}):([A-Za-z0-9+/]+={0,2})")
_LIMIT = 2_000
DRAWN = "smuoh"
"""What became of an event: s shown or written, m written without a place, u not located, o undated and
so outside the days, h switched off in the legend."""


class ManifestError(EventsError, ValueError):
    """A file holds no manifest, or none that can be relied on; the text says why in one sentence."""


@dataclass(frozen=True)
class Manifest:
    """What a file says of itself.

    Attributes
    ----------
    kind : str
        The format, by its suffix.
    program : str
        The version of the program that made it.
    filter : Filter
        What was selected, with the window of days.
    view : mapping of str to tuple of str
        What else an address holds, in its own keys (`maps.view_state`); empty for a table.
    look : mapping of str to str
        Title, theme, size: what no address holds.
    made : str
        The day that a picture names as its own, ISO 8601; "" for a table.
    as_of : str
        When the last of the events was seen, ISO 8601; "" where there is none.
    who : str
        Who made it, where that is known; else "".
    marks : mapping of str to str
        The mark of the data and of the view, as they are printed.
    events : Fingerprints
    drawn : str
        A letter of `DRAWN` for each event, in their order.
    precisions : mapping of str to int
        How many events are known how well.
    sources : tuple of mapping
        Datasets with their number of events, when they were last read, their files and publishers.
    """

    kind: str
    program: str
    filter: Filter
    events: Fingerprints
    drawn: str
    marks: Mapping[str, str]
    precisions: Mapping[str, int]
    sources: tuple[Mapping[str, Any], ...]
    as_of: str = ""
    made: str = ""
    who: str = ""
    view: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    look: Mapping[str, str] = field(default_factory=dict)


def to_plain(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as JSON has it."""
    filters = {name: _plain(getattr(manifest.filter, name)) for name in FIELDS}
    return {
        "kind": manifest.kind,
        "program": manifest.program,
        "filter": {name: value for name, value in filters.items() if value != _plain(DEFAULTS[name])},
        "view": {key: list(texts) for key, texts in manifest.view.items()},
        "look": dict(manifest.look),
        "made": manifest.made,
        "as_of": manifest.as_of,
        "who": manifest.who,
        "marks": dict(manifest.marks),
        "events": manifest.events.to_plain(),
        "drawn": manifest.drawn,
        "precisions": dict(manifest.precisions),
        "sources": [dict(one) for one in manifest.sources],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def pack(manifest: Manifest) -> bytes:
    """Return the text of a manifest, its digest still blank."""
    plain = json.dumps(to_plain(manifest), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    body = base64.b64encode(zlib.compress(plain.encode("ascii"), 6))
    return prefix(body) + BLANK + b":" + body


def prefix(body: bytes) -> bytes:
    """Return what stands before the digest of a packed body."""
    key = hashlib.sha256(body).hexdigest()[:16].encode("ascii")
    return b"conflict-atlas-manifest:%d:%s:" % (FORM, key)


@dataclass(frozen=True)
class Packed:
    """The text of a manifest in its parts."""

    body: bytes
    digest: str

    @property
    def prefix(self) -> bytes:
        """What stands before the digest."""
        return prefix(self.body)


def split(text: bytes, name: str) -> Packed:
    """Take the text of a manifest apart.

    Raises
    ------
    ManifestError
        It is damaged, too long, or of a newer form.
    """
    found = _TEXT.fullmatch(text) if len(text) <= MOST_PACKED else None
    if found is None:
        raise ManifestError(f"{name}: its manifest is damaged or was changed; it cannot be read.")
    form = int(found[1])
    if form > FORM:
        raise ManifestError(
            f"{name} was made by a newer version of Conflict Atlas; its manifest has form {form},"
            f" and this version reads up to {FORM}."
        )
    packed = Packed(found[4], found[3].decode("ascii"))
    if packed.prefix != b"conflict-atlas-manifest:%d:%s:" % (form, found[2]):
        raise ManifestError(f"{name}: its manifest is damaged or was changed; it cannot be read.")
    return packed


def unpack(packed: Packed, name: str) -> Manifest:
    """Read a manifest.

    Raises
    ------
    ManifestError
        It is larger than its packing can be, or not in form.
    """
    most = min(MOST_BYTES, _SWELLS * len(packed.body) + _SPARE)
    try:
        raw = base64.b64decode(packed.body, validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(raw, most)
        if unpacker.unconsumed_tail:
            raise ManifestError(f"{name}: its manifest unpacks to more than one can be; it is not read.")
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError("not whole")
        return _checked(json.loads(plain.decode("ascii")))
    except ManifestError:
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        binascii.Error,
        zlib.error,
        RecursionError,
        FilterError,
    ) as error:
        raise ManifestError(f"{name}: its manifest is not in the form that this version writes.") from error


def _checked(given: Any) -> Manifest:
    keys = {"kind", "program", "filter", "view", "look", "made", "as_of", "who", "marks", "events", "drawn",
            "precisions", "sources"}  # fmt: skip
    if not isinstance(given, dict) or set(given) != keys:
        raise ValueError("other keys")
    texts = {name: _text(given[name]) for name in ("kind", "program", "made", "as_of", "who")}
    if texts["made"]:
        dt.date.fromisoformat(texts["made"])
    if texts["as_of"] and dt.datetime.fromisoformat(texts["as_of"]).tzinfo is not None:
        raise ValueError("a zone")
    events = from_plain(given["events"])
    drawn = given["drawn"]
    if not isinstance(drawn, str) or len(drawn) != len(events.ids) or not set(drawn) <= set(DRAWN):
        raise ValueError("what was drawn of other events")
    precisions = {_text(name): _count(count) for name, count in _mapping(given["precisions"]).items()}
    if sum(precisions.values()) != len(events.ids):
        raise ValueError("counts that do not add up")
    return Manifest(
        filter=_filter(_mapping(given["filter"])),
        events=events,
        drawn=drawn,
        view={_text(key): tuple(map(_text, _list(v))) for key, v in _mapping(given["view"]).items()},
        look={_text(key): _text(value) for key, value in _mapping(given["look"]).items()},
        marks={_text(key): _text(value) for key, value in _mapping(given["marks"]).items()},
        precisions=precisions,
        sources=tuple(_source(one) for one in _list(given["sources"])),
        **texts,
    )


def _source(given: Any) -> dict[str, Any]:
    one = _mapping(given)
    if set(one) != {"dataset", "events", "read", "files", "publishers"}:
        raise ValueError("other keys")
    return {
        "dataset": _text(one["dataset"]),
        "events": _count(one["events"]),
        "read": _text(one["read"]),
        "files": [_text(text) for text in _list(one["files"])],
        "publishers": [_text(text) for text in _list(one["publishers"])],
    }


def _filter(given: dict[str, Any]) -> Filter:
    values = {name: _value(FIELDS[name].kind, value) for name, value in given.items()}
    return Filter(**values)


def _value(kind: Kind, given: Any) -> Any:
    if kind in (Kind.FIRST_DAY, Kind.LAST_DAY):
        return dt.date.fromisoformat(given)
    if kind is Kind.WINDOW:
        return tuple(None if one is None else dt.date.fromisoformat(one) for one in _list(given))
    return tuple(given) if isinstance(given, list) else given


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LIMIT:
        raise ValueError("no text")
    return value


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("no count")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_BYTES:
        raise ValueError("no list")
    return value


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("no mapping")
    return value


__all__ = [
    "BLANK",
    "DRAWN",
    "FORM",
    "Manifest",
    "ManifestError",
    "Packed",
    "pack",
    "split",
    "to_plain",
    "unpack",
]
