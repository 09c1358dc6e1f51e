"""Data on request from UCDP, ACLED and GDELT: page by page into a local file, which is then imported.

Nothing here runs by itself: a person asks, with a token or login of their own from the environment.
Pages are asked again after an error of the server, ever later; what came is kept, and the same question
goes on from there. Addresses are https (a server on this machine may do without).
"""

from __future__ import annotations

import email.utils
import http.client
import io
import json
import os
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlencode, urlsplit

from events.services import FetchError, Question, Request, Service, service_of
from geo import private
from geo.paths import user_cache
from geo.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

USER_AGENT = "conflict-atlas/0.1 (a person's own request for event data)"
TIMEOUT_S = 60.0
TRIES = 6
PAUSE_S = 1.0
"""The first pause before asking again; each further one is twice as long."""
LONGEST_WAIT_S = 120.0
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
PAGE_BYTES = 256 << 20
TOTAL_BYTES = 4 << 30
MOST_PAGES = 5_000
"""UCDP answers so many requests a day."""
FRESH_S = 24 * 3600
"""What came longer ago is asked anew: the data behind the pages may have changed."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

Progress = Callable[[int, int | None, str], None]
Cancelled = Callable[[], bool]
LOOK_S = 0.2
"""How often a wait looks whether a person has stopped it."""


@dataclass(frozen=True)
class Fetched:
    """What came: the file, its rows, how many pages, and what the service does not have.

    Attributes
    ----------
    resumed : bool
        Whether part of it was there from an earlier try.
    missing : tuple of str
        Files that the service says it has not (GDELT skips a quarter of an hour now and then).
    """

    path: Path
    rows: int
    pages: int
    resumed: bool
    missing: tuple[str, ...] = ()


def default_folder() -> Path:
    """Return the folder into which files are put: in the user's cache."""
    return user_cache() / "fetched"


def plan(question: Question, *, environment: Mapping[str, str] | None = None) -> list[str]:
    """Return in lines what `fetch` would ask, without asking and without anything secret.

    Raises
    ------
    FetchError
        The question cannot be asked.
    """
    service = service_of(question, os.environ if environment is None else environment)
    _check_address(service.base)
    lines = []
    login = service.login()
    if login is not None:
        lines.append(f"POST {login.url} (the login of the environment)")
    if service.names:
        lines += [f"GET {service.page(str(number)).url}" for number in range(len(service.names))]
    else:
        lines.append(f"GET {service.page('0').url}")
        lines.append("and so on, page by page, until the last")
    lacks = service.lacks()
    if lacks:
        lines.append(f"The environment lacks {lacks}.")
    lines.append(f"into {service.file_name()}")
    return lines


