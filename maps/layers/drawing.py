"""How a crowd of events is drawn: mark by mark, in piles, in hexagons or as heat.

The ways are those of the live client (``maps/client/events/drawing.js``), which follows the window of time
in them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

AUTO, MARKS, PILES, HEXAGONS, HEAT = "auto", "marks", "piles", "hexagons", "heat"
WAYS = (AUTO, MARKS, PILES, HEXAGONS, HEAT)
"""By the events in view; those of one spot together; marks that touch are one; how many in each cell; how
many around each point."""

MEASURES = ("events", "deaths")
"""What hexagons and heat count."""

SCALES = ("log", "linear", "quantile")
"""How the classes of hexagons are made: each so many times the one before, as wide, or of as many cells."""

PILES_FROM, HEXAGONS_FROM = 300, 30_000
"""So many events in view are drawn as piles, and so many as hexagons, unless a person says otherwise."""


@dataclass(frozen=True)
class Drawing:
    """A way to draw crowds, what is counted in it, and how its classes are made."""

    way: str = AUTO
    measure: str = MEASURES[0]
    scale: str = SCALES[0]

    def description(self) -> dict[str, str]:
        """Return it as JSON-able values for the live client."""
        return asdict(self)

    @property
    def joins(self) -> bool:
        """Whether a picture has marks that touch as one: where a person chose so, and not by itself.

        A pile of touching marks stands up to a centimetre from an event of it; on paper nobody can come
        closer to see, so a picture joins only what is within 2 mm (`maps.layers.piles.REACH_MM`). It has
        piles, too, where a person chose hexagons or heat, which no picture draws.
        """
        return self.way not in (AUTO, MARKS)


AS_USUAL = Drawing()
