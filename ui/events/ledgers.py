"""What surrounds an event, in its dialog: claims, sources and sites to add, correct and withdraw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from events.model import CLAIM_STATUSES, CREDIBILITIES, RELATED_KEYS, RELIABILITIES, SITE_ROLES
from ui import words
from ui.events.meanwhile import alike, choose
from ui.parts import place_picker, rows
from ui.parts.rows import same
from ui.words import known

if TYPE_CHECKING:
    import pandas as pd

    from events.editing.edits import Related
    from events.query import EventDetail

Row = Mapping[str, Any]
NEW = ""
LEAST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
STOP_ROLES = ("origin", "waypoint", "destination")
NAMES: dict[Related, str] = {"claims": "claim", "sources": "source", "sites": "site", "routes": "route"}


def draw(
    table: Related,
    found: EventDetail,
    opened: dict[str, Any],
    *,
    key: str,
    on_put: Callable[..., None],
    on_remove: Callable[..., None],
) -> None:
    """Draw the rows of a table round an event, and the form of the one that is picked.

    Parameters
    ----------
    table : str
        claims, sources or sites.
    found : EventDetail
    opened : dict
        The rows as they were when the dialog was opened, and how each goes on since; empty at first.
    key : str
        Prefix of the widgets' keys; another one starts the form anew.
    on_put : callable
        Gets table, values, row_id (None: a new row) and why.
    on_remove : callable
        Gets table, row_id and why.
    """
    known_rows = {str(row[RELATED_KEYS[table]]): row for row in _records(getattr(found, table))}
    versions = opened.setdefault("rows", {one: {"base": row} for one, row in known_rows.items()})
    _say_meanwhile(table, known_rows, versions)
    row_id = _picked(table, known_rows, key)
    row = known_rows.get(row_id, {})
    seen = versions.setdefault(row_id, {"base": row})
    form = f"{key}_{row_id or 'new'}{seen.get('round', '')}"
    values = _FIELDS[table](form, seen.get("start", seen["base"]), found)
    changes = {name: value for name, value in values.items() if not same(value, seen["base"].get(name))}
    one = NAMES[table]
    why = st.text_input("Why", key=f"{form}_why", max_chars=300, placeholder="for the log")
    if not _alike(row, seen["base"]):
        choose(row, changes, seen, table=table, key=form)
        return
    with st.container(horizontal=True, key=f"{form}_buttons"):
        if row:
            said = f"Save {words.many(len(changes), 'change')}" if changes else "Nothing changed"
        else:
            said = f"Add the {one}"
        if st.button(said, key=f"{form}_save", type="primary", disabled=bool(row) and not changes):
            on_put(table, changes, row_id or None, why)
        if row and st.button(f"Withdraw this {one}", key=f"{form}_remove", icon=":material/undo:"):
            on_remove(table, row_id, why)


def _alike(row: Row, base: Row) -> bool:
    return all(alike(name, row.get(name), base.get(name)) for name in {*row, *base})


def _say_meanwhile(
    table: Related, known_rows: Mapping[str, Row], versions: Mapping[str, Mapping[str, Any]]
) -> None:
    """Say which rows somebody else added, changed or withdrew since the dialog was opened."""
    said = []
    for row_id in dict.fromkeys([*versions, *known_rows]):
        before, now = versions.get(row_id, {}).get("base"), known_rows.get(row_id)
        if now is None and before:
            said.append(f"withdrawn: {rows.line(table, before)}")
        elif now is not None and not before:
            said.append(f"added: {rows.line(table, now)}")
        elif now is not None and before and not _alike(now, before):
            said.append(f"changed: {rows.line(table, before)} → {rows.line(table, now)}")
    if said:
        st.info(words.plain(f"Somebody else meanwhile {'; '.join(said)}."))


def draw_route(
    found: EventDetail, *, key: str, on_put: Callable[..., None], on_remove: Callable[..., None]
) -> None:
    """Draw what makes a route of the event's stops, or takes it away."""
    stops = [row for row in _records(found.sites) if row["role"] in STOP_ROLES and known(row["latitude"])]
    if found.route:
        st.text(
            "A route is drawn through the origin, waypoints and destination in the order of their numbers."
        )
        if st.button("Withdraw the route", key=f"{key}_remove", icon=":material/undo:"):
            on_remove("routes", str(found.route["route_id"]), "")
    elif len(stops) > 1:
        st.text(f"{words.many(len(stops), 'stop')} of a route, and no route drawn through them.")
        if st.button("Draw the route", key=f"{key}_save"):
            name = " – ".join(str(stop["place"]) for stop in (stops[0], stops[-1]) if known(stop["place"]))
            on_put("routes", {"name": name or None}, None, "")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _picked(table: Related, known_rows: Mapping[str, Row], key: str) -> str:
    """Draw the rows to choose from, the new one last; return the identity of the one that is picked."""
    names = {row_id: words.plain(rows.line(table, row)) for row_id, row in known_rows.items()}
    names[NEW] = f"A new {NAMES[table]}"
    if len(names) == 1:
        st.text(f"No {NAMES[table]} yet. Fill in the first one.")
        return NEW
    picked = st.radio(
        f"Which {NAMES[table]}",
        list(names),
        len(names) - 1,
        key=f"{key}_row",
        format_func=names.__getitem__,
        width="stretch",
    )
    return str(picked or NEW)


