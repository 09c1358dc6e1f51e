"""Hostile GeoPackages and Parquet files: nothing in them runs, and what they claim is not believed."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from events.readers import FileRefusedError, open_table

POINT = shapely.Point(44.4, 33.3)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    frame = {"id": ["A", "B"], "date": ["2025-03-01"] * 2, "killed": [1, 2]}
    path = tmp_path / "a.gpkg"
    geopandas.GeoDataFrame(frame, geometry=[POINT, POINT], crs=4326).to_file(
        path, layer="list", driver="GPKG"
    )
    with closing(
        sqlite3.connect(path, isolation_level=None)
    ) as database:  # its triggers call GDAL's functions
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
    return path


def run(path: Path, *statements: str, values: tuple[Any, ...] = ()) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement, values)


def rows(path: Path) -> Iterator[dict[str, str]]:
    for chunk in open_table(path).chunks(None):
        yield from chunk.table.to_pylist()


def nested(depth: int) -> bytes:
    """A point within collections within collections."""
    return struct.pack("<BII", 1, 7, 1) * depth + shapely.to_wkb(POINT)


def test_a_view_is_no_layer(package: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id FROM n"
    run(
        package,
        f"CREATE VIEW trap AS {endless}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
        " VALUES ('trap', 'attributes', 'trap', 0)",
    )
    table = open_table(package)
    assert table.sheets == ("list",)
    with pytest.raises(FileRefusedError, match="no layer 'trap'"):
        open_table(package, sheet="trap")
    run(package, "DELETE FROM gpkg_contents WHERE table_name = 'list'")
    with pytest.raises(FileRefusedError, match="no layers"):
        open_table(package)


def test_a_list_of_contents_that_is_a_view_is_not_asked(package: Path) -> None:
    run(
        package,
        "ALTER TABLE gpkg_contents RENAME TO other",
        "CREATE VIEW gpkg_contents AS SELECT 'list' AS table_name, 'features' AS data_type",
    )
    with pytest.raises(FileRefusedError, match="not a GeoPackage"):
        open_table(package)


def test_a_column_that_is_worked_out_when_it_is_read_is_not(package: Path) -> None:
    run(package, "ALTER TABLE list ADD COLUMN trap TEXT GENERATED ALWAYS AS (hex(zeroblob(4))) VIRTUAL")
    table = open_table(package)
    assert "trap" not in table.columns
    assert len(list(rows(package))) == 2


def test_triggers_do_not_run_and_nothing_is_made_beside_the_file(package: Path) -> None:
    run(package, "CREATE TRIGGER trap AFTER INSERT ON list BEGIN DELETE FROM list; END")
    before = package.read_bytes()
    assert [row["killed"] for row in rows(package)] == ["1", "2"]
    assert package.read_bytes() == before
    assert [p.name for p in package.parent.iterdir()] == ["a.gpkg"]


def test_a_row_of_more_than_eight_megabytes_is_no_event(package: Path) -> None:
    run(package, "UPDATE list SET geom = zeroblob(9000000) WHERE id = 'B'")
    with pytest.raises(FileRefusedError, match="more than 8 MB"):
        list(rows(package))


@pytest.mark.parametrize(
    "blob", [b"", b"GP", b"no geometry", b"GP\0\x0f" + b"\0" * 40, b"GP\0\1" + b"\0" * 4 + b"\1\1\0\0\0"]
)
def test_a_damaged_geometry_refuses_its_row(package: Path, blob: bytes) -> None:
    run(package, "UPDATE list SET geom = ? WHERE id = 'B'", values=(blob,))
    (chunk,) = open_table(package).chunks(None)
    assert [(bad.record, bad.message) for bad in chunk.bad] == [(2, "Record 2: The geometry cannot be read.")]
    assert chunk.table["id"].to_pylist() == ["A"]


def test_collections_within_collections_do_not_end_the_process(package: Path, tmp_path: Path) -> None:
    deep = nested(30_000)
    run(package, "UPDATE list SET geom = ? WHERE id = 'B'", values=(b"GP\0\1" + b"\0" * 4 + deep,))
    (chunk,) = open_table(package).chunks(None)
    assert [bad.record for bad in chunk.bad] == [2]
    frame = geopandas.GeoDataFrame({"date": ["2025"] * 3}, geometry=[POINT] * 3, crs=4326)
    frame.to_parquet(tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    wkb = pa.array([shapely.to_wkb(POINT), deep, nested(100)])
    pq.write_table(table.set_column(1, table.schema.field("geometry"), wkb), tmp_path / "a.parquet")
    (chunk,) = open_table(tmp_path / "a.parquet").chunks(None)
    assert [bad.record for bad in chunk.bad] == [2]
    assert chunk.records.tolist() == [1, 3]


def test_texts_that_are_no_utf8_and_types_that_change_from_row_to_row(package: Path) -> None:
    run(package, "UPDATE list SET killed = 'several', date = CAST(x'ff41' AS TEXT) WHERE id = 'B'")
    assert [row["killed"] for row in rows(package)] == ["1", "several"]
    assert [row["date"] for row in rows(package)] == ["2025-03-01", "\ufffdA"]


def repeated(text: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, "int32")), pa.array([text]))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"notes": repeated("x" * 1_000_000, 20_000)}, "20 GB of text"),
        ({"notes": repeated("x" * 9_000_000, 2)}, "more than 8 MB"),
        ({"notes": repeated("x", 3_000_000)}, "3,000,000 rows"),
        ({"notes": pa.array([["x"] * 200_000])}, "too many values"),
        ({f"c{i}": pa.array([1]) for i in range(5_000)}, "5,000 columns"),
        ({"notes": pa.array(["x" * 100_000_000])}, "would unpack to"),
    ],
    ids=["a text for many rows", "a long row", "many rows", "a long list", "many columns", "a long page"],
)
def test_parquet_that_unpacks_to_too_much(columns: dict[str, pa.Array], words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), path, compression="zstd", write_statistics=False)
    with pytest.raises(FileRefusedError, match=words):
        list(open_table(path).chunks(None))


def test_long_texts_come_in_smaller_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": range(300), "notes": repeated("x" * 1_000_000, 300)}), path)
    chunks = list(open_table(path).chunks(None))
    assert max(chunk.table.nbytes for chunk in chunks) < 80 << 20
    assert [n for chunk in chunks for n in chunk.records.tolist()] == list(range(1, 301))


def test_columns_of_the_same_name_in_parquet_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), tmp_path / "a.parquet")
    with pytest.raises(FileRefusedError, match="same name"):
        open_table(tmp_path / "a.parquet")
