"""Lists of place names in the forms that others publish them in: each row a record, or a sentence why not.

GeoNames country files, NGA GNS country files, OCHA/HDX tables, OpenStreetMap (Nominatim, Overpass, GeoJSON),
and any table with a name and coordinates.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from geo import countries
from geo.errors import GazetteerInputError
from geo.gazetteer import osm
from geo.gazetteer.rows import Refused, Row, clean, degrees, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FIELD = 200_000
MAX_UNZIPPED_BYTES = 4_000_000_000

SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "name_en",
        "featurename_en",
        "featurename",
        "placename",
        "place",
        "place_name",
        "pname",
        "full_name_ro",
        "full_name",
        "location",
        "settlement",
        "village",
        "town",
        "city",
        "locality",
        "nameen",
        "asciiname",
        "name_1",
    ),
    "latitude": ("latitude", "lat", "lat_dd", "point_y", "y", "ycoord", "y_coord", "lat_wgs84"),
    "longitude": (
        "longitude",
        "lon",
        "lng",
        "long",
        "long_dd",
        "point_x",
        "x",
        "xcoord",
        "x_coord",
        "lon_wgs84",
    ),
    "country": (
        "country",
        "country_code",
        "countrycode",
        "iso2",
        "iso3",
        "iso",
        "cc",
        "admin0name_en",
        "admin0name",
        "adm0_en",
        "admin0pcode",
        "adm0_pcode",
        "cc_ft",
        "cc1",
    ),
    "admin1": (
        "admin1",
        "admin1name_en",
        "admin1name",
        "adm1_en",
        "adm1_name",
        "admin1_name",
        "governorate",
        "province",
        "state",
        "region",
        "adm_1",
    ),
    "population": ("population", "pop", "pop_est", "totpop"),
    "kind": ("place_type", "type", "fclass", "featuretype", "fc"),
}
_OTHER_NAME = re.compile(
    r"^(alt|alternate|other|local|native|official|short|old|int|loc)?_?(name|names|featurename|featurealtname)"
    r"[_:]?(ar|fr|local|alt|alternate|\d|[a-z]{2,3}|official|other|native)?\d?$"
)

_GEONAMES_KINDS = {
    "P": "settlement",
    "S": "feature",
    "T": "feature",
    "H": "feature",
    "L": "area",
    "V": "area",
    "A": "area",
}
_GEONAMES_CODES = {
    "AIRP": "airport",
    "AIRF": "airport",
    "AIRB": "base",
    "MILB": "base",
    "INSM": "base",
    "FT": "base",
    "PPLX": "area",
}
_NOT_NAMES = frozenset(["link", "post", "iata", "icao", "faac", "wkdt", "unlc", "tcid", "phon"])


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
        return "OpenStreetMap or GeoJSON", osm.read(path)
    if suffix in (".xlsx", ".xlsm"):
        return "table", _table(_excel(path))
    try:
        with _text(path) as stream:
            first = stream.readline(MAX_FIELD)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise GazetteerInputError(f"{path.name} cannot be read as text: {error}.") from error
    cells = first.rstrip("\r\n").split("\t")
    if len(cells) >= 18 and cells[0].isdigit() and degrees(cells[4], 90) is not None:
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
        inner = [
            i
            for i in self._archive.infolist()
            if i.filename.lower().endswith((".txt", ".csv", ".tsv")) and "readme" not in i.filename.lower()
        ]
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
            lat, lon = degrees(cells[4], 90), degrees(cells[5], 180)
            if lat is None or lon is None:
                yield Refused(number, f"no position in {cells[4][:20]!r}, {cells[5][:20]!r}")
                continue
            kind = _GEONAMES_CODES.get(cells[7]) or _GEONAMES_KINDS.get(cells[6])
            if kind is None or cells[7].startswith(("ADM1", "ADM2", "PCL")) or not cells[1].strip():
                continue
            spellings = (cells[1], cells[2], *cells[3].split(","), *alternates.get(cells[0], ()))
            yield Row(
                number,
                clean(spellings),
                lat,
                lon,
                countries.alpha2(cells[8]),
                f"\x1d{cells[8]}.{cells[10]}",
                kind,
                whole(cells[14]),
            )


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
            lat = degrees(row.get("lat_dd") or row.get("lat"), 90)
            lon = degrees(row.get("long_dd") or row.get("long"), 180)
            spellings = clean(
                row.get(c) or ""
                for c in ("full_name_ro", "full_name", "full_name_nd_ro", "full_nm_nd", "full_name_nd")
            )
            if lat is None or lon is None or not spellings:
                yield Refused(number, "no position" if spellings else "no name")
                continue
            known = gathered.setdefault(
                row.get("ufi") or str(number), {"line": number, "names": [], "at": (lat, lon), "row": row}
            )
            known["names"] += spellings if row.get("nt") != "N" else ()
            if row.get("nt") == "N":
                known["names"][:0] = spellings
    for known in gathered.values():
        row = known["row"]
        kind = _GEONAMES_CODES.get(
            (row.get("dsg") or row.get("desig_cd") or "").strip()
        ) or _GEONAMES_KINDS.get((row.get("fc") or "P").strip(), "")
        code = (row.get("cc_ft") or row.get("cc1") or "").strip()
        country = countries.alpha2(code) if len(code) == 3 else _fips(code)
        if kind:
            unit = f"\x1d{code}.{row.get('adm1') or ''}"
            yield Row(
                known["line"], clean(known["names"]), known["at"][0], known["at"][1], country, unit, kind
            )


def _fips(code: str) -> str | None:
    found = countries.find_fips(code)
    return found.alpha2 if found else None


def _delimited(path: Path, first: str) -> Iterator[tuple[int, dict[str, str]]]:
    delimiter = max("\t;,|", key=first.count)
    with _text(path) as stream:
        rows = csv.DictReader(stream, delimiter=delimiter)
        yield from (
            (
                rows.line_num,
                {(k or "").strip().lower(): v if isinstance(v, str) else "" for k, v in row.items()},
            )
            for row in rows
        )


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
        raise GazetteerInputError(
            f"The table has no column for {', '.join(missing)}; its columns are {', '.join(header[:20])}."
        )
    return found


def _table_row(number: int, row: dict[str, str], columns: dict[str, str]) -> Row | Refused:
    lat, lon = degrees(row.get(columns["latitude"]), 90), degrees(row.get(columns["longitude"]), 180)
    own = row.get(columns["name"]) or ""
    if lat is None or lon is None:
        return Refused(number, f"no position for {own[:60]!r}")
    others = [
        v for k, v in row.items() if v and k != columns["name"] and _OTHER_NAME.match(re.sub(r"\s+", "_", k))
    ]
    spellings = clean([own, *(part for o in others for part in re.split(r"[;|,]", o))])
    if not spellings:
        return Refused(number, "no name")
    country = row.get(columns.get("country", ""), "") or ""
    code = countries.alpha2(country) or countries.alpha2(country[:2]) if country else None
    return Row(
        number,
        spellings,
        lat,
        lon,
        code,
        row.get(columns.get("admin1", "")) or None,
        "settlement",
        whole(row.get(columns.get("population", ""))),
    )
