"""What can be asked of events: one declaration per field of the filter, from which all else follows.

`Chosen` has the fields that a person sets and a link carries, `Selected` those of commands and programs, too.
What is declared here gives a field its check (`events.query.checking`), its condition (`filters` beside it),
its words (`events.wording`), its key in the address (`maps.view_state`), its option on the command line
(`commandline.filters`) and its widget in the sidebar (`ui.parts.filters`): each has one rule per `Kind`. A
new field is one more attribute here. This module is light: the command line starts with it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeVar

from events.model import ACTOR_ROLES, ATTACKER_STATED, CLAIM_STATUSES, LOCATION_PRECISIONS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

T = TypeVar("T")


class Kind(Enum):
    """How a field is given: what it holds, and so how it is checked, written, read and drawn."""

    TEXTS = auto()
    """Several values of a column, of which one must fit; "" stands for unknown."""
    WORDS = auto()
    """Words to look for."""
    FIRST_DAY = auto()
    LAST_DAY = auto()
    COUNT = auto()
    """A whole number from 0 up."""
    YES_NO = auto()
    """True, False, or None: either."""
    SWITCH = auto()
    """True or False."""
    BOX = auto()
    """(left, bottom, right, top) in degrees."""
    CIRCLE = auto()
    """(latitude, longitude, kilometres)."""
    WINDOW = auto()
    """(first day or None, last day)."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """What is declared of a field.

    Attributes
    ----------
    kind : Kind
    column : str
        The column of events that it is about. Where the kind has a rule for a column, that is its condition;
        else `events.query.filters` has one by the field's name.
    closed : tuple of str
        All values that there are; empty where the data decide.
    named : str
        What one of its values is called in a sentence ("No country is called ..."); empty where any will do.
    facet : str
        The question of `events.query.facets` that counts its values.
    lifted_with : str
        What it is lifted with, where it belongs to others; its own name otherwise.
    label : str
        What stands before its values in words ("country: Iraq").
    lower : bool
        Whether its values are said in small letters.
    yes, no : str
        How a switch, or a question of yes and no, is said.
    key : str
        In the address; empty where it does not travel.
    key_yes, key_no : str
        How yes and no are written there.
    option, metavar, help : str
        On the command line, without its dashes; empty where it has none.
    heading : str
        In the sidebar; empty where it is not drawn.
    choices : tuple of str or None
        How yes and no are called there; None: as they are said.
    hint : str
        What the sidebar's widget says when nothing is chosen.
    tip : str
        What is said when one points at it.
    beside : str
        Fields with the same word stand beside each other.
    spelt : callable
        How a typed value is understood: "IQ" as "Iraq".
    """

    kind: Kind
    column: str = ""
    closed: tuple[str, ...] = ()
    named: str = ""
    facet: str = ""
    lifted_with: str = ""
    label: str = ""
    lower: bool = False
    yes: str = ""
    no: str = ""
    key: str = ""
    key_yes: str = "yes"
    key_no: str = "no"
    option: str = ""
    metavar: str = ""
    help: str = ""
    heading: str = ""
    choices: tuple[str, str] | None = None
    hint: str = "any"
    tip: str = ""
    beside: str = ""
    spelt: Callable[[str], str] = str


def asked(default: T, kind: Kind, **said: Any) -> T:
    """Return a dataclass's attribute with its default, and with what is declared of it."""
    made: T = dataclasses.field(default=default, metadata={"asked": Field(kind=kind, **said)})
    return made


def _country(text: str) -> str:
    from geo import countries

    return countries.name(text) or text


