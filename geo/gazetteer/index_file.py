"""One gazetteer file: a header in JSON and compressed columns; nothing in it is ever executed.

Layout: the magic line, the header's length (u32), the header (JSON: free ``meta``, and for each column its
name, type, count, packing, place and checksum), then the columns. Integers are packed as planes (all first
bytes, all second bytes, ...), after differences where neighbours are alike, and compressed with Zstandard:
the shipped index opens in a tenth of a second without a cache beside it.
"""

from __future__ import annotations

import json
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geo.errors import GazetteerDamagedError
from geo.whole_file import whole

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"ConflictAtlasGazetteer 2\n"
MAX_HEADER_BYTES = 1 << 20
MAX_COLUMN_BYTES = 1 << 30
"""No column of a real file comes near; a damaged length must not make the process ask for all memory."""

Columns = dict[str, "np.ndarray[Any, Any]"]


THREADS = 4
"""Decompression and arithmetic leave the interpreter to others, so columns are unpacked side by side."""

TEXT_LEVEL = 6
"""Most that the names are compressed: a tenth larger than at the highest level, read in half the time."""


def write(
    path: Path, columns: Columns, meta: dict[str, Any], *, differences: tuple[str, ...] = (), level: int = 9
) -> None:
    """Write columns and meta to `path`, whole or not at all.

    Parameters
    ----------
    path : Path
        Replaced atomically.
    columns : dict of str to 1-d integer ndarray
        Integer columns.
    meta : dict
        JSON-able facts about the file.
    differences : tuple of str
        Columns to store as differences of neighbours (sorted or slowly changing ones).
    level : int
        Zstandard level; 9 for a layer, 22 for the shipped file.
    """
    entries, bodies, at = [], [], 0
    for name, column in columns.items():
        raw = column
        if name in differences and len(column):
            raw = np.diff(
                column.astype(np.int64 if column.dtype.kind == "i" else np.uint64),
                prepend=column.dtype.type(0),
            )
            raw = raw.astype(np.uint64)
        planes = _planes(raw, zigzag=name in differences and column.dtype.kind == "i")
        strength = min(level, TEXT_LEVEL) if name == "text" else level
        body = pa.Codec("zstd", compression_level=strength).compress(planes.tobytes(), asbytes=True)
        entries.append(
            {
                "name": name,
                "dtype": column.dtype.str,
                "count": len(column),
                "planes": int(planes.shape[0]),
                "differences": name in differences,
                "at": at,
                "size": len(body),
                "crc": zlib.crc32(body),
            }
        )
        bodies.append(body)
        at += len(body)
    header = json.dumps({"meta": meta, "columns": entries}, ensure_ascii=False).encode()
    with whole(path) as draft, draft.open("wb") as stream:
        stream.write(MAGIC + struct.pack("<I", len(header)) + struct.pack("<I", zlib.crc32(header)) + header)
        stream.writelines(bodies)


def read(path: Path) -> tuple[Columns, dict[str, Any]]:
    """Return the columns and the meta of a gazetteer file.

    Raises
    ------
    GazetteerDamagedError
        When the file is missing, cut short, altered, or of another kind; the text names it.
    """
    try:
        blob = path.read_bytes()
        header, start = _header(blob)
        entries = sorted(header["columns"], key=lambda e: -int(e["size"]))
        with ThreadPoolExecutor(THREADS) as pool:
            columns = pool.map(lambda entry: _column(blob, start, entry), entries)
            return {e["name"]: c for e, c in zip(entries, columns, strict=True)}, header["meta"]
    except GazetteerDamagedError as error:
        raise GazetteerDamagedError(f"The gazetteer file {path.name} is not used: {error}.") from None
    except OSError as error:
        raise GazetteerDamagedError(
            f"The gazetteer file {path.name} cannot be read: {error.strerror}."
        ) from error
    except (ValueError, KeyError, TypeError, struct.error, pa.ArrowException, OverflowError) as error:
        raise GazetteerDamagedError(
            f"The gazetteer file {path.name} is not used: its content is damaged."
        ) from error


def _header(blob: bytes) -> tuple[dict[str, Any], int]:
    if not blob.startswith(MAGIC):
        raise GazetteerDamagedError("it is not a gazetteer of this version")
    size, crc = struct.unpack_from("<II", blob, len(MAGIC))
    start = len(MAGIC) + 8
    text = blob[start : start + size]
    if size > MAX_HEADER_BYTES or len(text) != size or zlib.crc32(text) != crc:
        raise GazetteerDamagedError("its header is damaged or cut short")
    return json.loads(text), start + size


def _column(blob: bytes, start: int, entry: dict[str, Any]) -> np.ndarray[Any, Any]:
    at, size, count, planes = start + entry["at"], entry["size"], entry["count"], entry["planes"]
    body = memoryview(blob)[at : at + size]
    if len(body) != size or zlib.crc32(body) != entry["crc"]:
        raise GazetteerDamagedError(f"its column {entry['name']} is damaged or cut short")
    if not 0 <= count * planes <= MAX_COLUMN_BYTES:
        raise GazetteerDamagedError(f"its column {entry['name']} has an impossible size")
    raw = pa.Codec("zstd").decompress(body, decompressed_size=count * planes)
    dtype = np.dtype(entry["dtype"])
    if dtype.kind not in "iu":
        raise GazetteerDamagedError(f"its column {entry['name']} has an unknown type")
    return _unplane(
        np.frombuffer(raw, np.uint8).reshape(planes, count), dtype, differences=entry["differences"]
    )


def _planes(values: np.ndarray[Any, Any], *, zigzag: bool) -> np.ndarray[Any, Any]:
    if zigzag:
        signed = values.astype(np.int64)
        values = ((signed << 1) ^ (signed >> 63)).astype(np.uint64)
    width = values.dtype.itemsize
    planes = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"), copy=False).view(np.uint8)
    planes = planes.reshape(len(values), width).T
    while width > 1 and not planes[width - 1].any():
        width -= 1
    return np.ascontiguousarray(planes[:width])


def _unplane(
    planes: np.ndarray[Any, Any], dtype: np.dtype[Any], *, differences: bool
) -> np.ndarray[Any, Any]:
    count = planes.shape[1]
    if len(planes) == 1 and dtype.itemsize == 1 and not differences:
        return planes[0].view(dtype)
    width = dtype.itemsize if not differences else 4 if len(planes) <= 4 else 8
    if not 1 <= len(planes) <= width:
        raise ValueError("a column of an impossible width")
    together = np.empty((count, width), np.uint8)
    for i in range(width):
        together[:, i] = planes[i] if i < len(planes) else 0
    kind = np.dtype(f"<u{width}") if differences else dtype.newbyteorder("<")
    values: np.ndarray[Any, Any] = together.view(kind)[:, 0]
    if not differences:
        return np.ascontiguousarray(values, dtype)
    if dtype.kind == "i":
        signed = (values >> 1).astype(f"i{width}") ^ -(values & 1).astype(f"i{width}")
        return np.cumsum(signed, dtype=dtype)
    return np.cumsum(values, dtype=dtype)
