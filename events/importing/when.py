"""When: the date columns of a chunk as closed intervals with their precision."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from events.importing.cells import Cells, Reader, joined
from events.importing.date_parts import END_PARTS, START_PARTS, read_parts
from events.quoting import clipped, shown
from events.values.date_columns import UNREAD
from events.values.dates import DateColumn, DateValue, read_date

if TYPE_CHECKING:
    from events.importing.mapping import Plan
    from events.importing.report import ImportReport

_DAY = np.timedelta64(1, "D")
_NAT = np.datetime64("NaT", "D")
FUTURE = "The date is in the future."
"""The one warning that depends on the day of the import."""
_SAID_ONCE = ("time zone", "local time", "hijri", "solar hijri")
_SAID_BY_ROW = ("season", "about", "since", "before", "words", "no year", "range", "other order", UNREAD)
_KEPT_IN_WORDS = (*_SAID_BY_ROW, "quarter")
"""Kinds of dates (``DateValue.kind``): told once for a text, told row by row, kept with their words."""
DATE_FIELDS = ("event_date", "end_date")


class When:
    """Reads the dates of chunk after chunk.

    Parameters
    ----------
    plan : Plan
    columns : mapping of str to DateColumn
        How each date field's column writes its dates (``events.values.dates.order_of``).
    report : ImportReport
        Takes the warnings.
    """

    def __init__(self, plan: Plan, columns: dict[str, DateColumn], report: ImportReport) -> None:
        self._plan = plan
        self._report = report
        self._readers = {
            name: Reader(partial(read_date, column=columns.get(name, DateColumn()))) for name in DATE_FIELDS
        }
        self._parts: Reader[DateValue] = Reader(read_parts)
        self._told: set[int] = set()
        self._today = np.datetime64(dt.datetime.now(dt.UTC).date(), "D")

    def read(self, cells: Cells) -> dict[str, Any]:
        """Return event_date, end_date (datetime64[D]) and time_precision (text array) of a chunk."""
        count = len(cells)
        start, end = np.full(count, _NAT), np.full(count, _NAT)
        precision = np.full(count, "", dtype=object)
        main = "event_date" if "event_date" in self._plan.rules else None
        if main:
            start, end, precision = self._column(cells, main)
        elif "year" in self._plan.rules:
            start, end, precision = self._from_parts(cells, START_PARTS)
        if "end_date" in self._plan.rules:
            _, last, _ = self._column(cells, "end_date")
            start, end, precision = self._with_end(cells, "end_date", last, start, end, precision)
        elif "end_year" in self._plan.rules:
            _, last, _ = self._from_parts(cells, END_PARTS)
            start, end, precision = self._with_end(cells, "end_year", last, start, end, precision)
        coded = self._coded(cells)
        if coded is not None:
            start, end, precision = self._by_code(start, end, precision, coded)
        self._flag(cells, start, end)
        return {"event_date": start, "end_date": end, "time_precision": precision}

    def _column(self, cells: Cells, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        text = cells.text(name)
        assert text is not None
        values, codes = self._readers[name](text)
        self._problems(cells, values, codes, text, self._plan.column(name))
        return _spread(values, codes)

    def _problems(
        self, cells: Cells, values: list[DateValue], codes: np.ndarray, text: pa.Array, column: str | None
    ) -> None:
        for index, value in enumerate(values):
            if value.problem:
                rows = np.flatnonzero(codes == index)
                cells.fault(rows, column, text, value.problem)
            elif value.note and value.kind in _SAID_BY_ROW:
                cells.tell(self._report, np.flatnonzero(codes == index), column, text, value.note)
            elif value.note and value.kind in _SAID_ONCE:
                for row in np.flatnonzero(codes == index)[:1].tolist():
                    what = f"“{shown(text[row].as_py())}” in {shown(column)}: {value.note}"
                    self._report.warn(what, kind=value.note, **cells.place(row),
                                      column=column, value=clipped(text[row].as_py()))  # fmt: skip
        self._keep_words(cells, values, codes, text, column)

    def _keep_words(
        self, cells: Cells, values: list[DateValue], codes: np.ndarray, text: pa.Array, column: str | None
    ) -> None:
        """Keep the words of dates that are more or less than a date, beside their events."""
        worded = np.array([v.kind in _KEPT_IN_WORDS and not v.problem for v in values] or [False])[codes]
        if column and worded.any():
            cells.more.setdefault(column, pc.if_else(pa.array(worded), text, ""))
        unread = np.array([v.kind == UNREAD for v in values] or [False])[codes]
        self._told |= {int(cells.chunk.records[row]) for row in np.flatnonzero(unread).tolist()}

    def _from_parts(self, cells: Cells, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        parts = [cells.text(name) for name in names]
        filled = [p if p is not None else pa.array([""] * len(cells), pa.large_string()) for p in parts]
        values, codes = self._parts(joined(*filled, by="|"))
        columns = [c for name in names if (c := self._plan.column(name))]
        for index, value in enumerate(values):
            if value.problem:
                rows = np.flatnonzero(codes == index)
                shown_parts = "-".join(t for part in filled if (t := part[int(rows[0])].as_py()))
                said = f"“{shown(shown_parts)}” in {', '.join(map(shown, columns))} {value.problem}."
                cells.fault(rows, columns[0], pa.array([shown_parts] * len(cells)), said, whole=True)
        return _spread(values, codes)

    def _with_end(
        self,
        cells: Cells,
        name: str,
        last: np.ndarray,
        start: np.ndarray,
        end: np.ndarray,
        precision: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Take the last day of an event from a field of its own."""
        given = ~np.isnat(last)
        wrong = np.flatnonzero(given & ~np.isnat(start) & (last < start))
        cells.fault(wrong, self._plan.column(name), cells.text(name), "is before the event's first day")
        end = np.where(given, last, end)
        both = given & ~np.isnat(start)
        days = np.where(both, (end - start) / _DAY, 0)
        names = np.select(
            [days < 1, days < 6, days < 7, days < 31], ["day", "days", "week", "month"], "year"
        ).astype(object)
        return start, end, np.where(both, names, precision)

    def _coded(self, cells: Cells) -> pa.Array | None:
        rule = self._plan.rules.get("time_precision")
        text = cells.text("time_precision")
        if rule is None or text is None:
            return None
        known = {"day", "days", "week", "month", "year"}
        u = text.dictionary_encode()
        values = [rule.values.get(t, t if t in known else "") for t in u.dictionary.to_pylist()]
        for raw, value in zip(u.dictionary.to_pylist(), values, strict=True):
            if raw and not value:
                column = self._plan.column("time_precision")
                self._report.warn(f"“{shown(raw)}” in {shown(column)} is no known precision of a date.",
                                  column=column, value=clipped(raw))  # fmt: skip
        return pa.array(values, pa.large_string()).take(u.indices)

    def _by_code(
        self, start: np.ndarray, end: np.ndarray, precision: np.ndarray, coded: pa.Array
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Take the source's precision; widen a single day to the interval that it stands for."""
        code = np.asarray(coded.to_pylist(), dtype=object)
        use = (code != "") & ~np.isnat(start)
        if self._plan.mapping.widen_dates:
            single = use & (start == end)
            week, month, year = (single & (code == name) for name in ("week", "month", "year"))
            months, years = start.astype("datetime64[M]"), start.astype("datetime64[Y]")
            chosen = [week, month, year]
            first = [start - 3 * _DAY, months.astype("datetime64[D]"), years.astype("datetime64[D]")]
            last = [(months + 1).astype("datetime64[D]") - _DAY, (years + 1).astype("datetime64[D]") - _DAY]
            start, end = np.select(chosen, first, start), np.select(chosen, [end + 3 * _DAY, *last], end)
        return start, end, np.where(use, code, precision)

    def _flag(self, cells: Cells, start: np.ndarray, end: np.ndarray) -> None:
        column = self._plan.column("event_date") or self._plan.column("year")
        text = cells.text("event_date") if "event_date" in self._plan.rules else None
        for mask, why in (
            (np.isnat(start) & np.isnat(end), "The row has no date; the event is kept as undated."),
            (start > self._today, FUTURE),
        ):
            rows = [r for r in np.flatnonzero(mask).tolist() if r not in cells.faults]
            if why is not FUTURE and self._told:  # why it is undated was told with its words
                rows = [r for r in rows if int(cells.chunk.records[r]) not in self._told]
            for row in rows[:200]:
                value = clipped(text[row].as_py()) if text is not None else None
                self._report.warn(
                    why,
                    **cells.place(row),
                    column=column,
                    value=value,
                )
            self._report.count_more(column, why, max(0, len(rows) - 200))


def _spread(values: list[DateValue], codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not values:
        return np.empty(0, "datetime64[D]"), np.empty(0, "datetime64[D]"), np.empty(0, object)
    start = np.array([v.start or _NAT for v in values], dtype="datetime64[D]")
    end = np.array([v.end or _NAT for v in values], dtype="datetime64[D]")
    precision = np.array([v.precision or "" for v in values], dtype=object)
    return start[codes], end[codes], precision[codes]
