"""A report as it comes (text, web page, letter, document) to its plain text and who published it when.

Nothing in a file is run, and nothing that it points at is fetched. What cannot be read is refused by name.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from events.readers import archive, encoding, safexml
from events.readers.table import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_BYTES = 32 << 20
"""Bytes of one report beyond which it is no report."""
MAX_PAGES = 500
_MAX_TEXT = 10_000_000
SUFFIXES = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".eml")


@dataclass(frozen=True, slots=True)
class Report:
    """A report's plain text and what is known about it; ``digest`` is the text's SHA-256."""

    text: str
    name: str = ""
    title: str | None = None
    publisher: str | None = None
    address: str | None = None
    published: dt.date | None = None
    key: str = ""
    country: str | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read_document(path: Path) -> Report:
    """Return the report in a file.

    Raises
    ------
    FileRefusedError
        It is no report: too large, of another kind, damaged, or without any text.
    """
    name = path.name
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefusedError(f"{name} is no file.")
        if size > MAX_BYTES:
            raise FileRefusedError(
                f"{name} has {size / 1e6:,.0f} MB; reports of up to {MAX_BYTES >> 20} MB are read."
            )
        data = path.read_bytes()
    except OSError as error:
        raise FileRefusedError(f"{name} cannot be read: {error.strerror or error}.") from None
    kind = path.suffix.lower()
    if kind not in SUFFIXES:
        raise FileRefusedError(f"{name} is no report that can be read: {', '.join(SUFFIXES)} are.")
    read = _READ.get(kind)
    report = read(data, name) if read else Report(decoded(path))
    if not report.text.strip():
        raise FileRefusedError(f"{name} holds no text; a scanned page has to be turned into text first.")
    return replace(report, text=report.text[:_MAX_TEXT], name=name)


def decoded(path: Path) -> str:
    """Return a text file's characters, whatever its encoding."""
    found = encoding.detect(path)
    return path.read_bytes().decode(found.codec, "replace").removeprefix("\ufeff")


