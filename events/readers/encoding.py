"""Which encoding a text file is in: found from its bytes, and always stated."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.quoting import base_name
from events.readers.table import FileRefusedError

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1 << 22
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte-order mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_GUESSES = {
    "cp1252": "Windows-1252 (Western European)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1254": "Windows-1254 (Turkish)",
}
_SCRIPTS = {"cp1256": ("\u0600", "\u06ff"), "cp1251": ("\u0400", "\u04ff")}
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")  # the letters that Windows-1254 has and 1252 has not
MIN_SCORE = 0.8
"""Share of words in one script above which its code page is taken."""
MAX_BAD_SHARE = 0.02
"""Share of the non-ASCII places that may be broken in a file that is still called UTF-8."""


@dataclass(frozen=True)
class Encoding:
    """An encoding by its codec's name, in words, and whether it is a guess.

    ``broken`` says that a few bytes do not fit; their rows are refused by name.
    """

    codec: str
    label: str
    guessed: bool = False
    broken: bool = False


def detect(path: Path) -> Encoding:
    """Return the encoding of a text file, looked at as a whole.

    Raises
    ------
    FileRefusedError
        The bytes are no text in any encoding that is looked for.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    for mark, codec, label in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, label)
    if b"\0" in head:
        return _wide(head, path)
    bad, odd, sample = _utf8_faults(path)
    if not bad:
        return Encoding("utf-8", "UTF-8")
    if bad <= MAX_BAD_SHARE * odd:
        return Encoding("utf-8", "UTF-8, with a few broken characters", broken=True)
    return _eight_bit(sample)


def _wide(head: bytes, path: Path) -> Encoding:
    """UTF-16 without a mark has a zero in every other byte of its ASCII letters."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and odd > 0.4 * half and even < 0.05 * half:
        return Encoding("utf-16-le", "UTF-16 (little endian, without a mark)")
    if half and even > 0.4 * half and odd < 0.05 * half:
        return Encoding("utf-16-be", "UTF-16 (big endian, without a mark)")
    raise FileRefusedError(f"{base_name(path)} is not a text file: it holds binary data.")


def _utf8_faults(path: Path) -> tuple[int, int, bytes]:
    """Count the bytes that are no UTF-8 and the places beyond ASCII; sample lines that hold such places."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    bad = odd = 0
    sample = bytearray()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if b"\0" in block:
                raise FileRefusedError(f"{base_name(path)} is not a text file: it holds binary data.")
            if block.isascii() and not decoder.getstate()[0]:
                continue
            text = decoder.decode(block)
            if text.isascii():
                continue
            bad += text.count("\ufffd") - block.count(b"\xef\xbf\xbd")
            odd += sum(1 for byte in block[:200_000] if byte > 127)
            if len(sample) < 60_000:
                lines = [line for line in block.splitlines() if not line.isascii()]
                sample += b"\n".join(lines)[: 60_000 - len(sample)] + b"\n"
    bad += decoder.decode(b"", True).count("\ufffd")
    return bad, odd, bytes(sample)


def _eight_bit(sample: bytes) -> Encoding:
    """Tell the code pages apart by the words they make: Arabic, Cyrillic, Turkish, else Western ones."""
    scores = {codec: _score(sample, codec, script) for codec, script in _SCRIPTS.items()}
    codec = max(scores, key=lambda name: scores[name])
    if scores[codec] <= MIN_SCORE:
        letters = [byte for byte in sample if byte >= 0xC0]
        turkish = sum(byte in _TURKISH for byte in letters)
        codec = "cp1254" if letters and turkish > 0.25 * len(letters) else "cp1252"
    return Encoding(codec, _GUESSES[codec], guessed=True)


def _score(sample: bytes, codec: str, script: tuple[str, str]) -> float:
    """Share of the words beyond ASCII that are wholly in the script that the code page is made for."""
    words = [w for w in re.findall(r"[^\W\d_]+", sample.decode(codec, "replace")) if not w.isascii()]
    low, high = script
    good = 0
    for word in words:
        cased = codec != "cp1251" or word.islower() or word.istitle() or (word.isupper() and len(word) > 1)
        good += cased and all(low <= c <= high for c in word)
    return good / len(words) if words else 0.0
