"""Sealing: the digest of a whole file stands in its manifest, and tells of every byte that is another.

The digest's own place, and the file's own checksums that follow from it, count as nought; these are
held against what they cover instead. A seal is no signature: who changes a file by intent can make its
manifest anew. It tells of damage, and of editing in another program.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from events.manifest.contents import BLANK, MOST_PACKED, Manifest, ManifestError, Packed, pack, split, unpack
from events.manifest.places import CHUNK, PLACES, Bytes, Sum, mapped
from geo.whole_file import write_whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

BESIDE = ("csv",)
"""Formats that have no place for a manifest: it lies beside the file, on request."""


def seal(path: Path, manifest: Manifest, as_of: dt.datetime) -> None:
    """Put a manifest into a file that is whole but for it; a format that has no place for one stays as it is.

    Parameters
    ----------
    path : Path
        The file; its format is the manifest's kind.
    manifest : Manifest
    as_of : datetime
        The time of the data (UTC), for formats that must say one.
    """
    place = PLACES.get(manifest.kind)
    if place is None:
        return
    text = pack(manifest)
    start = text[: text.index(BLANK)]
    place.put(path, text, as_of)
    sums = place.sums(path)
    with mapped(path) as body:
        spots = list(_spots(body, start))
        digest = _digest(body, spots, sums)
    with path.open("rb+") as stream:
        for spot in spots:
            stream.seek(spot)
            stream.write(digest.encode("ascii"))
    with mapped(path) as body:
        due = [(at, one.packed(body)) for one in sums for at in one.at]
    with path.open("rb+") as stream:
        for at, packed in due:
            stream.seek(at)
            stream.write(packed)


def beside_of(path: Path) -> Path:
    """Return where the manifest of a file lies that has no place for one in itself."""
    return path.with_name(f"{path.name}.manifest")


def seal_beside(path: Path, manifest: Manifest) -> Path:
    """Write the manifest of a file that has no place for one (`BESIDE`) beside it.

    Parameters
    ----------
    path : Path
        The file, in its place.
    manifest : Manifest

    Returns
    -------
    Path
        The manifest's file.
    """
    text = pack(manifest)
    digest = _digest_beside(path, text).encode("ascii")
    return write_whole(beside_of(path), text.replace(BLANK, digest, 1) + b"\n", shared=True)


def _digest_beside(path: Path, blank: bytes) -> str:
    found = hashlib.sha256(blank)
    with mapped(path) as body:
        for start in range(0, len(body), CHUNK):
            found.update(body[start : start + CHUNK])
    return found.hexdigest()


def _spots(body: Bytes, start: bytes) -> Iterator[int]:
    """Where the digest stands: once, but for a file that keeps an older copy of a page."""
    at = body.find(start)
    while at >= 0:
        yield at + len(start)
        at = body.find(start, at + len(start))


def _digest(body: Bytes, spots: list[int], sums: list[Sum]) -> str:
    blanks = sorted([(spot, len(BLANK)) for spot in spots] + [(at, 4) for one in sums for at in one.at])
    found, done = hashlib.sha256(), 0
    for at, length in [*blanks, (len(body), 0)]:
        for start in range(done, at, CHUNK):
            found.update(body[start : min(start + CHUNK, at)])
        found.update(bytes(length))
        done = at + length
    return found.hexdigest()


def _packed(path: Path) -> Packed:
    """Find the text of a file's manifest."""
    kind = path.suffix.lstrip(".").lower()
    if not path.is_file():
        raise ManifestError(f"{path.name}: there is no such file.")
    if kind in BESIDE:
        return _packed_beside(path)
    if kind not in PLACES:
        raise ManifestError(f"{path.name}: no manifest is kept in such a file; {', '.join(PLACES)} have one.")
    try:
        text = PLACES[kind].take(path)
    except OSError as error:
        if error.errno is not None:
            raise  # the system's own refusal
        raise _unreadable(path, kind) from error
    except Exception as error:  # whatever a format's library makes of a file that is not in form
        raise _unreadable(path, kind) from error
    if text is None:
        raise ManifestError(
            f"{path.name} holds no manifest: it was made by another program or an earlier version, or was"
            " saved again by a program that left it out."
        )
    return split(text, path.name)


def _packed_beside(path: Path) -> Packed:
    beside = beside_of(path)
    if not beside.is_file():
        raise ManifestError(f"{path.name} holds no manifest, and no {beside.name} lies beside it.")
    with beside.open("rb") as stream:
        return split(stream.read(MOST_PACKED + 1).rstrip(), beside.name)


def _unreadable(path: Path, kind: str) -> ManifestError:
    return ManifestError(f"{path.name} is damaged, or no {kind} file: it cannot be read.")


def read(path: Path) -> tuple[Manifest, bool]:
    """Return the manifest of a file, and whether the file is as it was written.

    Raises
    ------
    ManifestError
        There is none, or it cannot be read; the text is a sentence.
    """
    packed = _packed(path)
    manifest = unpack(packed, path.name)
    kind = path.suffix.lstrip(".").lower()
    return manifest, manifest.kind == kind and _is_whole(path, packed)


def _is_whole(path: Path, packed: Packed) -> bool:
    kind = path.suffix.lstrip(".").lower()
    if kind in BESIDE:
        return _digest_beside(path, packed.prefix + BLANK + b":" + packed.body) == packed.digest
    sums = PLACES[kind].sums(path)
    with mapped(path) as body:
        if any(body[at : at + 4] != one.packed(body) for one in sums for at in one.at):
            return False
        return _digest(body, list(_spots(body, packed.prefix)), sums) == packed.digest


__all__ = ["BESIDE", "beside_of", "read", "seal", "seal_beside"]
