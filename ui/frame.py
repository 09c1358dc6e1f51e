"""What surrounds every page: the database, errors in plain words, and news from other programs."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from events.errors import (
    EventsError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreVersionError,
)
from events.store import Store, names_folder_of, rereading
from geo.errors import GeoError
from ui import bridge, cache, gate, news, session, theme, words
from ui.parts import live_map

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")

_CLOSED = {
    StoreLockedError: (
        "The database is in use",
        "Another program holds the file. Close it, or wait: this page looks again by itself.",
    ),
    StoreDamagedError: (
        "The database cannot be read",
        "“atlas.py verify” says what is damaged, “atlas.py copies” lists the copies kept here, and"
        " “atlas.py restore NAME” puts one in its place and keeps the damaged file. This page then opens.",
    ),
    StoreFullError: (
        "A disk is full",
        "Make room on it: nothing that was saved before is lost. This page looks again by itself.",
    ),
    StoreVersionError: (
        "The database is newer than this program",
        "Update the program, or name another database in ATLAS_DATABASE_URL.",
    ),
}


def run(pages: dict[str, Any], page: Any) -> None:
    """Run a page with the database open, or say why it is not.

    Parameters
    ----------
    pages : dict
        All pages by their short names, for pages that lead to another one.
    page : st.Page
        The one to run.
    """
    st.session_state["atlas_pages"] = pages
    theme.inject()
    _visit()
    try:
        store = cache.store()
        if session.begin(page.url_path):
            live_map.turn()
        if page is not pages["map"]:
            live_map.leave()
        _outdated(store, over_map=page is pages["map"])
        _notices(store, over_map=page is pages["map"])
        page.run()
        bridge.news({"at": news.address(), "seen": news.word(store.stamp())})
    except StoreError as error:
        _closed(error)
    except (EventsError, GeoError) as error:
        st.error(words.plain(error))


def _visit() -> None:
    """Know whose visit this is, and say what whoever listens beyond this machine must know."""
    context = get_script_run_ctx()
    if context:
        gate.know(context.session_id)
    if gate.listens_beyond():
        st.warning(
            "Other machines can open this dashboard, and it asks nobody to sign in: whoever reaches it reads"
            " and changes everything. Put a server with sign-in in front, or set address back to 127.0.0.1"
            " in .streamlit/config.toml."
        )


def _outdated(store: Store, *, over_map: bool) -> None:
    """Name the files that an earlier version read wrongly; over the map only once, for it covers the map."""
    found = cache.answer(store, "outdated", None, lambda: rereading.to_import_again(store))
    if over_map and found and not st.session_state.get("outdated_said"):
        st.toast(words.plain(" ".join(one.words for one in found[:3])), duration="long")
    elif not over_map:
        for one in found[:5]:
            st.warning(words.plain(one.words))
    st.session_state["outdated_said"] = bool(found)


def _notices(store: Store, *, over_map: bool) -> None:
    """Say what is to be known of the database though it works; over the map only when it is new."""
    found = store.notices()
    for said in found:
        if not over_map:
            st.warning(words.plain(said))
        elif said not in st.session_state.get("notices_said", ()):
            st.toast(words.plain(said), duration="long")
    st.session_state["notices_said"] = found


def guarded(part: Callable[P, None]) -> Callable[P, None]:
    """Make a part of a page (a fragment) say its errors in place."""

    @functools.wraps(part)
    def guarded_part(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            part(*args, **kwargs)
        except StoreError:
            st.rerun()
        except (EventsError, GeoError) as error:
            st.error(words.plain(error))

    return guarded_part


def _without_folder(text: str) -> str:
    """Call the database's file by its name: a reader of the page need not know the server's folders."""
    folder = str(names_folder_of().parent)
    return text.replace(f"{folder}{os.sep}", "").replace(folder, "")


def _closed(error: StoreError) -> None:
    title, advice = next(
        (said for kind, said in _CLOSED.items() if isinstance(error, kind)),
        ("The database cannot be used", "What was saved before is not touched by this."),
    )
    with st.container(key="closed"):
        st.header(title, anchor=False)
        st.error(words.plain(_without_folder(str(error))))
        st.text(f"{advice}\n“atlas.py where” prints the folder of the database.")
        st.button("Try again", key="try_again", type="primary")
    _retry()


@st.fragment(run_every=5.0)
def _retry() -> None:
    """Look again by itself while the database is closed."""
    try:
        with cache.store().reading():
            pass
    except EventsError:
        return
    st.rerun()
