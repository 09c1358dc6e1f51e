"""Looking places up on a server: the switch, which server, and the button that asks about one place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from geo import online
from geo.errors import GeoError
from geo.online import settings as online_settings
from geo.online.settings import SERVICES
from ui import words

if TYPE_CHECKING:
    from geo.location import Location

KINDS = {"nominatim": "Nominatim", "photon": "Photon"}
_ANSWERS = "online_answers"
_ON = "online_on"
"""Beside the key of the toggle, which goes with the page that draws it."""


def settings() -> None:
    """Draw the switch, which starts off at each visit and is this visitor's alone, and the server asked.

    The address of the server is kept for everybody who uses this database; the switch is not.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            "Look places up online, one at a time",
            key="online",
            value=enabled(),
            on_change=_switch,
            help="Off: nothing leaves this machine. On: a place that you press the button for is sent to the"
            " server with its country; at most one request a second, and an answer is kept.",
        )
        with st.popover("Server", key="online_where"):
            _server()
    if enabled():
        st.text(f"Places are asked of {KINDS[online_settings.load().service]} at {_host()}.")


def enabled() -> bool:
    """Tell whether the visitor of this tab switched the look-up on."""
    return bool(st.session_state.get(_ON, False))


def _switch() -> None:
    st.session_state[_ON] = bool(st.session_state["online"])


def _server() -> None:
    kept = online_settings.load()
    service = st.selectbox(
        "Kind",
        list(SERVICES),
        SERVICES.index(kept.service),
        key="online_service",
        format_func=KINDS.__getitem__,
    )
    address = st.text_input(
        "Your own server's address",
        kept.server,
        key="online_server",
        placeholder=online.PUBLIC[str(service)],
        max_chars=300,
        help="Empty: the public one, which forbids asking in bulk.",
    ).strip()
    if (str(service), address) != (kept.service, kept.server):
        keep(service=str(service), server=address)


def keep(**values: str) -> None:
    """Keep settings of the servers, or say why not."""
    try:
        online_settings.save(replace(online_settings.load(), **values))
    except GeoError as error:
        st.error(words.plain(error))
        return
    st.rerun()


def _host() -> str:
    kept = online_settings.load()
    return urlsplit(kept.server or online.PUBLIC[kept.service]).netloc


def ask(text: str, country: str | None, *, key: str) -> Location | None:
    """Draw the button that asks the server about a place, where a person switched that on.

    Returns
    -------
    Location or None
        The server's answer, once it was asked for; None where the names here are what there is.
    """
    if not enabled():
        return None
    kept = online_settings.load()
    question = (text, country or None, kept.service, kept.server)
    answers = st.session_state.setdefault(_ANSWERS, {})
    slot = st.empty()
    if question in answers and slot.button("Back to the names here", key=f"{key}_offline"):
        del answers[question]
    if question not in answers:
        if slot.button(words.plain(f"Ask {_host()}"), key=f"{key}_online", icon=":material/public:"):
            _geocode(question, answers)
        if question in answers:
            slot.button("Back to the names here", key=f"{key}_offline")
    found: Location | None = answers.get(question)
    return found


def _geocode(question: tuple[str, str | None, str, str], answers: dict[Any, Location]) -> None:
    text, country, service, server = question
    try:
        with st.spinner("Asking"), online.on_request():
            answers[question] = online.geocode(text, country=country, service=service, server=server or None)
    except GeoError as error:
        st.error(words.plain(error))
