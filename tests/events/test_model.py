"""The model: identities and column lists hold together."""

from __future__ import annotations

from events import model


def test_identity_depends_on_dataset_and_key_and_nothing_else() -> None:
    assert model.event_id("UCDP GED 24.1", "1") == model.event_id("UCDP GED 24.1", "1")
    assert len(model.event_id("a", "b")) == 20
    assert len({model.event_id(a, b) for a, b in (("a", "b"), ("ab", ""), ("", "ab"), ("b", "a"))}) == 4


def test_column_lists_fit_the_tables() -> None:
    assert set(model.VALUE_COLUMNS) | set(model.BOOKKEEPING_COLUMNS) | {"event_id"} == set(
        model.EVENT_COLUMNS
    )
    assert set(model.COARSE_PRECISIONS) < set(model.LOCATION_PRECISIONS)
    for table, key in model.RELATED_KEYS.items():
        assert {key, "event_id"} <= set(model.TABLES[table])
