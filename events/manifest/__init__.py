"""The manifest: what a file says of itself, so that it answers a year later what was in it.

`making` makes one of what is written, `sealing` puts it into the file's own place (`places`: one table of
formats) under a digest of the whole file, and reads it back; `since` says what has changed of its events.
"""

from __future__ import annotations

from events.manifest.contents import Manifest, ManifestError
from events.manifest.making import make, recorded
from events.manifest.places import PLACES
from events.manifest.sealing import BESIDE, beside_of, read, seal, seal_beside
from events.manifest.since import Since, since

__all__ = [
    "BESIDE",
    "PLACES",
    "Manifest",
    "ManifestError",
    "Since",
    "beside_of",
    "make",
    "read",
    "recorded",
    "seal",
    "seal_beside",
    "since",
]
