"""Tags of the Humanitarian Exchange Language (HXL): a row below the column names that says what each is.

The standard is at https://hxlstandard.org/standard/1-1final/; which tag is which field of an event stands in
``data/mappings/hxl_tags.yml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import yaml

from events.vocabulary.column_names import MAPPINGS
from events.vocabulary.missing import is_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*$", re.I)
LEAST_SHARE = 0.5
"""Share of a row's filled cells that must be tags, as the standard counts them, for a row of tags."""


def is_tag(text: str) -> bool:
    """Return whether a text is an HXL tag with its attributes: "#geo+lat"."""
    return len(text) <= 200 and _TAG.match(text.strip()) is not None and not is_missing(text)


def is_tag_row(cells: Sequence[str]) -> bool:
    """Return whether a row of a table says what its columns are in HXL."""
    filled = [cell for cell in cells if cell.strip()]
    tags = sum(is_tag(cell) for cell in filled)
    return tags >= 2 and tags >= LEAST_SHARE * len(filled)


def tag_row(rows: Sequence[Sequence[str]], searched: int = 25) -> int | None:
    """Return the index of the row of tags among the first rows, None where there is none."""
    return next((at for at, row in enumerate(rows[:searched]) if is_tag_row(row)), None)


@cache
def _fields() -> tuple[dict[str, list[tuple[frozenset[str], str]]], frozenset[str]]:
    raw = yaml.safe_load((MAPPINGS / "hxl_tags.yml").read_text(encoding="utf-8"))
    by_tag: dict[str, list[tuple[frozenset[str], str]]] = {}
    for field, tags in raw["fields"].items():
        for tag in tags:
            name, attributes = _parts(tag)
            by_tag.setdefault(name, []).append((attributes, field))
    return by_tag, frozenset(raw["neutral"])


def _parts(tag: str) -> tuple[str, frozenset[str]]:
    name, *attributes = (part.strip().casefold() for part in tag.split("+"))
    return name, frozenset(attributes)


def field_of_tag(tag: str) -> str | None:
    """Return the field of an event that a tag means, or None.

    A tag with an attribute that makes it something else ("#affected+killed+children") is no field.
    """
    by_tag, neutral = _fields()
    name, attributes = _parts(tag)
    if "num" in attributes and name == "#event":
        return None  # how many events, not which
    fitting = [
        (len(wanted), field)
        for wanted, field in by_tag.get(name, ())
        if wanted <= attributes
        and all(a in neutral or a.startswith(("v_", "i_")) for a in attributes - wanted)
    ]
    return max(fitting)[1] if fitting else None


__all__ = ["field_of_tag", "is_tag", "is_tag_row", "tag_row"]
