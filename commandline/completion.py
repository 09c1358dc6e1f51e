"""Completion by the tab key: what a shell is told once, and the answer each time that it asks."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Any

from commandline.words import DONE, Refused
from geo.paths import ROOT

if TYPE_CHECKING:
    import argparse

SHELLS = ("bash", "zsh", "fish")
NAME = "atlas"
_MISSING = "Completion needs the library argcomplete: pip install argcomplete."


def add_usage(commands: Any) -> None:
    """Put the command among the others."""
    command = commands.add_parser(
        "completion",
        help="print what lets a shell complete commands and options",
        epilog='In bash, zsh: eval "$(python atlas.py completion bash)"; in fish: python atlas.py completion'
        f" fish | source. It makes the command {NAME}, which is this program from any folder.",
    )
    command.add_argument("shell", choices=SHELLS, help="the shell that reads it")
    command.set_defaults(run=print_completion)


def print_completion(args: argparse.Namespace) -> int:
    """Print a shell's function that runs this program, and how its words are completed."""
    try:
        import argcomplete.shell_integration
    except ImportError:
        raise Refused(_MISSING) from None
    program = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'atlas.py'))}"
    if args.shell == "fish":
        print(f"function {NAME}\n    {program} $argv\nend")
    else:
        print(f'{NAME}() {{ {program} "$@"; }}')
    print(argcomplete.shell_integration.shellcode([NAME], shell=args.shell))
    return DONE


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks what the word at the cursor may become, and end; else do nothing."""
    if "_ARGCOMPLETE" not in os.environ:
        return
    try:
        import argcomplete
    except ImportError:
        return
    argcomplete.autocomplete(parser)
