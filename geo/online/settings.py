"""Which servers a person wants asked, kept in a small file; the switch is not kept, it starts off."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geo import private
from geo.errors import OnlineError
from geo.paths import user_config
from geo.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

SERVICES = ("nominatim", "photon")


@dataclass(frozen=True)
class OnlineSettings:
    """The kind of geocoding server and the addresses of servers; an empty one means the public server.

    Attributes
    ----------
    service : {"nominatim", "photon"}
    server : str
        Address of a geocoding server ("http://127.0.0.1:8080").
    names : str
        Address of the folder that holds country files (``XX.zip``).
    """

    service: str = "nominatim"
    server: str = ""
    names: str = ""


def settings_path() -> Path:
    """Return the file in which the settings are kept."""
    return user_config() / "online.json"


def load() -> OnlineSettings:
    """Return what was saved; whatever of it cannot be read is as at the start."""
    try:
        known = json.loads(settings_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return OnlineSettings()
    known = known if isinstance(known, dict) else {}
    texts = {f.name: known[f.name] for f in fields(OnlineSettings) if isinstance(known.get(f.name), str)}
    try:
        return checked(OnlineSettings(**texts))
    except OnlineError:
        return OnlineSettings()


def save(settings: OnlineSettings) -> None:
    """Keep settings for the next start.

    Raises
    ------
    OnlineError
        When a part of them is no service or no address, or the file cannot be written.
    """
    path = settings_path()
    text = json.dumps(asdict(checked(settings)), indent=1)
    try:
        private.make_folder(path.parent)
        write_whole(path, text)
    except OSError as error:
        raise OnlineError(f"The settings could not be kept: {error.strerror or error}") from error


def checked(settings: OnlineSettings) -> OnlineSettings:
    """Return the settings when they can be used; the text of the error says what is wrong with them."""
    if settings.service not in SERVICES:
        raise OnlineError(f"There is no online service {settings.service!r}; there are nominatim and photon.")
    for address in (settings.server, settings.names):
        if address:
            check_address(address)
    return settings


def check_address(address: str) -> None:
    """Raise OnlineError unless a text is the address of a server: http or https, without a login in it."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or len(address) > 300 or not address.isprintable() or " " in address:
        raise OnlineError(
            f"{address[:80]!r} is no address of a server; it should begin with http:// or https://."
        )
    if parts.username or parts.password:
        raise OnlineError("The address of a server is kept without a login in it.")
