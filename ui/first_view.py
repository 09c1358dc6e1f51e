"""What the first visitor will ask for, made ready while the browser still loads the page's frame."""

from __future__ import annotations

import threading


def prepare() -> None:
    """Begin to load the Map page and what it shows when nothing is chosen; return at once."""
    threading.Thread(target=_prepare, name="first view", daemon=True).start()


def _prepare() -> None:
    # Imported here, in the thread: these are what takes so long.
    from events.errors import EventsError
    from events.query import Filter
    from geo.errors import GeoError
    from maps.layers import MapOptions
    from ui import cache
    from ui.pages import map_page  # noqa: F401 - loaded for the page

    chosen, options = Filter(), MapOptions()
    try:
        store = cache.store()
        cache.counts(store, chosen)
        cache.facets(store, chosen)
        cache.grounds(cache.drawn(store, chosen, options).bounds)
        cache.description(store, chosen, options)
    except (EventsError, GeoError):
        return  # the page asks again, and says it
