"""Files that a page hands out: each to the visit that asked for it, and never an older one in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui import cache, gate

if TYPE_CHECKING:
    from collections.abc import Callable


def button(
    label: str, make: Callable[[], bytes | str], name: str, mime: str, *, key: str, **look: Any
) -> None:
    """Show a button that makes a file when it is pressed and saves it in the browser's folder.

    Parameters
    ----------
    label, name, mime : str
        Words of the button; name and media type of the file.
    make : callable
        Returns the content; called for every press.
    key : str
        The widget's key.
    **look
        Passed on to ``st.download_button``.
    """
    context = get_script_run_ctx()
    own = gate.marked(mime, context.session_id, state=cache.store().stamp()) if context else mime
    st.download_button(label, make, name, own, key=key, on_click="ignore", **look)
