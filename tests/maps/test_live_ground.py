"""The ground that the live map carries: shipped for the first map, shared by neighbouring views."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest

from events.query import Filter
from events.store import Store
from maps import layers
from maps.layers import MapOptions
from maps.live import ground
from maps.live.payload_pack import unpacked
from tests.maps.test_payload import decoded


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    ground.overview.cache_clear()
    ground.region.cache_clear()


@pytest.mark.parametrize("path", sorted(ground.SHIPPED.glob("*.bin")), ids=lambda path: path.name)
def test_shipped_ground_is_what_the_basemap_gives(path: Path) -> None:
    """Run data/build/ground.py when this fails: the basemap, the roads or the encoding changed."""
    edges = path.stem.split("_")
    fresh = (
        ground.encode_overview()
        if path.stem == "world"
        else ground.encode_region((float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3])))
    )
    header, columns, infos = decoded(unpacked(path.read_bytes()).body)
    fresh_header, fresh_columns, fresh_infos = decoded(fresh.body)
    for of_packing in ("key", "body", "columns"):
        del header[of_packing], fresh_header[of_packing]
    assert (header, infos) == (fresh_header, fresh_infos)
    assert columns.keys() == fresh_columns.keys()
    for name, values in columns.items():  # another GEOS may simplify a line a little differently
        assert len(values) == pytest.approx(len(fresh_columns[name]), rel=0.01), name


def _unread(*_args: Any, **_options: Any) -> NoReturn:
    raise AssertionError("the basemap was read")


def test_the_first_view_does_not_wait_for_the_basemap(
    monkeypatch: pytest.MonkeyPatch, seed_store: Store
) -> None:
    bounds = layers.build(seed_store, Filter(), MapOptions()).bounds
    monkeypatch.setattr(ground.basemap, "layers", _unread)
    monkeypatch.setattr(ground.basemap, "overview", _unread)
    assert set(ground.ground_of(bounds)) == {"world", "region"}


@pytest.mark.parametrize(
    "damage", [lambda whole: whole[:-1], lambda whole: b"", lambda whole: whole[:-1] + b"?"]
)
def test_a_damaged_shipped_ground_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Any
) -> None:
    (tmp_path / "world.bin").write_bytes(damage((ground.SHIPPED / "world.bin").read_bytes()))
    monkeypatch.setattr(ground, "SHIPPED", tmp_path)
    assert ground.overview().body == ground.encode_overview().body


def test_ground_of_neighbouring_views_is_shared():
    first = ground.ground_of((40.1, 30.0, 48.2, 36.9))
    second = ground.ground_of((40.3, 30.2, 48.1, 36.7))
    assert set(first) == {"world", "region"}
    assert first["region"] is second["region"]
    assert set(ground.ground_of((-170, -50, 170, 60))) == {"world"}
    assert set(ground.ground_of(None)) == {"world"}
