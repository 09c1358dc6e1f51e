"""The only module that uses the network, and only after a person switched it on.

`geocode` asks a Nominatim or Photon server about one place; `fetch` gets a country's file of names. Both
take the address as an argument, say plainly when a server is away or refuses, and never work in bulk
against a public server: one request a second over all users of the process.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
import zipfile
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geopy import exc
from geopy.geocoders import Nominatim, Photon

from geo import countries, private
from geo.errors import GazetteerInputError, OnlineDisabledError, OnlineError
from geo.gazetteer import layers
from geo.location import Location
from geo.online import answers as online_answers
from geo.online.settings import check_address
from geo.paths import user_cache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo.gazetteer.layers import Added, Progress

USER_AGENT = "conflict-atlas/0.1 (offline-first conflict event map; one request per second)"
PUBLIC = {"nominatim": "https://nominatim.openstreetmap.org", "photon": "https://photon.komoot.io"}
GEONAMES = "https://download.geonames.org/export/dump"
"""Where GeoNames publishes its country files (XX.zip); any mirror of the same form will do."""

SECOND = 1.0
TIMEOUT_S = 15.0
CHUNK = 1 << 16
MAX_BYTES = 600_000_000
MAX_ANSWERS = 5

_lock = threading.Lock()
_last_request = 0.0
_asked: ContextVar[bool] = ContextVar("asked", default=False)


@contextmanager
def on_request() -> Iterator[None]:
    """Allow the network inside the block, for what a person asked for just now, and nowhere else.

    Nowhere else means no other thread either: what one visitor of a dashboard switched on is nobody else's.
    Work in the background asks for itself, inside its own block.
    """
    token = _asked.set(True)
    try:
        yield
    finally:
        _asked.reset(token)


def _may() -> None:
    if not _asked.get():
        raise OnlineDisabledError("Looking places up online is switched off; switch it on first.")


def _wait() -> None:
    """Hold the caller until a second has passed since the last request of any thread of the process."""
    global _last_request
    with _lock:
        pause = _last_request + SECOND - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        _last_request = time.monotonic()


def geocode(
    text: str,
    *,
    country: str | None = None,
    service: str = "nominatim",
    server: str | None = None,
    user_agent: str = USER_AGENT,
    timeout_s: float = TIMEOUT_S,
    cache: Path | None = None,
) -> Location:
    """Ask a geocoding server where a place is.

    Parameters
    ----------
    text : str
        What to ask for.
    country : str, optional
        Country code or name; answers elsewhere are not taken.
    service : {"nominatim", "photon"}
        The kind of server.
    server : str, optional
        Its address ("http://127.0.0.1:8080"); the public one when not given.
    user_agent : str
        How the request names its sender.
    timeout_s : float
        Seconds to wait for an answer.
    cache : Path, optional
        The file in which answers are kept; in the user's cache folder when not given.

    Returns
    -------
    Location
        ``located_by`` is "online: nominatim" or "online: photon"; not found is a `Location` with a reason.

    Raises
    ------
    OnlineDisabledError
        When nobody switched the network on.
    OnlineError
        When the server is away, refuses or answers nonsense; the text says which, in words.
    """
    _may()
    if service not in PUBLIC:
        raise OnlineError(f"There is no online service {service!r}; there are nominatim and photon.")
    text = " ".join(text.split())[:300]
    if not text:
        return Location(text, reason="Not found, because the text is empty.")
    code = countries.alpha2(country) if country else None
    address = (server or PUBLIC[service]).rstrip("/")
    with online_answers.Cache(cache or default_cache()) as kept:
        question = json.dumps([service, address, text.casefold(), code])
        answers = kept.get(question)
        if answers is None:
            _wait()
            answers = _ask(text, code, service, address, user_agent, timeout_s)
            kept.put(question, answers)
    return online_answers.location(text, code, service, urlsplit(address).netloc, answers)


def default_cache() -> Path:
    """Return the file in which answers of servers are kept."""
    return user_cache() / "online.sqlite"


def _ask(
    text: str, code: str | None, service: str, address: str, user_agent: str, timeout_s: float
) -> list[dict[str, Any]]:
    check_address(address)
    parts = urlsplit(address)
    host = parts.netloc + parts.path
    options: dict[str, Any] = {
        "domain": host,
        "scheme": parts.scheme,
        "user_agent": user_agent,
        "timeout": timeout_s,
    }
    try:
        if service == "nominatim":
            found = Nominatim(**options).geocode(
                text,
                exactly_one=False,
                limit=MAX_ANSWERS,
                country_codes=code.lower() if code else None,
                addressdetails=True,
                language="en",
            )
        else:
            found = Photon(**options).geocode(text, exactly_one=False, limit=MAX_ANSWERS, language="en")
    except (
        exc.GeocoderQuotaExceeded,
        exc.GeocoderInsufficientPrivileges,
        exc.GeocoderAuthenticationFailure,
    ) as error:
        raise OnlineError(
            f"The server {parts.netloc} refuses: {error}. Wait a while, or use your own server."
        ) from error
    except exc.GeocoderTimedOut as error:
        raise OnlineError(f"The server {parts.netloc} is away: no answer in time.") from error
    except (exc.GeocoderUnavailable, exc.GeocoderServiceError) as error:
        raise OnlineError(f"The server {parts.netloc} is away: {error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise OnlineError(
            f"The server {parts.netloc} answered something that is no list of places."
        ) from error
    return [
        online_answers.plain(one.raw, one.latitude, one.longitude, str(one.address)) for one in found or ()
    ]


@dataclass(frozen=True)
class Fetched:
    """A country file that was got: where it lies, its bytes, and whether part of it was there before."""

    path: Path
    size_bytes: int
    resumed: bool


def size(country: str, *, server: str = GEONAMES, timeout_s: float = TIMEOUT_S) -> int | None:
    """Return the bytes of a country's file on the server, None when it does not say.

    Raises
    ------
    OnlineDisabledError, OnlineError
        As `fetch`.
    """
    _may()
    _wait()
    with closing(_open(_address(country, server), 0, timeout_s, "HEAD")) as reply:
        length = reply.headers.get("Content-Length")
    return int(length) if length and length.isdigit() else None


def fetch(
    country: str,
    *,
    folder: Path,
    server: str = GEONAMES,
    timeout_s: float = TIMEOUT_S,
    progress: Callable[[int, int | None], None] | None = None,
) -> Fetched:
    """Get a country's GeoNames file, going on where an earlier try broke off.

    Parameters
    ----------
    country : str
        Country code or name.
    folder : Path
        Where ``XX.zip`` is put, under ``.part`` until it is whole and checked.
    server : str
        Address of the folder that holds ``XX.zip``.
    timeout_s : float
        Seconds after which a silent server is given up.
    progress : callable, optional
        Called with the bytes so far and their number (None when the server does not say).

    Raises
    ------
    OnlineDisabledError
        When nobody switched the network on.
    OnlineError
        When the server is away, refuses, or sends something that is no whole archive.
    """
    _may()
    address = _address(country, server)
    private.make_folder(folder)
    target = folder / address.rsplit("/", 1)[1]
    partial = target.with_name(target.name + ".part")
    have = partial.stat().st_size if partial.exists() else 0
    _wait()
    with closing(_open(address, have, timeout_s, "GET")) as reply:
        resumed = have > 0 and reply.status == 206
        total = _total(reply, have if resumed else 0)
        _receive(reply, partial, have if resumed else 0, total, progress)
    if total is not None and partial.stat().st_size != total:
        raise OnlineError(
            f"{target.name} broke off after {partial.stat().st_size} of {total} bytes; "
            "try again to go on from there."
        )
    if not _whole(partial):
        partial.unlink()
        raise OnlineError(
            f"What {urlsplit(address).netloc} sent as {target.name} is not a whole archive; "
            "it was thrown away."
        )
    partial.replace(target)
    return Fetched(target, target.stat().st_size, resumed)


def fetch_layer(
    country: str, *, folder: Path | None = None, server: str = GEONAMES, progress: Progress | None = None
) -> Added:
    """Get a country's file and add it as a layer named after the country ("GeoNames SY")."""
    target = folder or layers.default_folder()
    report = (lambda done, total: progress(done, total, "fetching")) if progress else None
    got = fetch(country, folder=target / "fetched", server=server, progress=report)
    try:
        return layers.add(
            got.path,
            folder=target,
            name=f"GeoNames {got.path.stem}",
            country=got.path.stem,
            progress=progress,
        )
    except GazetteerInputError as error:
        got.path.unlink(missing_ok=True)
        raise OnlineError(f"What the server sent as {got.path.name} is no GeoNames file: {error}") from error


