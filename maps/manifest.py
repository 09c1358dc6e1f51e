"""What a map's file says of its view, and the address that opens the view of any file again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from events import manifest
from events.manifest import Manifest, ManifestError
from maps import view_state
from maps.layers import without_hidden
from maps.layers.framing import view_mark

if TYPE_CHECKING:
    from pathlib import Path

    from events.query import Filter
    from events.store import Store
    from maps.layers import Layers, MapOptions
    from maps.layers.framing import Size

_NO_TIME = dt.datetime(1980, 1, 1)  # noqa: DTZ001 (times of the store are UTC without saying so)


def seal(
    store: Store, windowed: Filter, layers: Layers, path: Path, *, kind: str, size: Size, made: dt.date
) -> None:
    """Have a map's file say itself what it is; see `events.manifest`.

    Parameters
    ----------
    store : Store
    windowed : Filter
        What was selected, with the window of days.
    layers : Layers
        What was drawn.
    path : Path
        The file, whole but for that.
    kind : str
        Its format, by the suffix.
    size : Size
        Of a picture or slide.
    made : date
        The day that a picture names as its own.
    """
    if kind not in manifest.PLACES:
        return
    options = layers.options
    tables = manifest.recorded(store, windowed)
    inches = None if kind == "html" else size.inches
    told = manifest.make(
        kind,
        windowed,
        tables,
        drawn=_drawn(layers, [str(one) for one in tables["events"]["event_id"]]),
        marks={"view": view_mark(options, inches)},
        view=_view(options),
        look=_look(layers, size if inches else None),
        made="" if kind == "html" else made.isoformat(),
    )
    manifest.seal(path, told, _NO_TIME)


def _drawn(layers: Layers, ids: list[str]) -> dict[str, str]:
    """Say of each event what a map shows of it, in the letters of `events.manifest.contents.DRAWN`."""
    events = layers.events
    located = (events["latitude"].notna() & events["longitude"].notna()).to_numpy(dtype=bool)
    on_map = {str(one) for one in events["event_id"][located]}
    left = (
        {str(one) for one in without_hidden(layers).events["event_id"]} if layers.options.hidden else on_map
    )
    return {one: "u" if one not in on_map else "s" if one in left else "h" for one in ids}


def _view(options: MapOptions) -> dict[str, tuple[str, ...]]:
    """Return what an address holds of the options, in its keys; what does not fit into one is left out."""
    shown: dict[str, Any] = {
        "window": options.window, "mode": options.mode, "view": options.view, "selected": options.selected,
        "colour_by": options.colour_by, "hidden": options.hidden,
        "rings": () if isinstance(options.rings, str) else options.rings,
    }  # fmt: skip
    written = view_state.encode(view_state.ViewState(**shown))
    _, unread = view_state.decode(written)
    return {key: tuple(texts) for key, texts in written.items() if key not in unread}


def _look(layers: Layers, size: Size | None) -> dict[str, str]:
    options = layers.options
    look = {"title": options.title, "subtitle": options.subtitle, "theme": options.theme}
    look["credits"] = " · ".join(layers.credits)
    if isinstance(options.rings, tuple) and not options.rings:
        look["rings"] = "none"
    if size:
        look["size"] = f"{size.width_in:.4f}x{size.height_in:.4f}in"
        look["dpi"] = f"{size.dpi:.4f}"
    if options.bounds:
        look["bounds"] = ",".join(f"{edge:.6f}" for edge in options.bounds)
    return {key: value[:2_000] for key, value in look.items() if value}


def state_of(made: Manifest, name: str) -> tuple[view_state.ViewState, tuple[str, ...]]:
    """Return what a file shows, as the dashboard shows it.

    Parameters
    ----------
    made : Manifest
    name : str
        The file's, for a refusal.

    Returns
    -------
    state : ViewState
    left_out : tuple of str
        Names of what was selected by and no address can hold.

    Raises
    ------
    ManifestError
        The view in it is not as an address is written.
    """
    view, unread = view_state.decode(made.view)
    if unread:
        raise ManifestError(f"{name}: its manifest has a view that cannot be read ({', '.join(unread)}).")
    window = made.filter.window
    if view.window is None and window and window[0] and window[1]:
        view = replace(view, window=(window[0], window[1]))
    left_out = [one for one in ("event_ids", "include_withdrawn") if getattr(made.filter, one)]
    if window and view.window is None:
        left_out.append("window")
    chosen = {one: getattr(made.filter, one) for one in view_state.FILTER_FIELDS}
    state, unfit = view_state.decode(view_state.encode(replace(view, **chosen)))
    return state, (*left_out, *unfit)


def address_of(made: Manifest, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the address (its part from the question mark; "?" is everything) of `state_of`, and what is not
    in it."""
    state, left_out = state_of(made, name)
    return f"?{urlencode(view_state.encode(state), doseq=True)}", left_out


__all__ = ["address_of", "seal", "state_of"]
