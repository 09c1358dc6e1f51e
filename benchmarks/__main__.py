"""Run the benchmarks and print one table."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks import Figure


def main() -> int:
    """Run the chosen benchmarks (all by default), print a table; 1 when one could not run."""
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; default: all")
    chosen = parser.parse_args().names or known
    unknown = [name for name in chosen if name not in known]
    if unknown:
        parser.error(f"no benchmark named {unknown[0]}; there are {', '.join(known)}")
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}, Python {platform.python_version()}")
    failed = 0
    for name in chosen:
        print(f"\n{name}", flush=True)
        try:
            measure(name)
        except Exception as error:  # noqa: BLE001 (one that fails leaves the others)
            failed += 1
            print(f"  could not be measured: {type(error).__name__}: {error}", file=sys.stderr)
    return int(failed > 0)


def measure(name: str) -> None:
    """Print the figures of one benchmark; one without ``run`` prints its own table, by itself."""
    module = importlib.import_module(f"benchmarks.bench_{name}")
    if not hasattr(module, "run"):
        subprocess.run([sys.executable, "-m", module.__name__], check=True)
        return
    for figure in module.run():
        print(line(figure), flush=True)


def line(figure: Figure) -> str:
    """Return a figure as a line of the table."""
    value = f"{figure.value:,.0f}" if abs(figure.value) >= 100 else f"{figure.value:,.3g}"
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    target = f"[{figure.target} {figure.unit}] {verdict}" if figure.target else ""
    return f"  {figure.what:62} {value:>10} {figure.unit:12} {target:28} {figure.beside}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