def _address(country: str, server: str) -> str:
    code = countries.alpha2(country)
    if code is None:
        raise OnlineError(f"{country[:60]!r} is not a country that is known here.")
    check_address(server)
    return f"{server.rstrip('/')}/{code}.zip"


def _open(address: str, start: int, timeout_s: float, method: str) -> Any:
    headers = {"User-Agent": USER_AGENT} | ({"Range": f"bytes={start}-"} if start else {})
    request = urllib.request.Request(address, headers=headers, method=method)  # noqa: S310
    host = urlsplit(address).netloc
    try:
        return urllib.request.urlopen(request, timeout=timeout_s)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and start:
            return _open(address, 0, timeout_s, method)
        raise OnlineError(
            f"The server {host} refuses {address.rsplit('/', 1)[1]}: {error.code} {error.reason}."
        ) from error
    except (urllib.error.URLError, OSError) as error:
        raise OnlineError(f"The server {host} is away: {getattr(error, 'reason', error)}.") from error


def _total(reply: Any, start: int) -> int | None:
    length = reply.headers.get("Content-Length")
    total = start + int(length) if length and length.isdigit() else None
    if total is not None and total > MAX_BYTES:
        raise OnlineError(f"The file is {total / 1e6:.0f} MB, more than any country's list of names.")
    return total


def _receive(
    reply: Any,
    partial: Path,
    start: int,
    total: int | None,
    progress: Callable[[int, int | None], None] | None,
) -> None:
    done = start
    try:
        with partial.open("ab" if start else "wb") as stream:
            while chunk := reply.read1(CHUNK):  # what is there, so that a slow line can be stopped
                stream.write(chunk)
                done += len(chunk)
                if done > MAX_BYTES:
                    raise OnlineError("The server sends more than any country's list of names.")
                if progress:
                    progress(done, total)
    except OSError as error:
        raise OnlineError(
            f"The connection broke after {done} bytes; try again to go on from there."
        ) from error


def _whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, OSError, EOFError):
        return False
