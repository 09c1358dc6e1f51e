"""Who may speak to the dashboard's server: a browser that was sent to it, under a name that is meant.

A web site that a person visits can send requests to a server on that person's own machine, and can give
itself a name that leads to it. So the gate looks at every request before Streamlit does:

- the ``Host`` must be one that is meant (`hosts`), or the answer is 421;
- an ``Origin`` must be the host itself, or one of ``server.corsAllowedOrigins``, or the answer is 403; so
  must the page be that a browser names with ``Sec-Fetch-Site``, but for a link that a person follows;
- a file that a page made (an export, a picture) is given to the browser whose session made it, while it
  lasts.

Streamlit asks outside services for the machine's own address when an origin is foreign to it. The gate has
judged the origin by then and takes it off the request, so that nothing is ever looked up.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import threading
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import cookie_parser
from streamlit import runtime

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 (to be known, not to be used)
MEDIA = "/media/"


@dataclass(frozen=True)
class _Visit:
    """One session: whose browser began it (their cookie), and a word that marks the files made for it."""

    visitor: str
    mark: str


_visits: dict[str, _Visit] = {}
_lock = threading.Lock()


def listens_beyond() -> bool:
    """Tell whether other machines can reach the dashboard."""
    address = _option("server.address")
    return not address.startswith("unix://") and address not in THIS_MACHINE and not _is_loopback(address)


def hosts() -> tuple[str, ...]:
    """Return the host names under which the dashboard may be asked for.

    Those of this machine, and what the settings name: ``server.address``, ``browser.serverAddress`` and
    ``server.allowedHosts`` (there ``*.example.org`` stands for every name below).
    """
    named = [_option("server.address"), urlsplit(f"//{_option('browser.serverAddress')}").hostname or ""]
    listed = [str(host) for host in st.get_option("server.allowedHosts") or ()]
    given = [host.lower().rstrip(".") for host in (*named, *listed) if host not in EVERY_ADDRESS]
    return (*THIS_MACHINE, *given)


def is_meant(host: str | None) -> bool:
    """Tell whether a ``Host`` header names this dashboard.

    Where other machines may ask, an address in figures is meant too: no site can have that for a name.
    """
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port  # out of range raises
    except ValueError:
        return False
    name = (parts.hostname or "").lower().rstrip(".")
    if not name or parts.netloc != host or parts.username is not None or parts.path or parts.query:
        return False
    if listens_beyond() and _is_address(name):
        return True
    return any(name == known or (known[:2] == "*." and name.endswith(known[1:])) for known in hosts())


def know(session_id: str) -> None:
    """Remember in a page's script which visitor's session it is, so that the files it makes are theirs."""
    visitor = st.context.cookies.get(cookie_name())
    with _lock:
        for gone in [known for known in _visits if not _lives(known)]:
            del _visits[gone]
        if visitor and session_id not in _visits:
            _visits[session_id] = _Visit(visitor, secrets.token_hex(16))


def marked(mime: str, session_id: str, *, state: str) -> str:
    """Return the media type of a file that a session's visitor alone may fetch.

    Parameters
    ----------
    mime : str
    session_id : str
    state : str
        What the file is made of (the stamp of the store). Streamlit takes two large files of one size for the
        same when their beginning, middle and end agree, and would answer with the older one; a media type
        that says the state keeps them apart.
    """
    with _lock:
        visit = _visits.get(session_id)
    of = hashlib.blake2b(state.encode(), digest_size=8).hexdigest()
    return f"{mime}; visit={visit.mark}; state={of}" if visit else mime


def cookie_name() -> str:
    """Return the name of the visitor's cookie, with the port in it: all ports of a host share cookies."""
    return f"atlas-{st.get_option('server.port')}"


class Gate:
    """The gate as ASGI middleware before all of Streamlit's."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass with what the browser must hold to, or refuse it in words."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in scope["headers"]}
        refused = _refusal(scope, headers)
        if refused:
            await _refuse(scope, receive, send, *refused)
            return
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() != b"origin"]
        await self.app(scope, receive, _with(send, _headers(headers)))


def _refusal(scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
    host, origin = headers.get("host"), headers.get("origin")
    asked = [name.lower() for name, _ in scope["headers"]]
    if asked.count(b"host") > 1 or asked.count(b"origin") > 1:
        return 400, "A request names one host and one origin."
    if not is_meant(host):
        return 421, "The dashboard is not served under this name. Its names stand in .streamlit/config.toml."
    if origin is not None and not _is_own(origin, host):
        return 403, "Another site's page may not ask this dashboard."
    foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if origin is None and foreign and headers.get("sec-fetch-mode") != "navigate":
        return 403, "Another site's page may not ask this dashboard."
    base = _option("server.baseUrlPath").strip("/")
    path = str(scope["path"]).removeprefix(f"/{base}" if base else "")
    if path.startswith(MEDIA) and not _owns(_visitor(headers), path.removeprefix(MEDIA)):
        return 404, "This file was made for another visit, which has ended or is not yours. Make it again."
    return None


def _is_own(origin: str, host: str | None) -> bool:
    allowed = {str(known).strip() for known in st.get_option("server.corsAllowedOrigins") or ()}
    return (bool(host) and urlsplit(origin).netloc == host) or origin in allowed


def _visitor(headers: Mapping[str, str]) -> str | None:
    return cookie_parser(headers.get("cookie", "")).get(cookie_name())


def _owns(visitor: str | None, file: str) -> bool:
    """Tell whether a file that Streamlit serves was made for a living session of this visitor.

    What is made when a button is pressed bears the session's mark; what a page shows stands in the table of
    Streamlit's file manager, which publishes no other way to ask whose a file is.
    """
    if visitor is None or not runtime.exists():
        return False
    manager, number = runtime.get_instance().media_file_mgr, file.split(".", maxsplit=1)[0]
    with _lock:
        visits = {known: v for known, v in _visits.items() if v.visitor == visitor and _lives(known)}
    made = manager.read_file(number)
    if made is not None and any(f"; visit={visit.mark};" in made.mimetype for visit in visits.values()):
        return True
    with manager._lock:  # noqa: SLF001 (Streamlit tells of whom a file is nowhere else)
        files = manager._files_by_session_and_coord  # noqa: SLF001
        return any(number in files.get(known, {}).values() for known in visits)


def _lives(session_id: str) -> bool:
    return runtime.exists() and runtime.get_instance().is_active_session(session_id)


def _headers(asked: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return what a browser is told with every answer: load from here alone, show in no frame."""
    host = asked["host"]
    policy = {
        "default-src": "'self'",
        # Streamlit's own page compiles the specifications of its charts, and loads components from blobs.
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' ws://{host} wss://{host} data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob: data:",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
        "base-uri": "'self'",
        "object-src": "'none'",
    }
    told = {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    if _visitor(asked) is None:
        secure = "; Secure" if st.get_option("server.sslCertFile") else ""
        # Lax, not Strict: who follows a link to a view keeps the cookie that their other tabs have.
        cookie = f"{cookie_name()}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax{secure}"
        pairs.append((b"set-cookie", cookie.encode()))
    return pairs


def _with(send: Send, pairs: Sequence[tuple[bytes, bytes]]) -> Send:
    names = {name for name, _ in pairs if name != b"set-cookie"}

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] in ("http.response.start", "websocket.accept"):
            kept = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
            message["headers"] = [*kept, *pairs]
        await send(message)

    return sending


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": words[:120]})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})


def _option(name: str) -> str:
    return str(st.get_option(name) or "")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ipaddress.ip_address(name).is_loopback
