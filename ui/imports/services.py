"""Events from UCDP, ACLED or GDELT: what would be asked, then asking it, then the import of what came."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import streamlit as st

from events.errors import EventsError
from events.services import SERVICES, fetching, service_of
from events.services.fetching import Fetched, Question
from ui import jobs, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

JOB = "service"
_PLANNED, _FETCHED, _SAID = "service_planned", "service_fetched", "service_said"
STOPPED = "Stopped. What came is kept, and the same question goes on from there."
FIRST_DAY = dt.date(1946, 1, 1)
MOST_LINES = 40
"""Lines of a plan that are shown; GDELT may want thousands of files."""


def show(prepare: Callable[[Path, str], None]) -> None:
    """Draw the question, what it would ask, and the file that came of it, which `prepare` takes on.

    `prepare` is given the file and what tells it from an earlier one of the same name.
    """
    _take_ended()
    if jobs.show(JOB):
        st.text("What came is kept when it is stopped, and the same question goes on from there.")
        return
    got: Fetched | None = st.session_state.get(_FETCHED)
    if got is not None:
        _hand_over(prepare, got)
        return
    said = st.session_state.pop(_SAID, None)
    if said:
        (st.info if said == STOPPED else st.error)(words.plain(said))
    question = _question()
    if question is not None:
        _plan_then_fetch(question)


def _question() -> Question | None:
    """Draw what is wanted of which service."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        service = str(
            st.selectbox(
                "Service", list(SERVICES), key="service", format_func=lambda v: SERVICES[v].title, width=160
            )
        )
        first, last = (
            st.date_input(
                label, None, key=f"service_{label}", format="YYYY-MM-DD", min_value=FIRST_DAY, width=150
            )
            for label in ("From", "To")
        )
        countries = ""
        if said := SERVICES[service].countries:
            label, example, _ = said
            countries = st.text_input(
                label, key=f"service_countries_{service}", placeholder=example, max_chars=300, width=300
            )
        version = _version(service)
        with st.popover("Server", key="service_where"):
            address = st.text_input(
                "Another server with the same pages",
                key=f"service_address_{service}",
                placeholder=SERVICES[service].address,
                max_chars=300,
            ).strip()
    wanted = tuple(part.strip() for part in countries.split(",") if part.strip())
    days = [day if isinstance(day, dt.date) else None for day in (first, last)]
    question = Question(service, days[0], days[1], wanted, version, address)
    try:
        _login(question)
    except EventsError as error:
        st.text(str(error))
        return None
    return question


def _version(service: str) -> str:
    about = SERVICES[service]
    if about.versions:
        return str(
            st.selectbox(
                about.title,
                list(about.versions),
                key=f"service_version_{service}",
                format_func=lambda v: f"{v}: {about.versions[v]}",
                width=240,
            )
        )
    if about.version_words:
        return st.text_input(
            "Release", key=f"service_version_{service}", placeholder=about.latest, max_chars=12, width=110
        ).strip()
    return ""


def _login(question: Question) -> None:
    """Say whether the environment has the login, by the names of its variables and never their values."""
    lacks = service_of(question, os.environ).lacks()
    if lacks:
        st.text(
            f"The environment lacks {lacks}. Set it before the program is started; it is never kept here."
        )
    elif needs := SERVICES[question.service].needs:
        st.text(f"The login is in the environment ({needs}).")
    else:
        st.text("No login is needed.")


def _plan_then_fetch(question: Question) -> None:
    """First what would be asked, then the button that asks it: for the very question that was shown."""
    if st.button("What would be asked?", key="service_plan"):
        try:
            st.session_state[_PLANNED] = (question, fetching.plan(question))
        except EventsError as error:
            st.error(words.plain(error))
    planned = st.session_state.get(_PLANNED)
    if not planned or planned[0] != question:
        st.text("Nothing is asked until you have seen what it would be.")
        return
    lines = planned[1]
    more = [f"and {words.many(len(lines) - MOST_LINES, 'more line')}"] if len(lines) > MOST_LINES else []
    st.text("\n".join([*lines[:MOST_LINES], *more]))
    lacking = service_of(question, os.environ).lacks() is not None
    if st.button(
        f"Fetch from {SERVICES[question.service].title}",
        key="service_fetch",
        type="primary",
        disabled=lacking,
    ):
        _start(question)


def _start(question: Question) -> None:
    def work(job: jobs.Job) -> Fetched:
        def tell(done: int, total: int | None, said: str) -> None:
            job.unit = "file" if said.startswith("files") else "row"
            job.tell(done, total, said.removeprefix("files "))

        return fetching.fetch(question, progress=tell, cancelled=lambda: job.stopping)

    jobs.start(JOB, f"Fetching from {SERVICES[question.service].title}", work)
    st.rerun()


def _take_ended() -> None:
    job = jobs.ended(JOB)
    if job is None:
        return
    if job.result is not None:
        st.session_state[_FETCHED] = job.result
    else:
        st.session_state[_SAID] = STOPPED if job.stopped else job.error


def _hand_over(prepare: Callable[[Path, str], None], got: Fetched) -> None:
    """Say what came, and import the file as any other."""
    resumed = ", going on from an earlier try" if got.resumed else ""
    st.success(
        words.plain(
            f"{got.path.name}: {words.many(got.rows, 'row')} in {words.many(got.pages, 'page')}{resumed}."
        )
    )
    if got.missing:
        listed = ", ".join(got.missing[:10]) + (", …" if len(got.missing) > 10 else "")
        st.text(f"The service has no {listed}.")
    st.button("Fetch something else", key="service_again", on_click=forget)
    try:
        changed = got.path.stat().st_mtime_ns
    except OSError:
        st.error("The file that came is gone. Fetch it again.")
        return
    prepare(got.path, f"{got.path.name}_{changed}")


def forget() -> None:
    """Leave aside what came: the next question begins anew. The file itself stays."""
    for key in (_FETCHED, _PLANNED):
        st.session_state.pop(key, None)
