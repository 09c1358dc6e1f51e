"""The address of a dashboard as a person gives it: read whole; what of it cannot be read is said in words."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from events.filter_fields import CHOSEN
from geo.addresses import without_login
from geo.nearest import offer
from maps import view_state
from maps.layers import drawing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def unread_words(query: Mapping[str, Sequence[str]], unread: Sequence[str]) -> list[str]:
    """Say of each part of an address that could not be read what it holds, and what is spelt nearly so.

    Parameters
    ----------
    query : mapping of str to sequence of str
        As for `decode`, which returned ``unread``.
    unread : sequence of str
        Keys of it.
    """
    said = []
    for key in unread:
        texts = query.get(key, ())
        wrong = next((text for text in texts if text not in _LISTS.get(key, texts)), None)
        if wrong is None:
            said.append(f"{key} is not as the dashboard writes it.")
        else:
            known = _LISTS[key]
            said.append(f"{key}: {wrong[:80]!r} is not known{offer(wrong, known, examples=len(known))}.")
    return said


_LISTS: dict[str, Sequence[str]] = {
    **{about.key: about.closed for about in CHOSEN.values() if about.closed},
    **{about.key: (about.key_yes, about.key_no) for about in CHOSEN.values() if about.yes},
    "mode": view_state.MODES,
    "colour": view_state.COLOUR_FIELDS,
    "draw": drawing.WAYS,
    "measure": drawing.MEASURES,
    "scale": drawing.SCALES,
    "sidebar": ("open", "closed"),
}
"""Keys of the address whose values are a short list."""


def read_address(address: str) -> view_state.ViewState:
    """Read the state from the address of a dashboard, as it is copied from a browser.

    Raises
    ------
    ValueError
        It is no address, or a part of it is not in form; the text is a sentence that names the part.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") and not address.strip().startswith("?"):
        raise ValueError(f"{without_login(address)[:80]!r} is not the address of a dashboard (http://…?…).")
    query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=10_000)
    state, unread = view_state.decode(query)
    if unread:
        raise ValueError(f"The address cannot be read. {' '.join(unread_words(query, unread))}")
    return state
