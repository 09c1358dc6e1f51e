"""Places that no list of names knows: how large a country's names are, fetching and applying them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from events.errors import EventsError
from events.places import unfound
from geo import online
from geo.errors import GeoError
from geo.online import settings
from ui import cache, jobs, session, words
from ui.parts import online_lookup

if TYPE_CHECKING:
    from events.places.unfound import Unfound
    from events.store import Store

JOB = "country_names"
PLACED = "place_undo"
MB = 1_000_000


def show(store: Store) -> None:
    """Draw what is missing, the button that gets a country's names, and the one that applies them."""
    _say_ended()
    if jobs.show(JOB):
        return
    places = cache.unfound(store)
    _found_now(store, places)
    missing = unfound.by_country(places)
    if not missing:
        st.text("Every place with a known country is found by its name.")
        return
    _offer(store, _country(missing, int(places["missing"].sum())))


def _found_now(store: Store, places: Any) -> None:
    """Places that were not found when they came, and are now: the button that gives them to their events."""
    found = places[places["found"]]
    if found.empty:
        return
    number, events = len(found), int(found["events"].sum())
    with st.container(horizontal=True, vertical_alignment="center"):
        be = "is" if number == 1 else "are"
        st.text(f"{words.many(number, 'place')} that had no position {be} found now.")
        if st.button(f"Put {words.many(events, 'event')} there", key="names_apply", type="primary"):
            _place(store)


def _place(store: Store) -> None:
    try:
        number, batch = unfound.place_found(store, session.who())
    except (EventsError, GeoError) as error:
        st.error(words.plain(error))
        return
    st.session_state[PLACED] = (batch, number)
    st.rerun()


def _country(missing: tuple[Unfound, ...], number: int) -> Unfound:
    by_code = {one.code: one for one in missing}
    if st.session_state.get("names_country") not in by_code:
        st.session_state["names_country"] = missing[0].code
    code = st.selectbox(
        f"Not found by the names here: {words.many(number, 'place')}",
        list(by_code),
        key="names_country",
        format_func=lambda code: _said(by_code[code]),
    )
    return by_code[str(code)]


def _said(one: Unfound) -> str:
    return f"{one.country}: {words.many(one.places, 'place')} of {words.many(one.events, 'event')}"


def _offer(store: Store, one: Unfound) -> None:
    """First ask how large the file is, then get it: nothing is asked that a person did not press for."""
    server = settings.load().names or online.GEONAMES
    host = urlsplit(server).netloc
    source = "GeoNames" if server == online.GEONAMES else host
    sizes = st.session_state.setdefault("names_sizes", {})
    known = (one.code, server) in sizes
    size = f": {_megabytes(sizes[one.code, server])}" if known else ""
    st.text(
        f"{words.many(one.places, 'place')} {'is' if one.places == 1 else 'are'} not found;"
        f" full names for {one.country}{size} from {source}"
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if known and st.button("Fetch and add them", key="names_fetch", type="primary"):
            _fetch(store, one, server)
        help_ = words.plain(f"One request to {host}: how large is {one.code}.zip? Nothing else is sent.")
        if not known and st.button("How large are they?", key="names_size", help=help_):
            _ask_size(one, server, sizes)
        _server()


def _megabytes(size: int | None) -> str:
    if size is None:
        return "size not told"
    return f"{size / MB:.0f} MB" if size >= 10 * MB else f"{max(size / MB, 0.1):.1f} MB"


def _ask_size(one: Unfound, server: str, sizes: dict[tuple[str, str], int | None]) -> None:
    try:
        with st.spinner("Asking"), online.on_request():
            sizes[one.code, server] = online.size(one.code, server=server)
    except GeoError as error:
        st.error(words.plain(error))
        return
    st.rerun()


def _fetch(store: Store, one: Unfound, server: str) -> None:
    folder = store.names_folder

    def work(job: jobs.Job) -> Any:
        def tell(done: int, total: int | None, said: str) -> None:
            job.unit = "byte" if said == "fetching" else "place"
            job.tell(done, total, said)

        with online.on_request():
            return online.fetch_layer(one.code, folder=folder, server=server, progress=tell)

    jobs.start(JOB, f"Names of {one.country}", work, unit="byte")
    st.rerun()


def _say_ended() -> None:
    job = jobs.ended(JOB)
    if job is None:
        return
    if job.stopped:
        st.info("Stopped. What came is kept; fetching again goes on from there.")
    elif job.error:
        st.error(words.plain(job.error))
    else:
        layer, refused = job.result.layer, job.result.refused_count
        lines = f"; {words.many(refused, 'line')} refused" if refused else ""
        st.success(words.plain(f"{layer.name}: {words.many(layer.records, 'place')} added{lines}."))


def _server() -> None:
    """Draw the address that country files come from, kept for the next time."""
    with st.popover("Server", key="names_where"):
        kept = settings.load()
        address = st.text_input(
            "Folder with country files (XX.zip)",
            kept.names,
            key="names_server",
            placeholder=online.GEONAMES,
            max_chars=300,
        ).strip()
        if address != kept.names:
            online_lookup.keep(names=address)
