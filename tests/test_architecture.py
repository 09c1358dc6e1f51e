"""The layout of docs/architecture.md, held by reading the imports: direction, and what nobody may use."""

from __future__ import annotations

import ast
import re
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.conftest import ROOT

LAYERS = {
    "geo": {"geo"},
    "events": {"events", "geo"},
    "maps": {"maps", "events", "geo"},
    "ui": {"ui", "maps", "events", "geo"},
    "app": {"ui", "maps", "events", "geo"},
    "commandline": {"commandline", "maps", "events", "geo"},
    "atlas": {"commandline", "maps", "events", "geo"},
}
"""Who may import whom among the project's own packages."""
NETWORK = {"aiohttp", "geopy", "ftplib", "http", "httpx", "requests", "socket", "urllib3", "urllib.request"}
MAY_USE_THE_NETWORK = {"geo/online.py", "geo/fetch.py", "events/fetching.py"}
PRODUCT = sorted(
    path
    for layer in LAYERS
    for path in ([ROOT / f"{layer}.py"] if (ROOT / f"{layer}.py").exists() else (ROOT / layer).rglob("*.py"))
)


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


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_imports_run_one_way(path: Path) -> None:
    layer = _name(path).split("/")[0].removesuffix(".py")
    used = {name.split(".")[0] for name in _imports(path)} & set(LAYERS)
    assert used <= LAYERS[layer] | {layer}


@pytest.mark.parametrize("path", PRODUCT, ids=_name)
def test_each_library_stays_in_its_layer(path: Path) -> None:
    layer = _name(path).split("/")[0].removesuffix(".py")
    used = {name.split(".")[0] for name in _imports(path)}
    if layer in ("geo", "events", "maps", "commandline", "atlas"):
        assert "streamlit" not in used
    if layer in ("geo", "events"):
        assert not used & {"folium", "branca", "matplotlib", "pptx"}
    if layer == "maps":
        assert "events.store.Store.open" not in path.read_text(encoding="utf-8")


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
