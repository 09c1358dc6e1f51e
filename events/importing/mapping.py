"""Which column becomes which field: mappings as data, recognised by a table's columns, or guessed.

A mapping is a YAML file (``data/mappings/acled.yml`` is a model). Anything that is not
mapped stays beside the event in ``source_codes``, as it came.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from events.importing.report import REPORT_COLUMNS
from events.model import EVENT_COLUMNS
from events.quoting import base_name, shown
from events.readers.table import GEOMETRY_COLUMNS, LATITUDE, LONGITUDE, RADIUS, FileRefusedError
from events.vocabulary.column_names import MAPPINGS, folded
from geo import private
from geo.nearest import offer
from geo.paths import user_data
from geo.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingType
    from collections.abc import Sequence

    from events.importing.questions import Question

HELPER_FIELDS = (
    "fatalities", "coordinates", "year", "month", "day_of_month", "end_year", "end_month", "end_day_of_month",
    "claimed_by", "accused_by",
    "source_publisher", "source_title", "source_url", "source_date", "reliability", "credibility",
)  # fmt: skip
"""Fields that are no column of the event table but make some: parts of dates, sources, claims."""

_STORE_OWNS = frozenset(
    [
        "event_id",
        "dataset",
        "source_codes",
        "source_file",
        "source_row",
        "contested",
        "first_seen",
        "last_seen",
        "withdrawn_at",
        "version",
    ]
)
FIELDS = (*(c for c in EVENT_COLUMNS if c not in _STORE_OWNS), *HELPER_FIELDS)
"""Fields that a mapping may fill."""
_KEPT_BESIDE = ("claimed_by", "accused_by")
"""Fields that say more about a claim than a claim is made of yet: their words stay with the event."""
_NOT_SHIPPED = ("column_names.yml", "months.yml", "event_words.yml", "hxl_tags.yml")


_RULE_KEYS = frozenset(("column", "columns", "values", "missing", "when", "split", "join", "sum", "constant"))
"""What the rule of a field may say in a mapping file."""


@dataclass(frozen=True)
class Rule:
    """Where a field's text comes from.

    ``columns``: the first that is filled; ``values``: the field's value by the source's code;
    ``missing``: the source's codes for "unknown"; ``when``: only where these columns have these
    values; ``split``: what separates several; ``join``: all columns are one text, with this between them;
    ``sum``: the counts of all columns are added; ``constant``: the same for every row.
    """

    columns: tuple[str, ...] = ()
    values: MappingType[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    when: MappingType[str, frozenset[str]] = field(default_factory=dict)
    split: str | None = None
    join: str | None = None
    constant: str | None = None
    sum: bool = False


BY_NAME = 0.9
"""How sure a guess by a column's name is."""
BY_VALUES = 0.6
"""How sure one by its values is."""


@dataclass(frozen=True)
class Guess:
    """What a column was taken for: the field, the reason in words, and how sure that is (0 to 1)."""

    field: str
    reason: str
    sure: float


@dataclass(frozen=True)
class Mapping:
    """A mapping by its name; see the class ``Rule`` for its fields.

    ``widen_dates`` widens a coarse date to the interval that its precision says;
    ``default_precision`` holds for points of which no column says how well they are known;
    ``claim_status`` is what the attacker of this source rests on, ``claimant`` who says so.
    ``only`` are the values by column of rows that are events at all; ``totals`` says in words why no row
    of such a table is one (it is read only when asked for by name).
    Of a guessed mapping, ``guesses`` says by column what was guessed and why, ``questions`` what a
    person has to say. ``values_of``: by field, texts that are values there though they are words for nothing
    elsewhere ("NA" for Namibia). ``asked`` are questions without whose answer nothing is imported.
    ``undated`` and ``each_row_an_event`` are what a person said of such files.
    """

    name: str
    title: str = ""
    dataset: str | None = None
    recognise: tuple[frozenset[str], ...] = ()
    fields: MappingType[str, Rule] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    drop: frozenset[str] = frozenset()
    widen_dates: bool = False
    claim_status: str = "assessed_by_analyst"
    claimant: str | None = None
    candidate: MappingType[str, Any] = field(default_factory=dict)
    default_precision: str = "not_stated"
    only: MappingType[str, frozenset[str]] = field(default_factory=dict)
    totals: str | None = None
    notes: tuple[str, ...] = ()
    date_order: str | None = None
    guesses: MappingType[str, Guess] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    asked: tuple[Question, ...] = ()
    undated: bool = False
    each_row_an_event: bool = False
    values_of: MappingType[str, frozenset[str]] = field(default_factory=dict)


