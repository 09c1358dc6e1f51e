"""The form of one event: to add it, to change it; and its history with undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events.editing import edits
from events.errors import EventsError
from events.model import CLAIM_STATUSES, CREDIBILITIES, RELIABILITIES, TIME_PRECISIONS
from events.vocabulary import codebook
from ui import cache, frame, session, words
from ui.events import ledgers
from ui.events.ledgers import LAST_DAY, LEAST_DAY
from ui.events.meanwhile import choose, is_changed
from ui.parts import place_map, place_picker, rows
from ui.parts.rows import same
from ui.words import known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.query import EventDetail
    from events.store import Store

PLACE_FIELDS = ("place", "country", "admin1")
TABS: tuple[tuple[str, edits.Related | None], ...] = (
    ("Event", None),
    ("Claims", "claims"),
    ("Sources", "sources"),
    ("Sites", "sites"),
)
_EDITING = "atlas_editing"


def add(store: Store) -> None:
    """Draw the form for a new event."""
    left, right = st.columns([5, 3], gap="large")
    with left:
        values, claims, sources = _fields("add", {})
        pressed = st.button("Add the event", key="add_save", type="primary")
    with right:
        _where_it_is(values)
    if pressed:
        _save(lambda: _add(store, values, claims, sources))


def _where_it_is(values: Mapping[str, Any]) -> None:
    """Draw the place that the form holds now, with its rivals, on a map."""
    if values.get("place") and known(values.get("latitude")):
        found = cache.located(values["place"], values["country"], values["admin1"])
        place_map.show(place_picker.moved(found, values), key="place_map_form")


def _add(
    store: Store, values: dict[str, Any], claims: list[dict[str, Any]], sources: list[dict[str, Any]]
) -> None:
    event_id = edits.add_event(store, values, claims=claims, sources=sources, who=session.who())
    for key in [key for key in st.session_state if str(key).startswith("add_")]:
        del st.session_state[key]
    session.change(selected=event_id)
    st.toast("Added. It is selected on the map.")


def _save(write: Any, table: str = "events") -> None:
    """Write, or say in plain words why not; then run the page anew."""
    try:
        write()
    except EventsError as error:
        st.error(words.plain(rows.refusal(error, table)))
        return
    st.rerun()


def open_dialog(store: Store, event_id: str) -> None:
    """Begin to edit an event as it is now; `dialog` draws it until it is closed."""
    event = dict(cache.detail(store, event_id).event)
    version = int(event["version"])
    st.session_state[_EDITING] = {"event": event_id, "version": version, "turn": 0, "base": event}


def close_dialog() -> None:
    """Leave the event that is being edited."""
    st.session_state.pop(_EDITING, None)


def dialog(store: Store, event_id: str) -> None:
    """Draw the dialog while the event is being edited.

    It stays open when the page runs again: after a save, or because another program changed the data.
    """
    if (st.session_state.get(_EDITING) or {}).get("event") == event_id:
        _dialog(store, event_id)


@st.dialog("Edit the event", width="large", on_dismiss=close_dialog)
@frame.guarded
def _dialog(store: Store, event_id: str) -> None:
    """What was changed is written against the version that was opened: nobody's change is lost unseen."""
    editing = st.session_state.get(_EDITING)
    if editing is None:
        return
    found = cache.detail(store, event_id)
    key = f"edit_{event_id}_{editing['turn']}"
    for tab, (_, table) in zip(st.tabs([name for name, _ in TABS], key="edit_tabs"), TABS, strict=True):
        with tab:
            if table is None:
                _edit_event(store, found, f"edit_{event_id}", editing)
                continue
            actions = _actions(store, event_id, editing, int(found.event["version"]))
            opened = editing.setdefault("opened", {}).setdefault(table, {})
            ledgers.draw(table, found, opened, key=f"{key}_{table}", **actions)
            if table == "sites":
                ledgers.draw_route(found, key=f"{key}_routes", **actions)


