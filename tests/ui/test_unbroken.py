"""What a person asked for is done whole, whatever runs of the page are waiting."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from ui import unbroken


class AnotherRun(BaseException):
    """Stands for Streamlit's end of a run that another replaces."""


def _end() -> None:
    raise AnotherRun


def test_a_callback_is_done_whole_and_the_run_ends_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    state = SafeSessionState(SessionState(), _end)
    monkeypatch.setattr(unbroken, "get_script_run_ctx", lambda: SimpleNamespace(session_state=state))

    def decide() -> None:
        state["written"] = True
        state["shown"] = True

    with pytest.raises(AnotherRun):
        decide()
    unbroken.whole(decide)()
    with pytest.raises(AnotherRun):
        state["later"] = True
    with pytest.raises(ValueError, match="refused"), unbroken.unbroken():
        raise ValueError("refused")
    with pytest.raises(AnotherRun):
        state["later"] = True


def test_without_a_page_it_is_a_plain_call() -> None:
    assert unbroken.whole(lambda: 7)() == 7