_KEYS = frozenset(
    (
        "name",
        "title",
        "dataset",
        "recognise",
        "fields",
        "header",
        "drop",
        "widen_dates",
        "claim_status",
        "claimant",
        "candidate",
        "default_precision",
        "only",
        "totals",
        "notes",
        "date_order",
        "undated",
        "each_row_an_event",
    )
)
"""What a mapping file may say."""


def read_mapping(text: str, *, name: str) -> Mapping:
    """Return the mapping that a YAML text describes.

    Raises
    ------
    FileRefusedError
        It is no mapping, or names a field that events do not have.
    """
    if len(text) > 200_000:
        raise FileRefusedError(f"The mapping {shown(name)} is too long.")
    try:
        raw = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark is not None else ""
        raise FileRefusedError(f"The mapping {shown(name)} is not valid YAML{line}.") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
        raise FileRefusedError(f"The mapping {shown(name)} has no list of fields.")
    unknown = [str(f) for f in raw["fields"] if f not in FIELDS]
    if unknown:
        raise FileRefusedError(
            f"The mapping {shown(name)} fills a field that events do not have: {shown(unknown[0])}"
            f"{offer(unknown[0], FIELDS)}."
        )
    _refuse_keys(raw, _KEYS, f"The mapping {shown(name)}")
    for target, rule in raw["fields"].items():
        if isinstance(rule, dict):
            _refuse_keys(rule, _RULE_KEYS, f"The mapping {shown(name)}, at {target},")
    recognise = raw.get("recognise") or []
    if recognise and not isinstance(recognise[0], list):
        recognise = [recognise]
    try:
        return Mapping(
            name=str(raw.get("name") or name),
            title=str(raw.get("title") or ""),
            dataset=str(raw["dataset"]) if raw.get("dataset") else None,
            recognise=tuple(frozenset(folded(str(c)) for c in some) for some in recognise),
            fields={str(f): _rule(r) for f, r in raw["fields"].items()},
            header=tuple(str(c) for c in raw.get("header") or ()),
            drop=frozenset(folded(str(c)) for c in raw.get("drop") or ()),
            widen_dates=bool(raw.get("widen_dates")),
            claim_status=str(raw.get("claim_status") or "assessed_by_analyst"),
            claimant=str(raw["claimant"]) if raw.get("claimant") else None,
            candidate=dict(raw.get("candidate") or {}),
            default_precision=str(raw.get("default_precision") or "not_stated"),
            only={str(c): frozenset(str(v) for v in vs) for c, vs in (raw.get("only") or {}).items()},
            totals=str(raw["totals"]) if raw.get("totals") else None,
            notes=tuple(str(n) for n in raw.get("notes") or ()),
            date_order=str(raw["date_order"]) if raw.get("date_order") in ("dmy", "mdy") else None,
            undated=bool(raw.get("undated")),
            each_row_an_event=bool(raw.get("each_row_an_event")),
        )
    except (TypeError, AttributeError, ValueError):
        raise FileRefusedError(f"The mapping {shown(name)} is not laid out as a mapping.") from None


def _refuse_keys(raw: MappingType[Any, Any], known: frozenset[str], who: str) -> None:
    """Refuse a key that means nothing: what it was to say would be passed over in silence."""
    for key in raw:
        if key not in known:
            raise FileRefusedError(
                f"{who} has a key that means nothing, {shown(key)}{offer(str(key), sorted(known))}."
            )


def _rule(raw: Any) -> Rule:
    if isinstance(raw, str | int):
        return Rule(columns=(str(raw),))
    if isinstance(raw, list | tuple):
        return Rule(columns=tuple(str(c) for c in raw))
    columns = raw.get("column", raw.get("columns", ()))
    columns = (columns,) if isinstance(columns, str | int) else columns
    return Rule(
        columns=tuple(str(c) for c in columns),
        values={str(k): str(v) for k, v in (raw.get("values") or {}).items()},
        missing=frozenset(str(m) for m in raw.get("missing") or ()),
        when={str(c): frozenset(str(v) for v in vs) for c, vs in (raw.get("when") or {}).items()},
        split=raw.get("split"),
        join=str(raw["join"]) if raw.get("join") is not None else None,
        constant=str(raw["constant"]) if raw.get("constant") is not None else None,
        sum=bool(raw.get("sum")),
    )


def user_folder() -> Path:
    """Return the folder of the mappings that a person saved."""
    return user_data() / "mappings"


def saved_files() -> list[Path]:
    """Return the files of the mappings that a person saved."""
    if not user_folder().is_dir():
        return []
    return sorted(path for path in user_folder().glob("*.yml") if path.name[0] != ".")  # drafts are hidden


def names() -> tuple[str, ...]:
    """Return the names of all mappings: the shipped ones, then the saved ones."""
    return tuple(dict.fromkeys(mapping.name for mapping in _all()))


