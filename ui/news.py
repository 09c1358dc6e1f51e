"""News of the data: a page's browser asks now and then whether they are still those that it shows.

The browser asks an address of its own, and the whole page runs again when the data changed. A part of the
page that ran by a timer instead would now and then run just behind another part, and Streamlit then leaves
what that other part no longer draws standing in the browser: a closed detail stayed open.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.loading import LOADING

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/atlas/news"
_KEY = secrets.token_bytes(16)


def word(stamp: str) -> str:
    """Return the state of the data as a word that says nothing of the file."""
    return hashlib.blake2s(stamp.encode(), key=_KEY, digest_size=12).hexdigest()


def address() -> str:
    """Return the path at which a browser asks."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{PATH}" if base else PATH


def _answer(_request: Request) -> PlainTextResponse:
    with LOADING:
        from events.errors import EventsError
        from ui import cache
    try:
        now = word(cache.store().stamp())
    except (EventsError, OSError):
        now = word("closed")
    return PlainTextResponse(now, headers={"cache-control": "no-store"})


ROUTES = [Route(PATH, _answer), Route(f"/{{base:path}}{PATH}", _answer)]
"""Streamlit does not put its base path before the routes of an app."""
