"""XML without surprises: no document types, no entities, no links to elsewhere, no endless nesting."""

from __future__ import annotations

import re
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse, parse

from events.readers.table import FileRefusedError

MAX_DEPTH = 100


def refuse_entities(head: bytes, name: str) -> None:
    """Refuse XML whose head declares a document type (entities, external files)."""
    plain = head.replace(b"\0", b"")  # UTF-16
    if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", plain, re.I):
        raise FileRefusedError(f"{name} is not opened: its XML declares a document type or entities.")


def parsed(stream: IO[bytes], name: str) -> Element:
    """Return the root of an XML document, without entities, at most ``MAX_DEPTH`` deep.

    Raises
    ------
    FileRefusedError
        It is damaged, nested too deep, or declares entities.
    """
    try:
        depth = 0
        for event, _ in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise FileRefusedError(f"{name} is not opened: its XML is nested more than {MAX_DEPTH} deep.")
        stream.seek(0)
        root: Element | None = parse(stream, forbid_dtd=True).getroot()
    except FileRefusedError:
        raise
    except DefusedXmlException:
        raise FileRefusedError(
            f"{name} is not opened: its XML declares a document type or entities."
        ) from None
    except (ParseError, ValueError, LookupError, UnicodeError):
        raise FileRefusedError(f"{name} is damaged: its XML cannot be read.") from None
    if root is None:
        raise FileRefusedError(f"{name} is damaged: its XML cannot be read.")
    return root


def local(tag: object) -> str:
    """Return an element's name without its namespace."""
    return str(tag).rsplit("}", 1)[-1]
