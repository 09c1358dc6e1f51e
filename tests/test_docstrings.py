"""Public docstrings that list arguments list what is there: parsed as numpydoc, against the signatures.

Whether there is a docstring, and how it is set, is for ruff (`make lint`).
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from numpydoc.validate import validate

CHECKS = {
    *("GL03", "GL06", "GL07", "GL09"),  # blank lines; sections that numpydoc knows, in their order
    *("SS02", "SS03", "SS04"),  # a summary that is a sentence
    *("PR01", "PR02", "PR03", "PR04", "PR05", "PR09"),  # the arguments: all, no other, in order, with a type
}
PACKAGES = ("geo", "events", "maps")


def _listing(package: str) -> Iterator[str]:
    """Go through what a package offers whose docstring begins to list arguments."""
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        module = importlib.import_module(found.name)
        for name, value in vars(module).items():
            own = getattr(value, "__module__", None) == found.name and not name.startswith("_")
            if own and (inspect.isfunction(value) or inspect.isclass(value)):
                for said in (value, *(vars(value).values() if inspect.isclass(value) else ())):
                    if "\n    Parameters\n" in (getattr(said, "__doc__", None) or ""):
                        yield f"{found.name}.{said.__qualname__}"


@pytest.mark.parametrize("package", PACKAGES)
def test_docstrings_say_what_is_there(package: str) -> None:
    told = {name: validate(name)["errors"] for name in _listing(package)}
    faults = [f"{name}: {text}" for name, errors in told.items() for code, text in errors if code in CHECKS]
    assert len(told) > 30
    assert not faults, "\n".join(faults)
