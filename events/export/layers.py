"""GeoPackage and GeoParquet: events as points, the further tables beside or inside them."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from events.export.selection import RELATED, Selection
from geo.whole_file import refused_by_disk

if TYPE_CHECKING:
    from pathlib import Path

_CLOCK = threading.Lock()
"""GDAL's own clock is a setting of the whole process: one export at a time may hold it."""


def _points(table: pa.Table) -> pa.Array:
    """Return the WKB points of a table's longitude and latitude; null where one is unknown."""
    lon = table["longitude"].to_numpy(zero_copy_only=False).astype("float64")
    lat = table["latitude"].to_numpy(zero_copy_only=False).astype("float64")
    known = np.isfinite(lon) & np.isfinite(lat)
    wkb = np.full(len(lon), None, dtype=object)
    wkb[known] = shapely.to_wkb(shapely.points(lon[known], lat[known]))
    return pa.array(wkb, type=pa.binary())


def write_gpkg(selection: Selection, path: Path) -> list[str]:
    """Write the layers events and sites (points) and the tables sources, claims, routes and about."""
    about = pa.table(
        {
            "label": [label for label, _ in selection.about],
            "value": [value for _, value in selection.about],
        },
        schema=pa.schema([("label", pa.string()), ("value", pa.string())]),
    )
    layers = {"events": selection.events}
    layers |= {name: table.drop_columns(["position"]) for name, table in selection.related.items()}
    layers["about"] = about
    with _CLOCK:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{selection.as_of:%Y-%m-%dT%H:%M:%S}.000Z"})
        try:
            for number, (name, table) in enumerate(layers.items()):
                _write_layer(path, name, table, append=number > 0)
            _check_whole(path, {name: table.num_rows for name, table in layers.items()})
        except (DataLayerError, DataSourceError):
            raise refused_by_disk(path) from None  # GDAL says only that it could not
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return []


def _check_whole(path: Path, rows: dict[str, int]) -> None:
    """Count what stands in the file: GDAL only warns of rows that the disk did not take."""
    for name, count in rows.items():
        if pyogrio.read_info(path, layer=name, force_feature_count=True)["features"] != count:
            raise DataLayerError(f"{name} is not whole")


def _write_layer(path: Path, name: str, table: pa.Table, *, append: bool) -> None:
    spatial: dict[str, Any] = {}
    if "latitude" in table.column_names:
        table = table.append_column("geometry", _points(table))
        spatial = {"geometry_name": "geometry", "geometry_type": "Point", "crs": "EPSG:4326"}
    options = {"DESCRIPTION": f"Conflict Atlas: {name}"} | (
        {} if spatial else {"ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}
    )
    pyogrio.write_arrow(
        table, path, layer=name, driver="GPKG", layer_options=options, append=append, **spatial
    )


def write_parquet(selection: Selection, path: Path) -> list[str]:
    """Write GeoParquet 1.1: one row per event, its sources, claims, sites and routes as nested lists.

    The page about the whole is in the file's metadata under ``conflict_atlas``.
    """
    table = selection.events
    for name in RELATED:
        table = table.append_column(name, _nested(selection.related[name], table.num_rows))
    table = table.append_column("geometry", _points(table))
    column = {"encoding": "WKB", "geometry_types": ["Point"] if table.num_rows else []}
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    facts = {"geo": json.dumps(geo), "conflict_atlas": json.dumps(selection.about, ensure_ascii=False)}
    table = table.replace_schema_metadata({key: value.encode() for key, value in facts.items()})
    pq.write_table(table, path, compression="zstd", row_group_size=100_000)
    return []


def _nested(table: pa.Table, rows: int) -> pa.Array:
    """Return a list per event of the related rows, which are sorted by their event's position."""
    counts = np.bincount(table["position"].to_numpy(), minlength=rows)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), type=pa.int32())
    kept = table.drop_columns(["position", "event_id"]).combine_chunks()
    fields = [kept.schema.field(index) for index in range(kept.num_columns)]
    arrays = [_whole(kept.column(index)) for index in range(kept.num_columns)]
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(arrays, fields=fields))


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks else pa.array([], type=column.type)


__all__ = ["write_gpkg", "write_parquet"]
