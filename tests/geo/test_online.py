"""The network's one module, against a server on this machine."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from geo import online
from geo.errors import OnlineDisabledError, OnlineError
from geo.gazetteer import layers
from geo.geocoding.geocoder import locate

LINES = "\n".join(
    "\t".join(
        [
            str(i),
            f"Qaryat Test{i}",
            f"Qaryat Test{i}",
            "",
            str(35.0 + i / 1000),
            "37.0",
            "P",
            "PPL",
            "SY",
            "",
            "09",
            "",
            "",
            "",
            "0",
            "",
            "300",
            "Asia/Damascus",
            "2020-01-01",
        ]
    )
    for i in range(2000)
)
NOMINATIM = [
    {
        "lat": "33.31",
        "lon": "44.38",
        "display_name": "Karkh, Baghdad, Iraq",
        "addresstype": "suburb",
        "boundingbox": ["33.30", "33.32", "44.37", "44.39"],
        "address": {"country_code": "iq", "state": "Baghdad"},
    }
]
PHOTON = {
    "features": [
        {
            "geometry": {"type": "Point", "coordinates": [44.38, 33.31]},
            "properties": {"name": "Karkh", "countrycode": "IQ", "country": "Iraq", "type": "district"},
        }
    ]
}


def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "words")
        archive.writestr("SY.txt", LINES)
    return stream.getvalue()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        state = self.server.state
        state["seen"].append(
            (self.path, self.headers.get("User-Agent"), time.monotonic(), self.headers.get("Range"))
        )
        if state["status"] != 200:
            self.send_error(state["status"])
            return
        if self.path.endswith(".zip"):
            self._file(state)
            return
        body = (
            state["body"]
            if state["body"] is not None
            else json.dumps(NOMINATIM if "search" in self.path else PHOTON).encode()
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, state):
        content, asked = state["archive"], self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if self.command == "GET":
            stop = state.pop("break_after", None)
            self.wfile.write(content[start:stop])


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(online, "SECOND", 0.05)
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    httpd.state = {"seen": [], "status": 200, "body": None, "archive": _archive()}
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    with online.on_request():
        yield httpd
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def _address(httpd) -> str:
    return f"http://127.0.0.1:{httpd.server_address[1]}"


def test_the_network_starts_switched_off(tmp_path):
    with pytest.raises(OnlineDisabledError, match="switched off"):
        online.geocode("Baghdad", cache=tmp_path / "c")
    with pytest.raises(OnlineDisabledError):
        online.fetch("SY", folder=tmp_path)


@pytest.mark.parametrize("service", ["nominatim", "photon"])
def test_an_answer_says_where_it_is_from_and_is_kept(server, tmp_path, service):
    for _ in range(2):
        found = online.geocode(
            "Karkh", country="IQ", service=service, server=_address(server), cache=tmp_path / "c.sqlite"
        )
        assert found.located_by == f"online: {service}"
        assert (found.latitude, found.longitude) == (33.31, 44.38)
        assert found.country == "Iraq"
        assert found.candidates
        assert found.uncertainty_m > 0
    assert len(server.state["seen"]) == 1
    assert "conflict-atlas" in server.state["seen"][0][1]


def test_an_answer_from_another_country_is_not_taken(server, tmp_path):
    found = online.geocode("Karkh", country="SY", server=_address(server), cache=tmp_path / "c.sqlite")
    assert not found.found
    assert "in that country" in found.reason


def test_requests_of_all_threads_keep_their_distance(server, tmp_path, monkeypatch):
    monkeypatch.setattr(online, "SECOND", 0.2)
    asked = [
        threading.Thread(
            target=online.geocode,
            args=(f"p{i}",),
            kwargs={"server": _address(server), "cache": tmp_path / f"{i}"},
        )
        for i in range(3)
    ]
    start = time.monotonic()
    for thread in asked:
        thread.start()
    for thread in asked:
        thread.join()
    assert len(server.state["seen"]) == 3
    assert time.monotonic() - start >= 2 * 0.2


@pytest.mark.parametrize(
    ("status", "words"), [(429, "refuses"), (403, "refuses"), (503, "away|refuses"), (500, "away")]
)
def test_a_refusal_is_said_in_words(server, tmp_path, status, words):
    server.state["status"] = status
    with pytest.raises(OnlineError, match=words):
        online.geocode("Karkh", server=_address(server), cache=tmp_path / "c")


def test_nonsense_and_a_server_that_is_away_are_said_in_words(server, tmp_path):
    server.state["body"] = b"<html>"
    with pytest.raises(OnlineError):
        online.geocode("Karkh", server=_address(server), cache=tmp_path / "c")
    with pytest.raises(OnlineError, match="away"):
        online.geocode("Karkh", server="http://127.0.0.1:9", cache=tmp_path / "c")
    with pytest.raises(OnlineError, match="no address"):
        online.geocode("Karkh", server="ftp://example.org", cache=tmp_path / "c")
    with pytest.raises(OnlineError, match="no online service"):
        online.geocode("Karkh", service="bing", cache=tmp_path / "c")


def test_a_cache_that_is_no_database_is_done_without(server, tmp_path):
    (tmp_path / "c").write_bytes(b"no database at all" * 100)
    assert online.geocode("Karkh", server=_address(server), cache=tmp_path / "c").found


def test_a_country_file_becomes_a_layer(server, tmp_path):
    assert online.size("Syria", server=_address(server)) == len(server.state["archive"])
    seen = []
    added = online.fetch_layer(
        "SY", folder=tmp_path, server=_address(server), progress=lambda *a: seen.append(a)
    )
    assert added.layer.name == "GeoNames SY"
    assert added.layer.records == 2000
    assert seen
    found = locate("Test1500", country="SY", gazetteer=layers.open_all(tmp_path))
    assert found.precision == "exact"
    assert abs(found.latitude - 36.5) < 1e-6


def test_a_broken_download_goes_on_where_it_stopped(server, tmp_path):
    server.state["break_after"] = 5000
    with pytest.raises(OnlineError, match="try again"):
        online.fetch("SY", folder=tmp_path, server=_address(server))
    got = online.fetch("SY", folder=tmp_path, server=_address(server))
    assert got.resumed
    assert got.path.read_bytes() == server.state["archive"]
    assert server.state["seen"][-1][3] == "bytes=5000-"


def test_what_is_no_archive_is_thrown_away(server, tmp_path):
    server.state["archive"] = b"<html>an error page</html>"
    with pytest.raises(OnlineError, match="not a whole archive"):
        online.fetch("SY", folder=tmp_path, server=_address(server))
    assert not list(tmp_path.iterdir())
    with pytest.raises(OnlineError, match="not a country"):
        online.fetch("../etc", folder=tmp_path, server=_address(server))
