"""Places that a person settled: what a text means from now on, kept in a plain table beside the layers."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from geo import countries, names
from geo.errors import GazetteerDamagedError

FILE = "choices.csv"
COLUMNS = ("place", "country", "admin1", "name", "latitude", "longitude", "precision", "uncertainty_m", "who")

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Choice:
    """What a place text means, as a person said: WGS 84 degrees, metres."""

    place: str
    country: str
    admin1: str
    name: str
    latitude: float
    longitude: float
    precision: str
    uncertainty_m: float
    who: str = ""


def key(place: str, country: str | None, admin1: str | None) -> Key:
    """Return under what a choice is kept: spelling does not matter, country and admin-1 do."""
    return (
        names.basic(place),
        countries.alpha2(country) or "" if country else "",
        names.folded(names.basic(admin1 or "")),
    )


def stamp(folder: Path) -> int:
    """Return a number that changes with the choices of a folder."""
    try:
        return (folder / FILE).stat().st_mtime_ns
    except OSError:
        return 0


def read(folder: Path) -> dict[Key, Choice]:
    """Return the choices of a folder.

    Raises
    ------
    GazetteerDamagedError
        When the table cannot be read; the text names it.
    """
    path = folder / FILE
    found: dict[Key, Choice] = {}
    if not path.exists():
        return found
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                numbers = (float(row["latitude"]), float(row["longitude"]), float(row["uncertainty_m"]))
                choice = Choice(
                    row["place"],
                    row["country"],
                    row["admin1"],
                    row["name"],
                    numbers[0],
                    numbers[1],
                    row["precision"],
                    numbers[2],
                    row["who"],
                )
                found[key(choice.place, choice.country, choice.admin1)] = choice
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise GazetteerDamagedError(f"The remembered places {path} cannot be read: {error}.") from error
    return found


def remember(
    place: str,
    country: str | None,
    admin1: str | None,
    *,
    name: str,
    latitude: float,
    longitude: float,
    precision: str,
    uncertainty_m: float,
    folder: Path,
    who: str = "",
) -> Choice:
    """Keep what a person said a place text means; an earlier choice for the same text is replaced.

    Parameters
    ----------
    place, country, admin1 : str
        As the events have them; the choice holds for this text in this country and unit.
    name : str
        What it is taken to be.
    latitude, longitude, uncertainty_m : float
        WGS 84 degrees and metres.
    precision : str
        One of the event model's location precisions.
    folder : Path
        Where layers are kept.
    """
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and uncertainty_m >= 0):
        raise ValueError("A remembered place needs a position on the globe and a radius.")
    kept = read(folder)
    choice = Choice(
        place, country or "", admin1 or "", name, latitude, longitude, precision, uncertainty_m, who
    )
    kept[key(place, country, admin1)] = choice
    _write(kept, folder)
    return choice


def forget(place: str, country: str | None, admin1: str | None, *, folder: Path) -> bool:
    """Drop a choice; False when there was none."""
    kept = read(folder)
    if kept.pop(key(place, country, admin1), None) is None:
        return False
    _write(kept, folder)
    return True


def _write(kept: dict[Key, Choice], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    partial = path.with_name(f"{FILE}.{os.getpid()}.part")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows([getattr(c, column) for column in COLUMNS] for c in kept.values())
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)
