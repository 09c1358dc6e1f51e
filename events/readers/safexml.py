"""XML without surprises, piece by piece: no document types, no entities, no endless nesting or names.

No tree is built: what a file holds goes through a handler, which keeps what it needs of one record.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any, Protocol
from xml.parsers import expat

from events.readers.table import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 100
MAX_RECORD = 4 << 20
"""Characters of one record (a row, a placemark), or bytes of one tag, beyond which it is no event."""
MAX_TAGS = 10_000
_BLOCK = 1 << 16


class Handler(Protocol):
    """What is told of each element; names are local, attributes as they stand in the file without prefix."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def text(self, data: str) -> None:
        """Take a piece of text."""

    def take(self) -> list[Any]:
        """Return what is complete, once."""


class Done(Exception):
    """Raised by a handler that needs no more of the file; no error."""


def refuse_entities(head: bytes, name: str) -> None:
    """Refuse XML whose head declares a document type (entities, external files)."""
    plain = head.replace(b"\0", b"")  # UTF-16
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", plain, re.I):
        raise FileRefusedError(f"{name} is not opened: its XML declares a document type or entities.")


def walk(stream: IO[bytes], name: str, handler: Handler, *, strict: bool = True) -> Iterator[Any]:
    """Go through an XML document and yield what the handler makes of it.

    Without ``strict`` a prefix of names need not be declared, and attributes keep theirs (``gx:name``).

    Raises
    ------
    FileRefusedError
        It is damaged, nested more than ``MAX_DEPTH`` deep, or declares a document type.
    """
    parser = _parser(name, handler, strict=strict)
    fed = 0
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
            fed += len(block)
            if fed - parser.CurrentByteIndex > MAX_RECORD:
                raise FileRefusedError(
                    f"{name} is not opened: its XML has a tag of more than {MAX_RECORD >> 20} MB."
                )
            yield from handler.take()
        parser.Parse(b"", True)
    except Done:
        pass
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, FileRefusedError):
            raise
        raise FileRefusedError(f"{name} is damaged: its XML cannot be read.") from None
    yield from handler.take()


def _parser(name: str, handler: Handler, *, strict: bool) -> Any:
    parser = expat.ParserCreate(namespace_separator="}" if strict else None)
    parser.buffer_text = True
    parser.buffer_size = _BLOCK
    known: dict[str, str] = {}
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise FileRefusedError(f"{name} is not opened: its XML is nested more than {MAX_DEPTH} deep.")
        if tag not in known:
            if len(known) > MAX_TAGS:
                raise FileRefusedError(f"{name} is not opened: its XML has too many kinds of elements.")
            known[tag] = local(tag)
        handler.start(known[tag], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(known[tag])

    def doctype(*_: object) -> None:
        raise FileRefusedError(f"{name} is not opened: its XML declares a document type or entities.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = doctype
    return parser


def local(tag: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1]