def fetch(
    question: Question,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    pause_s: float = PAUSE_S,
    timeout_s: float = TIMEOUT_S,
    total_bytes: int = TOTAL_BYTES,
    cancelled: Cancelled | None = None,
) -> Fetched:
    """Ask a service for its events and put them into a file that the import reads.

    Parameters
    ----------
    question : Question
    folder : Path or None
        Where the file is put, ``.part`` until it is whole; None: `default_folder`.
    environment : mapping or None
        Where UCDP_TOKEN, ACLED_EMAIL and the like are looked up; None: the process's own.
    progress : callable or None
        Called with rows so far, rows in all (or None), and what is being done.
    pause_s, timeout_s : float
        First pause before asking again, and how long to wait for an answer.
    total_bytes : int
        The file may be no larger.
    cancelled : callable or None
        Asked before each request and while waiting; when true, no more is asked.

    Returns
    -------
    Fetched

    Raises
    ------
    FetchError
        The service is away, refuses, or answers something else. What came so far is kept, and the same
        question goes on from there.
    """
    service = service_of(question, os.environ if environment is None else environment)
    _check_address(service.base)
    lacks = service.lacks()
    if lacks:
        raise FetchError(f"The environment lacks {lacks}; nothing was asked.")
    asker = _Asker(service, pause_s, timeout_s, cancelled)
    part = _Part.open(folder or default_folder(), service, question, total_bytes)
    resumed = part.pages > 0
    try:
        if service.names:
            _files(service, asker, part, progress)
        else:
            _pages(service, asker, part, progress)
    except FetchError as error:
        if not part.pages:
            part.drop()
            raise
        raise FetchError(
            f"{error} {part.rows:,} rows are kept; the same request goes on from there."
        ) from None
    if not part.rows:
        part.drop()
        raise FetchError(f"{service.name.upper()} has no events for that question; nothing was kept.")
    return Fetched(part.finish(), part.rows, part.pages, resumed, tuple(part.missing))


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.username or parts.password or not host or parts.query or parts.fragment:
        raise FetchError("The address of the server should be like https://host/path, without a login in it.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise FetchError(f"{host} is asked by https only: a token would travel in the clear otherwise.")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow no answer to another host: the token would go with the request."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            fp.close()
            raise FetchError(
                f"{old.hostname} sends on to another server ({new.hostname}); that is not followed."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Asker:
    """Asks one service, again and ever later where that may help."""

    def __init__(
        self,
        service: Service,
        pause_s: float,
        timeout_s: float,
        cancelled: Cancelled | None = None,
    ) -> None:
        self.service = service
        self.pause_s = pause_s
        self.timeout_s = timeout_s
        self._cancelled = cancelled or (lambda: False)
        self._opener = urllib.request.build_opener(_Redirects)
        self._token: str | None = None

    def json(self, request: Request) -> Any:
        """Return a page's JSON."""
        return self._again(request, lambda body: json.loads(body, parse_constant=lambda _: None))

    def body(self, request: Request) -> bytes | None:
        """Return a file's bytes once they are a whole zip, None where the service has no such file."""
        found: bytes | None = self._again(request, _whole_zip)
        return found

    def login(self) -> None:
        """Turn the login into a token, where the service wants one."""
        request = self.service.login()
        if request is not None and self._token is None:
            answer = self.json(request)
            token = answer.get("access_token") if isinstance(answer, dict) else None
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise FetchError(f"{self._host(request)} gave no token for the login.")
            self._token = token

    def _again(self, request: Request, read: Callable[[bytes], Any]) -> Any:
        """Ask until the answer reads, at most TRIES times."""
        pause, said = self.pause_s, ""
        for attempt in range(TRIES):
            self._wait(pause if attempt else 0.0)
            if attempt:
                pause = min(2 * pause, LONGEST_WAIT_S)
            try:
                return read(self._ask(request))
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 404 and request.may_lack:
                    return None
                if error.code not in AGAIN:
                    raise FetchError(self._refusal(request, error.code)) from None
                said = f"answers with error {error.code}"
                pause = max(pause, _asked_to_wait(error.headers.get("Retry-After"), self._host(request)))
            except (http.client.HTTPException, OSError) as error:
                if isinstance(error, FetchError):
                    raise
                said = "breaks off" if isinstance(error, http.client.HTTPException) else "is away"
            except (ValueError, RecursionError, zipfile.BadZipFile):
                said = "answers something that is not what was asked for"
        raise FetchError(f"{self._host(request)} {said}, {TRIES} times in a row.")

    def _wait(self, seconds: float) -> None:
        """Wait, unless a person stops it."""
        until = time.monotonic() + seconds
        while not self._cancelled():
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, LOOK_S))
        raise FetchError("Stopped.")

    def _ask(self, request: Request) -> bytes:
        headers, secret = ({}, {}) if request.form else self.service.credentials(self._token)
        asked = urllib.request.Request(  # noqa: S310 (the opener knows http and https alone)
            Request(request.url, secret=secret).full,
            data=urlencode(request.form).encode() if request.form else None,
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", **headers},
        )
        with self._opener.open(asked, timeout=self.timeout_s) as reply:
            body: bytes = reply.read(PAGE_BYTES + 1)
            length = reply.headers.get("Content-Length", "")
        if len(body) > PAGE_BYTES:
            raise FetchError(
                f"{self._host(request)} sends more than {PAGE_BYTES >> 20} MB at once; that is not read."
            )
        if length.isdigit() and len(body) < int(length):
            raise http.client.IncompleteRead(body, int(length) - len(body))
        return body

    def _host(self, request: Request) -> str:
        return urlsplit(request.url).hostname or ""

    def _refusal(self, request: Request, code: int) -> str:
        if code in (400, 401, 403):
            return (
                f"{self._host(request)} refuses the request or the login of the environment (error {code})."
            )
        what = "does not have that" if code == 404 else "refuses the request"
        return f"{self._host(request)} {what} (error {code})."


def _asked_to_wait(said: str | None, host: str) -> float:
    """Read Retry-After: seconds, or a time."""
    if not said:
        return 0.0
    if said.strip().isdigit():
        seconds = float(said)
    else:
        try:
            seconds = email.utils.parsedate_to_datetime(said).timestamp() - time.time()
        except (ValueError, TypeError):
            return 0.0
    if seconds > LONGEST_WAIT_S:
        raise FetchError(f"{host} asks to wait {seconds / 60:.0f} minutes.")
    return max(0.0, seconds)


