"""Run the command line: in this process where its answer is the point, as a process where the process is.

A process pays a second of imports; what a command prints and returns is the same in both.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess

import atlas as program
from tests.conftest import ROOT

SENTENCE_LIMIT = 400


def atlas(*args: object, code: int = 0, db: Path | None = None) -> CompletedProcess[str]:
    """Run a command in this process; check its exit code and that it shows no traceback.

    What it raises is raised here: nothing but ``main`` itself stands between a command and the test.
    """
    words = _words(args, db)
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        try:
            returned = program.main(words)
        except SystemExit as stopped:  # argparse: --help, wrong usage
            returned = int(stopped.code or 0)
    said = []
    for stream in (out, err):
        stream.flush()
        said.append(stream.detach().getvalue().decode("utf-8"))
    return _checked(CompletedProcess(words, returned, *said), code)


def process(
    *args: object, code: int = 0, db: Path | None = None, python: tuple[str, ...] = (), **environment: str
) -> CompletedProcess[str]:
    """Run a command as a person or a script does, as a process of its own; check the same."""
    done = subprocess.run(
        [sys.executable, *python, "atlas.py", *_words(args, db)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=120,
        env={**os.environ, **environment},
    )  # fmt: skip
    return _checked(done, code)


def _words(args: tuple[object, ...], db: Path | None) -> list[str]:
    return [*map(str, args), *(["--db", f"duckdb:///{db}"] if db else [])]


def _checked(done: CompletedProcess[str], code: int) -> CompletedProcess[str]:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    if code == 1:
        assert done.stderr.strip()
        assert all(len(line) < SENTENCE_LIMIT for line in done.stderr.splitlines())
    return done
