"""Type on the snapshot: fonts, safe texts, and labels that keep out of each other's way.

Every text is drawn as it is: never as mathematics, never with characters that would
break an SVG or turn the writing round.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from matplotlib import font_manager, patheffects
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.text import Text

FAMILY = "DejaVu Sans"
"""Ships with matplotlib, so a picture is the same everywhere; it has Arabic, Cyrillic and Greek."""

FALLBACKS = (
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Ethiopic",
    "Noto Sans Thai",
    "Noto Sans Myanmar",
    "Noto Sans Hebrew",
    "Segoe UI",
    "Arial Unicode MS",
)
"""Asked for scripts that the first font lacks, where the machine has them."""

TOFU = "□"
CONTROL = "�"
ELLIPSIS = "…"
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Return the fonts that are there, the shipped one first."""
    there = {font.name for font in font_manager.fontManager.ttflist}
    return (FAMILY, *(name for name in FALLBACKS if name in there))


@lru_cache(maxsize=1)
def _first() -> frozenset[int]:
    """The characters of the shipped font."""
    return _signs((FAMILY,))


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """The characters of all fonts that are there."""
    return _signs(families())


def _signs(names: tuple[str, ...]) -> frozenset[int]:
    covered: set[int] = set()
    for family in names:
        path = font_manager.findfont(FontProperties(family=family))
        covered |= set(font_manager.get_font(path).get_charmap())
    return frozenset(covered)


def clean(text: Any) -> str:
    """Return a text in one line that any file takes and that nothing turns round.

    White space becomes blanks, zero-width characters go, and control,
    bidirectional-override and lone surrogate characters become U+FFFD.
    """
    signs = []
    for sign in str(text):
        if sign.isspace():
            signs.append(" ")
        elif unicodedata.category(sign) in ("Cc", "Cs", "Cf", "Co", "Cn"):
            signs.append("" if sign in ZERO_WIDTH else CONTROL)
        else:
            signs.append(sign)
    return "".join(signs)


def printable(text: Any) -> str:
    """Return a clean text in which characters that no font here has are empty boxes."""
    covered = _covered()
    return "".join(sign if sign == " " or ord(sign) in covered else TOFU for sign in clean(text))


Slant = Literal["normal", "italic", "oblique"]


@lru_cache(maxsize=256)
def _font(size: float, weight: str, slant: Slant, names: tuple[str, ...]) -> FontProperties:
    return FontProperties(family=list(names), size=size, weight=weight, style=slant)


def font(text: str, size: float, weight: str = "normal", slant: Slant = "normal") -> FontProperties:
    """Return the font of a text; `size` in points. Fallbacks are asked only where the text needs them."""
    first = _first()
    plain = all(ord(sign) in first for sign in text)
    return _font(size, weight, slant, (FAMILY,) if plain else families())


@lru_cache(maxsize=4096)
def width_in(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide a printable text is, in inches."""
    if not text:
        return 0.0
    points, _, _ = text_to_path.get_text_width_height_descent(text, font(text, size, weight), ismath=False)
    return float(points) / 72.0


def fitted(text: Any, room_in: float, size: float, weight: str = "normal") -> str:
    """Return a text cut with an ellipsis to `room_in` inches."""
    shown = printable(text)
    if width_in(shown, size, weight) <= room_in:
        return shown
    low, high = 0, min(len(shown), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if width_in(shown[:middle].rstrip() + ELLIPSIS, size, weight) <= room_in:
            low = middle
        else:
            high = middle - 1
    return shown[:low].rstrip() + ELLIPSIS


def wrapped(text: Any, room_in: float, size: float, *, lines: int, weight: str = "normal") -> list[str]:
    """Return a text broken at blanks into at most `lines` lines of `room_in` inches."""
    words = printable(text)[:2000].split()
    made: list[str] = []
    while words:
        if len(made) == lines - 1:
            return [*made, fitted(" ".join(words), room_in, size, weight)]
        line = words.pop(0)
        while words and width_in(f"{line} {words[0]}", size, weight) <= room_in:
            line = f"{line} {words.pop(0)}"
        made.append(fitted(line, room_in, size, weight))
    return made


def write(  # noqa: PLR0913 (how a text looks, by name)
    axes: Any,
    x: float,
    y: float,
    text: Any,
    *,
    size: float,
    colour: str,
    weight: str = "normal",
    slant: Slant = "normal",
    halo: str | None = None,
    **keywords: Any,
) -> Text:
    """Draw a text as it is at data coordinates of `axes`; `halo` is the colour round its letters."""
    shown = printable(text)
    letters = font(shown, size, weight, slant)
    if halo:  # outlines of their own, so that the words over them stay text in SVG and PDF
        under = axes.text(x, y, shown, color=halo, fontproperties=letters, parse_math=False, **keywords)
        under.set_path_effects([patheffects.Stroke(linewidth=size * 0.28, foreground=halo)])
    return axes.text(x, y, shown, color=colour, fontproperties=letters, parse_math=False, **keywords)


Box = tuple[float, float, float, float]
"""(left, bottom, right, top) in inches of the picture."""


class Room:
    """Which parts of the map are taken: labels ask for a free place."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Mark a box as taken."""
        self.taken.append(box)

    def free(self, box: Box) -> bool:
        """Return whether a box lies inside the map and on nothing that is taken."""
        left, bottom, right, top = self.box
        if box[0] < left or box[1] < bottom or box[2] > right or box[3] > top:
            return False
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in self.taken
        )

    def place(
        self,
        text: str,
        size: float,
        spots: Iterable[Sequence[Any]],
        *,
        weight: str = "normal",
        pad: float = 0.02,
    ) -> tuple[float, float, str, str] | None:
        """Take the first free of `spots` (x, y, ha, va) in inches for a text, or return None."""
        width, height = width_in(text, size, weight), size * 1.15 / 72.0
        for x, y, ha, va in spots:
            left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[ha] * width
            bottom = y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[va] * height
            box = (left - pad, bottom - pad, left + width + pad, bottom + height + pad)
            if self.free(box):
                self.take(box)
                return (x, y, ha, va)
        return None


def around(x: float, y: float, gap: float) -> list[tuple[float, float, str, str]]:
    """Return the places round a mark where its label may stand, the best first."""
    d = gap * 0.75
    return [
        (x + gap, y, "left", "center"),
        (x - gap, y, "right", "center"),
        (x, y + gap, "center", "bottom"),
        (x, y - gap, "center", "top"),
        (x + d, y + d, "left", "bottom"),
        (x - d, y + d, "right", "bottom"),
        (x + d, y - d, "left", "top"),
        (x - d, y - d, "right", "top"),
    ]