def _edit_event(store: Store, found: EventDetail, key: str, editing: dict[str, Any]) -> None:
    """Draw the form for the event itself; only what was changed is written."""
    turn = editing.get("round", 0)
    key = f"{key}_again{turn}" if turn else key
    if said := words.contradiction(
        *(found.event.get(f"fatalities_{part}") for part in ("low", "best", "high"))
    ):
        st.text(said)
    values, _, _ = _fields(key, editing.get("start", found.event), ledgers=False)
    meanwhile = is_changed(found.event, editing)
    before = editing["base"] if meanwhile else found.event
    changes = {name: value for name, value in values.items() if not same(value, before.get(name))}
    why = st.text_input("Why", key="edit_why", max_chars=300, placeholder="for the log")
    if meanwhile:
        choose(found.event, changes, editing)
    label = f"Save {words.many(len(changes), 'change')}" if changes else "Nothing changed"
    pressed = st.button(label, key="edit_save", type="primary", disabled=meanwhile or not changes)
    if pressed and changes and not meanwhile:

        def write() -> None:
            edits.update(
                store,
                str(found.event["event_id"]),
                changes,
                expected_version=editing["version"],
                who=session.who(),
                why=why,
            )
            close_dialog()

        _save(write)


def _actions(store: Store, event_id: str, editing: dict[str, Any], version: int) -> dict[str, Any]:
    """What saving and withdrawing do in the dialog; it stays open and shows what came of it.

    A row is written against the version that is shown: what others did to the rows is shown beside it
    (`ledgers.draw`). The form of the event itself stays with the version that it was opened with.
    """

    def done(table: edits.Related, said: str) -> None:
        if editing["version"] == version:
            editing["version"] += 1
        editing["opened"].pop(table, None)
        editing["turn"] += 1
        st.toast(said)

    def put(table: edits.Related, values: Mapping[str, Any], row_id: str | None, why: str) -> None:
        def write() -> None:
            edits.put_related(
                store,
                table,
                event_id,
                values,
                row_id=row_id,
                expected_version=version,
                who=session.who(),
                why=why,
            )
            done(table, f"The {ledgers.NAMES[table]} is {'changed' if row_id else 'added'}.")

        _save(write, table)

    def remove(table: edits.Related, row_id: str, why: str) -> None:
        def write() -> None:
            edits.remove_related(
                store,
                table,
                event_id,
                row_id,
                expected_version=version,
                who=session.who(),
                why=why,
            )
            done(
                table, f"The {ledgers.NAMES[table]} is withdrawn. The history of the event can bring it back."
            )

        _save(write, table)

    return {"on_put": put, "on_remove": remove}


