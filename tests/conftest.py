"""Fixtures that every package's tests may use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from events.store import Store

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from the person's own database, caches and logs."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.delenv("ATLAS_DATABASE_URL", raising=False)
    for name, folder in (("DATA", "data"), ("CACHE", "cache"), ("STATE", "state"), ("CONFIG", "config")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database of its own."""
    from events.store import Store, file_url

    return Store.open(file_url(tmp_path / "events.duckdb"), seed=False)


@pytest.fixture
def seed_store(tmp_path: Path) -> Store:
    """A database of its own with the seed events."""
    from events.store import Store, file_url

    return Store.open(file_url(tmp_path / "seed.duckdb"), seed=True)
