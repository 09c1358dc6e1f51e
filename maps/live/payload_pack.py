"""How payloads are packed: a header and gzip'd columns, the same bytes for the same input.

A payload is a little-endian u32 (the length of the header), a JSON header in UTF-8,
and gzip'd columns. Columns lie one after the other; of each column all first bytes
come first, then all second bytes and so on, which gzip likes. What follows them (the
texts) is gzip'd on its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

_TYPES = {"i4": "<i4", "i2": "<i2", "u4": "<u4", "u2": "<u2", "u1": "u1"}

Columns = list[tuple[str, str, np.ndarray]]
"""Name, type ("i4", "u1" ...) and values of each column."""


@dataclass(frozen=True)
class Payload:
    """Bytes for the client.

    `key` is a hash of the content and also stands in the header of `body`. `ids` are the
    events behind the rows; None for a basemap.
    """

    body: bytes
    key: str
    count: int
    ids: pd.Series | None = field(default=None, repr=False, compare=False)

    @cached_property
    def event_ids(self) -> list[str]:
        """The event of each index that the client reports."""
        return [] if self.ids is None else [str(value) for value in self.ids.tolist()]


def pack(
    header: dict[str, Any],
    columns: Columns,
    *,
    tail: bytes = b"",
    ids: pd.Series | None = None,
    fast: bool = False,
) -> Payload:
    """Return a payload of `columns`; `tail` follows as it is.

    `ids` are the events behind the rows; the client does not know them, so they are no part of the key.
    """
    body = zipped(b"".join(_planes(values, kind) for _, kind, values in columns), fast=fast)
    header = header | {
        "columns": [[name, kind, len(values)] for name, kind, values in columns],
        "body": len(body),
    }
    key = _key(header, body + tail)
    text = json.dumps(header | {"key": key}, ensure_ascii=False, separators=(",", ":")).encode()
    return Payload(struct.pack("<I", len(text)) + text + body + tail, key, header.get("count", 0), ids)


def unpacked(body: bytes) -> Payload:
    """Return a payload from bytes that were kept, as `pack` made them.

    Raises
    ------
    ValueError
        If they are not whole: the key in the header is not the key of the content.
    """
    if len(body) < 4:
        raise ValueError("The payload is cut short.")
    (length,) = struct.unpack_from("<I", body)
    header = json.loads(body[4 : 4 + length])
    if not isinstance(header, dict) or header.pop("key", None) != _key(header, body[4 + length :]):
        raise ValueError("The payload is damaged.")
    return Payload(body, _key(header, body[4 + length :]), header.get("count", 0))


def _key(header: dict[str, Any], content: bytes) -> str:
    digest = hashlib.blake2b(json.dumps(header, sort_keys=True).encode(), digest_size=12)
    digest.update(content)
    return digest.hexdigest()


def zipped(data: bytes, *, fast: bool = False) -> bytes:
    """Return gzip'd bytes without a time stamp.

    ``fast`` packs runs only: for planes of numbers five times as quick and no larger.
    """
    if not fast:
        return gzip.compress(data, 6, mtime=0)
    packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS + 16, 9, zlib.Z_RLE)
    return packer.compress(data) + packer.flush()


def _planes(values: np.ndarray, kind: str) -> bytes:
    column = np.ascontiguousarray(values, dtype=_TYPES[kind])
    return column.view("u1").reshape(len(column), column.itemsize).T.tobytes()


def unsigned(values: np.ndarray) -> str:
    """Return the smallest unsigned type that holds `values` (none below zero)."""
    most = int(values.max()) if len(values) else 0
    return "u1" if most < 2**8 else "u2" if most < 2**16 else "u4"