def _fields(
    key: str, event: Mapping[str, Any], *, ledgers: bool = True
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw all fields; return the event's values, its claims and its sources."""
    values: dict[str, Any] = {}
    values["title"] = _text("What happened", key, "title", event)
    values |= _kind(key, event)
    values |= _when(key, event)
    values |= _where(key, event)
    values |= _consequences(key, event)
    values["notes"] = (
        st.text_area("Notes", _start(event, "notes"), key=f"{key}_notes", height=80).strip() or None
    )
    if not ledgers:
        return values, [], []
    return values, _claims(key), _sources(key)


def _start(event: Mapping[str, Any], name: str) -> str:
    return str(event[name]) if known(event.get(name)) else ""


def _text(label: str, key: str, name: str, event: Mapping[str, Any], **options: Any) -> str | None:
    return (
        st.text_input(label, _start(event, name), key=f"{key}_{name}", max_chars=300, **options).strip()
        or None
    )


def _choice(
    label: str, key: str, name: str, options: tuple[str, ...], event: Mapping[str, Any]
) -> str | None:
    now = _start(event, name)
    offered = ["", *options, *([now] if now and now not in options else [])]
    picked = st.selectbox(
        label, offered, offered.index(now), key=f"{key}_{name}", format_func=lambda v: v or "unknown"
    )
    return picked or None


def _whole(label: str, key: str, name: str, event: Mapping[str, Any]) -> int | None:
    now = int(event[name]) if known(event.get(name)) else None
    typed = st.number_input(label, 0, None, now, 1, key=f"{key}_{name}", placeholder="unknown")
    return None if typed is None else int(typed)


def _kind(key: str, event: Mapping[str, Any]) -> dict[str, Any]:
    left, middle, right = st.columns(3, gap="small")
    values = {}
    with left:
        values["event_type"] = _choice("Type", key, "event_type", codebook.event_types(), event)
    with middle:
        subs = codebook.sub_event_types(values["event_type"])
        values["sub_event_type"] = _choice("Sub-type", key, "sub_event_type", subs, event)
    with right:
        values["target"] = _text("Target", key, "target", event)
    return values


def _when(key: str, event: Mapping[str, Any]) -> dict[str, Any]:
    left, middle, right = st.columns(3, gap="small")
    limits: dict[str, Any] = {"min_value": LEAST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
    start = left.date_input("Date", words.as_date(event.get("event_date")), key=f"{key}_event_date", **limits)
    end = middle.date_input("To", words.as_date(event.get("end_date")), key=f"{key}_end_date", **limits)
    with right:
        precision = _choice("Date known to the", key, "time_precision", TIME_PRECISIONS, event)
    if start and not precision:
        precision = "day"
    return {"event_date": start, "end_date": end or start, "time_precision": precision}


def _where(key: str, event: Mapping[str, Any]) -> dict[str, Any]:
    begin = {name: _start(event, name) for name in PLACE_FIELDS}
    values, location = place_picker.pick(key, **begin)
    if event and location is None and values["place"]:
        return values
    return values | place_picker.columns_of(location)


def _consequences(key: str, event: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    labels = {
        "fatalities_low": "Deaths, low",
        "fatalities_best": "best",
        "fatalities_high": "high",
        "injured": "Injured",
    }
    for column, (name, label) in zip(st.columns(4, gap="small"), labels.items(), strict=True):
        with column:
            values[name] = _whole(label, key, name, event)
    left, middle, right = st.columns([2, 1, 1], gap="small")
    with left:
        values["weapon"] = _text("Weapon, as reported", key, "weapon", event)
    with middle:
        values["weapon_count"] = _whole("How many", key, "weapon_count", event)
    with right:
        now = float(event["range_m"]) / 1000 if known(event.get("range_m")) else None
        typed = st.number_input(
            "Range reported, km", 0.0, None, now, key=f"{key}_range", placeholder="unknown"
        )
    values["range_m"] = None if typed is None else float(typed) * 1000
    return values


def _claims(key: str) -> list[dict[str, Any]]:
    st.text("Who says who did it")
    blank = pd.DataFrame(
        {name: pd.Series(dtype="object") for name in ("actor", "status", "claimant", "notes")}
    )
    edited = st.data_editor(
        blank,
        key=f"{key}_claims",
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        row_height=30,
        column_config={
            "actor": st.column_config.TextColumn("Attacker named", width="medium", max_chars=300),
            "status": st.column_config.SelectboxColumn(
                "How it is known",
                options=list(CLAIM_STATUSES),
                format_func=lambda status: words.BASIS_NAMES[str(status)],
                width="medium",
            ),
            "claimant": st.column_config.TextColumn("Who says so", width="medium", max_chars=300),
            "notes": st.column_config.TextColumn("Notes", width="medium", max_chars=1000),
        },
    )
    return _rows(edited)


def _sources(key: str) -> list[dict[str, Any]]:
    st.text("Sources")
    names = ("publisher", "title", "url", "published_on", "reliability", "credibility")
    blank = pd.DataFrame({name: pd.Series(dtype="object") for name in names})
    blank["published_on"] = pd.to_datetime(blank["published_on"])
    edited = st.data_editor(
        blank,
        key=f"{key}_sources",
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        row_height=30,
        column_config={
            "publisher": st.column_config.TextColumn("Publisher", max_chars=300),
            "title": st.column_config.TextColumn("Title", width="medium", max_chars=500),
            "url": st.column_config.TextColumn("Address", max_chars=2000),
            "published_on": st.column_config.DateColumn("Published", format="D MMM YYYY"),
            "reliability": st.column_config.SelectboxColumn("Reliability A–F", options=list(RELIABILITIES)),
            "credibility": st.column_config.SelectboxColumn("Credibility 1–6", options=list(CREDIBILITIES)),
        },
    )
    return _rows(edited)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of an editor that say anything, unknown as None."""
    rows = []
    for row in frame.to_dict("records"):
        said = {str(name): (value if known(value) else None) for name, value in row.items()}
        if said.get("published_on") is not None:
            said["published_on"] = words.as_date(said["published_on"])
        if any(value is not None for value in said.values()):
            rows.append(said)
    return rows