def _all() -> list[Mapping]:
    """Return the saved mappings, then the shipped ones; a saved one that is damaged is passed over."""
    found = []
    for path in saved_files():
        with contextlib.suppress(FileRefusedError, OSError, UnicodeDecodeError):
            found.append(read_mapping(path.read_text(encoding="utf-8"), name=path.stem))
    return [*found, *_shipped()]


def damaged() -> tuple[str, ...]:
    """Return a sentence for each saved mapping that cannot be read: its file, the line, and what to do."""
    said = []
    for path in saved_files():
        try:
            read_mapping(path.read_text(encoding="utf-8"), name=path.name)
        except FileRefusedError as error:
            said.append(f"{error} It is among the saved mappings and is passed over; correct or remove it.")
        except (OSError, UnicodeDecodeError):
            said.append(f"The saved mapping {shown(path.name)} cannot be read, and is passed over.")
    return tuple(said)


@cache
def _shipped() -> tuple[Mapping, ...]:
    paths = [path for path in sorted(MAPPINGS.glob("*.yml")) if path.name not in _NOT_SHIPPED]
    return tuple(read_mapping(path.read_text(encoding="utf-8"), name=path.stem) for path in paths)


def load(name: str) -> Mapping:
    """Return a mapping by its name, or from a YAML file by its path.

    Raises
    ------
    FileRefusedError
        There is no such mapping.
    """
    if name.lower().endswith((".yml", ".yaml")):
        path = Path(name)
        try:
            return read_mapping(path.read_text(encoding="utf-8"), name=path.stem)
        except (OSError, UnicodeDecodeError):
            raise FileRefusedError(f"The mapping file {base_name(path)} cannot be read.") from None
    for mapping in _all():
        if mapping.name.casefold() == name.casefold():
            return mapping
    broken = " ".join(said for said in damaged() if shown(name).casefold() in said.casefold())
    near = offer(name, names()) or f"; there are {', '.join(names())}"
    raise FileRefusedError(broken or f"There is no mapping {shown(name)!r}{near}.")


def save(name: str, fields: MappingType[str, Any], *, title: str = "", **options: Any) -> Path:
    """Remember a mapping under a name for the next file of its kind; returns the file it is in.

    Parameters
    ----------
    name : str
        Letters, digits, spaces, - and _.
    fields : mapping of str to str, list or dict
        By field its column, columns, or whole rule as a mapping file has it.
    title : str
        What the mapping is called to people; its name when empty.
    **options : Any
        What a mapping file says beside its fields.

    Raises
    ------
    FileRefusedError
        The name cannot be one, or a field is none.
    """
    check_name(name)
    columns = [c for raw in fields.values() for c in _rule(raw).columns]
    raw = {
        "name": name,
        "title": title,
        "recognise": [sorted(set(columns))],
        "fields": {f: c if isinstance(c, str | dict) else list(c) for f, c in fields.items()},
        **options,
    }
    text = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
    read_mapping(text, name=name)
    folder = user_folder()
    private.make_folder(folder)
    path = folder / f"{name.strip().replace(' ', '_').lower()}.yml"
    return write_whole(path, text)


def check_name(name: str) -> None:
    """Refuse a name under which no mapping can be saved.

    Raises
    ------
    FileRefusedError
        It has other signs than letters, digits, spaces, - and _, or is that of a shipped mapping.
    """
    if not re.fullmatch(r"[\w][\w \-]{0,60}", name):
        raise FileRefusedError("A mapping's name is made of letters, digits, spaces, - and _.")
    if name.casefold() in (mapping.name.casefold() for mapping in _shipped()):
        raise FileRefusedError(f"{shown(name)} is the name of a mapping that is shipped; choose another one.")


def forget(name: str) -> bool:
    """Remove a saved mapping; False when there is none of that name."""
    for path in saved_files():
        if read_mapping(path.read_text(encoding="utf-8"), name=path.stem).name == name:
            path.unlink()
            return True
    return False


def recognised(columns: Sequence[str], *, named: bool = True) -> Mapping | None:
    """Return the mapping whose columns a table has; of several, the one that asks for most."""
    have = {folded(c) for c in columns}
    best, best_size = None, 0
    for mapping in _all():
        if not named:
            if mapping.header and len(mapping.header) == len(columns):
                return mapping
            continue
        for wanted in mapping.recognise:
            if wanted and wanted <= have and len(wanted) > best_size:
                best, best_size = mapping, len(wanted)
    return best


