"""The dashboard's entry: `streamlit run app.py` serves the pages of `ui/script/dashboard.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from events import tidying
from ui import first_view


@asynccontextmanager
async def _serving(_app: st.App) -> AsyncIterator[None]:
    first_view.prepare()
    yield
    tidying.tidy()


app = st.App(Path(__file__).parent / "ui" / "script" / "dashboard.py", lifespan=_serving)
