"""The documents say what is there: commands, filters, formats, files, links."""

from __future__ import annotations

import argparse
import csv
import fnmatch
import re
import runpy
from pathlib import Path

import pytest
import yaml

from commandline.events import DATA_FORMATS, PICTURE_FORMATS
from commandline.usage import parser
from events import export, model
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = (ROOT / "data" / "SOURCES.md").read_text(encoding="utf-8")
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SCRIPTING = (ROOT / "docs" / "scripting.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "SOURCES.md"])
GUIDE = ROOT / "docs" / "guide"
SHIPPED = sorted(
    path.relative_to(ROOT / "data").as_posix()
    for path in (ROOT / "data").rglob("*")
    if path.is_file()
    and path.relative_to(ROOT / "data").parts[0] not in ("build", "sources.d", "SOURCES.md")
    and "__pycache__" not in path.parts
)


def _options(command: str) -> list[str]:
    (commands,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return [option for action in commands.choices[command]._actions for option in action.option_strings]


def test_readme_shows_the_two_commands_and_a_screenshot_first() -> None:
    screen = README.splitlines()[:16]
    assert any("make run" in line for line in screen)
    assert any("make test" in line for line in screen)
    assert any("docs/screenshot.png" in line for line in screen)
    assert "Scripts\\python -m streamlit run app.py" in README


@pytest.mark.parametrize("kind", [*DATA_FORMATS, *PICTURE_FORMATS])
def test_the_formats_page_names_every_export_format(kind: str) -> None:
    assert f"`{kind}`" in FORMATS


def test_the_command_line_and_the_exporter_know_the_same_formats() -> None:
    assert set(DATA_FORMATS) == set(export.FORMATS)


@pytest.mark.parametrize(
    "option", [o for o in _options("events") if o.startswith("--") and o not in ("--help", "--format")]
)
def test_the_page_for_scripts_names_every_filter(option: str) -> None:
    assert f"`{option}" in SCRIPTING


def test_the_formats_page_names_the_known_datasets() -> None:
    for path in (ROOT / "data" / "mappings").glob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and "recognise" in content:
            word = path.stem.split("_")[0]
            assert word.lower() in FORMATS.lower(), f"{path.name} is not in docs/formats.md"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_file_has_its_origin(name: str) -> None:
    named = {token.removeprefix("data/") for token in re.findall(r"`([^`\s]+)`", SOURCES)}
    assert any(fnmatch.fnmatch(name, token) for token in named), f"data/{name} is not in data/SOURCES.md"


def test_sources_are_joined() -> None:
    assert runpy.run_path(str(ROOT / "data" / "build" / "sources.py"))["joined"]() == SOURCES, "run make data"


def test_pages_are_what_the_program_says() -> None:
    for name, text in runpy.run_path(str(ROOT / "docs" / "build.py"))["pages"]().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, f"docs/{name}: run make docs"


def test_every_column_has_its_meaning_once() -> None:
    with (ROOT / "data" / "columns.csv").open(encoding="utf-8", newline="") as file:
        told = [(row["table"], row["column"]) for row in csv.DictReader(file) if row["meaning"]]
    assert told == [(table, column) for table, columns in model.TABLES.items() for column in columns]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_readme_is_a_screen_and_a_half_and_leads_to_every_page() -> None:
    assert len(README.splitlines()) <= 66
    pages = [*(ROOT / "docs").glob("*.md"), GUIDE / "README.md"]
    for page in pages:
        assert f"({page.relative_to(ROOT).as_posix()})" in README
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    for page in GUIDE.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index


def test_the_guides_pictures_are_small_and_each_is_shown() -> None:
    pictures = {path.relative_to(ROOT).as_posix() for path in (GUIDE / "pictures").iterdir()}
    shown = set()
    for page in DOCUMENTS:
        for target in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
            shown.add((page.parent / target).resolve().relative_to(ROOT).as_posix())
    assert pictures <= shown
    assert len(pictures) <= 10
    for name in {*pictures, *shown}:
        assert (ROOT / name).stat().st_size < 200_000, f"{name}: make pictures makes it small"


def test_the_guide_names_commands_that_there_are() -> None:
    (commands,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    known = {*commands.choices}
    for page in GUIDE.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"python atlas\.py\s+(\w+)", text))
        assert named <= known, f"{page.name} names {sorted(named - known)}"


def test_shipped_data_stays_small() -> None:
    assert sum((ROOT / "data" / name).stat().st_size for name in SHIPPED) < 45_000_000


def test_make_has_the_targets_that_the_documents_name() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    for path in DOCUMENTS:
        named = set(re.findall(r"`make ([a-z]+)`", path.read_text(encoding="utf-8")))
        assert named <= targets
    assert {"run", "test", "lint", "bench", "data"} <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_site_leads_to_every_page() -> None:
    def pages(nav: object) -> list[str]:
        if isinstance(nav, str):
            return [nav]
        return [page for part in (nav.values() if isinstance(nav, dict) else nav) for page in pages(part)]  # type: ignore[attr-defined]

    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    written = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(pages(site["nav"])) == sorted(written)
