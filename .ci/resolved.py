"""Make a virtual environment of the oldest, or of the newest, libraries that the requirements admit.

``python .ci/resolved.py oldest .venv-oldest``. The oldest are the lower bounds in requirements.txt; what
they need in turn, and the tools of the tests, are as new as they may be.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install")


def lower_bounds(text: str) -> list[str]:
    """Return each requirement of a file held to its lower bound.

    Raises
    ------
    ValueError
        A requirement has none.
    """
    held = []
    for line in text.splitlines():
        wanted = line.partition("#")[0].strip()
        if not wanted or wanted.startswith("-"):
            continue
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?>=([0-9][0-9.]*)", wanted)
        if found is None:
            raise ValueError(f"{wanted!r} has no lower bound.")
        held.append(f"{found[1]}=={found[2]}")
    return held


def main(which: str, folder: str) -> None:
    """Make it, or bring it up to date."""
    python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    with tempfile.TemporaryDirectory() as scratch:
        constraints = Path(scratch) / "constraints.txt"
        bounds = lower_bounds((ROOT / "requirements.txt").read_text(encoding="utf-8"))
        constraints.write_text("\n".join(bounds if which == "oldest" else []), encoding="utf-8")
        requirements = ROOT / "requirements-dev.txt"
        subprocess.run([python, *PIP, "--upgrade", "-r", requirements, "-c", constraints], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
