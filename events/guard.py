"""Text that a spreadsheet would run as a formula is marked as text; the mark can be taken off again."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_TRIGGERS = "=+\\-@\t\r\n＝＋－＠"
_RISKY = f"^'*[{_TRIGGERS}]"
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"
# After Excel and LibreOffice: a cell of a CSV file that begins with one of these is a formula (the full-width
# forms in East Asian versions), https://owasp.org/www-community/attacks/CSV_Injection. A plain number is not.


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    Text that already begins with apostrophes and then a trigger gets one more, so
    that :func:`unguard` always gives back what was there. Plain numbers stay.
    """
    return "'" + text if re.match(_RISKY, text) and not re.match(_NUMBER, text) else text


def unguard(text: str) -> str:
    """Take the apostrophe of :func:`guard` off again; other text stays as it is."""
    return text[1:] if re.match(f"^'+[{_TRIGGERS}]", text) else text


def guard_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Guard a whole column of text; nulls stay null."""
    risky = pc.match_substring_regex(column, _RISKY.replace("^", r"\A", 1))
    if not pc.any(risky).as_py():
        return column
    number = pc.match_substring_regex(column, _NUMBER)
    marked = pc.binary_join_element_wise("'", column, "")
    return pc.if_else(pc.and_not(risky, number), marked, column)
