"""Lists of place names in the forms that others publish them in: each row a record, or a sentence why not.

GeoNames country files, NGA GNS country files, OCHA/HDX tables, OpenStreetMap (Nominatim, Overpass, GeoJSON),
and any table with a name and coordinates.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo import countries
from geo.errors import GazetteerInputError

MAX_FIELD = 200_000
MAX_JSON_BYTES = 400_000_000
MAX_UNZIPPED_BYTES = 4_000_000_000

SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_en", "featurename_en", "featurename", "placename", "place", "place_name", "pname", "full_name_ro",
             "full_name", "location", "settlement", "village", "town", "city", "locality", "nameen", "asciiname", "name_1"),
    "latitude": ("latitude", "lat", "lat_dd", "point_y", "y", "ycoord", "y_coord", "lat_wgs84"),
    "longitude": ("longitude", "lon", "lng", "long", "long_dd", "point_x", "x", "xcoord", "x_coord", "lon_wgs84"),
    "country": ("country", "country_code", "countrycode", "iso2", "iso3", "iso", "cc", "admin0name_en", "admin0name", "adm0_en",
                "admin0pcode", "adm0_pcode", "cc_ft", "cc1"),
    "admin1": ("admin1", "admin1name_en", "admin1name", "adm1_en", "adm1_name", "admin1_name", "governorate", "province", "state",
               "region", "adm_1"),
    "population": ("population", "pop", "pop_est", "totpop"),
    "kind": ("place_type", "type", "fclass", "featuretype", "fc"),
}  # fmt: skip
_OTHER_NAME = re.compile(r"^(alt|alternate|other|local|native|official|short|old|int|loc)?_?(name|names|featurename|featurealtname)"
                         r"[_:]?(ar|fr|local|alt|alternate|\d|[a-z]{2,3}|official|other|native)?\d?$")  # fmt: skip

_GEONAMES_KINDS = {"P": "settlement", "S": "feature", "T": "feature", "H": "feature", "L": "area", "V": "area", "A": "area"}
_GEONAMES_CODES = {"AIRP": "airport", "AIRF": "airport", "AIRB": "base", "MILB": "base", "INSM": "base", "FT": "base", "PPLX": "area"}
_NOT_NAMES = frozenset("link post iata icao faac wkdt unlc tcid phon".split())


@dataclass(frozen=True, slots=True)
class Row:
    """A named position read from a list; `line` is its physical line (or its number in a JSON file)."""

    line: int
    names: tuple[str, ...]
    latitude: float
    longitude: float
    country: str | None = None
    admin1: str | None = None
    kind: str = "settlement"
    population: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used, and why."""

    line: int
    message: str


def read(path: Path, *, alternates: Path | None = None) -> tuple[str, Iterator[Row | Refused]]:
    """Return the form of a file of place names, and its rows.

    Parameters
    ----------
    path : Path
        The file; a .zip holding one is opened.
    alternates : Path, optional
        GeoNames' alternateNamesV2 (for that country or the world) beside a GeoNames file.

    Raises
    ------
    GazetteerInputError
        When the file is none of the known forms; the text says what was looked for.
    """
    if not path.is_file():
        raise GazetteerInputError(f"There is no file {path}.")
    suffix = path.suffix.lower()
    if suffix in (".json", ".geojson"):
        return "OpenStreetMap or GeoJSON", _json(path)
    if suffix in (".xlsx", ".xlsm"):
        return "table", _table(_excel(path))
    try:
        with _text(path) as stream:
            first = stream.readline(MAX_FIELD)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise GazetteerInputError(f"{path.name} cannot be read as text: {error}.") from error
    cells = first.rstrip("\r\n").split("\t")
    if len(cells) >= 18 and cells[0].isdigit() and _degrees(cells[4], 90) is not None:
        return "GeoNames", _geonames(path, _alternates(alternates) if alternates else {})
    header = [c.strip().lower().lstrip("\ufeff") for c in cells]
    if "ufi" in header:
        return "NGA GNS", _gns(path)
    if first.strip():
        return "table", _table(_delimited(path, first))
    raise GazetteerInputError(f"{path.name} is empty.")


