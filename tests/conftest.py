"""Fixtures that every package's tests may use."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from events.store import Store

ROOT = Path(__file__).resolve().parent.parent

# A busy machine is no failure: Hypothesis looks for wrong answers, not for slow ones.
settings.register_profile("atlas", deadline=None)
settings.load_profile("atlas")


HOUSE = {"test_architecture.py", "test_docs.py", "test_docstrings.py", "test_vendor.py"}
"""Tests of how the project is kept: counted apart from those of what the program does."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many of the passed tests are of the program."""
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", ()) if report.when == "call"]
    house = sum(Path(name.partition("::")[0]).name in HOUSE for name in passed)
    if passed:
        terminalreporter.write_line(
            f"{len(passed) - house:,} of what the program does, {house:,} of the house"
        )


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the tests away from the person's own database, caches and logs. (Made when first written to.)"""
    home = tmp_path_factory.getbasetemp() / f"home-{uuid.uuid4().hex}"
    monkeypatch.delenv("ATLAS_DATABASE_URL", raising=False)
    for name, folder in (("DATA", "data"), ("CACHE", "cache"), ("STATE", "state"), ("CONFIG", "config")):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database of its own."""
    from events.store import Store, file_url

    return Store.open(file_url(tmp_path / "events.duckdb"), seed=False)


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A database with the seed events that all tests share: for reading only."""
    from events.store import Store, file_url

    return Store.open(file_url(tmp_path_factory.mktemp("shared") / "seed.duckdb"), seed=True)


@pytest.fixture
def seed_store(seed: Store, tmp_path: Path) -> Store:
    """A database of its own with the seed events."""
    from events.store import Store, file_url

    return Store.open(file_url(shutil.copyfile(seed.path, tmp_path / "seed.duckdb")))
