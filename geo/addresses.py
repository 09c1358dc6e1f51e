"""Addresses as they may be shown: what somebody signs in with is never printed back."""

from __future__ import annotations

import re

HIDDEN = "…"
_LOGIN = re.compile(r"(?<=:/)(/?)[^\s]*@")
_NAMED = re.compile(
    r"\b(pass(?:word|wd)?|pwd|token|secret|api_?key|access_?key|key)(\s*=\s*)([^\s&;\"']+)", re.IGNORECASE
)


def without_login(text: str) -> str:
    """Return a text with the login of every address in it left out.

    Parameters
    ----------
    text : str
        An address, or a sentence with addresses in it.

    Returns
    -------
    str
        ``postgresql://…@host/base`` for ``postgresql://user:word@host/base``; so, too, the values of
        ``password=``, ``token=`` and their like.
    """
    return _NAMED.sub(rf"\1\2{HIDDEN}", _LOGIN.sub(rf"\1{HIDDEN}@", text))
