"""A point that cannot be where its row says is spoken of; one that may well be right is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.ground import land
from geo.ground.pointcheck import AT_SEA, ELSEWHERE, FLIPPED, NULL_ISLAND, PROBLEMS, SWAPPED, PointCheck


def one(lat: float, lon: float, stated: str | None, **more: list[object]) -> tuple[str, str, str]:
    found = PointCheck().check([lat], [lon], [stated], **more)
    return (found.kinds[0], found.fixes[0], found.words(0)) if len(found) else ("", "", "")


@pytest.mark.parametrize(
    ("lat", "lon", "stated"),
    [
        (33.31, 44.36, "Iraq"),
        (31.0, 47.95, "Iraq"),  # 4 km inside Iran by these outlines, a border town
        (29.0, 50.9, None),  # on land, and no country stated
        (33.31, 44.36, "Yugoslavia"),  # no outline of that name: nothing to compare with
        (np.nan, np.nan, "Iraq"),
        (45.0, 34.1, "Russia"),  # Crimea: either claim stands
        (33.0, 35.8, "Syria"),  # the Golan Heights
        (48.58, -3.82, "France"),
        (4.9, -52.3, "France"),  # French Guiana
        (40.4, 49.9, "Russia"),  # Baku, as datasets count it before 1991
        (13.6, 30.5, "Sudan"),
        (-16.66, 179.95, "Fiji"),  # at the antimeridian, where the outlines have a gap
        (67.0, -179.99, "Russia"),
        (35.2, 77.1, "India"),  # Siachen, which the outlines give to nobody
    ],
)
def test_what_may_well_be_right_is_not_doubted(lat: float, lon: float, stated: str | None) -> None:
    assert one(lat, lon, stated) == ("", "", "")


@pytest.mark.parametrize(
    ("lat", "lon", "stated", "kind", "words"),
    [
        (44.36, 33.31, "Iraq", SWAPPED,
         "The point lies in the sea, not in Iraq as stated;"
         " with latitude and longitude swapped it would lie in Iraq, as stated."),
        (48.8, 2.35, "Iraq", ELSEWHERE, "The point lies in France, not in Iraq as stated."),
        (15.0, 65.0, "Oman", AT_SEA, "The point lies in the sea, not in Oman as stated."),
        (-50.0, -30.0, None, AT_SEA, "The point lies in the sea."),
        (44.36, 33.31, None, AT_SEA,
         "The point lies in the sea; with latitude and longitude swapped it would lie on land."),
        (6.25, 75.56, "Colombia", FLIPPED,
         "The point lies in the sea, not in Colombia as stated;"
         " with the other sign of the longitude it would lie in Colombia, as stated."),
        (26.2, 28.05, "South Africa", FLIPPED,
         "The point lies in Egypt, not in South Africa as stated;"
         " with the other sign of the latitude it would lie in South Africa, as stated."),
        (34.6, 58.4, "Argentina", FLIPPED,
         "The point lies in Iran, not in Argentina as stated;"
         " with the other sign of both it would lie in Argentina, as stated."),
        (0.001, -0.002, "Iraq", NULL_ISLAND,
         "The point lies at 0° N, 0° E, which tables write for “not known”."),
        (33.31, 44.36, "Iran", ELSEWHERE, "The point lies in Iraq, not in Iran as stated."),
        (50.45, 30.52, "Russia", ELSEWHERE, "The point lies in Ukraine, not in Russia as stated."),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_with_what_may_have_happened(
    lat: float, lon: float, stated: str | None, kind: str, words: str
) -> None:
    found = one(lat, lon, stated)
    assert (found[0], found[2]) == (kind, words)


def test_a_border_has_a_margin_and_a_vague_place_a_wider_one() -> None:
    into_iran = (34.6, 46.2)  # some 55 km beyond the border
    assert one(*into_iran, "Iraq")[0] == ELSEWHERE
    assert one(*into_iran, "Iraq", precisions=["near"], radii_m=[60_000.0])[0] == ""
    assert one(*into_iran, "Iraq", precisions=["region"])[0] == ""
    assert one(10.0, 65.0, "Yemen", precisions=["sea"])[0] == ""
    assert one(44.36, 33.31, "Iraq", precisions=["adm1"])[0] == SWAPPED


def test_many_points_at_once_are_judged_as_one_by_one() -> None:
    rng = np.random.default_rng(3)
    lat, lon = rng.uniform(-60, 70, 400), rng.uniform(-180, 180, 400)
    names = np.array(["Iraq", "Russia", "United States", "Fiji", "Indonesia", None, "Atlantis"], dtype=object)
    stated = names[rng.integers(len(names), size=400)]
    here = land.countries_at(lat, lon, tolerance_m=0.0)
    stated[::3] = here[::3]
    together = PointCheck().check(lat, lon, stated)
    by_row = dict(zip(together.rows.tolist(), zip(together.kinds, together.fixes, strict=True), strict=True))
    for row in range(400):
        single = PointCheck().check(lat[row : row + 1], lon[row : row + 1], stated[row : row + 1])
        alone = (single.kinds[0], single.fixes[0]) if len(single) else None
        assert by_row.get(row) == alone, (lat[row], lon[row], stated[row])


@given(
    st.lists(
        st.tuples(
            st.floats(-90, 90),
            st.floats(-180, 180),
            st.sampled_from(["Iraq", "Fiji", "Russia", "", None, "none"]),
        ),
        max_size=20,
    )
)
def test_any_point_gets_an_answer(points: list[tuple[float, float, str | None]]) -> None:
    lat, lon, stated = ([p[i] for p in points] for i in range(3))
    found = PointCheck().check(lat, lon, np.array(stated, dtype=object))
    assert set(found.kinds) <= set(PROBLEMS)
    assert all(found.words(index).endswith(".") for index in range(len(found)))