def from_fields(fields: MappingType[str, Any], *, name: str = "own mapping") -> Mapping:
    """Return the mapping that a person chose: a column (or several) by field.

    Raises
    ------
    FileRefusedError
        A field is none that events have.
    """
    unknown = [f for f in fields if f not in FIELDS]
    if unknown:
        raise FileRefusedError(f"Events have no field {shown(unknown[0])!r}{offer(unknown[0], FIELDS)}.")
    return Mapping(name=name, fields={f: _rule(r) for f, r in fields.items() if r})


@dataclass(frozen=True)
class Plan:
    """A mapping bound to the columns of one table: only what is there, by the table's own names.

    ``stated``: of a table with geometries, the rules of coordinates in columns of their own; they count
    where a row has no geometry, and are held against it where it has one (``events.importing.stated``).
    """

    mapping: Mapping
    columns: tuple[str, ...]
    rules: MappingType[str, Rule]
    kept: tuple[str, ...]
    stated: MappingType[str, Rule] = field(default_factory=dict)
    only: MappingType[str, frozenset[str]] = field(default_factory=dict)

    def column(self, name: str) -> str | None:
        """Return the (first) column of a field, or None."""
        rule = self.rules.get(name)
        return rule.columns[0] if rule and rule.columns else None


def bind(mapping: Mapping, columns: Sequence[str], *, name: str) -> Plan:
    """Bind a mapping to a table's columns.

    Raises
    ------
    FileRefusedError
        There is no date, or neither a place nor coordinates.
    """
    own = {folded(c): c for c in reversed(columns)}
    rules: dict[str, Rule] = {}
    for target, rule in mapping.fields.items():
        present = tuple(own[folded(c)] for c in rule.columns if folded(c) in own)
        if not present and rule.constant is None:
            continue
        when = {own[folded(c)]: values for c, values in rule.when.items() if folded(c) in own}
        if len(when) < len(rule.when):
            continue
        rules[target] = replace(rule, columns=present, when=when)
    stated = _set_aside(rules, columns)
    _require(rules, columns, name, undated=mapping.undated)
    if not {"latitude", "longitude"} <= set(rules):  # half a point is none: its cells stay beside the event
        rules = {target: rule for target, rule in rules.items() if target not in ("latitude", "longitude")}
    plain_fields = [
        r
        for t, r in [*rules.items(), *stated.items()]
        if t not in _KEPT_BESIDE
        and (not (r.values or r.missing or r.when or r.split) or t == "source_publisher")
    ]
    taken = {c for r in plain_fields if not r.sum for c in r.columns[:1]}
    skip = {*GEOMETRY_COLUMNS, *REPORT_COLUMNS, *taken}
    kept = tuple(c for c in columns if c not in skip and folded(c) not in mapping.drop)
    only = {own[folded(c)]: values for c, values in mapping.only.items() if folded(c) in own}
    return Plan(mapping, tuple(columns), rules, kept, stated, only)


def _set_aside(rules: dict[str, Rule], columns: Sequence[str]) -> dict[str, Rule]:
    """Make the geometry of a table the place of its events, whatever the mapping; return what it replaces."""
    if LATITUDE not in columns:
        return {}
    found = {n: rules.pop(n) for n in ("latitude", "longitude", "coordinates") if n in rules}
    own: dict[str, Rule] = {
        n: rule for n, rule in found.items() if not set(rule.columns) & set(GEOMETRY_COLUMNS)
    }
    rules |= {"latitude": Rule((LATITUDE,)), "longitude": Rule((LONGITUDE,))}
    radius = rules.get("uncertainty_m", Rule())
    if RADIUS not in radius.columns:
        rules["uncertainty_m"] = replace(radius, columns=(RADIUS, *radius.columns))
        if radius.columns:
            own["uncertainty_m"] = radius
    return own


class NoDateError(FileRefusedError):
    """A table has no column of dates; a person can say that its events have none."""


def _require(rules: MappingType[str, Rule], columns: Sequence[str], name: str, *, undated: bool) -> None:
    has = ", ".join(shown(c) for c in columns[:12]) + (", …" if len(columns) > 12 else "")
    where = {"latitude", "longitude"} <= set(rules)
    where = where or bool({"coordinates", "place", "admin1", "admin2", "country"} & set(rules))
    if not undated and not {"event_date", "year", "end_date", "end_year"} & set(rules):
        said = f"{name} has no column that could be the date of an event; its columns are {has}."
        undatable = " If they have none, --undated imports them undated."
        raise NoDateError(said + undatable) if where else FileRefusedError(said)
    if not where:
        missing = "longitude" if "latitude" in rules else "latitude" if "longitude" in rules else None
        lacks = f"no {missing}" if missing else "neither coordinates (latitude, longitude) nor a place"
        raise FileRefusedError(f"{name} has {lacks}; its columns are {has}.")
