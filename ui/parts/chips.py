"""The filters that are on, each as a few words and the fields of the state that it sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events import wording

if TYPE_CHECKING:
    from maps.view_state import ViewState


def active(state: ViewState) -> dict[str, tuple[str, ...]]:
    """Return what is switched on, in words, with the fields that lifting it sets back.

    Returns
    -------
    dict of str to tuple of str
        The words of each filter that is on ("Country: Iraq or Syria"), in the order of the sidebar,
        and the names of the state's fields that belong to it.
    """
    return {said[0].upper() + said[1:]: names for names, said in wording.filters(state)}
