"""What each data service is asked, and what its answers look like; no network in here.

Sources of the forms: UCDP https://ucdp.uu.se/apidocs/ (token in ``x-ucdp-access-token``, at most 1,000
events a page, 5,000 requests a day); ACLED https://acleddata.com/api-documentation/getting-started
(OAuth login, or a key on older servers; 5,000 rows a page); GDELT
https://www.gdeltproject.org/data.html#rawdatafiles (a file a day, or one each quarter of an hour).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from events.errors import EventsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class FetchError(EventsError, ConnectionError):
    """A service cannot be asked, refuses, or answers something else; the text says which, in words."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "The service could not be asked."


@dataclass(frozen=True)
class Question:
    """What a person wants from a service.

    Attributes
    ----------
    service : {"ucdp", "acled", "gdelt"}
    first, last : date or None
        Days of the events, both included. GDELT needs both.
    countries : tuple of str
        ACLED: names as ACLED writes them; UCDP: Gleditsch-Ward numbers (Iraq is 645).
    version : str
        UCDP: the release (25.1, or a candidate 26.0.3); GDELT: 1 (a file a day) or 2 (each quarter hour).
    address : str
        Another server that speaks the same pages; empty: the service's own.
    page_size : int or None
        Rows a page; None: as many as the service gives.
    """

    service: str
    first: dt.date | None = None
    last: dt.date | None = None
    countries: tuple[str, ...] = ()
    version: str = ""
    address: str = ""
    page_size: int | None = None


@dataclass(frozen=True)
class Request:
    """One request. ``url`` may be shown; what is secret is in the other fields, and never is."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    may_lack: bool = False
    """Whether the service may well not have it (a quarter hour without a file)."""

    @property
    def full(self) -> str:
        """The address as it is asked."""
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}{urlencode(self.secret)}" if self.secret else self.url


class Service:
    """How a service is asked: its requests in order. A subclass for each, and a line in `SERVICES`.

    Attributes
    ----------
    name, title : str
        In a question; in words.
    address : str
        The service's own server.
    needs : str
        The variables of the environment that hold its login, in words; empty where it wants none.
    countries : tuple of str or None
        What is said of countries: the label of the field, an example for it, and what to type; None where it
        cannot be asked by country.
    versions : mapping of str to str
        The versions that there are, each in words; empty where any may be typed.
    version_words : str
        What to type for a version; empty where there is none.
    latest : str
        The version that is asked where none is named.
    suffix : str
        Of the file that the rows are put into.
    page_size : int
        The most rows of a page.
    names : sequence of str
        The files that are fetched one by one; empty where each page names the next.
    """

    name = ""
    title = ""
    address = ""
    needs = ""
    countries: tuple[str, str, str] | None = None
    versions: Mapping[str, str] = MappingProxyType({})
    version_words = ""
    latest = ""
    suffix = ".jsonl"
    page_size = 1
    names: Sequence[str] = ()

    def __init__(self, question: Question, environment: Mapping[str, str]) -> None:
        self.question = question
        self.base = (question.address or self.address).rstrip("/")
        self.size = min(question.page_size or self.page_size, self.page_size)
        self.environment = environment
        if question.first and question.last and question.first > question.last:
            raise FetchError(f"The days end ({question.last}) before they begin ({question.first}).")

    def login(self) -> Request | None:
        """Return the request that turns a login into a token, None where none is needed."""
        return None

    def credentials(self, token: str | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return headers and secret parameters; raises FetchError where the environment lacks them."""
        return {}, {}

    def lacks(self) -> str | None:
        """Return in words what the environment lacks, None when it has all."""
        return None

    def page(self, number: str) -> Request:
        """Return the request of a page, the first of which is 0."""
        raise NotImplementedError

    def read(self, answer: Any, number: str) -> tuple[list[dict[str, Any]], str | None, int | None]:
        """Return the rows of a page, the number of the next page, and how many rows there are in all."""
        raise NotImplementedError

    def file_name(self) -> str:
        """Return the name of the file that the rows are put into."""
        days = [day.isoformat() for day in (self.question.first, self.question.last) if day]
        parts = [
            self.name,
            self.question.version,
            *(_word(name) for name in self.question.countries[:5]),
            *days,
        ]
        return "-".join(part for part in parts if part) + self.suffix

    def _known(self, name: str) -> str:
        return self.environment.get(name, "").strip()


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")[:40]


