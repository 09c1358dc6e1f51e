"""On a disk that takes no more, every format says so in one sentence and leaves what was there."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from events import export as tables
from events.store import Store, file_url
from maps import export as maps
from tests.conftest import ROOT

KINDS = (*tables.FORMATS, *maps.FORMATS)
_WRITE = """
import json, resource, sys
from events import export as tables
from events.query import Filter
from events.store import Store
from maps import export as maps
store, folder, kinds = Store.open(sys.argv[1]), sys.argv[2], sys.argv[3:]
said = {}
for kind in kinds:
    path = f"{folder}/{kind}/out.{kind}"
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
    try:
        if kind in tables.FORMATS:
            tables.write(store, Filter(), path)
        else:
            maps.save(store, None, None, path)
        said[kind] = "written"
    except Exception as error:
        said[kind] = f"{type(error).__name__}: {error}"
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def full(seed: Store, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """What each format said when its file could not grow beyond 2,000 bytes, and the folders."""
    folder = tmp_path_factory.mktemp("full")
    for kind in KINDS:
        (folder / kind).mkdir()
        (folder / kind / f"out.{kind}").write_text("old")
    command = [sys.executable, "-c", _WRITE, file_url(seed.path), str(folder), *KINDS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    assert done.stderr == "", "no trace of an object that could not be closed"
    return folder, json.loads(done.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_one_sentence_and_no_half_file(full: tuple[Path, dict[str, str]], kind: str) -> None:
    folder, said = full
    name, _, sentence = said[kind].partition(": ")
    assert name in ("ExportError", "FileNotWrittenError")
    assert sentence == f"out.{kind} cannot be written: File too large."
    assert [path.name for path in (folder / kind).iterdir()] == [f"out.{kind}"]
    assert (folder / kind / f"out.{kind}").read_text() == "old"


@pytest.mark.parametrize("kind", maps.FORMATS)
def test_a_missing_folder_is_said_before_the_work(seed: Store, tmp_path: Path, kind: str) -> None:
    with pytest.raises(OSError, match=rf"^out\.{kind} cannot be written: the folder to write it in is not"):
        maps.save(seed, None, None, tmp_path / "missing" / f"out.{kind}")


def test_a_command_that_is_ended_leaves_no_draft(seed: Store, tmp_path: Path) -> None:
    (tmp_path / "out.png").write_text("old")
    command = [sys.executable, "atlas.py", "export", str(tmp_path / "out.png"), "--db", file_url(seed.path)]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while running.poll() is None and not _has_imported_matplotlib(running.pid):
        time.sleep(0.02)
    running.terminate()
    _, said = running.communicate(timeout=60)
    assert running.returncode in (0, 130)
    assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["out.png"]


def _has_imported_matplotlib(process: int) -> bool:
    maps_of_it = Path(f"/proc/{process}/maps")
    return maps_of_it.exists() and "matplotlib" in maps_of_it.read_text(errors="replace")
