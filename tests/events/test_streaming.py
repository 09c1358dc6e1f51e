"""Readers that hold a few records at a time give what the whole would give."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.readers import FileRefusedError, open_table, spool
from events.readers import json_stream as js
from events.readers.sheets.xlsx_cells import unescaped
from events.readers.table import BadRow

CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(rows=st.lists(st.lists(CELLS, max_size=6), max_size=30), size=st.integers(1, 7))
def test_rows_come_back_from_disk_as_they_were_put(rows: list[list[str]], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "BATCH_ROWS", size)
        patch.setattr(spool, "CHUNK_ROWS", 2 * size)
        table = spool.Spool("list")
        for at, cells in enumerate(rows, 1):
            if at % 5:
                table.put(list(cells), row=at + 1, record=at)
            else:
                table.refuse(BadRow(at + 1, at, "no", tuple(cells), "b", None))
        names = list("abcdef")
        chunks = list(table.chunks(names)(None))
        few = list(table.chunks(names)(["f", "a"]))
    good = [(at, cells) for at, cells in enumerate(rows, 1) if at % 5]
    found = [list(row.values()) for chunk in chunks for row in chunk.table.to_pylist()]
    assert found == [[*cells, *[""] * (6 - len(cells))] for _, cells in good]
    assert [n for chunk in chunks for n in chunk.records.tolist()] == [at for at, _ in good]
    assert [b.cells for chunk in chunks for b in chunk.bad] == [tuple(c) for c in rows[4::5]]
    assert [list(row.values()) for c in few for row in c.table.to_pylist()] == [[r[5], r[0]] for r in found]


@given(document=st.lists(VALUES, max_size=8), indent=st.sampled_from([None, 1]), size=st.integers(1, 40))
def test_a_list_is_read_value_by_value(document: list[Any], indent: int | None, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(js, "_BLOCK", size)
        stream = js.Document(io.StringIO(json.dumps(document, indent=indent)), "list")
        assert list(stream.items()) == document
        stream.end()


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2]',
        '[{"a": 1} {"a": 2}]',
        '[{"a": tru}]',
        '[{"a": "x}]',
        '[{"a": 1}] more',
        "[1, 2,]",
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text("\n\n" + text)
    with pytest.raises(FileRefusedError, match=r"not valid JSON \(line 3\)"):
        open_table(path)


def test_the_features_count_and_not_other_lists(tmp_path: Path) -> None:
    path = tmp_path / "list.geojson"
    features = [{"type": "Feature", "geometry": None, "properties": {"id": i}} for i in range(3)]
    path.write_text(json.dumps({"tags": [{"x": 1}], "features": features, "more": [{"y": 1}]}))
    table = open_table(path)
    assert (table.format, table.total, table.columns[0]) == ("GeoJSON", 3, "id")
    path.write_text(json.dumps({"one": [{"x": 1}], "two": [{"y": 1}]}))
    with pytest.raises(FileRefusedError, match="no list of events"):
        open_table(path)


def test_a_number_of_a_million_digits_is_said_in_words(tmp_path: Path) -> None:
    for name, text in (("a.json", '[{"id": 1, "n": %s}]'), ("a.jsonl", '{"id": 1, "n": %s}\n')):
        (tmp_path / name).write_text(text % ("9" * 1_000_000))
        chunk = next(open_table(tmp_path / name).chunks(None))
        assert chunk.table.to_pylist() == [{"id": "1", "n": "a number of more than 300 digits"}]


def test_gaps_repeated_texts_and_rich_texts_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["id", "date", "place"], ["A", "2025-03-01", "x"], ["B", None, "x"]):
        sheet.append(row)
    sheet["C9"], sheet["A9"] = "far", 7.0
    book.save(tmp_path / "a.xlsx")
    chunk = next(open_table(tmp_path / "a.xlsx").chunks(None))
    rows = [list(row.values()) for row in chunk.table.to_pylist()]
    assert rows == [["A", "2025-03-01", "x"], ["B", "", "x"], ["7", "", "far"]]
    assert chunk.rows.tolist() == [2, 3, 9]


def test_characters_that_a_workbook_writes_as_codes() -> None:
    assert unescaped("two_x000A_lines") == "two\nlines"
    assert unescaped("_x005F_x000A_") == "_x000A_"
    assert unescaped("_x0000_ _xD800_ _x1_") == "_x0000_ _xD800_ _x1_"
