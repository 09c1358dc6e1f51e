"""What killed processes leave is cleared away by the next start; what living ones use is not."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo import leftovers, private
from geo.whole_file import whole, write_whole
from tests.conftest import ROOT

LEAVES = """
import sys, time
from geo import leftovers
from geo.whole_file import whole
(leftovers.scratch() / "rows.arrow").write_bytes(bytes(1000))
with whole(sys.argv[1]) as draft:
    draft.write_bytes(bytes(500))
    draft.with_name(draft.name + "-journal").write_bytes(bytes(10))
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of a person and of temporary files that no other test uses."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    for name in ("tmp", "out"):
        (tmp_path / name).mkdir()
    return tmp_path


def begun(folder: Path) -> subprocess.Popen[str]:
    at_work = subprocess.Popen(
        [sys.executable, "-c", LEAVES, str(folder / "out" / "events.csv")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert at_work.stdout is not None
    assert at_work.stdout.readline() == "ready\n"
    return at_work


def lying(folder: Path) -> list[Path]:
    return [p for name in ("tmp", "out", "cache") for p in (folder / name).rglob("*") if p.is_file()]


def test_what_a_killed_process_leaves_goes_with_the_next_start(places: Path) -> None:
    with begun(places) as at_work:
        at_work.kill()
    assert len(lying(places)) == 4  # the list, the rows, the draft and what lies beside it
    assert leftovers.sweep() == 1510
    assert lying(places) == []


def test_what_a_living_process_uses_stays(places: Path) -> None:
    with begun(places) as at_work:
        before = lying(places)
        assert leftovers.sweep() == 0
        assert lying(places) == before
        at_work.kill()


def test_a_list_cannot_have_other_files_removed(places: Path) -> None:
    precious = places / "out" / "precious.csv"
    precious.write_text("a")
    lists = places / "cache" / "conflict-atlas" / "running"
    lists.mkdir(parents=True)
    (lists / "old.list").write_text(f'"{precious}"\n"out/.{"0" * 32}"\nno JSON\n')
    leftovers.sweep()
    assert precious.read_text() == "a"


def test_folders_of_earlier_programs_go_when_they_are_a_day_old(places: Path) -> None:
    old, fresh = (places / "tmp" / f"conflict-atlas-{name}" for name in ("old", "fresh"))
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "rows.arrow").write_bytes(bytes(100))
    long_ago = time.time() - 200_000
    os.utime(old / "rows.arrow", (long_ago, long_ago))
    os.utime(old, (long_ago, long_ago))
    assert leftovers.sweep() == 100
    assert [p.name for p in (places / "tmp").iterdir()] == ["conflict-atlas-fresh"]


def test_new_files_are_their_owners_alone_and_exports_as_usual(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        settings = write_whole(tmp_path / "a.json", "{}")
        export = write_whole(tmp_path / "b.csv", "", shared=True)
        with whole(export, shared=True) as draft:
            draft.write_text("again")
    finally:
        os.umask(before)
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert stat.S_IMODE(export.stat().st_mode) == 0o644
    folder = tmp_path / "own"
    folder.mkdir(mode=0o755)
    private.make_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
