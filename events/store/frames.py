"""Between pandas and the store: columns in their types, unknown as null in both directions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from events.errors import ValueRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "date": pa.date32(),
    "boolean": pa.bool_(),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "uint64": pa.uint64(),
    "timestamp": pa.timestamp("us"),
}
_WANTED = {
    "string": "text",
    "date": "a date",
    "boolean": "true or false",
    "float64": "a number",
    "int64": "a whole number",
    "uint64": "a whole number",
    "timestamp": "a time",
}


def arrow_schema(columns: Mapping[str, str]) -> pa.Schema:
    """Return the Arrow schema of a table of the model."""
    return pa.schema([(name, _ARROW_TYPES[kind]) for name, kind in columns.items()])


def to_arrow(frame: pd.DataFrame, columns: Mapping[str, str]) -> pa.Table:
    """Return a frame as an Arrow table with exactly the given columns, absent ones null.

    Parameters
    ----------
    frame : DataFrame
        Any subset of the columns; extra columns are refused.
    columns : mapping of str to str
        Column name to Ibis type, as in ``events.model.TABLES``.

    Raises
    ------
    ValueRefusedError
        A column that the table does not have, or a value that its column cannot hold.
    """
    extra = [str(name) for name in frame.columns if name not in columns]
    if extra:
        raise ValueRefusedError(f"The table has no column {extra[0]!r}.", column=extra[0])
    arrays = []
    for name, kind in columns.items():
        if name not in frame.columns:
            arrays.append(pa.nulls(len(frame), _ARROW_TYPES[kind]))
            continue
        try:
            arrays.append(_to_array(frame[name], kind))
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            raise _refusal(frame[name], name, kind) from None
    return pa.table(arrays, schema=arrow_schema(columns))


def _to_array(series: pd.Series[Any], kind: str) -> pa.Array:
    target = _ARROW_TYPES[kind]
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype)
    if kind in ("int64", "uint64"):
        series = _whole_numbers(series)
    elif kind == "float64":
        series = pd.to_numeric(series).astype("float64")
        return pa.array(series.to_numpy(), from_pandas=True, type=target)
    elif kind in ("date", "timestamp") and series.dtype == object:
        series = _days(series) if kind == "date" else series
    elif kind == "string" and series.dtype == object:
        return pa.array([_text(value) for value in series], type=target)
    elif kind == "boolean" and series.dtype == object:
        series = series.astype("boolean")
    array = pa.Array.from_pandas(series)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    textual = pa.types.is_string(array.type) or pa.types.is_large_string(array.type)
    if kind == "string" and not textual and not pa.types.is_null(array.type):
        raise TypeError("not text")
    if kind == "date" and pa.types.is_timestamp(array.type):
        array = array.cast(pa.timestamp(array.type.unit)) if array.type.tz else array
    return array if array.type == target else array.cast(target)


def _whole_numbers(series: pd.Series[Any]) -> pd.Series[Any]:
    numbers = pd.to_numeric(series)
    if pd.api.types.is_float_dtype(numbers.dtype):
        values = numbers.to_numpy(dtype="float64", na_value=np.nan)
        if np.any(np.isinf(values)) or np.any(values != np.floor(values), where=~np.isnan(values)):
            raise ValueError("not whole")
        return pd.Series(pd.array(values, dtype="Float64"), index=series.index).astype("Int64")
    return numbers.astype("Int64")


def _days(series: pd.Series[Any]) -> pd.Series[Any]:
    """Dates as datetime.date (ISO text read strictly), a time of day is refused."""

    def day(value: Any) -> Any:
        if (
            value is None
            or value is pd.NaT
            or value is pd.NA
            or (isinstance(value, float) and np.isnan(value))
        ):
            return None
        if isinstance(value, str):
            return dt.date.fromisoformat(value) if value else None
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        raise TypeError("not a date")

    return pd.Series([day(value) for value in series], index=series.index, dtype=object)


def _text(value: Any) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if not isinstance(value, str):
        raise TypeError("not text")
    # Lone surrogates cannot be stored as UTF-8; they are shown as the replacement sign.
    return value.encode("utf-8", "replace").decode("utf-8")


def _refusal(series: pd.Series[Any], name: str, kind: str) -> ValueRefusedError:
    for row, value in enumerate(series):
        try:
            _to_array(pd.Series([value], dtype=object), kind)
        except (pa.ArrowException, ValueError, TypeError, OverflowError):
            shown = repr(value) if len(repr(value)) <= 80 else repr(value)[:77] + "..."
            return ValueRefusedError(
                f"The value {shown} in column {name} is not {_WANTED[kind]}.",
                column=name,
                value=value,
                row=row,
            )
    return ValueRefusedError(f"The column {name} does not hold {_WANTED[kind]}.", column=name)


_PANDAS_TYPES: dict[pa.DataType, Any] = {
    pa.int64(): pd.Int64Dtype(),
    pa.uint64(): pd.UInt64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
_TEXT_TYPE = pd.StringDtype(storage="pyarrow", na_value=np.nan)


def from_arrow(table: pa.Table) -> pd.DataFrame:
    """Return a stored table as a frame: dates as ``datetime64[s]``, whole numbers nullable.

    Text is Arrow-backed (no copy), unknown text is NaN, an unknown whole number ``<NA>``,
    an unknown date ``NaT``.
    """
    for index, field in enumerate(table.schema):
        if pa.types.is_date32(field.type):
            days = pc.cast(table.column(index), pa.timestamp("s"))
            table = table.set_column(index, field.name, days)
    mapper: Callable[[pa.DataType], Any] = lambda kind: (  # noqa: E731
        _TEXT_TYPE if pa.types.is_string(kind) or pa.types.is_large_string(kind) else _PANDAS_TYPES.get(kind)
    )
    return table.to_pandas(types_mapper=mapper)
