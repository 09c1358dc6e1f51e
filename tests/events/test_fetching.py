"""Data on request, from a server on this machine that speaks the services' pages, and fails as they do."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from events.importing import import_file
from events.query import Filter, counts, select
from events.services import fetching
from events.services.fetching import FetchError, Question, fetch, plan
from events.store import Store, file_url
from tests.commandline import atlas

TOKEN, PASSWORD = "secret-token-4711", "secret-password-0815"
ENVIRONMENT = {"UCDP_TOKEN": TOKEN, "ACLED_EMAIL": "ana@example.org", "ACLED_PASSWORD": PASSWORD}
UCDP_ROWS = [
    {
        "id": 1000 + n,
        "relid": f"IRQ-{n}",
        "year": 2024,
        "active_year": True,
        "code_status": "Clear",
        "type_of_violence": 1,
        "conflict_name": "Iraq: Government",
        "dyad_name": "Government of Iraq - IS",
        "side_a": "Government of Iraq",
        "side_b": "IS",
        "number_of_sources": 1,
        "source_article": "Agency",
        "source_office": "Agency",
        "source_date": "2024-03-01",
        "source_headline": "Clash",
        "where_prec": 1,
        "where_coordinates": "Hawija",
        "where_description": "Hawija town",
        "adm_1": "Kirkuk",
        "adm_2": "Hawija",
        "latitude": 35.32,
        "longitude": 43.77,
        "geom_wkt": "POINT (43.77 35.32)",
        "country": "Iraq",
        "country_id": 645,
        "region": "Middle East",
        "event_clarity": 1,
        "date_prec": 1,
        "date_start": f"2024-03-{n + 1:02}T00:00:00",
        "date_end": f"2024-03-{n + 1:02}T00:00:00",
        "deaths_a": 1,
        "deaths_b": 0,
        "deaths_civilians": 0,
        "deaths_unknown": 0,
        "best": 1,
        "high": 2,
        "low": 1,
    }
    for n in range(7)
]
ACLED_ROWS = [
    {
        "event_id_cnty": f"IRQ{n}",
        "event_date": f"2024-03-{n + 1:02}",
        "year": "2024",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Islamic State (Iraq)",
        "assoc_actor_1": "",
        "inter1": "Rebel group",
        "actor2": "Military Forces of Iraq (2022-)",
        "assoc_actor_2": "",
        "inter2": "State forces",
        "interaction": "State forces-Rebel group",
        "civilian_targeting": "",
        "iso": "368",
        "region": "Middle East",
        "country": "Iraq",
        "admin1": "Kirkuk",
        "admin2": "Al-Hawiga",
        "admin3": "",
        "location": "Hawija",
        "latitude": "35.32",
        "longitude": "43.77",
        "geo_precision": "1",
        "source": "Agency",
        "source_scale": "National",
        "notes": "A clash.",
        "fatalities": "1",
        "tags": "",
        "timestamp": "1700000000",
    }
    for n in range(5)
]


def gdelt_zip(day: str) -> bytes:
    cells = [""] * 58
    for place, value in {
        0: f"9{day}",
        1: day,
        6: "REBELS",
        16: "POLICE",
        26: "190",
        27: "190",
        28: "19",
        49: "4",
        50: "Hawija, Iraq",
        51: "IZ",
        53: "35.32",
        54: "43.77",
        56: day,
        57: "http://news.example/a",
    }.items():
        cells[place] = value
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{day}.export.CSV", "\t".join(cells))
    return packed.getvalue()


class Server(ThreadingHTTPServer):
    """The three services on one port, with faults to come."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.headers_seen: list[dict[str, str]] = []

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(self.path)
        good = form.get("password") == [PASSWORD] and form.get("client_id") == ["acled"]
        self._json({"access_token": TOKEN} if good else {"error": "invalid"}, 200 if good else 401)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(self.path)
        self.server.headers_seen.append(dict(self.headers))
        faults = self.server.faults.get(query.get("page", parts.path), [])
        if faults and self._fail(faults.pop(0)):
            return
        if parts.path.startswith("/gedevents/"):
            self._ucdp(query)
        elif parts.path == "/api/acled/read":
            self._acled(query)
        elif parts.path.startswith("/events/") and "20240302" not in parts.path:
            self._send(gdelt_zip(parts.path[8:16]), "application/zip")
        else:
            self._json({"error": "none"}, 404)

    def _fail(self, fault: str) -> bool:
        if fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"Result": [')
            self.connection.shutdown(socket.SHUT_RDWR)
        elif fault == "garbage":
            self._send(b"<html>maintenance</html>", "text/html")
        elif fault.startswith("redirect "):
            self.send_response(302)
            self.send_header("Location", fault.split()[1])
            self.end_headers()
        else:
            code, _, wait = fault.partition(" ")
            self._json({"error": code}, int(code), {"Retry-After": wait} if wait else {})
        return True

    def _ucdp(self, query: dict[str, str]) -> None:
        if self.headers.get("x-ucdp-access-token") != TOKEN:
            return self._json({"error": "token"}, 401)
        size, page = int(query["pagesize"]), int(query["page"])
        more = (page + 1) * size < len(UCDP_ROWS)
        following = f"http://elsewhere.example/api?pagesize={size}&page={page + 1}" if more else ""
        rows = UCDP_ROWS[page * size : (page + 1) * size]
        self._json({"TotalCount": len(UCDP_ROWS), "NextPageUrl": following, "Result": rows})

    def _acled(self, query: dict[str, str]) -> None:
        key = query.get("key") == TOKEN and query.get("email") == ENVIRONMENT["ACLED_EMAIL"]
        if self.headers.get("Authorization") != f"Bearer {TOKEN}" and not key:
            return self._json({"status": 403}, 403)
        size, page = int(query["limit"]), int(query["page"])
        rows = ACLED_ROWS[(page - 1) * size : page * size]
        self._json({"status": 200, "success": True, "count": len(rows), "data": rows})

    def _json(self, value: Any, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(json.dumps(value).encode(), "application/json", code, headers)

    def _send(self, body: bytes, kind: str, code: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def get(question: Question, folder: Path, environment: dict[str, str] | None = None, **options: Any) -> Any:
    return fetch(
        question, folder=folder, environment=environment or ENVIRONMENT, pause_s=0.01, timeout_s=5, **options
    )


def ucdp(server: Server, **changes: Any) -> Question:
    return Question("ucdp", address=server.base, page_size=3, **changes)


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_ucdp_comes_page_by_page_and_is_imported(server: Server, tmp_path: Path, store: Store) -> None:
    told: list[tuple[int, int | None]] = []
    question = ucdp(
        server, first=dt.date(2024, 3, 1), last=dt.date(2024, 3, 31), countries=("645",), version="25.1"
    )
    got = get(question, tmp_path, progress=lambda done, total, _: told.append((done, total)))
    assert lines(got.path) == UCDP_ROWS
    assert (got.rows, got.pages, got.resumed, got.missing) == (7, 3, False, ())
    assert told == [(3, 7), (6, 7), (7, 7)]
    assert (
        "/gedevents/25.1?pagesize=3&page=1&Country=645&StartDate=2024-03-01&EndDate=2024-03-31"
        in server.asked
    )
    assert sorted(path.name for path in tmp_path.glob("ucdp*")) == [got.path.name]
    report = import_file(store, got.path)
    assert (report.error, report.imported, report.mapping) == (None, 7, "UCDP GED")
    events = select(store, Filter())
    assert set(events["event_type"]) == {"Battles"}
    assert set(events["dataset"]) == {"UCDP GED"}


def test_a_candidate_release_stays_apart(server: Server, tmp_path: Path, store: Store) -> None:
    got = get(ucdp(server, version="26.0.3"), tmp_path)
    assert import_file(store, got.path).error is None
    assert set(select(store, Filter())["dataset"]) == {"UCDP GED Candidate"}


def test_acled_logs_in_and_reads_until_a_page_is_not_full(
    server: Server, tmp_path: Path, store: Store
) -> None:
    question = Question(
        "acled", dt.date(2024, 3, 1), dt.date(2024, 3, 9), ("Iraq", "Syria"), "", server.base, 2
    )
    got = get(question, tmp_path)
    assert got.rows == 5
    assert server.asked[0] == "/oauth/token"
    assert (
        "country=Iraq:OR:country=Syria&event_date=2024-03-01|2024-03-09&event_date_where=BETWEEN"
        in server.asked[1]
    )
    report = import_file(store, got.path)
    assert (report.error, report.imported, report.mapping) == (None, 5, "ACLED")


@pytest.mark.parametrize("extra", [{"ACLED_TOKEN": TOKEN}, {"ACLED_KEY": TOKEN}])
def test_acled_takes_a_token_or_an_older_key(server: Server, tmp_path: Path, extra: dict[str, str]) -> None:
    environment = {"ACLED_EMAIL": ENVIRONMENT["ACLED_EMAIL"]} | extra
    assert get(Question("acled", address=server.base), tmp_path, environment).rows == 5
    assert "/oauth/token" not in server.asked


def test_gdelt_days_are_put_together_and_a_missing_one_is_named(
    server: Server, tmp_path: Path, store: Store
) -> None:
    got = get(Question("gdelt", dt.date(2024, 3, 1), dt.date(2024, 3, 3), address=server.base), tmp_path)
    assert (got.rows, got.pages, got.missing) == (2, 3, ("events/20240302.export.CSV.zip",))
    report = import_file(store, got.path)
    assert (report.error, report.imported, report.mapping) == (None, 2, "GDELT 1")


@pytest.mark.parametrize(
    "faults",
    [
        ["500", "503"],
        ["429 0", "429"],
        ["cut", "cut", "500"],
        ["garbage"],
        ["502", "cut", "garbage", "504", "500"],
    ],
)
def test_faults_that_pass_are_asked_again(server: Server, tmp_path: Path, faults: list[str]) -> None:
    server.faults["1"] = list(faults)
    assert lines(get(ucdp(server), tmp_path).path) == UCDP_ROWS
    assert len(server.asked) == 3 + len(faults)


def test_what_came_is_kept_and_the_same_question_goes_on(server: Server, tmp_path: Path) -> None:
    server.faults["1"] = ["500"] * fetching.TRIES
    with pytest.raises(FetchError, match=r"error 500, 6 times in a row. 3 rows are kept"):
        get(ucdp(server), tmp_path)
    part = next(tmp_path.glob("*.part"))
    part.write_bytes(part.read_bytes() + b'{"id": half a line that a killed process')
    server.asked.clear()
    got = get(ucdp(server), tmp_path)
    assert (got.resumed, got.rows) == (True, 7)
    assert lines(got.path) == UCDP_ROWS
    assert not any("page=0" in path for path in server.asked)


def test_another_question_or_an_old_part_begins_anew(server: Server, tmp_path: Path) -> None:
    for change in ("question", "age", "damage"):
        server.faults["1"] = ["500"] * fetching.TRIES
        with pytest.raises(FetchError):
            get(ucdp(server), tmp_path)
        state = next(tmp_path.glob("*.part.json"))
        if change == "question":
            state.write_text(state.read_text().replace('"key": "', '"key": "0'))
        elif change == "age":
            os.utime(state, (0, 0))
        else:
            state.write_text("[]")
        got = get(ucdp(server), tmp_path)
        assert (got.resumed, lines(got.path)) == (False, UCDP_ROWS)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("401", "login of the environment"),
        ("403", "login of the environment"),
        ("404", "does not have that"),
        ("429 7200", "asks to wait 120 minutes"),
        ("redirect http://localhost:1/x", "sends on to another server"),
    ],
)
def test_refusals_are_said_at_once_and_leave_nothing(
    server: Server, tmp_path: Path, fault: str, said: str
) -> None:
    server.faults["0"] = [fault]
    with pytest.raises(FetchError, match=said):
        get(ucdp(server), tmp_path)
    assert len(server.asked) == 1
    assert not list(tmp_path.iterdir())


def test_a_server_that_is_away(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(FetchError, match="is away"):
            get(Question("ucdp", address=address), tmp_path)


def test_nothing_secret_is_ever_shown(server: Server, tmp_path: Path) -> None:
    shown = []
    for service in ("ucdp", "acled"):
        shown += plan(Question(service, address=server.base), environment=ENVIRONMENT)
        server.faults["0"] = server.faults["1"] = ["403"]
        with pytest.raises(FetchError) as refused:
            get(Question(service, address=server.base), tmp_path)
        shown.append(str(refused.value))
    key = {"ACLED_EMAIL": "ana@example.org", "ACLED_KEY": TOKEN}
    shown += plan(Question("acled", address=server.base), environment=key)
    text = "\n".join(shown)
    assert server.base in text
    assert not any(secret in text for secret in (TOKEN, PASSWORD, "ana@example.org"))
    assert not any(TOKEN in path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def test_a_dry_run_asks_nothing_and_says_what_is_lacking(server: Server) -> None:
    said = plan(Question("ucdp", address=server.base, version="25.1"), environment={})
    assert f"GET {server.base}/gedevents/25.1?pagesize=1000&page=0" in said
    assert any("lacks UCDP_TOKEN" in line for line in said)
    days = plan(Question("gdelt", dt.date(2024, 3, 1), dt.date(2024, 3, 1), version="2"), environment={})
    assert len([line for line in days if line.startswith("GET https://")]) == 96
    assert not server.asked
    with pytest.raises(FetchError, match="lacks ACLED_EMAIL"):
        fetch(Question("acled", address=server.base), environment={})


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org",
        "ftp://127.0.0.1/x",
        "https://ana:pw@example.org",
        "nonsense",
        "http://127.0.0.1.example.org",
        "https://example.org/?token=x",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_would_give_a_token_away_are_refused(address: str) -> None:
    with pytest.raises(FetchError):
        plan(Question("ucdp", address=address), environment=ENVIRONMENT)


@pytest.mark.parametrize(
    "question",
    [
        Question("gtd"),
        Question("ucdp", version="latest"),
        Question("ucdp", countries=("Iraq",)),
        Question("gdelt"),
        Question("gdelt", dt.date(2001, 1, 1), dt.date(2001, 1, 2)),
        Question("gdelt", dt.date(2015, 3, 1), dt.date(2024, 3, 1)),
        Question("acled", dt.date(2024, 3, 2), dt.date(2024, 3, 1)),
        Question("ucdp", version="../../x"),
    ],
)
def test_questions_that_do_not_fit_are_refused_in_words(question: Question) -> None:
    with pytest.raises(FetchError, match=r"\.$"):
        plan(question, environment=ENVIRONMENT)


def test_too_much_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="ask for fewer days"):
        get(ucdp(server), tmp_path, total_bytes=500)
    with pytest.raises(FetchError, match="ask for fewer days"):
        get(
            Question("gdelt", dt.date(2024, 3, 1), dt.date(2024, 3, 1), address=server.base),
            tmp_path,
            total_bytes=50,
        )
    assert not list(tmp_path.iterdir())


def test_the_command_line_fetches_and_imports(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "events.duckdb"
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    def run(*args: str, code: int = 0) -> Any:
        told = ("--address", server.base, "--folder", tmp_path / "got")
        return atlas("fetch", *args, *told, code=code, db=database)

    assert server.base in run("ucdp", "--dry-run").stdout
    assert not server.asked
    assert "7 imported" in run("ucdp", "--country", "645").stdout
    assert counts(Store.open(file_url(database))).total == 7
    server.faults["0"] = ["401"]
    refused = run("ucdp", code=1)
    assert TOKEN not in refused.stdout + refused.stderr
