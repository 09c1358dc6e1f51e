"""More place names: the layers that were added to the shipped gazetteer, and the switch to look online."""

from __future__ import annotations


def show() -> None:
    """Draw the layers; nothing while there are none to add."""
