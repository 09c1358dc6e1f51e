"""Cursor on Target: one event, a list of them, or a stream as a server records it; and ATAK's data packages.

The columns are named as in tables of TAK marks (``uid``, ``lat``, ``ce`` …), which one mapping reads. A
stream has a root for each event and often a declaration before it: both are passed over, nothing else is.
"""

from __future__ import annotations

import re
import zipfile
from typing import IO, TYPE_CHECKING, Any

from events.readers.archive import BROKEN, check_zip, open_zip
from events.readers.safexml import MAX_RECORD, refuse_entities, walk
from events.readers.spool import Spool
from events.readers.table import FileRefusedError, RawTable, unique_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS = (
    *("uid", "type", "how", "time", "start", "stale"),
    *("lat", "lon", "hae", "ce", "le", "callsign", "remarks", "title"),
)
_EVENT = ("uid", "type", "how", "time", "start", "stale")
_POINT = ("lat", "lon", "hae", "ce", "le")
_UNKNOWN = re.compile(r"9{6,}(?:\.0*)?$")
"""What Cursor on Target writes for a height or an error that is not known."""
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}\?>")
_MANIFEST = "manifest/manifest.xml"


def read_cot(path: Path, *, name: str) -> RawTable:
    """Open a file of Cursor on Target XML.

    Raises
    ------
    FileRefusedError
        It is XML of another kind, is damaged, declares entities, or holds no event.
    """
    with path.open("rb") as stream:
        return _table(_marks(stream, name), name, "Cursor on Target")


def is_package(path: Path) -> bool:
    """Return whether a file is a data package of ATAK: a zip archive with its manifest and marks."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [_plain(entry) for entry in archive.namelist()]
    except (*BROKEN, ValueError):
        return False
    return _MANIFEST in names and any(entry.endswith(".cot") for entry in names)


def read_package(path: Path, *, name: str) -> RawTable:
    """Open a data package of ATAK: the marks of all its Cursor on Target files.

    Raises
    ------
    FileRefusedError
        As ``read_cot``, or it unpacks to too much.
    """
    with open_zip(path, name) as archive:
        check_zip(archive, name)
        entries = [entry for entry in archive.namelist() if _plain(entry).endswith(".cot")]

        def marks() -> Iterator[dict[str, str]]:
            for entry in entries:
                try:
                    with archive.open(entry) as stream:
                        yield from _marks(stream, name)
                except BROKEN:
                    raise FileRefusedError(f"{name} is damaged: a part of it cannot be unpacked.") from None

        table = _table(marks(), name, "an ATAK data package")
    others = [e for e in archive.namelist() if not _plain(e).endswith((".cot", "/", _MANIFEST))]
    if others:
        table.notes.append(f"{len(others)} other file(s) of the package were left aside.")
    return table


def _plain(entry: str) -> str:
    return entry.replace("\\", "/").lower()


def _marks(stream: IO[bytes], name: str) -> Iterator[dict[str, str]]:
    return walk(_OneRoot(stream, name), name, _Events(name))  # type: ignore[arg-type]


class _OneRoot:
    """The bytes of a stream within one root, without declarations: a stream of events is no XML by itself."""

    _HOLD = 256

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name = stream, name
        self._held = b""
        self._state = 0

    def read(self, size: int = -1) -> bytes:
        if self._state == 0:
            first = self._stream.read(4)
            self._state = 1
            if first[:2] in (b"\xff\xfe", b"\xfe\xff"):  # two bytes a letter: such a file has one root
                self._state = 3
                return first
            self._held = first.removeprefix(b"\xef\xbb\xbf")
            return b"<stream>"
        if self._state == 3:
            return self._stream.read(size)
        if self._state == 2:
            return b""
        block = self._stream.read(max(size, 1024))
        refuse_entities(self._held + block, self._name)
        data = _DECLARATION.sub(b"", self._held + block)
        if not block:
            self._state, self._held = 2, b""
            return data + b"</stream>"
        at = data.rfind(b"<?", -self._HOLD) if b"?>" not in data[data.rfind(b"<?") :] else -1
        cut = at if at >= 0 else len(data) - 1 if data.endswith(b"<") else len(data)
        self._held = data[cut:]
        return data[:cut] or b" "


class _Events:
    """Handler of Cursor on Target: each event as its cells."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[dict[str, str]] = []
        self._path: list[str] = []
        self._cells: dict[str, str] | None = None
        self._text: list[str] | None = None
        self._size = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._cells is None:
            if tag not in ("stream", "events", "event"):
                raise FileRefusedError(
                    f"{self._name} is XML, but not Cursor on Target: it begins with “{tag[:40]}”."
                )
            if tag == "event":
                self._cells = {key: attributes.get(key, "") for key in _EVENT}
                self._size = 0
        elif self._path[-1] == "event" and tag == "point":
            self._cells |= {key: attributes.get(key, "") for key in _POINT}
        elif self._path[-1] == "detail":
            self._detail(tag, attributes)
        self._path.append(tag)

    def _detail(self, tag: str, attributes: dict[str, str]) -> None:
        assert self._cells is not None
        if tag == "contact":
            self._cells["callsign"] = attributes.get("callsign", "")
        elif tag == "remarks":
            self._text = []

    def end(self, tag: str) -> None:
        self._path.pop()
        if self._cells is None:
            return
        if tag == "remarks" and self._text is not None:
            self._cells["remarks"], self._text = " ".join("".join(self._text).split()), None
        elif tag == "event":
            self._found.append(self._cells)
            self._cells = None

    def text(self, data: str) -> None:
        self._size += len(data)
        if self._size > MAX_RECORD:
            raise FileRefusedError(
                f"{self._name} has an event of more than {MAX_RECORD >> 20} MB, which is no mark."
            )
        if self._text is not None:
            self._text.append(data)

    def take(self) -> list[dict[str, str]]:
        found, self._found = self._found, []
        return found


def _table(marks: Iterator[dict[str, Any]], name: str, kind: str) -> RawTable:
    spool = Spool(name)
    for cells in marks:
        for unknown in ("hae", "ce", "le"):
            if _UNKNOWN.match(cells.get(unknown, "")):
                cells[unknown] = ""
        spool.put([cells.get(column, "") for column in COLUMNS], record=spool.total + 1)
    if not spool.total:
        raise FileRefusedError(f"{name} holds no event of Cursor on Target.")
    columns, _ = unique_names(COLUMNS)
    notes = [f"Read as {kind}: {spool.total:,} marks."]
    return RawTable(
        "Cursor on Target", columns, spool.chunks(columns), notes=notes, total=spool.total, close=spool.close
    )


__all__ = ["is_package", "read_cot", "read_package"]
