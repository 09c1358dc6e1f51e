"""What the geocoder answers: a place with its precision, its radius of doubt, and its reasons."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Candidate:
    """A place that a text may mean.

    ``latitude``/``longitude`` are WGS 84 degrees; ``uncertainty_m`` metres; ``country`` the English short
    name; ``rule`` says how the name met; ``score`` only ranks candidates of one text.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None
    admin1: str | None
    kind: str
    precision: str
    uncertainty_m: float
    rule: str
    source: str
    population: int
    score: float
    matched_name: str = ""


@dataclass(frozen=True)
class Location:
    """Where a text is, or why that cannot be said.

    ``latitude`` is None when it is not located; then ``reason`` says why. ``uncertainty_m`` is a radius
    round the position within which the place is held to be. ``reason`` also says what to mind about a
    located one (an admin-1 that disagrees, rivals). ``anchors`` are the places a relation hangs on;
    for "between" and "road" they are the two ends of the stretch. ``country`` and ``admin1`` are those of
    what was found; ``admin1_unknown`` says that nothing knows the admin-1 unit that was stated.
    """

    text: str
    latitude: float | None = None
    longitude: float | None = None
    precision: str = "unlocated"
    uncertainty_m: float | None = None
    located_by: str | None = None
    matched_name: str | None = None
    explanation: str = ""
    candidates: tuple[Candidate, ...] = ()
    ambiguous: bool = False
    reason: str | None = None
    anchors: tuple[tuple[str, float, float], ...] = ()
    relation: str | None = None
    country: str | None = None
    admin1: str | None = None
    warnings: tuple[str, ...] = field(default=())
    admin1_unknown: bool = False

    @property
    def found(self) -> bool:
        """Whether there is a position."""
        return self.latitude is not None
