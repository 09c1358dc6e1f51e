"""The Places page: what is not located or doubtful, with candidates to choose from."""

from __future__ import annotations

import streamlit as st

from events import doubts, edits
from events.errors import EventsError
from events.store import Store
from geo.location import Location
from ui import cache, form, gazetteer_layers, online_lookup, place_map, place_picker, table, words
from ui.words import known

COLUMNS = {
    "events": st.column_config.NumberColumn("Events", width=64),
    "problem": st.column_config.TextColumn("What about it", width=190),
    "place": st.column_config.TextColumn("Place as reported", width=300),
    "admin1": st.column_config.TextColumn("Province", width=130),
    "country": st.column_config.TextColumn("Country", width=110),
    "location_note": st.column_config.TextColumn("How it was located, or why not", width=420),
}
ALL = "all"


def show() -> None:
    """Draw the page."""
    store = cache.store()
    places = cache.doubts(store)
    st.header("Places", anchor=False)
    if places.empty:
        st.text("Every place is located, and none is doubtful.")
    else:
        _work(store, places)
    _undo(store)
    gazetteer_layers.show(store)


def _work(store: Store, places: object) -> None:
    problem = _problem(places)
    frame = places if problem == ALL else places[places["problem"] == problem].reset_index(drop=True)
    left, right = st.columns([5, 4], gap="medium")
    with left:
        picked = st.dataframe(
            frame,
            key="doubtful",
            hide_index=True,
            width="stretch",
            row_height=28,
            height=table.height_of(len(frame), 480),
            placeholder=words.DASH,
            column_config=COLUMNS,
            column_order=list(COLUMNS),
            selection_mode=["single-row", "single-cell"],
            on_select="rerun",
        )
    row = table.picked_row(picked)
    with right:
        if row is not None and row < len(frame):
            _settle(store, frame.iloc[row].to_dict())
        else:
            st.text(
                "Click a place to see its candidates.\n"
                "The choice applies to all its events, and can be undone."
            )


def _problem(places: object) -> str:
    counts = places["problem"].value_counts()
    labels = {ALL: f"all {words.count(len(places))}"}
    labels |= {name: f"{name} {words.count(counts[name])}" for name in doubts.PROBLEMS if name in counts}
    if st.session_state.get("problem") not in labels:
        st.session_state["problem"] = ALL
    picked = st.segmented_control(
        "Problem",
        list(labels),
        key="problem",
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    return str(picked or ALL)


def _settle(store: Store, row: dict[str, object]) -> None:
    """The place text, its candidates, and the button that applies the choice to all its events."""
    place, country, admin1 = (str(row[k]) if known(row[k]) else "" for k in ("place", "country", "admin1"))
    key = f"settle_{place}_{country}_{admin1}"
    st.text(f"{place or 'No place is stated'}{f', {country}' if country else ''}")
    asked = st.text_input("Look for", place, key=f"{key}_asked", max_chars=300).strip()
    if not asked:
        return
    found = online_lookup.ask(asked, country or None, key=key) or cache.located(
        asked, country or None, admin1 or None
    )
    location = place_picker.choose(found, key=f"{key}_candidates")
    if location.found and place:
        number = int(row["events"])  # type: ignore[call-overload]
        if st.button(f"Put {words.many(number, 'event')} there", key=f"{key}_apply", type="primary"):
            _apply(store, place, country or None, location)
    place_map.show(location, key="place_map")


def _apply(store: Store, place: str, country: str | None, location: Location) -> None:
    try:
        number, batch = edits.apply_place(store, place, country, location, who=form.who())
    except EventsError as error:
        st.error(words.plain(error))
        return
    st.session_state["place_undo"] = (batch, number)
    st.rerun()


def _undo(store: Store) -> None:
    done = st.session_state.get("place_undo")
    if not done:
        return
    batch, number = done
    st.text(f"{words.many(number, 'event')} placed.")
    if st.button("Undo", key="undo_place", icon=":material/undo:"):
        try:
            edits.undo(store, batch, who=form.who())
        except EventsError as error:
            st.error(words.plain(error))
            return
        del st.session_state["place_undo"]
        st.rerun()