class _Zipped(io.TextIOWrapper):
    """The one text file of a zip archive, which closes with it."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        inner = [i for i in self._archive.infolist() if i.filename.lower().endswith((".txt", ".csv", ".tsv")) and "readme" not in i.filename.lower()]
        if not inner:
            raise GazetteerInputError(f"{path.name} holds no text file.")
        entry = max(inner, key=lambda i: i.file_size)
        if entry.file_size > MAX_UNZIPPED_BYTES:
            raise GazetteerInputError(f"{path.name} unpacks to more than {MAX_UNZIPPED_BYTES // 10**9} GB.")
        super().__init__(self._archive.open(entry), encoding="utf-8-sig", newline="")

    def close(self) -> None:
        super().close()
        self._archive.close()


def _text(path: Path) -> io.TextIOBase:
    if path.suffix.lower() == ".zip":
        return _Zipped(path)
    return path.open(encoding="utf-8-sig", errors="replace", newline="")


def _geonames(path: Path, alternates: dict[str, list[str]]) -> Iterator[Row | Refused]:
    with _text(path) as stream:
        for number, line in enumerate(stream, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < 15:
                yield Refused(number, f"{len(cells)} columns instead of 19")
                continue
            lat, lon = _degrees(cells[4], 90), _degrees(cells[5], 180)
            if lat is None or lon is None:
                yield Refused(number, f"no position in {cells[4][:20]!r}, {cells[5][:20]!r}")
                continue
            kind = _GEONAMES_CODES.get(cells[7]) or _GEONAMES_KINDS.get(cells[6])
            if kind is None or cells[7].startswith(("ADM1", "ADM2", "PCL")) or not cells[1].strip():
                continue
            spellings = (cells[1], cells[2], *cells[3].split(","), *alternates.get(cells[0], ()))
            yield Row(number, _clean(spellings), lat, lon, countries.alpha2(cells[8]), f"\x1d{cells[8]}.{cells[10]}", kind, _whole(cells[14]))


def _alternates(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with _text(path) as stream:
        for line in stream:
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) >= 4 and cells[2] not in _NOT_NAMES and cells[3].strip():
                found.setdefault(cells[1], []).append(cells[3])
    return found


def _gns(path: Path) -> Iterator[Row | Refused]:
    """Yield GNS features, their names gathered from the rows that share a UFI."""
    gathered: dict[str, dict[str, Any]] = {}
    with _text(path) as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        rows.fieldnames = [(f or "").strip().lower() for f in rows.fieldnames or ()]
        for number, row in enumerate(rows, 2):
            lat = _degrees(row.get("lat_dd") or row.get("lat"), 90)
            lon = _degrees(row.get("long_dd") or row.get("long"), 180)
            spellings = _clean(row.get(c) or "" for c in ("full_name_ro", "full_name", "full_name_nd_ro", "full_nm_nd", "full_name_nd"))
            if lat is None or lon is None or not spellings:
                yield Refused(number, "no position" if spellings else "no name")
                continue
            known = gathered.setdefault(row.get("ufi") or str(number), {"line": number, "names": [], "at": (lat, lon), "row": row})
            known["names"] += spellings if row.get("nt") != "N" else ()
            if row.get("nt") == "N":
                known["names"][:0] = spellings
    for known in gathered.values():
        row = known["row"]
        kind = _GEONAMES_CODES.get((row.get("dsg") or row.get("desig_cd") or "").strip()) or _GEONAMES_KINDS.get((row.get("fc") or "P").strip(), "")
        code = (row.get("cc_ft") or row.get("cc1") or "").strip()
        country = countries.alpha2(code) if len(code) == 3 else _fips(code)
        if kind:
            unit = f"\x1d{code}.{row.get('adm1') or ''}"
            yield Row(known["line"], _clean(known["names"]), *known["at"], country, unit, kind)


def _fips(code: str) -> str | None:
    found = countries.find_fips(code)
    return found.alpha2 if found else None


def _delimited(path: Path, first: str) -> Iterator[tuple[int, dict[str, str]]]:
    delimiter = max("\t;,|", key=first.count)
    with _text(path) as stream:
        rows = csv.DictReader(stream, delimiter=delimiter)
        yield from ((rows.line_num, {(k or "").strip().lower(): v if isinstance(v, str) else "" for k, v in row.items()}) for row in rows)


def _excel(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    import openpyxl

    try:
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    except Exception as error:
        raise GazetteerInputError(f"{path.name} cannot be opened as a workbook: {error}.") from error
    header: list[str] = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        words = ["" if c is None else str(c).strip() for c in cells]
        if not header:
            header = [w.lower() for w in words] if sum(map(bool, words)) > 1 else []
        else:
            yield number, dict(zip(header, words, strict=False))


def _table(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[Row | Refused]:
    columns: dict[str, str] | None = None
    try:
        for number, row in rows:
            if columns is None:
                columns = _columns(list(row))
            yield _table_row(number, row, columns)
    except csv.Error as error:
        raise GazetteerInputError(f"The table cannot be read: {error}.") from error


def _columns(header: list[str]) -> dict[str, str]:
    found = {}
    plain = {re.sub(r"[\s#-]+", "_", h.strip().lower()): h for h in header}
    for meaning, options in SYNONYMS.items():
        column = next((plain[o] for o in options if o in plain), None)
        if column is not None:
            found[meaning] = column
    missing = [m for m in ("name", "latitude", "longitude") if m not in found]
    if missing:
        raise GazetteerInputError(f"The table has no column for {', '.join(missing)}; its columns are {', '.join(header[:20])}.")
    return found


def _table_row(number: int, row: dict[str, str], columns: dict[str, str]) -> Row | Refused:
    lat, lon = _degrees(row.get(columns["latitude"]), 90), _degrees(row.get(columns["longitude"]), 180)
    own = row.get(columns["name"]) or ""
    if lat is None or lon is None:
        return Refused(number, f"no position for {own[:60]!r}")
    others = [v for k, v in row.items() if v and k != columns["name"] and _OTHER_NAME.match(re.sub(r"\s+", "_", k))]
    spellings = _clean([own, *(part for o in others for part in re.split(r"[;|,]", o))])
    if not spellings:
        return Refused(number, "no name")
    country = row.get(columns.get("country", ""), "") or ""
    code = countries.alpha2(country) or countries.alpha2(country[:2]) if country else None
    return Row(number, spellings, lat, lon, code, row.get(columns.get("admin1", "")) or None, "settlement", _whole(row.get(columns.get("population", ""))))


def _json(path: Path) -> Iterator[Row | Refused]:
    if path.stat().st_size > MAX_JSON_BYTES:
        raise GazetteerInputError(f"{path.name} is larger than {MAX_JSON_BYTES // 10**6} MB; take a smaller extract.")
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise GazetteerInputError(f"{path.name} is not JSON: {error}.") from error
    if isinstance(content, dict):
        items = content.get("features") or content.get("elements") or ([content] if "lat" in content or content.get("type") == "Feature" else None)
    else:
        items = content
    if not isinstance(items, list):
        raise GazetteerInputError(f"{path.name} is neither GeoJSON nor an answer of Nominatim or Overpass.")
    for number, item in enumerate(items, 1):
        yield _osm(number, item) if isinstance(item, dict) else Refused(number, "no object")


def _osm(number: int, item: dict[str, Any]) -> Row | Refused:
    tags = {**_mapping(item.get("properties")), **_mapping(item.get("tags")), **_mapping(item.get("namedetails"))}
    position = _centre(item)
    if position is None:
        return Refused(number, "no position")
    names = [item.get("name"), tags.get("name:en"), tags.get("name"), *(v for k, v in tags.items() if re.match(r"^(\w+_)?name(:\w+)?$", k))]
    if not any(names) and isinstance(item.get("display_name"), str):
        names = [item["display_name"].split(",")[0]]
    spellings = _clean(part for n in names if isinstance(n, str) for part in n.split(";"))
    if not spellings:
        return Refused(number, "no name")
    address = _mapping(item.get("address"))
    country = address.get("country_code") or tags.get("country") or tags.get("addr:country") or tags.get("is_in:country")
    admin1 = address.get("state") or address.get("province") or tags.get("admin1") or tags.get("is_in:state")
    kind = "settlement"
    if tags.get("military") or "military" in (item.get("class"), item.get("category")):
        kind = "base"
    elif tags.get("aeroway") or "aeroway" in (item.get("class"), item.get("category")):
        kind = "airport"
    return Row(number, spellings, *position, countries.alpha2(country) if isinstance(country, str) else None,
               admin1 if isinstance(admin1, str) else None, kind, _whole(tags.get("population")))  # fmt: skip


def _centre(item: dict[str, Any]) -> tuple[float, float] | None:
    centre = _mapping(item.get("center"))
    lat, lon = item.get("lat", centre.get("lat")), item.get("lon", centre.get("lon"))
    geometry = item.get("geometry")
    if lat is None and isinstance(geometry, dict):
        try:
            import shapely.geometry

            point = shapely.geometry.shape(geometry).representative_point()
            lat, lon = (None, None) if point.is_empty else (point.y, point.x)
        except Exception:  # a geometry that is none: whatever shapely makes of it, the row has no position
            return None
    latitude, longitude = _degrees(lat, 90), _degrees(lon, 180)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _degrees(value: object, most: float) -> float | None:
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) <= most else None  # NaN compares false


def _whole(value: object) -> int:
    try:
        return max(0, int(float(str(value).replace(",", "") or 0)))
    except (ValueError, OverflowError):
        return 0


def _clean(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in (" ".join(str(v).split())[:300] for v in values) if w))
