"""KML and KMZ: placemarks in folders, coarse places as areas, and who says what in the balloon.

A viewer shows descriptions as HTML, so cell text is escaped twice there: once for HTML,
once for XML. Everywhere else once. Nothing refers to a file or an address outside.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from events.export.selection import EARLIEST, Row, Selection
from events.model import COARSE_PRECISIONS
from events.readers.kml import UNIT_ID
from geo import rings
from geo.units import Outline, outline_of

NAMESPACE = "http://www.opengis.net/kml/2.2"
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, https://www.w3.org/TR/xml/#charsets."""
_STYLES = {
    "sharp": ("ff005ed5", 1.0),
    "contested": ("ffa779cc", 1.0),
    "coarse": ("80005ed5", 0.0),
    "unit": ("ff3f3a3a", 0.0),
}
"""Style to colour (aabbggrr, after Okabe and Ito) and icon size; a coarse place has an area, no icon."""


def escape(text: object) -> str:
    """Return text for an XML element or attribute; characters that XML cannot hold become �."""
    return html.escape(_ILLEGAL.sub("�", str(text)), quote=True).replace("\r", "&#13;")


def write_kml(selection: Selection, stream: BinaryIO) -> list[str]:
    """Write a KML document with the folders Events and Not located.

    Returns
    -------
    list of str
        Warnings.
    """
    out = io.TextIOWrapper(stream, encoding="utf-8", newline="\n", write_through=False)
    try:
        for piece in _document(selection):
            out.write(piece)
    finally:
        out.flush()
        out.detach()
    return []


