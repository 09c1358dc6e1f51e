"""Rows that were read once, kept on disk: memory holds a chunk of them, whatever the size of the file."""

from __future__ import annotations

import dataclasses
import json
import tempfile
import threading
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from events.readers.table import CHUNK_ROWS, BadRow, Chunks, FileRefusedError, RawChunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH_ROWS = 5_000
"""Rows that are held as Python texts before they go to disk."""
BATCH_CHARACTERS = 16 << 20
"""Characters that are held before they go to disk."""
CHUNK_BYTES = 256 << 20
"""Bytes of text of one chunk; rows with long cells come in smaller chunks."""
MAX_TEXT = 8 << 30
"""Characters that one table may hold: a plain CSV of 20 million events."""
_ROW, _RECORD = "row", "record"


@dataclasses.dataclass(frozen=True, slots=True)
class _Batch:
    """Where a batch lies in the temporary file, and its faulty rows (JSON) behind it."""

    start: int
    middle: int
    end: int
    rows: int
    width: int
    characters: int


class Spool:
    """A table of texts in a temporary file without a name: it is gone when the process ends, however that is.

    Rows may be shorter than the table is wide; what they lack is empty.

    Parameters
    ----------
    name : str
        What to call the file that is read, in sentences.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the table
        self._lock = threading.Lock()
        self._batches: list[_Batch] = []
        self._held: list[list[str]] = []
        self._numbers: list[int] = []
        self._records: list[int] = []
        self._bad: list[BadRow] = []
        self._size = self._text = 0
        self.width = 0
        self.total = 0

    def put(self, cells: list[str], *, record: int, row: int = -1) -> None:
        """Add a row by its 1-based record and the row of the file (-1: the format has none)."""
        self._held.append(cells)
        self._numbers.append(row)
        self._records.append(record)
        self._size += sum(map(len, cells))
        self.total += 1
        if len(self._held) >= BATCH_ROWS or self._size > BATCH_CHARACTERS:
            self._flush()

    def refuse(self, bad: BadRow) -> None:
        """Add a row that could not be read."""
        self._bad.append(bad)
        self._size += sum(map(len, bad.cells))
        self.total += 1
        if len(self._bad) >= BATCH_ROWS or self._size > BATCH_CHARACTERS:
            self._flush()

    def chunks(self, names: Sequence[str], places: Sequence[int] | None = None) -> Chunks:
        """Return the chunk source of the whole table: ``names`` of the columns that are at ``places``."""
        self._flush()
        where = dict(zip(names, places if places is not None else range(len(names)), strict=True))

        def source(columns: Sequence[str] | None) -> Iterator[RawChunk]:
            wanted = list(where) if columns is None else list(columns)
            held: list[RawChunk] = []
            rows = size = 0
            for batch in self._batches:
                if rows and (rows + batch.rows > CHUNK_ROWS or size + batch.characters > CHUNK_BYTES):
                    yield _joined(held)
                    held, rows, size = [], 0, 0
                held.append(self._read(batch, wanted, [where[c] for c in wanted]))
                rows, size = rows + batch.rows, size + batch.characters
            if held:
                yield _joined(held)

        return source

    def close(self) -> None:
        """Remove the table; a chunk that was given out stays."""
        self._file.close()

    def __del__(self) -> None:
        self.close()

    def _flush(self) -> None:
        if not self._held and not self._bad:
            return
        width = max(map(len, self._held), default=0)
        self.width = max(self.width, width)
        self._text += self._size
        if self._text > MAX_TEXT:
            raise FileRefusedError(f"{self._name} holds more than {MAX_TEXT >> 30} GB of text.")
        for cells in self._held:
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
        arrays = [pa.array(column, pa.large_string()) for column in zip(*self._held, strict=True)]
        arrays += [pa.array(self._numbers, pa.int64()), pa.array(self._records, pa.int64())]
        names = [*map(str, range(width)), _ROW, _RECORD]
        self._write(pa.record_batch(arrays, names=names), width)
        self._held, self._numbers, self._records, self._bad, self._size = [], [], [], [], 0

    def _write(self, data: pa.RecordBatch, width: int) -> None:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(
            sink, data.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")
        ) as stream:
            stream.write_batch(data)
        faults = json.dumps([dataclasses.astuple(bad) for bad in self._bad]).encode() if self._bad else b""
        try:
            with self._lock:
                start = self._file.seek(0, 2)
                self._file.write(sink.getvalue())
                middle = self._file.tell()
                self._file.write(faults)
                end = self._file.tell()
        except OSError:
            raise FileRefusedError(f"There is not enough room on the disk to unpack {self._name}.") from None
        self._batches.append(_Batch(start, middle, end, data.num_rows, width, self._size))

    def _read(self, batch: _Batch, names: list[str], places: list[int]) -> RawChunk:
        with self._lock:
            self._file.seek(batch.start)
            data = self._file.read(batch.middle - batch.start)
            faults = self._file.read(batch.end - batch.middle)
        there = sorted({p for p in places if p < batch.width})
        options = pa.ipc.IpcReadOptions(
            included_fields=[*there, batch.width, batch.width + 1], use_threads=False
        )
        with pa.ipc.open_stream(data, options=options) as stream:
            found = stream.read_next_batch()
        at = {place: index for index, place in enumerate(there)}
        empty = pa.array([""] * batch.rows, pa.large_string()) if len(at) < len(set(places)) else None
        columns = [found.column(at[p]) if p in at else empty for p in places]
        bad = tuple(_bad_row(*values) for values in json.loads(faults)) if faults else ()
        numbers, records = (found.column(name).to_numpy(zero_copy_only=False) for name in (_ROW, _RECORD))
        return RawChunk(pa.table(columns, names=names), numbers, records, bad)


def _bad_row(
    row: int | None, record: int | None, message: str, cells: list[str], *rest: str | None
) -> BadRow:
    return BadRow(row, record, message, tuple(cells), *rest)


def _joined(chunks: list[RawChunk]) -> RawChunk:
    if len(chunks) == 1:
        return chunks[0]
    return RawChunk(
        pa.concat_tables([c.table for c in chunks]),
        np.concatenate([c.rows for c in chunks]),
        np.concatenate([c.records for c in chunks]),
        tuple(bad for c in chunks for bad in c.bad),
    )