def _start(row: Row, name: str) -> str:
    return str(row[name]) if known(row.get(name)) else ""


def _text(table: str, key: str, name: str, row: Row, *, most: int = 300, **options: Any) -> str | None:
    said = rows.label(table, name)
    return (
        st.text_input(said, _start(row, name), key=f"{key}_{name}", max_chars=most, **options).strip() or None
    )


def _notes(table: str, key: str, name: str, row: Row) -> str | None:
    said = rows.label(table, name)
    return (
        st.text_area(said, _start(row, name), key=f"{key}_{name}", height=80, max_chars=10_000).strip()
        or None
    )


def _day(table: str, key: str, name: str, row: Row) -> date | None:
    return st.date_input(
        rows.label(table, name),
        words.as_date(row.get(name)),
        key=f"{key}_{name}",
        min_value=LEAST_DAY,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
    )


def _choice(
    table: str, key: str, name: str, options: Mapping[str, str], row: Row, *, none: str | None = None
) -> str | None:
    """A choice of a code shown in words; with `none`, also the choice of no code, in these words.

    Without it a person has to choose: a new row begins without a code.
    """
    now = _start(row, name)
    said = ({NEW: none} if none else {}) | dict(options)
    if now:
        said.setdefault(now, now)
    offered = list(said)
    picked = st.selectbox(
        rows.label(table, name),
        offered,
        offered.index(now) if now in offered else None,
        key=f"{key}_{name}",
        format_func=said.__getitem__,
        placeholder="choose",
    )
    return picked or None


def _side_by_side(*fields: tuple[str, Callable[[], Any]]) -> dict[str, Any]:
    """Draw fields in a row; a row for itself, so that Tab goes from left to right."""
    values = {}
    for column, (name, field) in zip(st.columns(len(fields), gap="small"), fields, strict=True):
        with column:
            values[name] = field()
    return values


def _claim(key: str, row: Row, found: EventDetail) -> dict[str, Any]:
    statuses = {code: words.BASIS_NAMES[code] for code in CLAIM_STATUSES}
    named = {str(source["source_id"]): rows.line("sources", source) for source in _records(found.sources)}
    return {
        **_side_by_side(
            ("actor", lambda: _text("claims", key, "actor", row, placeholder="nobody named")),
            ("status", lambda: _choice("claims", key, "status", statuses, row)),
        ),
        **_side_by_side(
            ("claimant", lambda: _text("claims", key, "claimant", row, placeholder="unknown")),
            ("claimed_on", lambda: _day("claims", key, "claimed_on", row)),
        ),
        "source_id": _choice("claims", key, "source_id", named, row, none="not stated"),
        "notes": _notes("claims", key, "notes", row),
    }


def _source(key: str, row: Row, _found: EventDetail) -> dict[str, Any]:
    letters = {code: f"{code}: {words.RELIABILITY[code]}" for code in RELIABILITIES}
    digits = {code: f"{code}: {words.CREDIBILITY[code]}" for code in CREDIBILITIES}
    return {
        **_side_by_side(
            ("publisher", lambda: _text("sources", key, "publisher", row)),
            ("title", lambda: _text("sources", key, "title", row, most=500)),
        ),
        **_side_by_side(
            ("url", lambda: _text("sources", key, "url", row, most=2000, placeholder="https://…")),
            ("published_on", lambda: _day("sources", key, "published_on", row)),
        ),
        **_side_by_side(
            ("reliability", lambda: _choice("sources", key, "reliability", letters, row, none="not graded")),
            ("credibility", lambda: _choice("sources", key, "credibility", digits, row, none="not graded")),
        ),
        "notes": _notes("sources", key, "notes", row),
    }


def _site(key: str, row: Row, found: EventDetail) -> dict[str, Any]:
    left, middle, right = st.columns(3, gap="small")
    with left:
        role = _choice("sites", key, "role", {code: words.ROLE_NAMES[code] for code in SITE_ROLES}, row)
    with middle:
        ways = {"reported": "reported", "inferred": "inferred"}
        basis = _choice("sites", key, "basis", ways, row, none="not stated")
    number = right.number_input(
        rows.label("sites", "seq"),
        1,
        999,
        int(row["seq"]) if known(row.get("seq")) else None,
        key=f"{key}_seq",
        placeholder="none",
        disabled=role not in STOP_ROLES,
    )
    begin = {"place": _start(row, "place"), "country": _start(found.event, "country")}
    values, location = place_picker.pick(key, **begin)
    spot = {"place": values["place"]}
    if location is not None or not values["place"]:
        spot |= place_picker.site_of(location)
    return {
        "role": role,
        "basis": basis,
        "seq": None if number is None or role not in STOP_ROLES else int(number),
        **spot,
        "statement": _text("sites", key, "statement", row),
    }


_FIELDS: dict[Related, Callable[[str, Row, EventDetail], dict[str, Any]]] = {
    "claims": _claim,
    "sources": _source,
    "sites": _site,
}
