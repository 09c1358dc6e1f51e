"""Both themes stay legible, and codes do not depend on the rows' order."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from maps.layers import style


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", style.THEMES)
def test_type_is_readable_on_its_ground(name: str) -> None:
    look = style.THEMES[name]
    for front, ground in (
        (look.names, look.land),
        (look.text, look.page),
        (look.muted, look.page),
        (look.text, look.panel),
    ):
        assert _contrast(front, ground) >= 4.5, (name, front, ground)


def test_dark_swaps_stand_out_from_the_dark_land() -> None:
    for colour in style.PALETTE:
        assert _contrast(style.on_theme(colour, "dark"), style.THEMES["dark"].land) >= 3.0


def test_shape_codes_follow_the_type_and_nothing_else() -> None:
    values = pd.Series(["Riots", None, "Battles", "Something new", "Riots"], dtype="str")
    assert style.shape_codes(values).tolist() == [5, 0, 1, 0, 5]
    assert style.shape_codes(pd.Series([], dtype="str")).tolist() == []


def test_unknown_deaths_have_a_size_of_their_own() -> None:
    frame = pd.DataFrame(
        {
            "fatalities_best": pd.array([0, None, None, None, 300], dtype="Int64"),
            "fatalities_low": pd.array([0, 12, None, None, 280], dtype="Int64"),
            "fatalities_high": pd.array([0, 40, None, 3, 400], dtype="Int64"),
        }
    )
    deaths = style.deaths_shown(frame)
    np.testing.assert_array_equal(deaths, [0, 12, np.nan, 3, 300])
    assert style.radii(deaths).tolist() == [5.0, 9.0, style.UNKNOWN_RADIUS, 6.5, 16.0]


def test_a_coarse_place_is_not_a_sharp_mark() -> None:
    frame = pd.DataFrame(
        {
            "location_precision": ["exact", "near", "near", "near", "adm1", "country", None],
            "uncertainty_m": [500.0, 3_000.0, 20_000.0, None, 80_000.0, None, None],
        }
    )
    assert style.coarse(frame).tolist() == [False, False, True, True, True, True, False]