def write_kmz(selection: Selection, path: Path) -> list[str]:
    """Write the KML document into a zip file whose times are those of the data."""
    moment = max(selection.as_of, EARLIEST)
    info = zipfile.ZipInfo("doc.kml", date_time=moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with zipfile.ZipFile(path, "w") as archive, archive.open(info, "w", force_zip64=True) as stream:
        return write_kml(selection, cast(BinaryIO, stream))


def _document(selection: Selection) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="{NAMESPACE}">\n<Document>\n'
    yield "<name>Conflict Atlas: events</name>\n"
    yield f"<description>{escape(_table(selection.about))}</description>\n"
    for name, (colour, scale) in _STYLES.items():
        yield (
            f'<Style id="{name}"><IconStyle><color>{colour}</color><scale>{scale}</scale></IconStyle>'
            f"<LineStyle><color>{colour}</color><width>1</width></LineStyle>"
            f"<PolyStyle><color>40{colour[2:]}</color></PolyStyle>"
            "<BalloonStyle><text>$[description]</text></BalloonStyle></Style>\n"
        )
    yield "<Folder>\n<name>Events</name>\n"
    lost = 0
    units: dict[Outline, int] = {}
    for row, related in selection.rows():
        if _is_located(row):
            yield _placemark(row, related)
            unit = _unit(
                row["location_precision"], row["latitude"], row["longitude"], row["country"], row["admin1"]
            )
            if unit is not None:
                units[unit] = units.get(unit, 0) + 1
        else:
            lost += 1
    yield "</Folder>\n"
    if units:
        yield "<Folder>\n<name>Known only to a country or province</name>\n"
        ordered = sorted(units, key=lambda unit: (unit.precision, unit.name, unit.longitude))
        for number, unit in enumerate(ordered, start=1):
            yield _badge(unit, units[unit], number)
        yield "</Folder>\n"
    if lost:
        yield "<Folder>\n<name>Not located</name>\n"
        yield from (_placemark(row, related) for row, related in selection.rows() if not _is_located(row))
        yield "</Folder>\n"
    yield "</Document>\n</kml>\n"


@lru_cache(maxsize=4_096)
def _unit(precision: str, lat: float, lon: float, country: str | None, admin1: str | None) -> Outline | None:
    """The country or province that an event is known to, None where it is known to something else."""
    return outline_of(precision, lat, lon, names=(country, admin1))


def _badge(unit: Outline, count: int, number: int) -> str:
    """How many events are known only to a unit, written at its label place and in its outline."""
    name = escape(f"{unit.name}: {count:,} {'event' if count == 1 else 'events'}")
    kind = "country" if unit.precision == "country" else "province"
    said = f"Known only to this {kind}, not to a place in it."
    shapes = "".join(_polygon(part) for part in getattr(unit.geometry, "geoms", [unit.geometry]))
    at = f"<Point><coordinates>{unit.longitude:.5f},{unit.latitude:.5f}</coordinates></Point>"
    opened, closed = f'<Placemark id="{UNIT_ID}{number}', "<styleUrl>#unit</styleUrl>\n"
    described = f"<description>{escape(_html(said))}</description>\n"
    return (
        f'{opened}">\n<name>{name}</name>\n{described}{closed}{at}\n</Placemark>\n'
        f'{opened}-outline">\n<name>{escape(unit.name)}</name>\n{closed}'
        f"<MultiGeometry>{shapes}</MultiGeometry>\n</Placemark>\n"
    )


def _is_located(row: Row) -> bool:
    return row["latitude"] is not None and row["longitude"] is not None


def _placemark(row: Row, related: dict[str, list[Row]]) -> str:
    parts = [f'<Placemark id="event-{escape(row["event_id"])}">\n<name>{escape(_title(row))}</name>\n']
    parts.append(f"<description>{escape(_balloon(row, related))}</description>\n")
    parts.append(_time(row["event_date"], row["end_date"]))
    coarse = row["location_precision"] in COARSE_PRECISIONS
    style = "coarse" if coarse else "contested" if row["contested"] else "sharp"
    parts.append(f"<styleUrl>#{style}</styleUrl>\n<ExtendedData>\n")
    for name, value in row.items():
        if value is not None:
            shown = str(value).lower() if isinstance(value, bool) else value
            parts.append(f'<Data name="{name}"><value>{escape(shown)}</value></Data>\n')
    for name, rows in related.items():  # a balloon is for people; these are for an import
        if rows:
            known = [{k: v for k, v in entry.items() if v is not None} for entry in rows]
            listed = json.dumps(known, ensure_ascii=False, allow_nan=False)
            parts.append(f'<Data name="{name}"><value>{escape(listed)}</value></Data>\n')
    parts.append("</ExtendedData>\n")
    if _is_located(row):
        parts.append(_geometry(row, coarse=coarse))
    parts.append("</Placemark>\n")
    return "".join(parts)


def _title(row: Row) -> str:
    return (
        row["title"]
        or " · ".join(
            str(row[name]) for name in ("event_type", "place", "event_date") if row[name] is not None
        )
        or row["event_id"]
    )


def _time(first: str | None, last: str | None) -> str:
    if first is None and last is None:
        return ""
    if first is not None and (last is None or last == first):
        return f"<TimeStamp><when>{first}</when></TimeStamp>\n"
    begin = f"<begin>{first}</begin>" if first is not None else ""
    return f"<TimeSpan>{begin}<end>{last}</end></TimeSpan>\n"


def _geometry(row: Row, *, coarse: bool) -> str:
    lat, lon, radius = row["latitude"], row["longitude"], row["uncertainty_m"]
    point = f"<Point><coordinates>{lon!r},{lat!r}</coordinates></Point>"
    if not coarse or not radius:
        return point + "\n"
    return f"<MultiGeometry>{point}{_area(lat, lon, radius)}</MultiGeometry>\n"


@lru_cache(maxsize=10_000)
def _area(lat: float, lon: float, radius_m: float) -> str:
    """Return a circle as polygons; many events stand at the middle of the same province."""
    area = rings.ring(lat, lon, radius_m, n=72)
    return "".join(_polygon(part) for part in getattr(area, "geoms", [area]))


def _polygon(shape: Any) -> str:
    corners = " ".join(f"{lon:.5f},{lat:.5f}" for lon, lat, *_ in shape.exterior.coords)
    ring = f"<LinearRing><coordinates>{corners}</coordinates></LinearRing>"
    return f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"


def _balloon(row: Row, related: dict[str, list[Row]]) -> str:
    """Return the description as HTML: its own tags are the only ones, cell text is escaped."""
    facts = [(name.replace("_", " "), str(row[name])) for name in _SHOWN if row[name] is not None]
    pieces = [f"<h3>{_html(_title(row))}</h3>", _table(facts)]
    for name, rows in related.items():
        for entry in rows:
            words = [f"{k.replace('_', ' ')}: {v}" for k, v in entry.items() if _tells(k, v)]
            pieces.append(f"<p><b>{name[:-1]}</b> {_html('; '.join(words))}</p>")
    return "".join(pieces)


_SHOWN = (
    "event_date", "end_date", "time_precision", "event_type", "sub_event_type", "attacker", "attacker_basis",
    "contested", "target", "place", "country", "admin1", "location_precision", "uncertainty_m", "located_by",
    "location_note", "fatalities_low", "fatalities_best", "fatalities_high", "injured", "weapon", "notes",
    "dataset",
)  # fmt: skip


def _tells(name: str, value: Any) -> bool:
    return value is not None and not name.endswith("_id")


def _html(text: object) -> str:
    # $[…] is replaced by a viewer inside a balloon's text; a cell's own must stay what it is.
    return html.escape(str(text), quote=True).replace("$[", "&#36;[")


def _table(lines: list[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><td><b>{_html(label)}</b></td><td>{_html(value)}</td></tr>" for label, value in lines
    )
    return f"<table>{rows}</table>"
