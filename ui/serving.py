"""What the dashboard's server does when it begins and when it ends, apart from any visitor."""

from __future__ import annotations

import threading
import webbrowser

import streamlit as st

from events import tidying
from geo import leftovers, private
from ui import gate
from ui.loading import LOADING


def begin() -> None:
    """Open the browser, and begin to load the Map page and what it shows when nothing is chosen."""
    private.keep_private()
    private.mend_own_folders()
    leftovers.sweep()
    threading.Thread(target=_prepare, name="first view", daemon=True).start()
    if not st.get_option("server.headless"):
        webbrowser.open(_address())


def end() -> None:
    """Leave nothing behind that other programs or people could find."""
    tidying.tidy()


def _address() -> str:
    """The address that this machine's own browser finds the dashboard at."""
    host = st.get_option("server.address")
    if host in (None, *gate.EVERY_ADDRESS):
        host = "localhost"
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    return (
        f"{scheme}://{host}:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath').strip('/')}"
    )


def _prepare() -> None:
    # Imported here, in the thread: these are what takes so long while the browser loads the page's frame.
    with LOADING:
        from events.errors import EventsError
        from events.query import Filter
        from geo.errors import GeoError
        from maps.layers import MapOptions
        from ui import cache
        from ui.map import page  # noqa: F401 - loaded for the page

    chosen, options = Filter(), MapOptions()
    try:
        store = cache.store()
        cache.counts(store, chosen)
        cache.facets(store, chosen)
        cache.grounds(cache.drawn(store, chosen, options).bounds)
        cache.description(store, chosen, options)
    except (EventsError, GeoError):
        return  # the page asks again, and says it
