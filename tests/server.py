"""The dashboard's server, as a process on a free port of this machine, for tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from events.store import file_url
from tests.conftest import ROOT

PATIENCE_S = 120


@contextmanager
def dashboard(
    database: Path, *, script: Path = ROOT / "app.py", headless: bool = True, **environment: str
) -> Iterator[str]:
    """Serve the dashboard on a database and give its address; end the server afterwards.

    Parameters
    ----------
    database : Path
        The DuckDB file.
    script : Path
        What Streamlit runs.
    headless : bool
        Do not open a browser by itself.
    **environment : str
        Further variables of the server's environment.

    Raises
    ------
    RuntimeError
        The server ended, or did not answer within two minutes.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port),
            "--server.headless", str(headless).lower(), "--server.fileWatcherType", "none",
        ],
        cwd=ROOT,
        env={**os.environ, "ATLAS_DATABASE_URL": file_url(database), "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("The dashboard's server did not start.")
