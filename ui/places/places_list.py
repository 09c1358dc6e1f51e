"""The places that want a look, and the candidates of the one that is open: by keyboard from first to last."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from events.editing import edits
from events.errors import EventsError, StoreError
from events.places import doubts
from events.places.chosen import apply_place
from geo.ground.pointcheck import PROBLEMS
from ui import bridge, cache, frame, session, words
from ui.parts import online_lookup, place_map, place_picker
from ui.unbroken import whole
from ui.words import known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from events.store import Store
    from geo.location import Candidate, Location

KEY = "places_list"
Row = dict[str, Any]
MOST = 400
"""Places that the list holds at once, those of most events; the next ones come up as these are settled."""
_OPEN, _LIT, _UNDO, _ERROR = "places_open", "places_lit", "place_undo", "places_error"
_ANSWERED, _OFFERED = "places_answered", "place_undo_offered"
ASKED = ("open", "choose", "undo")
"""What the list asks for with a number of its own (`places.js`), each to be answered once."""


def whole_page_begins() -> None:
    """Remember which choice the page will offer to take back."""
    st.session_state[_OFFERED] = st.session_state.get(_UNDO)


@st.fragment
@frame.guarded
def show(store: Store, problem: str | None) -> None:
    """Draw the list with the open place's candidates in it; beside it what is looked for, and the map.

    Parameters
    ----------
    store : Store
    problem : str or None
        Only places of this problem (`events.places.doubts.PROBLEMS`); None: all.
    """
    if st.session_state.get(_UNDO) != st.session_state.get(_OFFERED):
        st.rerun()  # the list alone ran again: what is offered below it is of the choice before
    listed = cache.doubts(store)
    if problem is not None:
        listed = listed[listed["problem"] == problem]
    rows = _rows(listed)
    open_row = rows.get(str(st.session_state.get(_OPEN)))
    left, right = st.columns([5, 4], gap="medium")
    found: Location | None = None
    with right:
        if open_row is None:
            st.text("Open a place to see its candidates. The choice applies to all its events.")
        else:
            found = _look_for(open_row)
    on = {
        "open": _opened,
        "lit": _moved,
        "choose": lambda: _choose(store, open_row, found),
        "undo": lambda: _undone(store),
    }
    if _catch_up(on):
        st.rerun()
    lit = _lit(found)
    with left:
        error = st.session_state.pop(_ERROR, None)
        if error:
            st.error(words.plain(error))
        bridge.places(
            _message(store, rows, len(listed), open_row, found),
            key=KEY,
            on=on,
        )
    if found is not None:
        with right:
            now = place_picker.settled(found, found.candidates[lit]) if lit is not None else found
            place_map.show(now, key="place_map", lit=lit)


def _rows(listed: pd.DataFrame) -> dict[str, Row]:
    """The first places by an identity that stays theirs while others are settled."""
    return {
        _id(*(row[name] for name in (*doubts.KEYS, "problem"))): {
            str(name): value for name, value in row.items()
        }
        for row in listed.head(MOST).to_dict("records")
    }


def _id(*parts: object) -> str:
    texts = [str(part) if known(part) else None for part in parts]
    return hashlib.blake2s(json.dumps(texts).encode(), digest_size=8).hexdigest()


def _text(value: object) -> str:
    return str(value) if known(value) else ""


def _look_for(row: Row) -> Location | None:
    """Draw the text that is looked for, and the button for a server; return what they lead to."""
    place, country, admin1 = (_text(row[name]) for name in ("place", "country", "admin1"))
    key = f"settle_{_id(place, country, admin1, row['problem'])}"
    asked = st.text_input("Look for", place, key=f"{key}_asked", max_chars=300).strip()
    if not asked:
        return None
    return online_lookup.ask(asked, country or None, key=key) or cache.located(
        asked, country or None, admin1 or None
    )


def _message(
    store: Store,
    rows: dict[str, Row],
    number: int,
    row: Row | None,
    found: Location | None,
) -> dict[str, Any]:
    """What the list shows, in words."""
    done = st.session_state.get(_UNDO)
    candidates = [_candidate(one) for one in found.candidates] if found else []
    return {
        "rows": [_row(key, one) for key, one in rows.items()],
        "more": f"and {words.many(number - MOST, 'more place')}" if number > MOST else "",
        "open": st.session_state.get(_OPEN) if row is not None else None,
        "candidates": candidates,
        "found": (found.matched_name or found.text) if found and found.found else "",
        "summary": place_picker.summary(found) if found else "Nothing to look for.",
        "apply": _offer(store, row, found),
        "undo": f"{words.many(done[1], 'event')} placed" if done else "",
        "answered": st.session_state.get(_ANSWERED, 0),
    }


def _row(key: str, row: Row) -> dict[str, str]:
    parts = [_text(row["admin1"]), _text(row["country"])]
    return {
        "id": key,
        "events": words.count(row["events"]),
        "place": _text(row["place"]) or words.DASH,
        "where": ", ".join(part for part in parts if part) or words.DASH,
        "problem": str(row["problem"]),
        "note": _text(row["location_note"]),
    }


def _candidate(one: Candidate) -> dict[str, str]:
    people = f", {words.count(one.population)} people" if one.population else ""
    return {
        "name": one.name,
        "kind": place_picker.KINDS.get(one.kind, one.kind) + people,
        "where": ", ".join(part for part in (one.admin1, one.country) if part),
        "why": one.rule,
        "known": f"{words.PRECISION_NAMES.get(one.precision, one.precision)}, within"
        f" {words.kilometres(one.uncertainty_m)}",
        "from": one.source,
    }


def _offer(store: Store, row: Row | None, found: Location | None) -> str:
    """The words of the button: how many events the choice moves; empty where there is nothing to choose."""
    if row is None or found is None or not known(row["place"]) or not (found.found or found.candidates):
        return ""
    if row["problem"] in PROBLEMS:
        number = int(row["events"])
    else:
        number = cache.placed_by_choice(store, str(row["place"]), _text(row["country"]) or None)
    return f"Put {words.many(number, 'event')} there"


def _lit(found: Location | None) -> int | None:
    at = st.session_state.get(_LIT)
    return at if found is not None and isinstance(at, int) and 0 <= at < len(found.candidates) else None


def _number(name: str) -> int:
    said = bridge.told(KEY, name)
    number = said.get("number") if isinstance(said, dict) else None
    return number if isinstance(number, int) else 0


@whole
def _catch_up(on: Mapping[str, Callable[[], None]]) -> bool:
    """Answer what was asked while the page ran again, for which no callback was called."""
    behind = [name for name in ASKED if _number(name) > st.session_state.get(_ANSWERED, 0)]
    for name in sorted(behind, key=_number):
        on[name]()
    return bool(behind)


def _asked(name: str) -> Any:
    """What the list asked for; from here on it is answered, whatever comes of it."""
    number = _number(name)
    if number <= st.session_state.get(_ANSWERED, 0):
        return None
    st.session_state[_ANSWERED] = number
    return bridge.told(KEY, name)["value"]


def _opened() -> None:
    asked = _asked("open")
    st.session_state[_OPEN] = asked if isinstance(asked, str) else None
    st.session_state[_LIT] = 0


def _moved() -> None:
    at = bridge.told(KEY, "lit")
    st.session_state[_LIT] = at if isinstance(at, int) else None


def _choose(store: Store, row: Row | None, found: Location | None) -> None:
    """Give the open place's events the candidate that was chosen, or what was found without one."""
    said = _asked("choose")
    if row is None or found is None or not isinstance(said, dict):
        return
    if said.get("id") != st.session_state.get(_OPEN):
        return
    at = said.get("at")
    if isinstance(at, int) and 0 <= at < len(found.candidates):
        found = place_picker.settled(found, found.candidates[at])
    if found.found and known(row["place"]):
        _try(lambda: _apply(store, row, found))