@dataclass(frozen=True)
class Chosen:
    """What a person chose, in the order of the sidebar; `events.query.Filter` says what each field means."""

    text: str = asked(
        "", Kind.WORDS, label="words", key="q", option="text", metavar="WORDS",
        help='words that all occur, in any case; "several words" as they are',
        heading="Words", hint="in titles, places, notes, actors",
    )  # fmt: skip
    actors: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="actor", named="actor", facet="actor", label="actor", key="actor",
        option="actor", metavar="NAME",
        help="named on either side: attacker, target, side A or B, or a claimant that is an actor; every"
        " spelling, and the parts of an umbrella",
        heading="Actor, on either side",
        tip="Attacker, target, side A or B, or a claimant that is an actor; all spellings, and the parts of"
        " an umbrella.",
    )  # fmt: skip
    actor_roles: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="actor_role", closed=ACTOR_ROLES, named="role", label="in the role of",
        lower=True, key="role", option="actor-role",
        help="what the actor is in the event; any unless said", heading="In the role of", hint="any role",
    )  # fmt: skip
    attackers: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="attacker", named="attacker", facet="attacker", label="attacker",
        key="attacker", option="attacker", metavar="A", help="who did it, also where only claimed",
        heading="Attacker",
    )  # fmt: skip
    bases: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="attacker_basis", closed=CLAIM_STATUSES, named="basis", facet="basis",
        label="how the attacker is known", lower=True, key="basis", option="basis",
        help="how the attacker is known", heading="How it is known",
    )  # fmt: skip
    stated: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="attacker_stated", closed=ATTACKER_STATED, named="way to state an attacker",
        facet="attacker_stated", label="attacker", lower=True, key="stated", option="attacker-stated",
        help="whether an attacker is named, not known, or two sides fought and nobody says who attacked",
        heading="Attacker named or not",
    )  # fmt: skip
    contested: bool | None = asked(
        None, Kind.YES_NO, column="contested", yes="contested", no="not contested", key="contested",
        heading="Attribution", hint="contested or not",
    )  # fmt: skip
    types: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="event_type", named="type of event", facet="event_type", label="type",
        key="type", option="type", metavar="T", help="such as Battles", heading="Type",
    )  # fmt: skip
    sub_types: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="sub_event_type", named="sub-type", label="sub-type", key="sub",
        option="sub-type", metavar="T", help="such as Armed clash",
    )  # fmt: skip
    date_from: dt.date | None = asked(
        None, Kind.FIRST_DAY, lifted_with="dates", label="dates", key="from", option="from", metavar="DATE",
        help="first day; 2020 or 2020-03 will do", heading="From", beside="dates",
    )  # fmt: skip
    date_to: dt.date | None = asked(
        None, Kind.LAST_DAY, lifted_with="dates", label="dates", key="to", option="to", metavar="DATE",
        help="last day, included", heading="To", beside="dates",
    )  # fmt: skip
    countries: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="country", named="country", facet="country", label="country", key="country",
        option="country", metavar="C", help="ISO 3166-1 code or name", heading="Country", spelt=_country,
    )  # fmt: skip
    precisions: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="location_precision", closed=LOCATION_PRECISIONS, named="precision",
        facet="location_precision", label="place known to", lower=True, key="precision", option="precision",
        help="how well the place is known", heading="Place known to",
    )  # fmt: skip
    deaths_min: int | None = asked(
        None, Kind.COUNT, lifted_with="deaths", label="deaths", key="dmin", option="deaths-min", metavar="N",
        help="at least so many deaths are known", heading="Deaths from", beside="deaths",
    )  # fmt: skip
    deaths_max: int | None = asked(
        None, Kind.COUNT, lifted_with="deaths", label="deaths", key="dmax", option="deaths-max", metavar="N",
        help="at most so many; unknown does not match",
    )  # fmt: skip
    deaths_known: bool | None = asked(
        None, Kind.YES_NO, lifted_with="deaths", yes="deaths known", no="deaths unknown", key="deaths",
        key_yes="known", key_no="unknown", heading="and known", choices=("known", "unknown"),
        hint="or not", beside="deaths",
    )  # fmt: skip
    datasets: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="dataset", named="dataset", facet="dataset", label="dataset", key="dataset",
        option="dataset", metavar="NAME", help="as `dataset list` has it", heading="Dataset",
    )  # fmt: skip
    bbox: tuple[float, float, float, float] | None = asked(
        None, Kind.BOX, key="box", option="bbox", metavar="LEFT,BOTTOM,RIGHT,TOP",
        help="degrees; a left beyond the right crosses the date line",
    )  # fmt: skip
    within: tuple[float, float, float] | None = asked(
        None, Kind.CIRCLE, key="near", option="within", metavar="LAT,LON,KM",
        help="degrees, and kilometres round them",
    )  # fmt: skip
    count_linked_once: bool = asked(
        False, Kind.SWITCH, yes="linked events counted once", key="linked", key_yes="once", key_no="each",
        option="linked-once", help="events that someone found to be one count once",
        heading="Count linked events once",
        tip="Events of two datasets that someone found to be one (Changes, Same event?) are one here.",
    )  # fmt: skip


@dataclass(frozen=True)
class Selected(Chosen):
    """What commands and programs choose beside that."""

    event_ids: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="event_id", named="event", label="chosen event", option="event", metavar="ID",
        help="only this event",
    )  # fmt: skip
    include_withdrawn: bool = asked(
        False, Kind.SWITCH, yes="withdrawn events included", option="include-withdrawn",
        help="also what a dataset withdrew",
    )  # fmt: skip
    window: tuple[dt.date | None, dt.date | None] | None = asked(
        None, Kind.WINDOW, lifted_with="dates", label="window of time"
    )


def fields_of(declared: type) -> dict[str, Field]:
    """Return what is declared of the fields of a class, by their names."""
    return {
        one.name: one.metadata["asked"] for one in dataclasses.fields(declared) if "asked" in one.metadata
    }


CHOSEN = fields_of(Chosen)
"""The fields that a person sets and a link carries."""
FIELDS = fields_of(Selected)
"""All fields of the filter."""
DEFAULTS: dict[str, Any] = {one.name: one.default for one in dataclasses.fields(Selected)}

__all__ = ["CHOSEN", "DEFAULTS", "FIELDS", "Chosen", "Field", "Kind", "Selected"]
