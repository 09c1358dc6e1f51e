"""KML and KMZ: placemarks in folders, coarse places with an area each, and who says what in the balloon.

Each placemark has one geometry: QGIS and GDAL make a layer of a folder and cannot draw points and
areas of one layer at once. So an event is a point in the folder Events, and the area that it may
lie in is a placemark beside it, in a folder of its own.

A viewer shows descriptions as HTML, so cell text is escaped twice there: once for HTML,
once for XML. Everywhere else once. Nothing refers to a file or an address outside.
"""

from __future__ import annotations

import dataclasses
import html
import io
import json
import re
import zipfile
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from events import wording
from events.export.selection import EARLIEST, Row, Selection
from events.model import COARSE_PRECISIONS
from events.readers.kml import UNIT_ID
from geo import rings
from geo.ground.units import Outline, outline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NAMESPACE = "http://www.opengis.net/kml/2.2"
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, https://www.w3.org/TR/xml/#charsets."""
_STYLES = {
    "sharp": ("ff005ed5", 1.0),
    "contested": ("ffa779cc", 1.0),
    "not_stated": ("80005ed5", 0.8),
    "coarse": ("80005ed5", 0.0),
    "unit": ("ff3f3a3a", 0.0),
}
"""Style to colour (aabbggrr, after Okabe and Ito) and icon size; a coarse place has an area, no icon, one of
which nobody says how well it is known a pale and smaller one. An attacker has the colour that it has on the
maps of the database; then a contested event is larger."""
_CONTESTED_SCALE = 1.3


LARGE = "The KML in it is larger than 2 GB, which few programs open; choose fewer events, or GeoPackage."
AREA_OF = "area_of"
"""What an area's placemark says of the event that it belongs to; our own import knows it by that."""


def escape(text: object) -> str:
    """Return text for an XML element or attribute; characters that XML cannot hold become �."""
    return html.escape(_ILLEGAL.sub("�", str(text)), quote=True).replace("\r", "&#13;")


def write_kml(selection: Selection, stream: BinaryIO) -> list[str]:
    """Write a KML document with the folders Events, Areas and Not located.

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
    """Write the KML document into a zip file whose times are those of the data.

    Returns
    -------
    list of str
        Warnings. Google Earth, GDAL and QGIS open no zip file of the form that more than 2 GB need.
    """
    try:
        return _pack(selection, path, large=False)
    except RuntimeError:  # so zipfile says that the document is larger
        return [*_pack(selection, path, large=True), LARGE]


def _pack(selection: Selection, path: Path, *, large: bool) -> list[str]:
    moment = max(selection.as_of, EARLIEST)
    info = zipfile.ZipInfo("doc.kml", date_time=moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with zipfile.ZipFile(path, "w") as archive, archive.open(info, "w", force_zip64=large) as stream:
        return write_kml(selection, cast("BinaryIO", stream))


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
    yield from _folder(
        "Events", (_placemark(*row, selection.colours) for row in selection.rows() if _is_located(row[0]))
    )
    rest = dataclasses.replace(selection, tick=lambda _done: None)
    yield from _folder("Areas", (_area_mark(*row) for row in rest.rows() if _has_own_area(row[0])))
    yield from _folder("Known only to a country, province, region or sea", _badges(rest))
    yield from _folder("Not located", (_placemark(*row) for row in rest.rows() if not _is_located(row[0])))
    yield "</Document>\n</kml>\n"


def _folder(name: str, marks: Iterator[str]) -> Iterator[str]:
    """Yield a folder with its placemarks; nothing when there are none, but for the events' own."""
    first = next(marks, None)
    if first is None and name != "Events":
        return
    yield f"<Folder>\n<name>{name}</name>\n"
    yield first or ""
    yield from marks
    yield "</Folder>\n"


def _badges(selection: Selection) -> Iterator[str]:
    """Yield the placemarks of the units to which events are known, in the order of their names."""
    units = Counter(unit for row, _ in selection.rows() if (unit := _unit(row)) is not None)
    ordered = sorted(units, key=lambda unit: (unit.precision, unit.name, unit.longitude))
    for number, unit in enumerate(ordered, start=1):
        yield _badge(unit, units[unit], number)


def _unit(row: Row) -> Outline | None:
    """Return the outline of what an event is known to, None where it is known to something else."""
    if not _is_located(row):
        return None
    return _outline(*(row[name] for name in UNIT_BY))


UNIT_BY = ("location_precision", "latitude", "longitude", "country", "admin1", "place", "uncertainty_m")


@lru_cache(maxsize=4_096)
def _outline(
    precision: str,
    lat: float,
    lon: float,
    country: str | None,
    admin1: str | None,
    place: str | None,
    radius_m: float | None,
) -> Outline | None:
    return outline_of(precision, lat, lon, country=country, admin1=admin1, place=place, radius_m=radius_m)


def _badge(unit: Outline, count: int, number: int) -> str:
    """How many events are known only to a unit, written at its label place and in its outline."""
    name = escape(f"{unit.name}: {count:,} {'event' if count == 1 else 'events'}")
    kind = wording.precision(unit.precision)
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


