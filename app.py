"""The dashboard's entry: `streamlit run app.py` serves the pages of `ui/script/dashboard.py`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
from starlette.middleware import Middleware

from ui import gate, news, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def _serving(_app: st.App) -> AsyncIterator[None]:
    serving.begin()
    yield
    serving.end()


app = st.App(
    Path(__file__).parent / "ui" / "script" / "dashboard.py",
    lifespan=_serving,
    middleware=[Middleware(gate.Gate)],
    routes=news.ROUTES,
)
