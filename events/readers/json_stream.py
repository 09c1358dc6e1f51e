"""A JSON document record by record: the list of events in it, however long, is never held whole."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TextIO

from events.readers.table import FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NESTING = 64
MAX_RECORD = 4 << 20
"""Characters of one record beyond which it is no event."""
MAX_DIGITS = 300
_BLOCK = 1 << 18
_LONGEST_WORD = 16
"""More characters than any word or escape of JSON has ("-Infinity", "\\ud83d\\ude00")."""
_BLANK = re.compile(r"[ \t\r\n]*")
_DEEP = re.compile(rf"(?:[\[{{]\s*){{{MAX_NESTING + 1}}}")


def _number(digits: str) -> int | str:
    """Read a whole number; one of a million digits would take minutes and is none that anybody counted."""
    return int(digits) if len(digits) <= MAX_DIGITS else f"a number of more than {MAX_DIGITS} digits"


_decoder = json.JSONDecoder()
_patient = json.JSONDecoder(parse_int=_number)
"""Slower by a call for each number; asked where the quick one stumbles over a long one."""


def loads(text: str) -> Any:
    """Return one JSON value (``json.loads``); a whole number of very many digits becomes words.

    Raises
    ------
    ValueError
        It is no JSON.
    RecursionError
        It is nested too deep.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(text, parse_int=_number)


class Document:
    """Goes through the text of a JSON document, of which a few records are in memory at a time.

    Parameters
    ----------
    stream : text stream
    name : str
        What to call the file in sentences.
    """

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._buffer, self._at = "", 0
        self._ended = False
        self._line = 1

    def opens(self) -> str:
        """Return the next character that is not blank, without going past it; nothing at the end."""
        while True:
            self._at = _BLANK.match(self._buffer, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def expect(self, characters: str) -> str:
        """Go past the next character that is not blank, which must be one of ``characters``."""
        found = self.opens()
        if not found or found not in characters:
            raise self._invalid()
        self._at += 1
        return found

    def value(self) -> Any:
        """Read one value whole, at most ``MAX_RECORD`` characters."""
        self.opens()
        while True:
            try:
                found, end = self._decoded()
                if end < len(self._buffer) or self._ended:
                    self._at = end
                    return found
            except RecursionError:
                raise self._too_deep() from None
            except ValueError as error:
                if _DEEP.match(self._buffer, self._at):
                    raise self._too_deep() from None
                if self._ended or self._is_wrong(error):
                    raise self._invalid(getattr(error, "pos", self._at)) from None
            held = len(self._buffer) - self._at
            if held > MAX_RECORD:
                raise FileRefusedError(
                    f"{self._name} is not valid JSON, or has a record of more than {MAX_RECORD >> 20} MB."
                )
            self._more(max(_BLOCK, min(held, MAX_RECORD - held + 1)))

    def items(self) -> Iterator[Any]:
        """Go through the values of a list."""
        self.expect("[")
        if self.opens() == "]":
            self.expect("]")
            return
        while True:
            yield self.value()
            if self.expect(",]") == "]":
                return

    def keys(self) -> Iterator[str]:
        """Go through the names in an object; whoever asks reads the value of each before the next."""
        self.expect("{")
        if self.opens() == "}":
            self.expect("}")
            return
        while True:
            if self.opens() != '"':
                raise self._invalid()
            key = self.value()
            self.expect(":")
            yield key
            if self.expect(",}") == "}":
                return

    def end(self) -> None:
        """Hold that nothing follows."""
        if self.opens():
            raise self._invalid()

    def _decoded(self) -> tuple[Any, int]:
        try:
            return _decoder.raw_decode(self._buffer, self._at)
        except json.JSONDecodeError:
            raise
        except ValueError:
            return _patient.raw_decode(self._buffer, self._at)

    def _more(self, size: int = _BLOCK) -> bool:
        """Read on; what was gone past is dropped."""
        block = "" if self._ended else self._stream.read(size)
        self._ended = not block
        self._line += self._buffer.count("\n", 0, self._at)
        self._buffer, self._at = self._buffer[self._at :] + block, 0
        return bool(block)

    def _is_wrong(self, error: ValueError) -> bool:
        """Whether an error is one, and not only where the text in memory ends."""
        if not isinstance(error, json.JSONDecodeError) or error.msg.startswith("Unterminated string"):
            return False
        return error.pos < len(self._buffer) - _LONGEST_WORD

    def _invalid(self, at: int | None = None) -> FileRefusedError:
        line = self._line + self._buffer.count("\n", 0, self._at if at is None else at)
        return FileRefusedError(f"{self._name} is not valid JSON (line {line}).")

    def _too_deep(self) -> FileRefusedError:
        return FileRefusedError(
            f"{self._name} is not opened: its JSON is nested more than {MAX_NESTING} deep."
        )
