"""What nobody may use, and that the walls of pyproject.toml (`make lint`) really stand."""

from __future__ import annotations

import ast
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.conftest import ROOT

PACKAGES = ("geo", "events", "maps", "ui", "commandline")
ENTRIES = {"app": {"ui"}, "atlas": {"commandline"}}
"""The two programs, and the only package of the project that each may name."""
NETWORK = {"aiohttp", "geopy", "ftplib", "http", "httpx", "requests", "socket", "urllib3", "urllib.request"}
MAY_USE_THE_NETWORK = {"geo/online/__init__.py", "geo/fetch.py", "events/services/fetching.py"}
PRODUCT = [
    *(ROOT / f"{entry}.py" for entry in ENTRIES),
    *sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")),
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(path: Path) -> Iterator[str]:
    """Yield the full names of all modules that a file imports, inside functions too."""
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_only_hands_over(entry: str) -> None:
    used = {name.split(".")[0] for name in _imports(ROOT / f"{entry}.py")}
    assert used & {*PACKAGES, *ENTRIES} == ENTRIES[entry]


BROKEN_WALLS = {
    "against the direction": ("geo/paths.py", "import events.errors"),
    "a circle": ("geo/errors.py", "import geo.rings"),
    "the dashboard's library below it": ("commandline/words.py", "import streamlit"),
    "drawing among the events": ("events/errors.py", "import matplotlib"),
    "a map that opens the store": ("maps/layers/words.py", "from events.store import Store"),
}


@pytest.mark.parametrize(("module", "line"), BROKEN_WALLS.values(), ids=BROKEN_WALLS)
def test_a_broken_wall_is_told(tmp_path: Path, module: str, line: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.js", "vendor"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = tmp_path / module
    broken.write_text(f"{broken.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, "1 broken" in done.stdout) == (1, True), done.stdout[-2000:]


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_only_the_named_modules_reach_the_network(path: Path) -> None:
    if _name(path) not in MAY_USE_THE_NETWORK:
        parts = {".".join(name.split(".")[:n]) for name in _imports(path) for n in (1, 2)}
        assert not parts & NETWORK


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_nothing_evaluates_text(path: Path) -> None:
    used = {name.split(".")[0] for name in _imports(path)}
    assert not used & {"pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in (
                "eval",
                "exec",
                "compile",
                "__import__",
                "os.system",
                "yaml.load",
                "pd.read_pickle",
            )
            assert not any(k.arg == "allow_pickle" and ast.unparse(k.value) != "False" for k in node.keywords)


def test_nothing_loads_from_a_cdn() -> None:
    hosts = re.compile(r"cdn\.|unpkg\.com|cdnjs|code\.jquery\.com|bootstrapcdn|fonts\.googleapis|netdna\.")
    client = [
        p
        for p in (ROOT / "maps").rglob("*")
        if p.suffix in (".js", ".css", ".html") and "vendor" not in p.parts
    ]
    static = [p for p in (ROOT / "ui").rglob("*") if p.suffix in (".js", ".css", ".html")]
    for path in [*PRODUCT, *client, *static]:
        found = hosts.search(path.read_text(encoding="utf-8"))
        assert not found, f"{_name(path)} names {found and found[0]}"


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_the_tests_themselves_reach_this_machine_only(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    blocked = (SocketConnectBlockedError, UserWarning)  # it warns first, and a warning is an error here
    with socket.socket(family) as outside, pytest.raises(blocked, match="tried to use socket"):
        outside.connect((address, 443))


def test_there_is_no_module_for_everything() -> None:
    assert not [
        path for path in PRODUCT if path.stem in ("utils", "util", "helpers", "helper", "misc", "common")
    ]


def test_modules_stay_readable() -> None:
    long = {
        _name(path): n for path in PRODUCT if (n := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long
