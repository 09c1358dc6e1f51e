"""Names of months in the languages and calendars that event tables use."""

from __future__ import annotations

import unicodedata
from functools import cache

import yaml

from events.vocabulary.column_names import MAPPINGS


@cache
def months() -> dict[str, dict[str, int]]:
    """Return the number of a month by calendar and folded name (``data/mappings/months.yml``)."""
    listed = yaml.safe_load((MAPPINGS / "months.yml").read_text(encoding="utf-8"))
    return {
        kind: {month_key(name): number for number, names in months.items() for name in names}
        for kind, months in listed.items()
    }


def month_key(name: str) -> str:
    """Return a month's name as it is compared: no case, accents and dots."""
    text = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in text if c.isalnum())
