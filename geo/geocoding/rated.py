"""A match with its score: what ranking, the whole world and the names beside weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from geo.gazetteer import Place
    from geo.gazetteer.matching import Match


class Rated(NamedTuple):
    """A match with its score after context, and whether a stated admin-1 unit holds it (None: not known)."""

    match: Match
    score: float
    agrees: bool | None

    @property
    def place(self) -> Place:
        """The place matched."""
        return self.match.place
