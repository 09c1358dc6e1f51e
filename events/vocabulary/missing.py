"""Words that tables write where there is nothing, and words by which a source says that it does not know.

Neither is ever a value: no place is called "N/A", no attacker "No Information". They are told apart because
"unknown" for an attacker is a statement of the source, and "NA" is an empty cell.
"""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

ABSENT = frozenset(
    (
        *("", "-", "--", "---", "–", "—", ".", "..", "...", "…", "?", "??", "#n/a", "#na", "n\\a", "\\n"),
        *("na", "n/a", "n.a.", "n.a", "n/a.", "n. a.", "<na>", "nan", "nat", "null", "(null)", "none", "nil"),
        *("(blank)", "(blanks)", "blank", "(empty)", "empty", "missing", "(missing)", "no value", "no entry"),
        *("no information", "no info", "no information available", "information not available"),
        *("information unavailable", "not available", "unavailable", "not applicable", "no data"),
        *("unspecified", "not specified", "non specified", "not stated", "not reported", "not recorded"),
        *("not provided", "not given", "not coded", "not listed", "undefined", "none given", "none stated"),
        *("tbd", "tbc", "to be determined", "to be confirmed", "n.d.", "nd", "n/d", "n/k", "n.k."),
        *("non précisé", "non spécifié", "non renseigné", "non disponible", "sans objet", "s/o"),
        *("no especificado", "sin especificar", "sin información", "sin datos", "no disponible", "s/d"),
        *("keine angabe", "keine angaben", "k.a.", "k. a.", "não especificado", "sem informação"),
        *("нет данных", "н/д", "не указано", "немає даних", "belirtilmemiş", "bilgi yok"),
        *("لا يوجد معلومات", "لا معلومات", "غير محدد", "غير متوفر", "لا ينطبق", "نامشخص"),
    )
)  # fmt: skip
"""An empty cell in words, in lower case."""

NOT_KNOWN = frozenset(
    (
        *("unknown", "unk", "unk.", "unknow", "not known", "undated", "no date", "inconnu", "inconnue"),
        *("desconocido", "desconocida", "unbekannt", "desconhecido", "sconosciuto"),
        *("неизвестно", "невідомо", "bilinmiyor", "غير معروف", "غير معلوم", "مجهول", "نامعلوم"),
    )
)  # fmt: skip
"""A source's word that it is not known, in lower case."""

UNKNOWN = ABSENT | NOT_KNOWN
"""All of them: what these words stand for is not known."""


def is_missing(text: str) -> bool:
    """Return whether a cell holds nothing but a word for nothing."""
    return " ".join(text.split()).casefold() in UNKNOWN


def without_missing(text: pa.Array, *, but: frozenset[str] = frozenset()) -> pa.Array:
    """Return a column of text in which words for nothing are empty text; rows stay as they are.

    Parameters
    ----------
    text : Array of large_string
        Without nulls.
    but : frozenset of str
        Texts that are values of this column, as they are written ("NA" for Namibia).
    """
    found = pc.is_in(text, _spellings(but))
    if not pc.any(found).as_py():
        return text
    return pc.if_else(found, pa.scalar("", text.type), text)


@cache
def _spellings(but: frozenset[str]) -> pa.Array:
    """Return the words in the cases in which they are written; comparing texts beats lowering a column."""
    forms = {form for word in UNKNOWN for form in (word, word.upper(), word.capitalize(), word.title())}
    forms |= {"NaN", "NaT", "N/a", "<NA>"}
    return pa.array(sorted(forms - but - {""}), pa.large_string())


__all__ = ["ABSENT", "NOT_KNOWN", "UNKNOWN", "is_missing", "without_missing"]