def _apply(store: Store, row: Row, location: Location) -> None:
    """One wrong point among many of its place moves alone; else all events of the place text do."""
    place, country = str(row["place"]), _text(row["country"]) or None
    chosen = {
        "latitude": location.latitude,
        "longitude": location.longitude,
        "precision": location.precision,
        "uncertainty_m": location.uncertainty_m,
        "location_note": "Chosen by a person: " + location.explanation.removeprefix(place_picker.BY_HAND),
    }
    alone: dict[str, Any] = {}
    if row["problem"] in PROBLEMS:
        alone = {"only": "all", "events": doubts.events_of(store, row)}
    number, batch = apply_place(store, place, country, chosen, who=session.who(), **alone)
    st.session_state[_UNDO] = (batch, number)
    st.session_state[_OPEN] = st.session_state[_LIT] = None


def _undone(store: Store) -> None:
    if _asked("undo"):
        undo(store)


@whole
def undo(store: Store) -> None:
    """Take the last choice of a place back."""
    done = st.session_state.get(_UNDO)
    if done and _try(lambda: edits.undo(store, done[0], who=session.who())):
        del st.session_state[_UNDO]


@st.fragment
@frame.guarded
def offer_undo(store: Store) -> None:
    """Draw what the last choice did, with a button that takes it back."""
    done = st.session_state.get(_UNDO)
    slot = st.empty()
    if not done:
        slot.empty()  # a run that is broken off leaves standing what it does not replace
        return
    with slot.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{words.many(done[1], 'event')} placed.")
        if st.button("Undo", key="undo_place", icon=":material/undo:"):
            undo(store)
            st.rerun()


def _try(write: Any) -> bool:
    """Write; what is refused is said at the next drawing."""
    try:
        write()
    except StoreError:
        raise
    except EventsError as error:
        st.session_state[_ERROR] = str(error)
        return False
    return True
