"""What a file really is, by its first bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = (
    (b"PK\x03\x04", "zip", "a zip archive or workbook"),
    (b"PK\x05\x06", "zip", "an empty zip archive"),
    (b"PAR1", "parquet", "Parquet data"),
    (b"SQLite format 3\0", "sqlite", "an SQLite database"),
    (b"\x1f\x8b", "gzip", "gzip-compressed data"),
    (b"BZh", "bzip2", "bzip2-compressed data"),
    (b"\xfd7zXZ\0", "xz", "xz-compressed data"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "a 7-Zip archive"),
    (b"Rar!", "rar", "a RAR archive"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "ole",
        "an old or encrypted Office file (save it as .xlsx without a password)",
    ),
    (b"%PDF", "pdf", "a PDF document"),
    (b"\x89PNG", "image", "an image"),
    (b"\xff\xd8\xff", "image", "an image"),
    (b"GIF8", "image", "an image"),
    (b"\x7fELF", "program", "a program"),
    (b"MZ\x90", "program", "a program"),
    (b"\x93NUMPY", "numpy", "a NumPy array"),
    (b"\x89HDF", "hdf", "HDF5 data"),
    (b"ARROW1", "arrow", "Arrow data"),
)


def kind_of_content(path: Path) -> tuple[str, str]:
    """Return the kind of a file's content ("text" where nothing else is known) and what it is in words."""
    with path.open("rb") as stream:
        head = stream.read(64)
    for magic, kind, words in _MAGIC:
        if head.startswith(magic):
            return kind, words
    if len(head) > 2 and head[0] == 0x80 and head[1] in (2, 3, 4, 5):
        return "pickle", "a Python pickle, which is never opened"
    return "text", "text"