def _radius(row: Row) -> float | None:
    """Return the radius in metres of the area that a coarse event may lie in; None for others."""
    coarse = row["location_precision"] in COARSE_PRECISIONS and _is_located(row)
    return row["uncertainty_m"] or None if coarse else None


def _has_own_area(row: Row) -> bool:
    """Tell whether an event may lie anywhere in a circle; one that is known to a unit is drawn on that."""
    return bool(_radius(row)) and _unit(row) is None


def _area_mark(row: Row, related: dict[str, list[Row]]) -> str:
    """Return the placemark of the area that an event may lie in; it tells what the event's own tells."""
    key = escape(row["event_id"])
    facts = {AREA_OF: row["event_id"]} | {name: row[name] for name in ("location_precision", "uncertainty_m")}
    data = "".join(f'<Data name="{name}"><value>{escape(v)}</value></Data>\n' for name, v in facts.items())
    return (
        f'<Placemark id="area-{key}">\n<name>{escape(_title(row))}</name>\n'
        f"<description>{escape(_balloon(row, related))}</description>\n"
        f"{_time(row['event_date'], row['end_date'])}<styleUrl>#coarse</styleUrl>\n"
        f"<ExtendedData>\n{data}</ExtendedData>\n"
        f"{_area(row['latitude'], row['longitude'], row['uncertainty_m'])}\n</Placemark>\n"
    )


def _own_style(style: str, colour: str | None) -> str:
    """What differs of a placemark's style where its attacker has a colour: "" where nothing does."""
    if colour is None:
        return ""
    shared, scale = _STYLES[style]
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    tinted = f"{shared[:2]}{blue}{green}{red}".lower()
    size = _CONTESTED_SCALE if style == "contested" else scale
    return f"<Style><IconStyle><color>{tinted}</color><scale>{size}</scale></IconStyle></Style>\n"


def _placemark(row: Row, related: dict[str, list[Row]], colours: Mapping[str, str] | None = None) -> str:
    parts = [f'<Placemark id="event-{escape(row["event_id"])}">\n<name>{escape(_title(row))}</name>\n']
    parts.append(f"<description>{escape(_balloon(row, related))}</description>\n")
    parts.append(_time(row["event_date"], row["end_date"]))
    coarse = row["location_precision"] in COARSE_PRECISIONS
    unsaid = row["location_precision"] == "not_stated"
    style = "coarse" if coarse else "contested" if row["contested"] else "not_stated" if unsaid else "sharp"
    own = _own_style(style, (colours or {}).get(row["attacker"] or ""))
    parts.append(f"<styleUrl>#{style}</styleUrl>\n{own}<ExtendedData>\n")
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
        parts.append(f"<Point><coordinates>{row['longitude']!r},{row['latitude']!r}</coordinates></Point>\n")
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


@lru_cache(maxsize=10_000)
def _area(lat: float, lon: float, radius_m: float) -> str:
    """Return a circle as a polygon, or as two; many events stand at the middle of the same province."""
    area = rings.ring(lat, lon, radius_m, n=72)
    parts = [_polygon(part) for part in getattr(area, "geoms", [area])]
    return parts[0] if len(parts) == 1 else f"<MultiGeometry>{''.join(parts)}</MultiGeometry>"


def _polygon(shape: Any) -> str:
    corners = " ".join(f"{lon:.5f},{lat:.5f}" for lon, lat, *_ in shape.exterior.coords)
    ring = f"<LinearRing><coordinates>{corners}</coordinates></LinearRing>"
    return f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"


def _balloon(row: Row, related: dict[str, list[Row]]) -> str:
    """Return the description as HTML: its own tags are the only ones, cell text is escaped."""
    facts = [(label, text) for label, text in _facts(row) if text]
    pieces = [f"<h3>{_html(_title(row))}</h3>", _table(facts)]
    for name, rows in related.items():
        for entry in rows:
            words = [f"{k.replace('_', ' ')}: {v}" for k, v in entry.items() if _tells(k, v)]
            pieces.append(f"<p><b>{name[:-1]}</b> {_html('; '.join(words))}</p>")
    return "".join(pieces)


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    """What a balloon says of an event, in the words of every page and picture."""

    def plain(*names: str) -> Iterator[tuple[str, str]]:
        for name in names:
            yield name.replace("_", " "), "" if row[name] is None else str(row[name])

    days = (row["event_date"], row["end_date"], row["time_precision"])
    yield "date", wording.when(*days)
    yield "date known", wording.time_note(*days) if days[0] or days[1] else ""
    yield from plain("event_type", "sub_event_type")
    yield "attacker", str(row["attacker"] or wording.NOT_STATED)
    yield "attacker basis", wording.value("attacker_basis", row["attacker_basis"])
    yield "contested", "rival claims" if row["contested"] else ""
    yield from plain("target", "place", "country", "admin1")
    yield "place known to", wording.precision(row["location_precision"])
    yield "uncertain by", wording.distance(row["uncertainty_m"]) if row["uncertainty_m"] else ""
    yield from plain("located_by", "location_note")
    yield "deaths", wording.deaths(*(row[f"fatalities_{name}"] for name in ("low", "best", "high")))
    yield "injured", "" if row["injured"] is None else wording.number(row["injured"])
    yield from plain("weapon", "notes", "dataset")


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
