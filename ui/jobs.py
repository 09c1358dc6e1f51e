"""Work that takes its time: in a thread of its own, with progress and a stop, whatever page is open."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from events.errors import EventsError
from geo.errors import GeoError
from ui import words

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_EVERY_S = 0.5
UNEXPECTED = (
    "This was broken off by an unexpected error; look how far it came before you repeat it. The log has more."
)
_LOG = logging.getLogger(__name__)


class Stopped(BaseException):
    """A person stopped the work; no `except Exception` on its way may keep it."""


@dataclass
class Job:
    """One piece of work: how far it is, and what came of it.

    Attributes
    ----------
    title : str
        What is being done, in words.
    unit : str
        What is counted: "row", "place", or "byte", which is said in kilo- or megabytes.
    result : Any
        What the work returned; None while it runs, when it failed and when it was stopped.
    error : str or None
        Why it failed, in words.
    """

    title: str
    unit: str
    done: int = 0
    total: int | None = None
    said: str = ""
    result: Any = None
    error: str | None = None
    stopped: bool = False
    ended: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _begun: tuple[float, int] = (0.0, 0)
    _told: float = 0.0

    def tell(self, done: int, total: int | None, said: str = "") -> None:
        """Note how far the work is; raises `Stopped` when a person stopped it."""
        if self._stop.is_set():
            raise Stopped
        if said != self.said or done < self.done or not self._begun[0]:
            self._begun = (time.monotonic(), done)
        self._told = time.monotonic()
        self.done, self.total, self.said = done, total, said

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether a person asked it to stop."""
        return self._stop.is_set()

    def words(self) -> str:
        """Return how far it is, how fast, and how long it will take, as far as that is known."""
        if self.stopping:
            return f"{self.title}: stopping"
        begun, first = self._begun
        passed = self._told - begun  # up to the last step: the rate does not fall while one is under way
        rate = (self.done - first) / passed if begun and passed > 1 else 0.0
        amount = _amount(self.done, self.total, self.unit)
        parts = [f"{self.said} {amount}".strip() if self.done else self.said]
        if rate > 0:
            parts.append(f"{_rate(rate, self.unit)} a second")
            if self.total and self.total > self.done:
                left = (self.total - self.done) / rate - (time.monotonic() - self._told)
                parts.append(f"about {_seconds(left)} left")
        return f"{self.title}: {', '.join(part for part in parts if part)}".removesuffix(": ")


def _amount(done: int, total: int | None, unit: str) -> str:
    if unit == "byte":
        return f"{_bytes(done)} of {_bytes(total)}" if total else _bytes(done)
    return f"{words.count(done)} of {words.many(total, unit)}" if total else words.many(done, unit)


def _rate(rate: float, unit: str) -> str:
    return _bytes(rate) if unit == "byte" else words.many(round(rate) or 1, unit)


def _bytes(number: float) -> str:
    if number < 1e6:
        return f"{number / 1e3:.0f} kB"
    return f"{number / 1e6:.1f} MB" if number < 10e6 else f"{number / 1e6:.0f} MB"


def _seconds(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def start(key: str, title: str, work: Callable[[Job], Any], *, unit: str = "row") -> None:
    """Begin work in a thread of its own; one piece of work for each key and tab at a time.

    Parameters
    ----------
    key : str
        Under which it is found again.
    title : str
        What is being done, in words.
    work : callable
        Gets the job, calls its `tell` now and then, and returns the result. It may not draw.
    unit : str
        What `tell` counts.
    """
    running = _held(key)
    if running is not None and not running.ended:
        return
    job = Job(title, unit)
    st.session_state[_name(key)] = job
    threading.Thread(target=_run, args=(job, work), name=key, daemon=True).start()


def _run(job: Job, work: Callable[[Job], Any]) -> None:
    try:
        job.result = work(job)
    except Stopped:
        job.stopped = True
    except (EventsError, GeoError) as error:
        job.error = str(error)
    except OSError as error:
        job.error = f"A file could not be written or read: {error.strerror or 'the disk refuses'}."
    except Exception as error:  # noqa: BLE001 (the end of a thread: the log has it whole, the page a sentence)
        _LOG.warning("%s in %s", type(error).__name__, job.title, exc_info=True)
        job.error = UNEXPECTED
    finally:
        job.ended = True


def _name(key: str) -> str:
    return f"job_{key}"


def _held(key: str) -> Job | None:
    job: Job | None = st.session_state.get(_name(key))
    return job


def at_work(key: str) -> bool:
    """Tell whether a job of this tab is at work."""
    job = _held(key)
    return job is not None and not job.ended


def show(key: str) -> bool:
    """Draw a job that is at work, with a button that stops it; tell whether there is one."""
    job = _held(key)
    if job is None or job.ended:
        return False
    _progress(key)
    return True


@st.fragment(run_every=LOOK_EVERY_S)
def _progress(key: str) -> None:
    job = _held(key)
    if job is None or job.ended:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        share = min(1.0, job.done / job.total) if job.total else 0.0
        st.progress(share, text=words.plain(job.words()))
        st.button("Stop", key=f"stop_{key}", on_click=job.stop, disabled=job.stopping)


def ended(key: str) -> Job | None:
    """Return a job that has ended, once; None while there is none."""
    job = _held(key)
    if job is None or not job.ended:
        return None
    del st.session_state[_name(key)]
    return job
