"""Every cell that is kept beside the events stands with the event of its own row, in every format."""

# ruff: noqa: E501 - a format to a line reads best
from __future__ import annotations

import csv
import json
import tempfile
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from events import export
from events.errors import RowsShiftedError
from events.importing import import_file
from events.importing.cells import put_together
from events.model import VALUE_COLUMNS
from events.query import Filter, select
from events.readers.table import RawChunk
from events.store import Store, file_url
from tests.thoroughness import examples

KEPT = ("remark one", "remark two", "remark three")
FIELDS = {"source_key": "id", "event_date": "date", "latitude": "lat", "longitude": "lon"}
Row = dict[str, str | None]
Table = list[Row]

QUICK = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example is an import: no shrinking
)
CELLS = st.sampled_from([None, None, None, "", ""]) | st.text(
    st.sampled_from("aB9éß\u0623\u0639\u4e2d\U0001f30d '\"\\,;|\t\n{}<>&=+-_.:/"), max_size=8
)


@st.composite
def sparse_tables(draw: st.DrawFn) -> Table:
    """Rows with few filled cells, in one to three columns that are no field of an event."""
    columns = KEPT[: draw(st.integers(1, 3))]
    rows = draw(st.lists(st.tuples(*[CELLS] * len(columns)), min_size=1, max_size=25))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def whole(table: Table, *, points: bool = True) -> Table:
    """The table with what makes its rows events."""
    place: Row = {"lat": "30.5", "lon": "47.8"} if points else {}
    return [{"id": f"K{n}", "date": "2020-01-01", **place, **row} for n, row in enumerate(table)]


def delimited(table: Table, path: Path, delimiter: str) -> None:
    rows = whole(table)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def csv_file(table: Table, path: Path) -> None:
    delimited(table, path, ",")


def tsv_file(table: Table, path: Path) -> None:
    delimited(table, path, "\t")


def xlsx_file(table: Table, path: Path) -> None:
    book, rows = openpyxl.Workbook(), whole(table)
    sheet = book.active
    sheet.append(list(rows[0]))
    for at, row in enumerate(rows, 2):
        for column, text in enumerate(row.values(), 1):
            if text is not None:
                sheet.cell(at, column, text).data_type = "s"  # no formula
    book.save(path)


def ods_file(table: Table, path: Path) -> None:
    def cell(text: str | None) -> str:
        lines = "".join(f"<text:p>{spaced(line)}</text:p>" for line in (text or "").split("\n"))
        return (
            f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
            if text
            else "<table:table-cell/>"
        )

    def spaced(line: str) -> str:
        return escape(line).replace(" ", "<text:s/>").replace("\t", "<text:tab/>")

    rows = whole(table)
    listed = [list(rows[0]), *(list(row.values()) for row in rows)]
    cells = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in listed)
    name = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (f'<office:document-content xmlns:office="{name}office:1.0" xmlns:table="{name}table:1.0" xmlns:text="{name}text:1.0">'
               f'<office:body><office:spreadsheet><table:table table:name="s">{cells}</table:table></office:spreadsheet></office:body>'
               "</office:document-content>")  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)


def json_file(table: Table, path: Path) -> None:
    path.write_text(
        json.dumps([{c: t for c, t in row.items() if t is not None} for row in whole(table)]), "utf-8"
    )


def jsonl_file(table: Table, path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in whole(table)), "utf-8")


def geojson_file(table: Table, path: Path) -> None:
    features = [{"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [47.8, 30.5]}}
                for row in whole(table, points=False)]  # fmt: skip
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8"
    )


def kml_file(table: Table, path: Path) -> None:
    def mark(row: Row) -> str:
        data = "".join(
            f"<Data name={quoteattr(c)}><value>{escape(t)}</value></Data>"
            for c, t in row.items()
            if t is not None
        )
        return f"<Placemark><ExtendedData>{data}</ExtendedData><Point><coordinates>47.8,30.5</coordinates></Point></Placemark>"

    marks = "".join(mark(row) for row in whole(table, points=False))
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>', "utf-8"
    )


def frame(table: Table) -> geopandas.GeoDataFrame:
    rows = pd.DataFrame(whole(table, points=False), dtype="str")
    return geopandas.GeoDataFrame(rows, geometry=[Point(47.8, 30.5)] * len(rows), crs=4326)


def gpkg_file(table: Table, path: Path) -> None:
    frame(table).to_file(path, driver="GPKG")


def geoparquet_file(table: Table, path: Path) -> None:
    frame(table).to_parquet(path)


