"""How a file is read, kept under a name for the next file like it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from events.importing.mapping import Rule, check_name, save
from events.importing.planning import make_plan
from events.importing.questions import NOTHING_SAID, Answers
from events.quoting import base_name
from events.readers import open_table
from events.readers.table import GEOMETRY_COLUMNS


def save_mapping(
    path: str | Path,
    save_as: str,
    *,
    name: str | None = None,
    mapping: Any = None,
    sheet: str | None = None,
    answers: Answers = NOTHING_SAID,
    **options: Any,
) -> Path:
    """Remember how a file is read, under a name: the next file with these columns is read the same way.

    Parameters
    ----------
    path : str or Path
        The file, which is opened as for an import.
    save_as : str
        The mapping's name.
    name, mapping, sheet, answers : Any
        As for ``import_file``.
    **options : Any
        What a mapping file says beside its fields, such as ``dataset`` and ``date_order``; None is left out.

    Returns
    -------
    Path
        The file that the mapping is in.

    Raises
    ------
    FileRefusedError
        The name cannot be one, or the file would be refused.
    """
    check_name(save_as)
    file = base_name(name or path)
    table = open_table(Path(path), name=file, sheet=sheet)
    try:
        plan = make_plan(table, mapping, file, answers)
    finally:
        table.close()
    kept = {n: getattr(plan.mapping, n) for n in _KEPT_OPTIONS if getattr(plan.mapping, n)}
    kept |= {"drop": sorted(plan.mapping.drop)} if plan.mapping.drop else {}
    if not table.named or plan.mapping.header:
        kept["header"] = list(table.columns)
    kept |= {n: value for n, value in options.items() if value is not None}
    fields = {
        target: _as_written(rule)
        for target, rule in {**plan.rules, **plan.stated}.items()
        if not set(rule.columns) & set(GEOMETRY_COLUMNS)
    }
    return save(save_as, fields, **kept)


_KEPT_OPTIONS = (
    *("dataset", "widen_dates", "claim_status", "claimant", "default_precision", "date_order"),
    *("undated", "each_row_an_event"),
)


def _as_written(rule: Rule) -> str | list[str] | dict[str, Any]:
    """Return a rule as a mapping file has it."""
    columns = rule.columns[0] if len(rule.columns) == 1 else list(rule.columns)
    more: dict[str, Any] = {
        "values": dict(rule.values),
        "missing": sorted(rule.missing),
        "when": {column: sorted(values) for column, values in rule.when.items()},
        "split": rule.split,
        "join": rule.join,
        "constant": rule.constant,
        "sum": rule.sum,
    }
    more = {name: value for name, value in more.items() if value}
    return {"columns": columns, **more} if more else columns
