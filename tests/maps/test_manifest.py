"""A file answers a year later: what was on it, is it as it was written, what has changed since."""

from __future__ import annotations

import base64
import datetime as dt
import json
import random
import zipfile
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation

import events.export
import maps.export
from events import manifest
from events.editing import edits
from events.export import FORMATS
from events.importing import import_file
from events.manifest.contents import Packed, pack, split, unpack
from events.query import Filter, select
from events.store import Store, file_url
from maps.layers import MapOptions
from maps.manifest import address_of
from maps.view_state import ViewState, decode
from tests.commandline import atlas

TABLES = tuple(kind for kind in FORMATS if kind in manifest.PLACES)
CHOSEN = Filter(date_from=dt.date(2000, 1, 1), contested=False)
WINDOW = (dt.date(2001, 1, 1), dt.date(2030, 12, 31))


@pytest.fixture(scope="session")
def files(seed: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of each format that keeps a manifest, by its suffix."""
    folder = tmp_path_factory.mktemp("sealed")
    made = {kind: folder / f"file.{kind}" for kind in manifest.PLACES}
    options = MapOptions(title="</script><b>", window=WINDOW, view=(33.0, 44.0, 6.0))
    for kind, path in made.items():
        if kind in TABLES:
            events.export.write(seed, CHOSEN, path)
        else:
            maps.export.save(seed, CHOSEN, options, path, made=dt.date(2026, 11, 26))
    return made


@pytest.mark.parametrize("kind", manifest.PLACES)
def test_a_file_says_what_is_in_it_and_opens_its_view(files: dict[str, Path], seed: Store, kind: str) -> None:
    made, whole = manifest.read(files[kind])
    assert whole
    window = None if kind in TABLES else WINDOW
    ids = select(seed, Filter(date_from=CHOSEN.date_from, contested=False, window=window))["event_id"]
    assert made.events.ids == tuple(sorted(map(str, ids)))
    assert len(made.drawn) == sum(made.precisions.values()) == len(ids)
    assert manifest.since(seed, made).words() == "nothing has changed"
    address, left_out = address_of(made, "x")
    assert not left_out
    state, unread = decode(parse_qs(address[1:]))
    assert not unread
    expected: dict[str, Any] = {"date_from": CHOSEN.date_from, "contested": False, "window": window}
    assert state == ViewState(**expected, view=None if kind in TABLES else (33.0, 44.0, 6.0))


@pytest.mark.parametrize("kind", manifest.PLACES)
def test_every_change_of_one_byte_is_told(files: dict[str, Path], tmp_path: Path, kind: str) -> None:
    body = files[kind].read_bytes()
    path = tmp_path / f"changed.{kind}"
    dice = random.Random(14)
    spots = {0, len(body) - 1, *(dice.randrange(len(body)) for _ in range(40))}
    at = body.find(b"conflict-atlas-manifest:1:")
    spots |= {*range(at - 40, at + 130, 7)}
    for spot in sorted(spots):
        changed = bytearray(body)
        changed[spot] ^= dice.randrange(1, 256)
        path.write_bytes(changed)
        assert not _is_whole(path), spot
    path.write_bytes(body[: len(body) * 2 // 3])
    assert not _is_whole(path)
    path.write_bytes(b"")
    assert not _is_whole(path)


def _is_whole(path: Path) -> bool:
    try:
        return manifest.read(path)[1]
    except manifest.ManifestError as error:
        return not str(error).startswith(path.name)


def test_other_programs_still_open_the_files(files: dict[str, Path]) -> None:
    with Image.open(files["png"]) as picture:
        picture.load()
    for kind in ("pptx", "xlsx"):  # Office takes a part whose kind nothing states for damage
        with zipfile.ZipFile(files[kind]) as archive:
            assert b'Extension="xml" ContentType="application/xml"' in archive.read("[Content_Types].xml")
            assert archive.namelist()[-1].endswith(".xml")
    assert len(Presentation(str(files["pptx"])).slides) >= 1
    assert pq.read_table(files["parquet"]).num_rows == len(manifest.read(files["parquet"])[0].events.ids)
    count = len(manifest.read(files["gpkg"])[0].events.ids)
    for kind, layer in {"geojson": None, "gpkg": "events", "kml": "Events", "kmz": "Events"}.items():
        assert len(pyogrio.read_dataframe(files[kind], layer=layer)) in (count, count - 1)
    assert b"<script" in files["html"].read_bytes()
    assert files["pdf"].read_bytes().rstrip().endswith(b"%%EOF")


def test_a_manifest_that_lies_is_a_bomb_or_newer_is_refused_in_a_sentence(files: dict[str, Path]) -> None:
    made, _ = manifest.read(files["svg"])
    text = pack(made)
    body = split(text, "x.svg").body
    plain = json.loads(zlib.decompress(base64.b64decode(body)))

    def refused(**changes: object) -> str:
        packed = base64.b64encode(zlib.compress(json.dumps(plain | changes).encode()))
        with pytest.raises(manifest.ManifestError) as raised:
            unpack(Packed(packed, "0" * 64), "x.svg")
        return str(raised.value)

    assert "not in the form" in refused(drawn="s")
    assert "not in the form" in refused(filter={"bbox": ["a", 1, 2, 3]})
    assert "not in the form" in refused(precisions={"exact": -1})
    assert "not in the form" in refused(extra=1)
    assert "unpacks to more" in refused(program="0" * 6_000_000)
    with pytest.raises(manifest.ManifestError, match="newer version"):
        split(text.replace(b"manifest:1:", b"manifest:2:"), "x.svg")
    with pytest.raises(manifest.ManifestError, match="damaged"):
        split(text.replace(b"manifest:1:", b"manifest:1:0"), "x.svg")


HEADER = "event_id,date,latitude,longitude,attacker,location,event_type,fatalities,note"


def _release(store: Store, folder: Path, rows: dict[str, tuple[str, int, str]], number: int) -> None:
    path = folder / f"release{number}.csv"
    lines = [
        f"{key},2025-03-01,33.3,44.3,{who},Baghdad,Shelling,{deaths},{note}"
        for key, (who, deaths, note) in rows.items()
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    report = import_file(store, path, dataset="List", complete=True)
    assert report.error is None


_VALUES = st.tuples(st.sampled_from(["Alpha", "Bravo"]), st.integers(0, 3), st.sampled_from(["one", "two"]))


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    first=st.dictionaries(st.sampled_from("ABCD"), _VALUES, min_size=2),
    then=st.dictionaries(st.sampled_from("ABCDE"), _VALUES, min_size=1),
    edited=st.integers(0, 9),
)
def test_every_change_since_is_listed_with_what_was_and_what_is(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, tuple[str, int, str]],
    then: dict[str, tuple[str, int, str]],
    edited: int,
) -> None:
    folder = tmp_path_factory.mktemp("since")
    store = Store.open(file_url(folder / "x.duckdb"), seed=False)
    _release(store, folder, first, 1)
    path = folder / "out.geojson"
    events.export.write(store, Filter(), path)
    before = select(store, Filter(include_withdrawn=True)).set_index("event_id")
    _release(store, folder, then, 2)
    kept = select(store)
    kept = kept[kept["event_id"].isin(before.index)]
    if len(kept):
        row = kept.iloc[edited % len(kept)]
        edits.update(store, row["event_id"], {"target": f"Target {edited}"}, expected_version=None, who="me")
    after = select(store, Filter(include_withdrawn=True)).set_index("event_id")
    found = manifest.since(store, manifest.read(path)[0])
    assert {one.event_id for one in found.new} == set(after.index) - set(before.index)
    gone = after.index[after["withdrawn_at"].notna()]
    assert {one.event_id for one in found.withdrawn} == set(gone)
    expected = {
        (key, name, _said(before.loc[key, name]), _said(after.loc[key, name]))
        for key in before.index
        for name in ("attacker", "fatalities_best", "notes", "target", "title", "place")
        if _said(before.loc[key, name]) != _said(after.loc[key, name])
    }
    told = {
        (one.event_id, change.field, change.old, change.new)
        for one in found.revised
        for change in one.changes
        if change.field in {"attacker", "fatalities_best", "notes", "target", "title", "place"}
    }
    assert told == expected
    assert all(
        change.old_known for one in found.revised for change in one.changes if change.field != "claims"
    )


def _said(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def test_the_command_line_reopens_and_verifies(seed_store: Store, tmp_path: Path) -> None:
    db = ("--db", file_url(seed_store.path))
    path = tmp_path / "map.svg"
    atlas("export", path, "--from", "2000", *db, "--quiet")
    out = atlas("reopen", path, *db).stdout
    assert "address   ?from=2000-01-01" in out
    assert "credits   " in out
    assert "since then: nothing has changed" in out
    row = select(seed_store).iloc[0]
    edits.update(seed_store, row["event_id"], {"place": "Elsewhere"}, expected_version=None, who="me")
    said = json.loads(atlas("reopen", path, "--json", *db).stdout)
    (changed,) = said["since"]["revised"]
    assert said["whole"]
    assert [(one["field"], one["old"], one["new"]) for one in changed["changes"]] == [
        ("place", row["place"], "Elsewhere")
    ]
    assert "every byte is as it was written" in atlas("verify", path).stdout
    path.write_text(path.read_text(encoding="utf-8").replace("2000", "2001"), encoding="utf-8")
    assert "not as it was written" in atlas("verify", path, code=1).stderr
    assert "not as it was written" in atlas("reopen", path, *db).stderr
    table = tmp_path / "table.csv"
    atlas("export", table, "--manifest", *db, "--quiet")
    assert "every byte is as it was written (11 events" in atlas("verify", table).stdout
    table.write_text(table.read_text(encoding="utf-8").replace("2020", "2021"), encoding="utf-8")
    assert "not as it was written" in atlas("verify", table, code=1).stderr
    (tmp_path / "table.csv.manifest").unlink()
    assert "no table.csv.manifest lies beside it" in atlas("reopen", table, *db, code=1).stderr
    assert "--manifest is for a CSV file" in atlas("export", path, "--manifest", *db, code=2).stderr
    (tmp_path / "plain.svg").write_text("<svg></svg>")
    assert "holds no manifest" in atlas("reopen", tmp_path / "plain.svg", *db, code=1).stderr