class _Page(HTMLParser):
    """Keeps the words of a web page and what its head says; scripts and styles are left out."""

    SILENT = frozenset(("script", "style", "noscript", "template", "svg", "nav", "iframe", "object", "head"))
    BLOCK = frozenset(
        [
            "p",
            "div",
            "br",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "tr",
            "td",
            "th",
            "article",
            "section",
            "header",
            "footer",
            "blockquote",
            "pre",
            "ul",
            "ol",
            "table",
        ]
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.meta: dict[str, str] = {}
        self.title: list[str] = []
        self._silent: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "meta":
            key = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            self.meta.setdefault(key, given.get("content", ""))
        if tag == "link" and given.get("rel", "").lower() == "canonical":
            self.meta.setdefault("canonical", given.get("href", ""))
        if tag == "time" and given.get("datetime"):
            self.meta.setdefault("time", given["datetime"])
        self._in_title = self._in_title or tag == "title"
        if tag in self.SILENT:
            self._silent.append(tag)
        elif tag in self.BLOCK:
            self.words.append("\n\n" if tag not in ("br", "td", "th") else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag in self.BLOCK:
            self.words.append("\n\n" if tag not in ("td", "th") else " ")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._silent:
            self.words.append(data)


def _html(data: bytes, _: str) -> Report:
    return page(_in_html(data))


def _in_html(data: bytes) -> str:
    stated = re.search(rb"charset=[\"']?([\w-]{2,20})", data[:4096], re.I)
    for codec in (stated[1].decode("ascii") if stated else "utf-8", "utf-8"):
        try:
            return data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("cp1252", "replace")


def page(html: str) -> Report:
    """Return the report in the source of a web page."""
    parser = _Page()
    parser.feed(html)
    parser.close()
    meta = parser.meta
    day = next(
        (
            d
            for k in ("article:published_time", "datepublished", "date", "dc.date", "pubdate", "time")
            if (d := _day(meta.get(k)))
        ),
        None,
    )
    address = next(
        (meta[k] for k in ("canonical", "og:url") if meta.get(k, "").startswith(("http://", "https://"))),
        None,
    )
    text = re.sub(r"[ \t\r\f\v]+", " ", "".join(parser.words))
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    title = meta.get("og:title") or "".join(parser.title).strip() or None
    return Report(
        text, title=title, publisher=meta.get("og:site_name") or None, address=address, published=day
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


class _Paragraphs:
    """Takes the text of a word document paragraph by paragraph."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._inside = 0

    def start(self, tag: str, _attributes: dict[str, str], /) -> None:
        self._inside += tag == "t"
        if tag in ("br", "tab"):
            self.words.append(" ")

    def end(self, tag: str) -> None:
        self._inside -= tag == "t"
        if tag == "p":
            self.words.append("\n\n")

    def text(self, data: str) -> None:
        if self._inside:
            self.words.append(data)

    def take(self) -> list[Any]:
        return []


def _docx(data: bytes, name: str) -> Report:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            archive.check_zip(packed, name, limit=MAX_BYTES * 4)
            body = archive.part(packed, "word/document.xml", name, limit=MAX_BYTES * 2)
    except archive.BROKEN:
        raise FileRefusedError(f"{name} is damaged, or no Word document.") from None
    except KeyError:
        raise FileRefusedError(f"{name} is no Word document.") from None
    safexml.refuse_entities(body[:4096], name)
    handler = _Paragraphs()
    for _ in safexml.walk(io.BytesIO(body), name, handler, strict=False):
        pass
    return Report("".join(handler.words).strip())


def _pdf(data: bytes, name: str) -> Report:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefusedError(f"{name} is encrypted; save it without a password.")
        if len(reader.pages) > MAX_PAGES:
            raise FileRefusedError(f"{name} has {len(reader.pages):,} pages; up to {MAX_PAGES} are read.")
        texts, size = [], 0
        for sheet in reader.pages:
            texts.append(sheet.extract_text() or "")
            size += len(texts[-1])
            if size > _MAX_TEXT:
                break
        made = reader.metadata.creation_date if reader.metadata else None
        title = str(reader.metadata.title) if reader.metadata and reader.metadata.title else None
    except FileRefusedError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        NotImplementedError,
        MemoryError,
    ):
        raise FileRefusedError(f"{name} is damaged: its pages cannot be read.") from None
    return Report("\n\n".join(texts).strip(), title=title, published=made.date() if made else None)


def _eml(data: bytes, _: str) -> Report:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain", "html"))
    try:
        content = body.get_content() if body is not None else ""
    except (LookupError, KeyError, ValueError):
        content = ""
    text = page(content).text if body is not None and body.get_content_type() == "text/html" else str(content)
    try:
        day = parsedate_to_datetime(str(message["date"])).date() if message["date"] else None
    except (ValueError, TypeError, IndexError):
        day = None
    sender = str(message["from"] or "").split("<")[0].strip(' "') or None
    return Report(text, title=str(message["subject"] or "") or None, publisher=sender, published=day)


_READ: dict[str, Callable[[bytes, str], Report]] = {
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
    ".eml": _eml,
}


def read_batch(path: Path) -> Iterator[Report]:
    """Yield the reports of a JSONL file, or those of a folder's files in the order of their names.

    Raises
    ------
    FileRefusedError
        A line is no report (the line is named), or a file cannot be read.
    """
    if path.is_dir():
        for file in sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file()):
            yield replace(read_document(file), key=file.name)
        return
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(line, number, path.name)
    except UnicodeDecodeError:
        raise FileRefusedError(f"{path.name} is not in UTF-8.") from None
    except OSError as error:
        raise FileRefusedError(f"{path.name} cannot be read: {error.strerror or error}.") from None


def _row(line: str, number: int, name: str) -> Report:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or row.get("id") in (None, ""):
        raise FileRefusedError(f'{name}, line {number}: no report; a line is {{"id": ..., "text": ...}}.')
    published = row.get("published")
    day = _day(published) if isinstance(published, str) else None
    if published and day is None:
        raise FileRefusedError(f"{name}, line {number}: published is no day such as 2020-03-12.")
    given = {
        k: row[k] if isinstance(row.get(k), str) else None
        for k in ("publisher", "country", "title", "address")
    }
    return Report(row["text"], name=name, published=day, key=str(row["id"]), **given)
