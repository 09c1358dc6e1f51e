"""A page's heading with the choice of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping


def choose(title: str, parts: Mapping[str, str], *, key: str) -> str:
    """Draw the heading and the parts, each in words; return the one that is open, at first the first."""
    if st.session_state.get(key) not in parts:
        st.session_state[key] = next(iter(parts))
    with st.container(horizontal=True, vertical_alignment="center", key="parts"):
        st.header(title, anchor=False, width="content")
        st.segmented_control(
            "Part",
            list(parts),
            key=key,
            format_func=parts.__getitem__,
            label_visibility="collapsed",
            required=True,
        )
    return str(st.session_state[key] or next(iter(parts)))
