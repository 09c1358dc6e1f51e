"""Charts and the table of counts: no text of the data is read as markup or as a field's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from events.analysis import FIELDS, PERIODS, TWO_SIDES, writing
from events.analysis.periods import filled
from events.colour_slots import OKABE_ITO

if TYPE_CHECKING:
    from events.analysis import Counted

MOST_BARS, MOST_STACKED, MOST_ROWS, MOST_COLUMNS = 25, 6, 60, 40
OTHER = "other"
GREY = "#8A919B"
ROW_PX = 26
PARTS = ("certain", "possible beyond it")


def most(found: Counted, field: str, number: int) -> tuple[list[str | None], int]:
    """Return the most frequent values of a field, and how many there are beside them."""
    values: list[Any] = list(dict.fromkeys(found.rows[field]))
    return values[:number], max(0, len(values) - number)


def _figures(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The bounds of a measure, with its words."""
    said = [writing.figure(row, measure) for row in rows.to_dict("records")]
    return pd.DataFrame({
        "low": rows[f"{measure}_low"].astype("int64").tolist(),
        "high": rows[f"{measure}_high"].astype("int64").tolist(),
        "said": said,
        "contested": rows["contested"].astype("int64").tolist(),
        "unlocated": rows["unlocated"].astype("int64").tolist(),
    })  # fmt: skip


_TIPS = [
    alt.Tooltip("said:N", title="Between"),
    alt.Tooltip("contested:Q", title="Of these, contested"),
    alt.Tooltip("unlocated:Q", title="Of these, not located"),
]


def bars(found: Counted, measure: str, shown: list[str | None]) -> Any:
    """Return bars of what is certain, with what is possible beyond it paler, names whole."""
    field = found.by[0]
    rows = found.rows[found.rows[field].isin([v for v in shown if v is not None]) | found.rows[field].isna()]
    data = _figures(rows, measure)
    # What cannot be chosen by its name (nobody known, two sides) has no value that a click could take.
    data["value"] = [value if value not in (None, TWO_SIDES) else "" for value in rows[field]]
    data["label"] = [writing.said(field, value) for value in rows[field]]
    data["named"] = [f"{label}   {said}" for label, said in zip(data["label"], data["said"], strict=True)]
    order = data["named"].tolist()
    certain = data.assign(amount=data["low"], part=PARTS[0], place=0)
    beyond = data.assign(amount=data["high"] - data["low"], part=PARTS[1], place=1)
    tips = [alt.Tooltip("label:N", title=FIELDS[field].title), *_TIPS]
    scale = alt.Scale(domain=list(PARTS), range=[1.0, 0.35])
    chart = alt.Chart(pd.concat([certain, beyond], ignore_index=True))
    chart = chart.mark_bar(color=OKABE_ITO[1]).encode(
        y=alt.Y("named:N", sort=order, title=None, axis=alt.Axis(labelLimit=0)),
        x=alt.X("amount:Q", title=None, stack=True),
        opacity=alt.Opacity("part:N", scale=scale, legend=alt.Legend(orient="bottom", title=None)),
        order="place:Q",
        tooltip=tips,
    )
    if FIELDS[field].chooses:
        chart = chart.add_params(alt.selection_point(name="picked", fields=["value"], on="click"))
    return chart.properties(height=max(120, ROW_PX * len(data) + 60))


def trend(found: Counted, measure: str, shown: list[str | None]) -> Any:
    """Return what is possible in each period, stacked by value; the least frequent together as "other"."""
    field, period = found.by
    rows = found.rows[found.rows[period].notna()]
    data = _figures(rows, measure)
    data["period"] = rows[period].tolist()
    known = {value: writing.said(field, value) for value in shown}
    data["label"] = [known.get(value, OTHER) for value in rows[field]]
    alone = data[data["label"] != OTHER]
    rest = (
        data[data["label"] == OTHER]
        .groupby("period", as_index=False)[["low", "high", "contested", "unlocated"]]
        .sum()
    )
    rest["label"] = OTHER
    rest["said"] = [writing.between(low, high) for low, high in zip(rest["low"], rest["high"], strict=True)]
    data = pd.concat([alone, rest], ignore_index=True)
    names = [*known.values(), OTHER] if len(rest) else [*known.values()]
    colours = [*OKABE_ITO[: len(known)], *([GREY] if len(rest) else [])]
    tips = [
        alt.Tooltip("period:N", title=FIELDS[period].title),
        alt.Tooltip("label:N", title=FIELDS[field].title),
    ]
    scale = alt.Scale(domain=names, range=colours)
    every = filled(sorted({*data["period"]}), FIELDS[period].period)
    legend = alt.Legend(orient="bottom", labelLimit=0, columns=2, title=None)
    axis = alt.Axis(labelOverlap=True, labelAngle=0)
    return (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=alt.X("period:O", title=None, axis=axis, scale=alt.Scale(domain=every)),
            y=alt.Y("high:Q", title=None, stack=True),
            color=alt.Color("label:N", scale=scale, legend=legend),
            order=alt.Order("label:N"),
            tooltip=[*tips, *_TIPS],
        )
        .properties(height=300)
    )


def pivot(found: Counted, measure: str) -> tuple[pd.DataFrame, int]:
    """Return a table with the first field down and the second across, and how many cells did not fit."""
    first = found.by[0]
    rows, _ = most(found, first, MOST_ROWS)
    cells = found.rows[found.rows[first].isin([v for v in rows if v is not None]) | found.rows[first].isna()]
    if len(found.by) == 1:
        table = pd.DataFrame({FIELDS[first].title: [writing.said(first, value) for value in cells[first]]})
        table[measure.capitalize()] = _figures(cells, measure)["said"].tolist()
        return table, len(found.rows) - len(cells)
    second = found.by[1]
    columns = (
        sorted({v for v in found.rows[second] if v})
        if second in PERIODS
        else most(found, second, MOST_COLUMNS)[0]
    )
    kept = [value for value in columns if value is not None][-MOST_COLUMNS:]
    shown = cells[cells[second].isin(kept) | cells[second].isna()]
    said = dict(
        zip(zip(shown[first], shown[second], strict=True), _figures(shown, measure)["said"], strict=True)
    )
    across = [*kept, *([None] if shown[second].isna().any() else [])]
    down = list(dict.fromkeys(shown[first]))
    data: dict[str, list[str]] = {FIELDS[first].title: [writing.said(first, value) for value in down]}
    for value in across:
        name = writing.said(second, value)
        data[name if name not in data else f"{name} "] = [said.get((one, value), "") for one in down]
    return pd.DataFrame(data), len(found.rows) - len(shown)


__all__ = ["MOST_BARS", "MOST_STACKED", "bars", "most", "pivot", "trend"]
