"""No other site reads or edits the table: raw requests, a hostile page in a browser; nothing calls out."""

from __future__ import annotations

import base64
import http.server
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from events.store import Store
from tests.browser import browser, launch_type, watch  # noqa: F401
from tests.conftest import ROOT
from tests.server import dashboard
from ui import gate

PATIENCE_MS = 60_000
WATCHER = """
import os, socket
INSIDE = ("127.", "::1", "localhost", "0.0.0.0", "::")
def told(kind, where):
    if where and not str(where).startswith(INSIDE) and str(where) != socket.gethostname():
        with open(os.environ["WATCHED"], "a") as log: log.write(f"{kind} {where}\\n")
looked_up, connected = socket.getaddrinfo, socket.socket.connect
def getaddrinfo(host, *rest, **more):
    told("look-up", host.decode() if isinstance(host, bytes) else host); return looked_up(host, *rest, **more)
def connect(self, address):
    if isinstance(address, tuple): told("connection", address[0])
    return connected(self, address)
socket.getaddrinfo, socket.socket.connect = getaddrinfo, connect
"""


@contextmanager
def _served(folder: Path, seed: Store, **settings: str) -> Iterator[tuple[str, Path]]:
    """Serve the seed events, with each look-up and connection to outside noted in a file."""
    (folder / "sitecustomize.py").write_text(WATCHER, encoding="utf-8")
    log = folder / "watched"
    paths = os.pathsep.join([str(folder), str(ROOT)])
    database = shutil.copyfile(seed.path, folder / "events.duckdb")
    with dashboard(database, PYTHONPATH=paths, WATCHED=str(log), **settings) as address:
        yield address, log


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, seed: Store) -> Iterator[str]:
    with _served(tmp_path_factory.mktemp("gate"), seed) as (address, log):
        yield address
        assert not log.exists() or not log.read_text(), "the server called out"


def _status(address: str, host: str | None, path: str = "/", **headers: str) -> int:
    """Send a request as it stands and return the status of the answer."""
    place = urlsplit(address)
    lines = [f"GET {path} HTTP/1.1"] + ([f"Host: {host}"] if host is not None else [])
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode())
        return int(line.recv(4096).split(b" ")[1])


def _web_socket(address: str, host: str | None, **headers: str) -> int:
    key = base64.b64encode(b"0123456789abcdef").decode()
    place = urlsplit(address)
    lines = ["GET /_stcore/stream HTTP/1.1"] + ([f"Host: {host}"] if host is not None else [])
    lines += ["Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {key}"]
    lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: streamlit"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with socket.create_connection((place.hostname, place.port), timeout=20) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(line.recv(4096).split(b" ")[1])


FOREIGN_HOSTS = (
    "evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "localhost.evil.example",
    "192.0.2.7", "127.0.0.1:{port}@evil.example", "evil.example:99999", "[::1", "", None,
)  # fmt: skip
FOREIGN_ORIGINS = (
    "http://evil.example", "https://evil.example:{port}", "http://127.0.0.1:1", "http://localhost:1", "null",
    "http://127.0.0.1.evil.example:{port}", "http://127.0.0.1:{port}@evil.example", "file://", "",
)  # fmt: skip


def _with_port(text: str | None, address: str) -> str | None:
    return text and text.replace("{port}", str(urlsplit(address).port))


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_answered_nothing(server: str, host: str | None) -> None:
    asked = _with_port(host, server)
    assert _status(server, asked) in (400, 421)
    assert _status(server, asked, "/_stcore/health") in (400, 421)
    own = f"http://{asked}"
    assert _web_socket(server, asked, Origin=own) in (400, 403, 421)


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_foreign_origin_is_answered_nothing(server: str, origin: str) -> None:
    own = urlsplit(server).netloc
    asked = _with_port(origin, server) or ""
    assert _web_socket(server, own, Origin=asked) == 403
    assert _status(server, own, "/_stcore/health", Origin=asked) == 403
    assert _web_socket(server, own, Origin=asked, **{"X-Forwarded-Host": "evil.example"}) == 403


def test_two_hosts_or_origins_are_none(server: str) -> None:
    own = urlsplit(server).netloc
    assert _status(server, own, Host="evil.example") == 400
    assert _web_socket(server, own, Origin=f"http://{own}", origin="http://evil.example") in (400, 403)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST."])
def test_the_own_names_are_served(server: str, name: str) -> None:
    own = f"{name}:{urlsplit(server).port}"
    assert _status(server, own) == 200
    assert _web_socket(server, own, Origin=f"http://{own}") == 101
    assert _web_socket(server, own) == 101, "a program without an origin is no web page"


def test_another_page_of_this_machine_may_not_read_along(server: str) -> None:
    own = urlsplit(server).netloc
    asked = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}
    assert _status(server, own, "/_stcore/health", **asked) == 403
    assert _status(server, own, "/", **{**asked, "Sec-Fetch-Mode": "navigate"}) == 200


@pytest.mark.parametrize("base", ["", "/atlas-of/others"])
def test_news_of_the_data_is_the_own_pages_alone(server: str, base: str) -> None:
    own, path = urlsplit(server).netloc, f"{base}/atlas/news"
    assert _status(server, own, path) == 200
    assert _status(server, "evil.example", path) == 421
    assert _status(server, own, path, Origin="http://evil.example") == 403
    assert _status(server, own, path, **{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}) == 403


