"""Join data/sources.d/*.md into data/SOURCES.md: where every shipped file comes from, and under which terms.

Run from the project's folder: ``python data/build/sources.py`` (``make data`` does).
"""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parent.parent
HEAD = """# Where the shipped data comes from

Every file under `data/` with its origin, licence, date and what was done to it. The program is under the MIT
licence; the data stays under the terms named here, and maps and exports carry the credits that these ask for.
Nothing of ACLED is shipped: its terms do not allow it; import your own download.

This page is joined from `data/sources.d/` by `make data`; change it there.
"""


def joined() -> str:
    """Return the text of data/SOURCES.md."""
    parts = sorted((DATA / "sources.d").glob("*.md"))
    return "\n".join([HEAD, *(part.read_text(encoding="utf-8").strip() + "\n" for part in parts)])


if __name__ == "__main__":
    (DATA / "SOURCES.md").write_text(joined(), encoding="utf-8", newline="\n")
    print(f"data/SOURCES.md: {len(list((DATA / 'sources.d').glob('*.md')))} sections")