def parquet_file(table: Table, path: Path) -> None:
    rows = whole(table)
    pq.write_table(
        pa.table({c: pa.array([row[c] for row in rows], pa.string()) for c in rows[0]}),
        path,
        row_group_size=3,
    )


FORMATS: dict[str, tuple[str, Callable[[Table, Path], None]]] = {
    "CSV": (".csv", csv_file), "TSV": (".tsv", tsv_file), "XLSX": (".xlsx", xlsx_file), "ODS": (".ods", ods_file),
    "JSON": (".json", json_file), "JSON Lines": (".jsonl", jsonl_file), "GeoJSON": (".geojson", geojson_file),
    "KML": (".kml", kml_file), "GeoPackage": (".gpkg", gpkg_file), "Parquet": (".parquet", parquet_file),
    "GeoParquet": (".geoparquet", geoparquet_file),
}  # fmt: skip


def kept_by_key(events: pd.DataFrame) -> dict[str, dict[str, str]]:
    codes = [json.loads(c) if isinstance(c, str) else {} for c in events["source_codes"]]
    return dict(zip(events["source_key"], codes, strict=True))


def wanted(table: Table) -> dict[str, dict[str, str]]:
    """What must stand beside each event: the filled cells of its row, without white space around them."""
    return {f"K{n}": {c: t.strip() for c, t in row.items() if t and t.strip()} for n, row in enumerate(table)}


def imported(
    store: Store,
    folder: Path,
    suffix: str,
    write: Callable[[Table, Path], None],
    table: Table,
    dataset: str = "Set",
) -> None:
    path = folder / f"list{suffix}"
    write(table, path)
    report = import_file(store, path, mapping=FIELDS, dataset=dataset)
    assert (report.error, report.imported, report.refused) == (None, len(table), [])


def all_events(store: Store) -> pd.DataFrame:
    return select(store, Filter())


@pytest.mark.parametrize("kind", FORMATS)
@settings(QUICK, max_examples=examples(10))
@given(table=sparse_tables())
def test_a_kept_cell_stands_with_the_event_of_its_row(kind: str, table: Table, tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    dataset = uuid.uuid4().hex  # one database serves all examples of a format
    imported(store, tmp_path, *FORMATS[kind], table, dataset=dataset)
    assert kept_by_key(select(store, Filter(datasets=(dataset,)))) == wanted(table)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "gpkg", "kml", "parquet"])
@settings(QUICK, max_examples=4)
@given(table=sparse_tables())
def test_an_export_of_sparse_cells_comes_back_with_each_of_them(kind: str, table: Table) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store.open(file_url(folder / "events.duckdb"))
        imported(store, folder, ".csv", csv_file, table)
        export.write(store, Filter(), folder / f"out.{kind}")
        again = Store.open(file_url(folder / "again.duckdb"))
        assert import_file(again, folder / f"out.{kind}").error is None
        before, after = (all_events(s).sort_values("event_id").reset_index(drop=True) for s in (store, again))
        assert kept_by_key(after) == wanted(table)
        pd.testing.assert_frame_equal(before[list(VALUE_COLUMNS)], after[list(VALUE_COLUMNS)])


def test_a_thousand_rows_over_several_chunks_keep_their_few_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.readers.delimited.layout.BLOCK_BYTES", 4096)
    monkeypatch.setattr("events.readers.delimited.arrow.BLOCK_BYTES", 4096)
    table: Table = [
        {c: f"{c} {n}" if n % (7 + at) == 0 else None for at, c in enumerate(KEPT)} for n in range(1000)
    ]
    store = Store.open(file_url(tmp_path / "events.duckdb"))
    imported(store, tmp_path, ".csv", csv_file, table)
    assert kept_by_key(all_events(store)) == wanted(table)


def test_a_column_that_is_too_short_is_named_and_nothing_is_shifted() -> None:
    columns = {"place": pd.Series(["a", "b"]), "notes": pd.Series(["x"]), "contested": False}
    with pytest.raises(RowsShiftedError, match=r"column notes of the events has 1 values for 2 rows"):
        put_together(columns, 2, "events")
    assert put_together({"place": pd.Series(["a", "b"]), "contested": False}, 2, "events").shape == (2, 2)


def test_a_chunk_holds_its_rows_and_their_numbers_together() -> None:
    rows = np.array([1, 2])
    with pytest.raises(RowsShiftedError):
        RawChunk(pa.table({"a": pa.array(["x"], pa.large_string())}), rows, rows)
    with pytest.raises(RowsShiftedError, match="'a'"):
        RawChunk(pa.table({"a": pa.array(["x", None], pa.large_string())}), rows, rows)