def test_a_configured_name_is_served_and_listening_everywhere_calls_nobody(
    tmp_path: Path, seed: Store
) -> None:
    settings = {
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
        "STREAMLIT_SERVER_ALLOWED_HOSTS": "atlas.example.org",
        "STREAMLIT_SERVER_CORS_ALLOWED_ORIGINS": "https://portal.example.org",
    }
    with _served(tmp_path, seed, **settings) as (address, log):
        assert _status(address, "atlas.example.org") == 200
        assert _status(address, "other.example.org") == 421
        assert _web_socket(address, "atlas.example.org", Origin="https://portal.example.org") == 101
        assert _web_socket(address, "atlas.example.org", Origin="https://evil.example") == 403
        assert _status(address, "192.0.2.7:8501") == 200, "an address in figures, if others may ask"
        assert not log.exists() or not log.read_text()


def test_whoever_listens_beyond_this_machine_reads_so_on_every_page(
    tmp_path: Path,
    seed: Store,
    browser: Browser,  # noqa: F811
) -> None:
    with _served(tmp_path, seed, STREAMLIT_SERVER_ADDRESS="0.0.0.0") as (address, _):
        page = browser.new_page()
        for path in ("", "events", "places", "changes", "reports", "export", "about"):
            page.goto(f"{address}/{path}")
            expect(page.get_by_text("asks nobody to sign in")).to_be_visible(timeout=PATIENCE_MS)
        expect(page.get_by_text("the folder is not shown")).to_be_visible(timeout=PATIENCE_MS)
        assert str(tmp_path) not in page.content()
        page.context.close()


@pytest.fixture(scope="module")
def misled(browser: Browser) -> Iterator[Browser]:  # noqa: F811
    """A browser for which evil.example leads to this machine, as after a rebinding."""
    started = launch_type(browser.browser_type, "--host-resolver-rules=MAP evil.example 127.0.0.1")
    yield started
    started.close()


class _Hostile(http.server.BaseHTTPRequestHandler):
    """A page that shows the dashboard in a frame, reads it, and opens its WebSocket."""

    target = ""

    def do_GET(self) -> None:
        page = f"""<!doctype html><title>hostile</title><iframe id=f src="{self.target}/"></iframe><script>
        window.found = [];
        const note = (what) => window.found.push(what);
        fetch("{self.target}/_stcore/health").then(() => note("read"), () => note("no read"));
        fetch("{self.target}/_stcore/health", {{mode: "no-cors"}})
          .then(() => note("sent"), () => note("not sent"));
        const ws = new WebSocket("{self.target.replace("http", "ws")}/_stcore/stream", ["streamlit"]);
        ws.onopen = () => note("socket"); ws.onerror = () => note("no socket");</script>"""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_args: object) -> None:
        """Keep the test's output quiet."""


def test_a_rebound_name_shows_no_dashboard(server: str, misled: Browser) -> None:
    page = misled.new_page()
    answer = page.goto(server.replace("127.0.0.1", "evil.example"))
    assert answer is not None
    assert answer.status == 421
    assert "not served under this name" in page.locator("body").inner_text()
    page.context.close()


def test_a_hostile_page_frames_reads_and_edits_nothing(server: str, misled: Browser) -> None:
    _Hostile.target = server
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hostile) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page = misled.new_page()
        page.goto(f"http://evil.example:{other.server_port}/")
        page.wait_for_function("window.found.length >= 3", timeout=PATIENCE_MS)
        assert "read" not in page.evaluate("window.found")
        assert "socket" not in page.evaluate("window.found")
        frame = page.frames[-1]
        assert not frame.url.startswith(server) or not frame.locator(".stApp").count(), "shown in a frame"
        page.context.close()
        other.shutdown()


def test_every_page_keeps_to_the_policy_and_an_export_answers_its_own_visit_only(
    server: str,
    browser: Browser,  # noqa: F811
) -> None:
    context = browser.new_context(accept_downloads=True)
    seen = watch(context.new_page())
    page = seen.page
    page.set_default_timeout(PATIENCE_MS)
    for path in ("", "events", "places", "changes", "reports", "about", "export"):
        page.goto(f"{server}/{path}")
        page.wait_for_selector(".stMainBlockContainer")
        expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0, timeout=PATIENCE_MS)
    with page.expect_download() as waiting, page.expect_request(re.compile("/media/")) as asking:
        page.get_by_role("button", name="Download").click()
    assert waiting.value.path().stat().st_size > 1000
    made = asking.value.url
    assert context.request.get(made).status == 200
    stranger = browser.new_context()
    assert stranger.request.get(made).status == 404, "another browser's visit"
    stranger.close()
    assert not [error for error in seen.errors if "Content Security Policy" in error], seen.errors
    assert not seen.requests
    page.close()
    while context.request.get(made).status == 200:  # until the server has seen the tab go
        pass
    assert context.request.get(made).status == 404, "the visit has ended"
    context.close()


def test_a_large_file_is_never_taken_for_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gate._visits, "session", gate._Visit("visitor", "mark"))
    storage = MemoryMediaFileStorage("/media")
    old, new = b"7" * 3_000_000, b"7" * 1_000_000 + b"8" + b"7" * 1_999_999

    def served(content: bytes, state: str) -> bytes:
        mime = gate.marked("text/csv", "session", state=state)
        number = storage.load_and_get_id(content, mime, MediaFileKind.DOWNLOADABLE, "events.csv")
        return storage.get_file(number).content

    assert served(old, "before the edit") == old
    assert served(new, "after the edit") == new
