"""Blank lines in delimited text: left out before parsing, with the lines counted right."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.readers.delimited import arrow
from events.readers.delimited.blank_lines import Unblanked
from events.readers.delimited.reader import read_text
from events.readers.table import FileRefusedError

HEADER = "id,date,place"
CELLS = st.sampled_from(["", "a", '"b\n\n\n\nc"', '"d\r\n\r\n"', '"e ""f"""', "2024-01-01"])
ROWS = st.tuples(CELLS, CELLS, CELLS).map(",".join)
LINES = st.lists(st.one_of(ROWS, st.just(""), st.just(""), st.just("")), max_size=30)


@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]), size=st.integers(2, 40))
def test_rows_keep_their_physical_lines(lines: list[str], end: str, size: int) -> None:
    """Whatever runs of blank lines there are, wherever a block ends."""
    text = "".join(line + end for line in lines)
    stream = Unblanked(io.BytesIO(text.encode()), 3)
    kept = "".join(iter(lambda: stream.read(size).decode(), ""))
    expected, at = [], 0
    for line in lines:
        if line:
            expected.append((at, next(csv.reader(io.StringIO(line + end, newline="")))))
        at += 1 + line.count("\n")
    found, squeezed = [], []
    reader, before = csv.reader(io.StringIO(kept, newline="")), 0
    for cells in reader:
        if cells:
            squeezed.append(before)
            found.append(cells)
        before = reader.line_num
    places = stream.physical(np.array(squeezed, "int64")).tolist()
    assert list(zip(places, found, strict=True)) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_of_blank_lines_is_read_with_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """What reaches the parser is small, and refused rows are named by their lines too."""
    blank = 300_000
    rows = ["a1,2024-03-01,Mosul", '"a2",2024-03-02,"Ba\n\n\nsra"', "a3,2024-03-03", "a4,2024-03-04,Erbil"]
    path = tmp_path / "blank.csv"
    text = end.join([HEADER, rows[0], *[""] * blank, rows[1], *[""] * blank, rows[2], "", rows[3]])
    path.write_text(text + end * blank, newline="")
    parsed = []
    parse = arrow._breaks
    monkeypatch.setattr(arrow, "_breaks", lambda table: parsed.append(len(table)) or parse(table))
    (chunk,) = read_text(path).chunks(None)
    assert chunk.rows.tolist() == [2, 3 + blank, 3 + blank + 4 + blank + 2]
    assert chunk.records.tolist() == [1, 2, 4]
    assert [(bad.row, bad.record) for bad in chunk.bad] == [(3 + blank + 4 + blank, 3)]
    assert sum(parsed) < 10
    assert chunk.table.column("place").to_pylist() == ["Mosul", "Ba\n\n\nsra", "Erbil"]


def test_many_short_rows_are_handed_on_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("a,b\n" + "1,\n" * 450_000)
    chunks = list(read_text(path).chunks(None))
    assert max(map(len, chunks)) <= arrow.MOST_ROWS
    assert [int(c.rows[0]) for c in chunks] == [2, 200_002, 400_002]
    assert sum(map(len, chunks)) == 450_000


def test_blank_lines_without_end_and_broken_quotes_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "blank.csv"
    path.write_text(f'{HEADER}\na1,2024-03-01,Mos"ul\n' + "\n" * 1_000_002)
    with pytest.raises(FileRefusedError, match="1,000,000 blank lines"):
        list(read_text(path).chunks(None))
