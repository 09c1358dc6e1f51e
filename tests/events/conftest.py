"""What the tests of `events` share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.events.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
