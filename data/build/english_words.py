"""Build ``data/reading/english_words.txt``: common words of English that are no names.

    python data/build/english_words.py FREQUENCIES WEB2

FREQUENCIES: ``frequency_dictionary_en_82_765.txt`` of symspellpy; WEB2: the words of Webster's Second,
one a line, proper names in capitals. A word is kept when it is frequent and Webster's has it, or what it
is inflected from, in small letters. The origin of both stands in ``data/sources.d/reading.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

MOST = 60_000
TARGET = Path(__file__).resolve().parent.parent / "reading" / "english_words.txt"
ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("es", "e"),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("er", "e"),
    ("ers", ""),
    ("ers", "e"),
    ("ly", ""),
)


def stems(word: str) -> list[str]:
    """Return what a word may be inflected from, itself first."""
    found = [word]
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending) + instead
            found += [stem, stem[:-1]] if stem[-1:] == stem[-2:-1] else [stem]
    return found


def main(frequencies: Path, web2: Path) -> None:
    """Write the list."""
    known = set(web2.read_text(encoding="utf-8").split("\n"))
    lines = frequencies.read_text(encoding="utf-8-sig").splitlines()[:MOST]
    words = (line.split()[0] for line in lines)
    kept = sorted({w for w in words if len(w) > 1 and any(s in known for s in stems(w))})
    TARGET.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
