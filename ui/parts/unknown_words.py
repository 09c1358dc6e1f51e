"""Words of a filter that nothing knows: said on the page, with the known words to take instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from events.query import Filter, known
from ui import cache, session, words

if TYPE_CHECKING:
    from events.store import Store


def show(store: Store, chosen: Filter, *, key: str) -> bool:
    """Name each value that nothing is called by, with a button for each known one that is spelt nearly so.

    Parameters
    ----------
    store : Store
    chosen : Filter
        The filter of the page.
    key : str
        Of the widgets: the notice can stand in several places of a page.

    Returns
    -------
    bool
        Whether there was any.
    """
    found = cache.answer(store, "unknown words", chosen, lambda: known.unknown(store, chosen))
    for place, one in enumerate(found):
        with st.container(key=f"{key}_unknown_{place}", gap="small"):
            ask = f"; do you mean {' or '.join(one.nearest)}?" if one.nearest else "."
            st.warning(words.plain(f"{one.words}{ask}"))
            with st.container(horizontal=True, gap="small"):
                for number, name in enumerate(one.nearest):
                    st.button(
                        words.plain(name),
                        key=f"{key}_take_{place}_{number}",
                        on_click=_take,
                        args=(one.field, one.value, name),
                    )
                st.button(
                    "Leave it out", key=f"{key}_drop_{place}", on_click=_take, args=(one.field, one.value)
                )
    return bool(found)


def _take(field: str, value: str, *instead: str) -> None:
    kept = getattr(session.current(), field)
    put = [name for one in kept for name in (instead if one == value else (one,))]
    session.change(**{field: tuple(dict.fromkeys(put))})
    st.session_state["atlas_page"] = True