def _whole_zip(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if archive.testzip() is not None:
            raise zipfile.BadZipFile
    return body


class _Part:
    """The file in the making, and beside it how far it is; both survive a killed process."""

    def __init__(self, path: Path, key: str, limit: int) -> None:
        self.path, self.key, self.limit = path, key, limit
        self.file = path.with_name(path.name + ".part")
        self.state = path.with_name(path.name + ".part.json")
        self.next, self.rows, self.pages, self.size = "0", 0, 0, 0
        self.missing: list[str] = []

    @classmethod
    def open(cls, folder: Path, service: Service, question: Question, limit: int) -> _Part:
        private.make_folder(folder)
        asked = f"{service.base}\x1f{service.size}\x1f{question}"
        part = cls(folder / service.file_name(), blake2b(asked.encode(), digest_size=16).hexdigest(), limit)
        part._go_on()
        return part

    def _go_on(self) -> None:
        try:
            known = json.loads(self.state.read_text("utf-8"))
            fresh = time.time() - self.state.stat().st_mtime < FRESH_S
            if known["key"] == self.key and fresh and self.file.stat().st_size >= known["size"]:
                self.next, self.rows, self.pages = str(known["next"]), int(known["rows"]), int(known["pages"])
                self.size, self.missing = int(known["size"]), [str(name) for name in known["missing"]]
        except (OSError, ValueError, KeyError, TypeError):
            pass  # nothing to go on from
        with self.file.open("ab") as stream:
            stream.truncate(self.size)

    def add(self, write: Callable[[BinaryIO], int], following: str, missing: str | None = None) -> None:
        """Append a page, then say so: what is not yet said is cut off at the next start."""
        with self.file.open("ab") as stream:
            rows = write(stream)
            stream.flush()
            os.fsync(stream.fileno())
            self.size = stream.tell()
        if self.size > self.limit:
            self.drop()
            raise FetchError(
                f"That is more than {self.limit / 1e6:,.0f} MB; ask for fewer days. Nothing was kept."
            )
        self.rows, self.pages, self.next = self.rows + rows, self.pages + 1, following
        self.missing += [missing] if missing else []
        known = {
            "key": self.key,
            "next": following,
            "rows": self.rows,
            "pages": self.pages,
            "size": self.size,
        }
        write_whole(self.state, json.dumps(known | {"missing": self.missing}))

    def finish(self) -> Path:
        self.file.replace(self.path)
        self.state.unlink(missing_ok=True)
        return self.path

    def drop(self) -> None:
        self.pages = self.rows = 0
        for path in (self.state, self.file):
            path.unlink(missing_ok=True)


def _pages(service: Service, asker: _Asker, part: _Part, progress: Progress | None) -> None:
    asker.login()
    while part.next:
        if part.pages >= MOST_PAGES:
            raise FetchError(f"That is more than {MOST_PAGES:,} pages; ask for fewer days.")
        answer = asker.json(service.page(part.next))
        rows, following, total = service.read(answer, part.next)
        lines = [json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n" for row in rows]
        part.add(lambda stream, lines=lines: _write_lines(stream, lines), following or "")  # type: ignore[misc]
        if progress:
            progress(part.rows, total, "fetching")


def _write_lines(stream: BinaryIO, lines: list[bytes]) -> int:
    stream.writelines(lines)
    return len(lines)


def _files(service: Service, asker: _Asker, part: _Part, progress: Progress | None) -> None:
    for number in range(int(part.next), len(service.names)):
        body = asker.body(service.page(str(number)))
        missing = None if body is not None else service.names[number]
        part.add(lambda stream, body=body: _unpack(stream, body, part.limit), str(number + 1), missing)  # type: ignore[misc]
        if progress:
            progress(number + 1, len(service.names), "files fetched")


def _unpack(stream: BinaryIO, body: bytes | None, limit: int) -> int:
    """Append what is in a zip, counting while it unpacks."""
    if body is None:
        return 0
    rows, begun, last = 0, stream.tell(), b"\n"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            with archive.open(name) as packed:
                while chunk := packed.read(1 << 20):
                    stream.write(chunk)
                    rows, last = rows + chunk.count(b"\n"), chunk[-1:]
                    if stream.tell() - begun > limit:
                        return rows
            if last != b"\n":
                stream.write(b"\n")
                rows, last = rows + 1, b"\n"
    return rows


__all__ = ["FetchError", "Fetched", "Question", "default_folder", "fetch", "plan"]
