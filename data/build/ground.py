"""Make data/ground/: the basemap of the world and of the seed events as the live map is sent it.

Run from the project's folder after the basemap or the roads changed: ``python data/build/ground.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from events.query import Filter  # noqa: E402 - after the project's folder is known
from events.store import Store, file_url  # noqa: E402
from maps import layers  # noqa: E402
from maps.layers import MapOptions  # noqa: E402
from maps.live import ground  # noqa: E402


def seed_region() -> ground.Bounds:
    """Return the box that is carried when the seed events are shown."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(file_url(Path(folder) / "seed.duckdb"), seed=True)
        bounds = layers.build(store, Filter(), MapOptions()).bounds
    if bounds is None:
        raise SystemExit("The seed events lie nowhere.")
    return ground.cells(bounds)


def main() -> None:
    """Write both files, and nothing else into the folder."""
    ground.SHIPPED.mkdir(exist_ok=True)
    for old in ground.SHIPPED.glob("*.bin"):
        old.unlink()
    box = seed_region()
    for bounds, payload in ((None, ground.encode_overview()), (box, ground.encode_region(box))):
        path = ground.SHIPPED / ground.file_name(bounds)
        path.write_bytes(payload.body)
        print(f"data/ground/{path.name}: {len(payload.body) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
