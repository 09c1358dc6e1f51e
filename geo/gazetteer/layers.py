"""Names that a person adds: whole country files, and the places of one's own past events.

Layers are files in one folder beside the database, each opened like the shipped index; the shipped index is
never changed. A layer that is damaged is refused by name, and the rest goes on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from geo import gazetteer, private
from geo.errors import GazetteerDamagedError, GazetteerInputError, PlaceNotFoundError
from geo.gazetteer import Gazetteer, Index, compiler, index_file, readers
from geo.gazetteer.compiler import Record
from geo.gazetteer.rows import Refused, Row
from geo.paths import user_data

SUFFIX = ".gaz"
MAX_REFUSED = 1000
"""Bad lines that a report names one by one; their number is always told."""

Progress = Callable[[int, int | None, str], None]


@dataclass(frozen=True)
class Layer:
    """What is known of a layer: its name, file, origin, how much is in it, or why it is refused."""

    name: str
    path: Path
    form: str = ""
    records: int = 0
    names: int = 0
    sources: tuple[str, ...] = ()
    size_bytes: int = 0
    problem: str | None = None


@dataclass(frozen=True)
class Added:
    """What became of an added file: every row is in, or among the refused."""

    layer: Layer
    read: int
    refused_count: int
    refused: tuple[Refused, ...]


def default_folder() -> Path:
    """Return the folder of layers that belongs to the default database."""
    return user_data() / "gazetteer"


def files(folder: Path | None = None) -> list[Path]:
    """Return the files of the layers of a folder, the default one when not given."""
    folder = folder or default_folder()
    # A hidden one is a draft that is being written, and may be gone at the next look.
    return sorted(p for p in folder.glob(f"*{SUFFIX}") if p.name[0] != ".") if folder.is_dir() else []


def open_all(folder: Path | None = None) -> Gazetteer:
    """Return the shipped gazetteer with the layers of a folder; opened again only when it changed."""
    return _opened(stamp(folder))


def stamp(folder: Path | None = None) -> tuple[tuple[str, int, int], ...]:
    """Return what changes whenever a layer of a folder comes, goes or changes: paths, times and sizes."""
    return tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files(folder))


@lru_cache(maxsize=4)
def _opened(stamp: tuple[tuple[str, int, int], ...]) -> Gazetteer:
    return Gazetteer.open(Path(p) for p, _, _ in stamp)


def add(
    path: Path,
    *,
    folder: Path | None = None,
    name: str | None = None,
    country: str | None = None,
    alternates: Path | None = None,
    progress: Progress | None = None,
) -> Added:
    """Add a file of place names as a layer.

    Parameters
    ----------
    path : Path
        GeoNames country file, NGA GNS file, OCHA/HDX table, OpenStreetMap JSON or GeoJSON, or any table
        with a name and coordinates.
    folder : Path, optional
        Where layers are kept; `default_folder` when not given.
    name : str, optional
        The layer's name, the file's when not given; a layer of that name is replaced.
    country : str, optional
        ISO 3166-1 alpha-2 code of rows that bear none; else that of the nearest known place.
    alternates : Path, optional
        GeoNames' alternateNamesV2.
    progress : callable, optional
        Called with rows done, their number (None while unknown) and a word.

    Raises
    ------
    GazetteerInputError
        When nothing in the file can be used.
    """
    form, rows = readers.read(Path(path), alternates=alternates)
    kept: list[Row] = []
    refused: list[Refused] = []
    for n, row in enumerate(rows):
        (kept if isinstance(row, Row) else refused).append(row)  # type: ignore[arg-type]
        if progress and n % 5000 == 0:
            progress(n, None, "reading")
    if not kept:
        first = f" The first problem: line {refused[0].line}, {refused[0].message}." if refused else ""
        raise GazetteerInputError(f"No place in {Path(path).name} can be used.{first}")
    title = name or Path(path).stem
    layer = write(
        _records(kept, country),
        _units(kept, country),
        title,
        form,
        (Path(path).name,),
        folder or default_folder(),
        progress,
    )
    return Added(layer, len(kept) + len(refused), len(refused), tuple(refused[:MAX_REFUSED]))


def _records(rows: list[Row], country: str | None) -> list[Record]:
    codes = _countries(rows, country)
    return [
        Record(r.names, r.latitude, r.longitude, c, r.kind, r.population)
        for r, c in zip(rows, codes, strict=True)
    ]


def _countries(rows: list[Row], country: str | None) -> list[str]:
    codes = [r.country or country for r in rows]
    unknown = [i for i, c in enumerate(codes) if not c]
    if unknown:
        near = gazetteer.nearest([(rows[i].latitude, rows[i].longitude) for i in unknown])
        for i, place in zip(unknown, near, strict=True):
            codes[i] = place.country
    return [c or "" for c in codes]


def _units(rows: list[Row], country: str | None) -> list[tuple[str, str] | None]:
    """Return (country, admin-1 name) of rows; codes of a list get the unit that most of their rows lie in."""
    codes = _countries(rows, country)
    result: list[tuple[str, str] | None] = []
    voted: dict[str, str] = {}
    coded = [i for i, r in enumerate(rows) if r.admin1 and r.admin1.startswith("\x1d")]
    if coded:
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        sample = coded[:: max(1, len(coded) // 20_000)]
        near = gazetteer.nearest([(rows[i].latitude, rows[i].longitude) for i in sample])
        for i, place in zip(sample, near, strict=True):
            if place.parents and place.country == codes[i]:
                votes[str(rows[i].admin1)][place.parents[0].name] += 1
        voted = {code: count.most_common(1)[0][0] for code, count in votes.items()}
    for row, code in zip(rows, codes, strict=True):
        unit = voted.get(row.admin1, "") if row.admin1 and row.admin1.startswith("\x1d") else row.admin1
        result.append((code, unit) if unit and code else None)
    return result


def write(
    records: list[Record],
    units: list[tuple[str, str] | None],
    title: str,
    form: str,
    sources: tuple[str, ...],
    folder: Path,
    progress: Progress | None,
) -> Layer:
    """Write records as a layer; `units` are (country, admin-1 name) of each, or None."""
    codes = ["", *sorted({r.country for r in records} - {""})]
    listed = sorted({u for u in units if u})
    number = {u: i + 1 for i, u in enumerate(listed)}
    report = (lambda done, total: progress(done, total, "indexing")) if progress else None
    columns = compiler.columns(records, codes, progress=report)
    columns["parent_a"] = np.array([number[u] if u else 0 for u in units], np.int32)
    meta = {
        "title": title,
        "form": form,
        "countries": codes,
        "sources": list(sources),
        "units": listed,
        "records": len(records),
    }
    private.make_folder(folder)
    path = folder / (_file_name(title) + SUFFIX)
    index_file.write(path, columns, meta, differences=compiler.DIFFERENCES)
    return describe(path)


def _file_name(title: str) -> str:
    plain = re.sub(r"[^\w-]+", "-", title, flags=re.UNICODE).strip("-_")[:80]
    if not plain:
        raise GazetteerInputError("The layer's name has no letter or digit.")
    return plain


def describe(path: Path) -> Layer:
    """Return what is in a layer's file, or why it is refused."""
    size = path.stat().st_size if path.exists() else 0
    try:
        index = Index(path)
    except GazetteerDamagedError as error:
        return Layer(path.stem, path, size_bytes=size, problem=str(error))
    return Layer(
        index.title,
        path,
        str(index.meta.get("form", "")),
        len(index),
        int(index.columns["names"].sum()),
        tuple(index.sources),
        size,
    )


def list_all(folder: Path | None = None) -> list[Layer]:
    """Return the layers of a folder, damaged ones with their problem."""
    return [describe(p) for p in files(folder)]


def remove(name: str, *, folder: Path | None = None) -> Layer:
    """Remove a layer by its name.

    Raises
    ------
    PlaceNotFoundError
        When there is none of that name; the text lists those there are.
    """
    layers = list_all(folder)
    for layer in layers:
        if name in (layer.name, layer.path.stem):
            layer.path.unlink()
            return layer
    known = ", ".join(repr(one.name) for one in layers) or "none"
    raise PlaceNotFoundError(f"There is no layer {name!r}; there are: {known}.")
