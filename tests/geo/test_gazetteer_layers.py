"""Layers of names that a person adds: every form, bad lines, damage, learning, remembering."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geo.errors import GazetteerDamagedError, GazetteerInputError, PlaceNotFoundError
from geo.gazetteer import Index, layers
from geo.geocoding import learning
from geo.geocoding.geocoder import locate

GEONAMES = (
    "1\tKhirbat Zzal\tKhirbat Zzal\tخربة ززال\t36.10\t37.20\tP\tPPL\tSY\t\t09\t\t\t\t120\t\t300\tAsia/Damascus\t2020-01-01\n"  # noqa: E501
    "2\tNo Position\tNo Position\t\tx\t37.20\tP\tPPL\tSY\t\t09\t\t\t\t0\t\t300\tAsia/Damascus\t2020-01-01\n"
    "short\tline\n"
    "3\tZzal Airfield\tZzal Airfield\t\t36.20\t37.30\tS\tAIRB\tSY\t\t09\t\t\t\t0\t\t300\tAsia/Damascus\t2020-01-01\n"  # noqa: E501
)
GNS = (
    "UFI\tUNI\tLAT\tLONG\tFC\tDSG\tCC1\tADM1\tNT\tFULL_NAME_RO\tFULL_NAME_ND_RO\n"
    "10\t1\t33.50\t44.10\tP\tPPL\tIZ\t01\tN\tQaryat Zzīr\tQaryat Zzir\n"
    "10\t2\t33.50\t44.10\tP\tPPL\tIZ\t01\tV\tZzeer al Kabir\tZzeer al Kabir\n"
)
HDX = "featureName_en,featureName_ar,admin1Name_en,admin0Pcode,latitude,longitude\nZzabadiya,ززبدية,Idleb,SY,35.90,36.60\nBad,,Idleb,SY,,\n"  # noqa: E501
NOMINATIM = [
    {
        "lat": "15.5",
        "lon": "32.5",
        "display_name": "Zzurum, Khartoum, Sudan",
        "namedetails": {"name": "Zzurum", "name:ar": "ززروم"},
        "address": {"country_code": "sd", "state": "Khartoum"},
    },
    {"lat": None, "lon": 1},
    7,
]
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[[44, 33], [44.1, 33], [44.1, 33.1], [44, 33]]]},
            "properties": {"name": "Zzona", "name:en": "Zzona Quarter"},
        },
        {"type": "Feature", "geometry": None, "properties": {"name": "x"}},
    ],
}


def _add(tmp_path, file, content, **options):
    path = tmp_path / file
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return layers.add(path, folder=tmp_path / "layers", **options)


@pytest.mark.parametrize(
    ("file", "content", "form", "question", "position", "refused"),
    [
        ("SY.txt", GEONAMES, "GeoNames", ("خربة ززال", "SY"), (36.10, 37.20), 2),
        ("iz.txt", GNS, "NGA GNS", ("Zzeer al-Kabir", "IQ"), (33.50, 44.10), 0),
        ("syr_pplp.csv", HDX, "table", ("Zzabadiyah village", "SY"), (35.90, 36.60), 1),
        ("osm.json", NOMINATIM, "OpenStreetMap or GeoJSON", ("ززروم", "SD"), (15.5, 32.5), 2),
        ("places.geojson", GEOJSON, "OpenStreetMap or GeoJSON", ("Zzona", "IQ"), (33.03, 44.06), 1),
        ("own.csv", "name;lat;lon\nZzaho;37,14;42,68\n", "table", ("Zzaho", "IQ"), (37.14, 42.68), 0),
    ],
)
def test_every_form_is_read_and_found(tmp_path, file, content, form, question, position, refused):
    added = _add(tmp_path, file, content)
    assert added.layer.form == form
    assert added.refused_count == refused == len(added.refused)
    assert added.read == added.layer.records + refused
    found = locate(question[0], country=question[1], gazetteer=layers.open_all(tmp_path / "layers"))
    assert found.found, found.reason
    assert abs(found.latitude - position[0]) < 0.05
    assert abs(found.longitude - position[1]) < 0.05
    assert file in found.candidates[0].source


def test_a_bad_line_is_named(tmp_path):
    added = _add(tmp_path, "SY.txt", GEONAMES)
    assert [(r.line, r.message) for r in added.refused] == [
        (2, "no position in 'x', '37.20'"),
        (3, "2 columns instead of 19"),
    ]


def test_geonames_alternate_names_are_taken_in(tmp_path):
    alternates = tmp_path / "alternateNamesV2.txt"
    alternates.write_text("9\t1\ten\tZzal Ruin\t\t\t\t\n9\t1\tlink\thttps://x\t\t\t\t\n", encoding="utf-8")
    _add(tmp_path, "SY.txt", GEONAMES, alternates=alternates)
    found = locate("Zzal Ruin", country="SY", gazetteer=layers.open_all(tmp_path / "layers"))
    assert found.matched_name == "Zzal Ruin"


def test_a_layer_knows_its_admin1(tmp_path):
    _add(tmp_path, "syr_pplp.csv", HDX)
    used = layers.open_all(tmp_path / "layers")
    assert locate("Zzabadiya", country="SY", admin1="Idlib Governorate", gazetteer=used).precision == "exact"
    other = locate("Zzabadiya", country="SY", admin1="Homs Governorate", gazetteer=used)
    assert other.precision == "adm1"
    assert "Idlib" in other.reason


@pytest.mark.parametrize("content", ["", "only,two\n1,2\n", "name,lat,lon\nx,95,200\n"])
def test_a_file_with_nothing_in_it_is_refused_in_words(tmp_path, content):
    with pytest.raises(GazetteerInputError):
        _add(tmp_path, "bad.csv", content)
    assert layers.list_all(tmp_path / "layers") == []


def test_listing_and_removing(tmp_path):
    _add(tmp_path, "own.csv", "name,lat,lon\nZzaho,37.14,42.68\n", name="my names")
    folder = tmp_path / "layers"
    (layer,) = layers.list_all(folder)
    assert (layer.name, layer.records, layer.names) == ("my names", 1, 1)
    with pytest.raises(PlaceNotFoundError, match="my names"):
        layers.remove("other", folder=folder)
    layers.remove("my names", folder=folder)
    assert layers.list_all(folder) == []


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "text"])
def test_a_damaged_layer_is_refused_by_name_and_the_rest_goes_on(tmp_path, harm):
    layer = _add(tmp_path, "SY.txt", GEONAMES).layer
    whole = layer.path.read_bytes()
    middle = len(whole) - 20
    harmed = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "text": b"hello",
        "flip": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
    }
    layer.path.write_bytes(harmed[harm])
    with pytest.raises(GazetteerDamagedError, match=r"SY\.gaz"):
        Index(layer.path)
    used = layers.open_all(tmp_path / "layers")
    assert len(used.refused) == 1
    assert "SY.gaz" in used.refused[0]
    assert locate("Mosul", country="IQ", gazetteer=used).precision == "exact"
    assert layers.list_all(tmp_path / "layers")[0].problem


def test_every_flipped_byte_is_found_or_harmless(tmp_path):
    layer = _add(tmp_path, "own.csv", "name,lat,lon\nZzaho,37.14,42.68\n").layer
    whole = layer.path.read_bytes()
    for at in range(0, len(whole), 7):
        layer.path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with pytest.raises(GazetteerDamagedError):
            Index(layer.path)


def test_learning_weighs_rows_and_leaves_coarse_ones_out(tmp_path):
    frame = pd.DataFrame(
        {
            "place": ["Zzafir village"] * 3 + ["Zzfar"] * 2 + ["Zzcoarse"],
            "country": ["Syria"] * 6,
            "admin1": ["Idlib Governorate"] * 6,
            "latitude": [35.9, 35.91, 35.9, 35.8, 36.3, 35.0],
            "longitude": [36.6, 36.6, 36.61, 36.5, 37.5, 36.0],
            "where_prec": [1, 1, 2, 1, 1, 4],
            "dataset": ["mine"] * 6,
        }
    )
    layer = learning.learn(frame, folder=tmp_path, name="past")
    assert layer.records == 3
    assert layer.sources == ("mine",)
    used = layers.open_all(tmp_path)
    found = locate("Zzafir", country="SY", admin1="Idlib", gazetteer=used)
    assert found.precision == "exact"
    assert found.candidates[0].source == "mine"
    assert locate("Zzfar", country="SY", gazetteer=used).ambiguous
    with pytest.raises(GazetteerInputError):
        learning.learn(frame.drop(columns="latitude"), folder=tmp_path)


def test_layers_of_the_default_folder_are_used_without_being_asked_for(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("name,lat,lon\nQquxbary,37.14,42.68\n", encoding="utf-8")
    assert locate("Qquxbary", country="IQ").precision != "exact"
    layers.add(path)
    assert locate("Qquxbary", country="IQ").precision == "exact"


def test_a_draft_that_is_being_written_is_no_layer(tmp_path):
    (tmp_path / f".0123{layers.SUFFIX}").write_bytes(b"half of a list")
    (tmp_path / f"whole{layers.SUFFIX}").write_bytes(b"a list")
    assert [name for name, _, _ in layers.stamp(tmp_path)] == [str(tmp_path / f"whole{layers.SUFFIX}")]
