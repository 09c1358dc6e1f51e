"""Country names: what datasets write, what reports write, and what is no country."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import countries


def test_all_of_iso_3166_1_and_kosovo() -> None:
    found = countries.countries()
    assert len(found) == 250  # 249 entries of ISO 3166-1 and XK
    for field in ("alpha2", "alpha3", "name"):
        values = [getattr(c, field) for c in found]
        assert all(values)
        assert len(set(values)) == len(values)
    assert all(len(c.alpha2) == 2 and len(c.alpha3) == 3 for c in found)
    numerics = [c.numeric for c in found if c.alpha2 != "XK"]
    assert len(set(numerics)) == 249
    assert all(len(n) == 3 for n in numerics)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IQ", "IQ"),
        ("irq", "IQ"),
        ("368", "IQ"),
        (368, "IQ"),
        (4, "AF"),
        ("Republic of Iraq", "IQ"),
        ("العراق", "IQ"),
        ("Irak", "IQ"),
        ("Syrian Arab Republic", "SY"),
        ("سوريا", "SY"),
        ("Myanmar (Burma)", "MM"),
        ("Russia (Soviet Union)", "RU"),
        ("DR Congo (Zaire)", "CD"),
        ("Congo", "CG"),
        ("Yemen (North Yemen)", "YE"),
        ("Bosnia-Herzegovina", "BA"),
        ("Ivory Coast", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Cambodia (Kampuchea)", "KH"),
        ("Palestine", "PS"),
        ("Serbia (Yugoslavia)", "RS"),
        ("Madagascar (Malagasy)", "MG"),
        ("Kingdom of eSwatini (Swaziland)", "SZ"),
        ("Zimbabwe (Rhodesia)", "ZW"),
        ("Vietnam (North Vietnam)", "VN"),
        ("Macedonia, FYR", "MK"),
        ("United States of America", "US"),
        ("the  united kingdom ", "GB"),
        ("Türkiye", "TR"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("Kosovo", "XK"),
        ("Saint Vincent & the Grenadines", "VC"),
    ],
)
def test_spellings_in_use(text: object, code: str) -> None:
    assert countries.alpha2(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "Narnia",
        "Iraqq",
        "XX",
        "999",
        "Soviet Union",
        "Congo (somewhere)",
        None,
        3.5,
        True,
        [],
        "a" * 10_000,
    ],
)
def test_what_is_no_country_is_none(text: object) -> None:
    assert countries.name(text) is None
    assert countries.alpha2(text) is None
    assert countries.alpha3(text) is None


def test_every_own_spelling_leads_home() -> None:
    for country in countries.countries():
        for spelling in (
            country.alpha2,
            country.alpha3,
            country.name,
            country.name.upper(),
            *country.aliases,
        ):
            assert countries.name(spelling) == country.name


def test_gdelt_codes_are_not_iso_codes() -> None:
    iraq, israel = countries.find_fips("IZ"), countries.find_fips("IS")
    assert iraq is not None
    assert iraq.name == "Iraq"
    assert israel is not None
    assert israel.name == "Israel"
    assert countries.name("IS") == "Iceland"
    gaza = countries.find_fips("gz")
    assert gaza is not None
    assert gaza.name == "Palestine"
    assert countries.find_fips("") is None
    assert countries.find_fips(3) is None


@given(st.text())
def test_any_text_gets_a_plain_answer(text: str) -> None:
    assert countries.name(text) is None or countries.alpha2(text) is not None
