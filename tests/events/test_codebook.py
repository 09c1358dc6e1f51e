"""Code lists hold each value once, and the data files hold only what the lists know."""

from __future__ import annotations

import pytest

from events import model
from events.store import seed
from events.vocabulary import codebook


def test_every_list_has_unique_values_with_label_and_meaning() -> None:
    assert len(codebook.names()) >= 15
    for name in codebook.names():
        found = codebook.codes(name)
        assert len({code.value for code in found}) == len(found)
        assert all(code.label and code.meaning for code in found), name


def test_lists_agree_with_the_model() -> None:
    def values(name: str) -> tuple[str, ...]:
        return tuple(code.value for code in codebook.codes(name))

    assert values("claim_statuses") == model.CLAIM_STATUSES
    assert values("location_precisions") == model.LOCATION_PRECISIONS
    assert values("time_precisions") == model.TIME_PRECISIONS
    assert values("site_roles") == model.SITE_ROLES
    assert values("reliability") == model.RELIABILITIES
    assert values("credibility") == model.CREDIBILITIES
    for name in ("ucdp_where_prec", "acled_geo_precision", "gtd_specificity", "gdelt_geo_types"):
        assert {code.group for code in codebook.codes(name)} <= set(model.LOCATION_PRECISIONS)
    for name in ("ucdp_date_prec", "acled_time_precision"):
        assert {code.group for code in codebook.codes(name)} <= set(model.TIME_PRECISIONS)


def test_acled_types_and_sub_types() -> None:
    assert len(codebook.event_types()) == 6
    assert len(codebook.sub_event_types()) == 25
    assert {code.group for code in codebook.codes("sub_event_types")} == set(codebook.event_types())
    assert codebook.sub_event_types("Riots") == ("Violent demonstration", "Mob violence")
    assert len(codebook.codes("inter")) == 8


def test_labels() -> None:
    assert codebook.label("claim_statuses", "denied") == "denied"
    assert codebook.label("claim_statuses", None) == "unknown"
    assert codebook.label("event_types", "Something else") == "Something else"
    assert codebook.meaning("reliability", "F").startswith("Nothing")
    with pytest.raises(LookupError):
        codebook.codes("../seed/events")


def test_weapons_are_cited_and_katyusha_is_ambiguous() -> None:
    for weapon in codebook.weapons():
        assert weapon.citation
        assert weapon.url.startswith("https://")
        assert weapon.max_range_m is not None
        assert 1000 <= weapon.max_range_m <= 100_000
    assert [w.key for w in codebook.weapons_named("Katyusha rocket")] == ["rocket-107", "rocket-122"]
    assert codebook.weapons_named("knife") == ()
    assert codebook.weapons_named(None) == ()
    with pytest.raises(LookupError):
        codebook.weapon("trebuchet")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kataib Hezbollah", "Kata'ib Hezbollah"),
        ("KATA’IB  HEZBOLLAH", "Kata'ib Hezbollah"),
        ("Daesh", "ISIS"),
        ("داعش", "ISIS"),
        ("Ashab al-Kahaf", "Ashab al-Kahf"),
        ("Sayara Thora Al-Ashrin", "Saraya Thawrat al-Ashrin"),
        ("Popular Mobilisation Forces", "Popular Mobilization Forces"),
        ("Hezbollah", None),
        ("", None),
        (None, None),
        ("Ιslamic State", None),
    ],
)
def test_actors_under_their_spellings(text: str | None, name: str | None) -> None:
    assert codebook.canonical_actor(text) == name


def test_no_spelling_means_two_actors_and_umbrellas_are_known() -> None:
    spellings = [codebook.fold(s) for a in codebook.actors() for s in {a.name, *a.variants}]
    per_actor = {(codebook.fold(s), a.name) for a in codebook.actors() for s in {a.name, *a.variants}}
    assert len({s for s, _ in per_actor}) == len(per_actor)
    assert all(spellings)
    names = {a.name for a in codebook.actors()}
    assert {a.part_of for a in codebook.actors()} <= names | {""}


def test_seed_uses_only_known_codes_and_actors() -> None:
    tables = seed.frames()
    events, claims, sites = tables["events"], tables["claims"], tables["sites"]
    assert set(events["event_type"]) <= set(codebook.event_types())
    assert set(events["sub_event_type"]) <= set(codebook.sub_event_types())
    assert set(events["location_precision"]) <= set(model.LOCATION_PRECISIONS)
    assert set(claims["status"]) <= set(model.CLAIM_STATUSES)
    assert set(claims["actor"].dropna()) <= {actor.name for actor in codebook.actors()}
    assert set(sites["role"]) <= set(model.SITE_ROLES)
    assert set(claims["source_id"]) <= set(tables["sources"]["source_id"])
    for name in ("sources", "claims", "sites", "routes"):
        assert set(tables[name]["event_id"]) <= set(events["event_id"])
