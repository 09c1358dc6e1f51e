"""Dates of the lunar and the solar Hijri calendar, converted by libraries made for them."""

from __future__ import annotations

import datetime as dt


def from_hijri(year: int, month: int, day: int) -> dt.date | None:
    """Return the Gregorian day of a lunar Hijri date (Umm al-Qura, 1343 to 1500 AH), or None."""
    from hijridate import Hijri

    try:
        converted = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return dt.date(converted.year, converted.month, converted.day)


def from_solar_hijri(year: int, month: int, day: int) -> dt.date | None:
    """Return the Gregorian day of a solar Hijri (Iranian, Afghan) date, or None if there is none."""
    import jdatetime

    try:
        return jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
