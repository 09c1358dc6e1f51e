"""What can go wrong in ``geo``: one base, and each error also the builtin a caller would expect."""

from __future__ import annotations


class GeoError(Exception):
    """Base of every error that ``geo`` raises on purpose; its text is a sentence for a person."""


class PlaceNotFoundError(GeoError, LookupError):
    """A place was asked for that must exist (a layer to remove, a unit), and does not."""


class GazetteerDamagedError(GeoError, ValueError):
    """A gazetteer file is cut short, altered, or not a gazetteer; the text names the file."""


class GazetteerInputError(GeoError, ValueError):
    """A file offered as a source of names cannot be read as one."""


class OnlineError(GeoError, ConnectionError):
    """A server is away, refuses, or answers something that cannot be understood."""


class OnlineDisabledError(GeoError, PermissionError):
    """The network was asked for while nobody has switched it on."""


class GivenError(GeoError, ValueError):
    """A value was given that cannot be meant: of another kind, out of range, or a word that nothing knows."""