def address_of(base: str, path: str, parameters: Sequence[tuple[str, str]]) -> str:
    """Return an address with its parameters."""
    return f"{base}/{path}?{urlencode(parameters, safe='|:, ').replace(' ', '%20')}"


class Ucdp(Service):
    """UCDP's georeferenced events: pages of JSON, each naming the next."""

    name = "ucdp"
    title = "UCDP GED"
    needs = "UCDP_TOKEN"
    countries = ("Countries by Gleditsch-Ward number", "645, 652", "its Gleditsch-Ward number (Iraq is 645)")
    version_words = "the release, 25.1"
    address = "https://ucdpapi.pcr.uu.se/api"
    page_size = 1000
    latest = "25.1"

    def __init__(self, question: Question, environment: Mapping[str, str]) -> None:
        super().__init__(question, environment)
        self.version = question.version or self.latest
        if not re.fullmatch(r"\d{1,2}\.\d{1,2}(\.\d{1,2}){0,2}", self.version):
            raise FetchError(f"{self.version[:40]!r} is no UCDP release; they are called 25.1 or 26.0.3.")
        for country in question.countries:
            if not country.isdigit():
                raise FetchError(
                    f"UCDP is asked by Gleditsch-Ward number (Iraq is 645), not by {country[:40]!r}."
                )

    def lacks(self) -> str | None:
        return None if self._known("UCDP_TOKEN") else "UCDP_TOKEN (a token from https://ucdp.uu.se/apidocs/)"

    def credentials(self, token: str | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return {"x-ucdp-access-token": self._known("UCDP_TOKEN")}, {}

    def file_name(self) -> str:
        days = [day.isoformat() for day in (self.question.first, self.question.last) if day]
        return "-".join(["ucdp-gedevents", self.version, *self.question.countries[:5], *days]) + self.suffix

    def page(self, number: str) -> Request:
        asked = [("pagesize", str(self.size)), ("page", number)]
        if self.question.countries:
            asked.append(("Country", ",".join(self.question.countries)))
        for name, day in (("StartDate", self.question.first), ("EndDate", self.question.last)):
            if day:
                asked.append((name, day.isoformat()))
        return Request(address_of(self.base, f"gedevents/{self.version}", asked))

    def read(self, answer: Any, number: str) -> tuple[list[dict[str, Any]], str | None, int | None]:
        """Return the rows of a page, the number of the next page, and how many rows there are in all."""
        rows = answer.get("Result") if isinstance(answer, dict) else None
        rows = _rows(rows, "UCDP")
        following = answer.get("NextPageUrl")
        # Only the number is taken: an answer must not send the token to another address.
        found = parse_qs(urlsplit(str(following)).query).get("page", []) if following else []
        total = answer.get("TotalCount")
        step = found[0] if found and found[0].isdigit() and rows else None
        if step is not None and int(step) <= int(number):
            raise FetchError(
                "UCDP names a page as the next one that was read already; nothing was kept of it."
            )
        return rows, step, total if isinstance(total, int) else None


class Acled(Service):
    """ACLED's events: pages of JSON until one is not full."""

    name = "acled"
    title = "ACLED"
    needs = "ACLED_EMAIL and ACLED_PASSWORD, or ACLED_TOKEN, or ACLED_EMAIL and ACLED_KEY"
    countries = ("Countries as ACLED writes them", "Iraq, Syria", "a country's name")
    address = "https://acleddata.com"
    page_size = 5000

    def lacks(self) -> str | None:
        if self._known("ACLED_TOKEN") or (self._known("ACLED_EMAIL") and self._secret()):
            return None
        return (
            "ACLED_EMAIL and ACLED_PASSWORD (the myACLED login), or ACLED_TOKEN, or ACLED_EMAIL and ACLED_KEY"
        )

    def _secret(self) -> str:
        return self._known("ACLED_PASSWORD") or self._known("ACLED_KEY")

    def login(self) -> Request | None:
        if self._known("ACLED_TOKEN") or not self._known("ACLED_PASSWORD"):
            return None
        form = {
            "username": self._known("ACLED_EMAIL"),
            "password": self._known("ACLED_PASSWORD"),
            "grant_type": "password",
            "client_id": "acled",
        }
        return Request(f"{self.base}/oauth/token", form=form)

    def credentials(self, token: str | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
        held = token or self._known("ACLED_TOKEN")
        if held:
            return {"Authorization": f"Bearer {held}"}, {}
        return {}, {"email": self._known("ACLED_EMAIL"), "key": self._known("ACLED_KEY")}

    def page(self, number: str) -> Request:
        number = str(max(1, int(number)))
        asked = [("_format", "json"), ("limit", str(self.size)), ("page", number)]
        if self.question.countries:
            asked.append(("country", ":OR:country=".join(self.question.countries)))
        first, last = self.question.first, self.question.last
        if first or last:
            days = f"{(first or dt.date(1997, 1, 1)).isoformat()}|{(last or dt.date(2100, 1, 1)).isoformat()}"
            asked += [("event_date", days), ("event_date_where", "BETWEEN")]
        # ACLED reads several countries as country=A:OR:country=B, so these signs stay as they are.
        url = address_of(self.base, "api/acled/read", asked).replace("%3D", "=")
        return Request(url)

    def read(self, answer: Any, number: str) -> tuple[list[dict[str, Any]], str | None, int | None]:
        """Return the rows of a page, the number of the next page, and how many rows there are in all."""
        if isinstance(answer, dict) and (answer.get("success") is False or answer.get("status", 200) != 200):
            raise FetchError(
                "ACLED refuses the question; look at the account's access and the countries' names."
            )
        rows = _rows(answer.get("data") if isinstance(answer, dict) else None, "ACLED")
        total = answer.get("total_count")
        full = len(rows) >= self.size
        return rows, str(max(1, int(number)) + 1) if full else None, total if isinstance(total, int) else None


def _rows(rows: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FetchError(f"{name} answered something that is no page of events.")
    return rows


class Gdelt(Service):
    """GDELT's event files: a zip of tab-separated rows for each day (1) or quarter of an hour (2)."""

    name = "gdelt"
    title = "GDELT"
    versions: Mapping[str, str] = MappingProxyType({"1": "a file a day", "2": "one each quarter of an hour"})
    version_words = "1 or 2"
    # The custom name data.gdeltproject.org has no certificate of its own; its store is this one.
    address = "https://storage.googleapis.com/data.gdeltproject.org"
    suffix = ".CSV"
    most_files = 3_000

    def __init__(self, question: Question, environment: Mapping[str, str]) -> None:
        super().__init__(question, environment)
        self.version = question.version or "1"
        if self.version not in self.versions:
            raise FetchError("There are GDELT 1 (a file a day) and GDELT 2 (each quarter of an hour).")
        if question.first is None or question.last is None:
            raise FetchError("GDELT is asked by days: give the first and the last one.")
        if question.first < (dt.date(2013, 4, 1) if self.version == "1" else dt.date(2015, 2, 18)):
            raise FetchError(
                "GDELT has daily files from 2013-04-01 (version 1) or 2015-02-18 (version 2) on."
            )
        if question.countries:
            raise FetchError("GDELT's files are of the whole world; import them, then filter by country.")
        days = (question.last - question.first).days + 1
        self.names = [
            name for n in range(days) for name in self._names(question.first + dt.timedelta(days=n))
        ]
        if len(self.names) > self.most_files:
            raise FetchError(f"That would be {len(self.names)} files; ask for {self.most_files} at most.")

    def _names(self, day: dt.date) -> list[str]:
        if self.version == "1":
            return [f"events/{day:%Y%m%d}.export.CSV.zip"]
        quarters = [f"{hour:02}{minute:02}00" for hour in range(24) for minute in (0, 15, 30, 45)]
        return [f"gdeltv2/{day:%Y%m%d}{quarter}.export.CSV.zip" for quarter in quarters]

    def file_name(self) -> str:
        return f"gdelt{self.version}-{self.question.first}-{self.question.last}{self.suffix}"

    def page(self, number: str) -> Request:
        return Request(f"{self.base}/{self.names[int(number)]}", may_lack=True)


SERVICES: dict[str, type[Service]] = {one.name: one for one in (Ucdp, Acled, Gdelt)}


def titles() -> str:
    """Return the services in words: "UCDP, ACLED or GDELT"."""
    *others, last = (name.upper() for name in SERVICES)
    return f"{', '.join(others)} or {last}"


def service_of(question: Question, environment: Mapping[str, str]) -> Service:
    """Return the service that a question is for.

    Raises
    ------
    FetchError
        There is no such service, or the question does not fit it.
    """
    if question.service not in SERVICES:
        raise FetchError(f"There is no service {question.service[:40]!r}; there are {', '.join(SERVICES)}.")
    return SERVICES[question.service](question, environment)
