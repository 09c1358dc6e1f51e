"""Reports as they come: web pages, letters, documents; hostile ones are refused, nothing runs."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from events.readers.table import FileRefusedError
from events.reading.documents import read_batch, read_document

WORDS = "Two men were killed in Taji."
BODY = '<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>'


def _docx(path: Path, body: str) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", body)
        archive.writestr(
            "word/_rels/document.xml.rels", '<a Target="http://example.org/x" TargetMode="External"/>'
        )
    path.write_bytes(packed.getvalue())
    return path


def test_a_web_page_with_what_its_head_says(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        '<html><head><title>T</title><meta property="og:site_name" content="Agency"><meta charset="utf-8">'
        '<meta property="article:published_time" content="2020-03-12T10:00:00Z">'
        '<link rel="canonical" href="https://example.org/a"></head><body>'
        '<script>document.write("10 dead")</script>'
        f"<p>{WORDS}</p><style>p {{}}</style><p>{{{{ 7*7 }}}}</p></body></html>",
        encoding="utf-8",
    )
    report = read_document(file)
    assert (report.publisher, report.published) == ("Agency", dt.date(2020, 3, 12))
    assert (report.address, report.title) == ("https://example.org/a", "T")
    assert report.text == f"{WORDS}\n\n{{{{ 7*7 }}}}"


def test_a_letter(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_text(
        f"From: Desk <d@example.org>\nSubject: Taji\nDate: Thu, 12 Mar 2020 10:00:00 +0000\n\n{WORDS}\n",
        encoding="utf-8",
    )
    report = read_document(file)
    assert (report.publisher, report.title, report.published) == ("Desk", "Taji", dt.date(2020, 3, 12))
    assert report.text.strip() == WORDS


def test_a_document_with_outside_links_is_only_read(tmp_path: Path) -> None:
    assert read_document(_docx(tmp_path / "a.docx", BODY.format(WORDS))).text == WORDS


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.txt", b"", "no text"),
        ("a.exe", b"MZ", "no report"),
        ("a.docx", b"PK\x03\x04", "damaged"),
        ("a.pdf", b"%PDF-1.4 nothing", "damaged"),
        ("a.eml", b"Subject: x\n\n", "no text"),
    ],
)
def test_what_is_no_report_is_refused_by_name(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileRefusedError, match=told) as refused:
        read_document(tmp_path / name)
    assert str(refused.value).startswith(name)


def test_entities_and_pages_without_text_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + BODY.format("&a;")
    with pytest.raises(FileRefusedError, match="entities"):
        read_document(_docx(tmp_path / "a.docx", bomb))
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(tmp_path / "b.pdf")
    with pytest.raises(FileRefusedError, match="no text"):
        read_document(tmp_path / "b.pdf")


def test_a_folder_is_a_batch(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("B", encoding="utf-8")
    (tmp_path / "a.md").write_text("A", encoding="utf-8")
    (tmp_path / "c.png").write_bytes(b"no")
    assert [(r.key, r.text) for r in read_batch(tmp_path)] == [("a.md", "A"), ("b.txt", "B")]
