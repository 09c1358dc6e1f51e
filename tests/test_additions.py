"""Adding one of each: a change in one file (and a format's writer in another), and it arrives everywhere.

The additions are made in a copy of the program, which another process then runs: nothing else knows of them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT

ADDITIONS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    # what is added: in which file; before which words, what
    "a filter": ("events/filter_fields.py", [("    bbox: tuple[float, float, float, float]", '''
    targets: tuple[str, ...] = asked(
        (), Kind.TEXTS, column="target", named="target", facet="target", label="target", key="target",
        option="target", metavar="T", help="who was hit", heading="Target",
    )
''')]),
    "an import format": ("events/readers/__init__.py", [('    Format("XLSX"', '''
    Format("Dump", (".dump",), read_text),
''')]),
    "an export format": ("events/formats.py", [('    "csv": Format(', '''\
    "tally": Format("A tally", "text/plain"),
''')]),
    "its writer": ("events/export/__init__.py", [("FORMATS: dict[", '''
def _tally(selection, path):
    path.write_text(f"{selection.events.num_rows} events")
    return []

'''), ('    "csv": _csv', '    "tally": _tally,\n')]),
    "a map format": ("maps/formats.py", [("FORMATS: dict[", '''
def _marks(job):
    job.path.write_text(f"{len(job.layers.events)} marks")
    return job.path

'''), ('    "png": Format(', '    "marks": Format("Its marks", "text/plain", _marks),\n')]),
    "a service": ("events/services/__init__.py", [("SERVICES: dict[", '''
class Bulletin(Service):
    name = "bulletin"
    title = "The Bulletin"
    address = "https://bulletin.example"
    countries = ("Countries by name", "Iraq", "a name")
    versions = {"a": "the first", "b": "the second"}
    version_words = "a or b"

    def page(self, number):
        return Request(f"{self.base}/{number}?v={self.question.version}")

'''), ("Gdelt)}", "Bulletin, ")]),
    "a dataset": ("data/mappings/bulletin.yml", [("", '''
name: bulletin
title: The Bulletin
dataset: Bulletin
recognise:
  - [Bulletin number, Reported on, Spot]
fields: {source_key: Bulletin number, event_date: Reported on, place: Spot, target: Hit}
''')]),
    "a weapon class": ("data/weapons.csv", [("rocket-122,",
        'rocket-99,99 mm rocket,99,,9900,Ninety-nine,"A handbook",https://handbook.example,"Only here."\n')]),
    "a language of headings": ("data/mappings/column_names.yml", [("date, event_date,", "tarehe tukio, ")]),
}  # fmt: skip

ARRIVES = """
import io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import atlas
from events import query, wording
from events.query import Filter
from events.store import Store
from events.vocabulary import codebook
from maps import view_state
from maps.layers import asking

folder = Path(sys.argv[1])
os.environ["ATLAS_DATABASE_URL"] = f"duckdb:///{folder / 'events.duckdb'}"
seen = {}

def run(*words):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(out):
        try:
            code = atlas.main([*map(str, words)])
        except SystemExit as stopped:
            code = stopped.code
    out.flush()
    return [code, out.detach().getvalue().decode()]

(folder / "camp.dump").write_text("tarehe tukio,place,latitude,longitude,target\\n"
    "2020-03-01,Mosul,36.34,43.13,Convoy\\n2020-03-02,Mosul,36.35,43.14,Camp\\n")
(folder / "list.csv").write_text("Bulletin number,Reported on,Spot,Hit\\nB1,2021-05-06,Baghdad,Camp\\n")
seen["import"] = run("import", folder / "camp.dump", "--set", "country=Iraq")
seen["dataset"] = run("import", folder / "list.csv")
seen["filter"] = run("events", "--target", "convoy", "--format", "json")
seen["mistyped"] = run("events", "--target", "Konvoy")
seen["export"] = [*run("export", folder / "out.tally", "--target=Camp"), (folder / "out.tally").read_text()]
seen["map"] = [*run("export", folder / "out.marks", "--target=Camp"), (folder / "out.marks").read_text()]
seen["fetch"] = run("fetch", "bulletin", "--version", "a", "--dry-run")
seen["weapon"] = [one.label for one in codebook.weapons() if one.key == "rocket-99"]
seen["said"] = [said for _, said in wording.filters(Filter(targets=("Camp",)))]
link = view_state.encode(view_state.ViewState(targets=("Camp", "")))
seen["link"] = [link, view_state.decode(link)[0].targets]
facets = query.facets(Store.open(os.environ["ATLAS_DATABASE_URL"]))
seen["facet"], seen["datasets"] = dict(facets["target"]), dict(facets["dataset"])

from streamlit.testing.v1 import AppTest

PAGE = '''
import streamlit as st
from ui import frame
from ui.{name} import page

own = st.Page(page.show, title="Page", url_path="page", default=True)
frame.run({{"map": own, "events": own}}, st.navigation([own]))
'''
page = AppTest.from_string(PAGE.format(name="export"), default_timeout=60).run()
seen["sidebar"] = page.multiselect(key="filter_targets").options
seen["formats"] = page.selectbox(key="export_kind").options
page.multiselect(key="filter_targets").set_value(["Camp"]).run()
seen["chip"] = page.multiselect(key="chips").value
seen["raised"] = [str(one.value) for one in page.exception]
from events.readers import SUFFIXES
from events.services import SERVICES, titles
seen["offered"] = [".dump" in SUFFIXES, titles()]
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a program with one more of each shows."""
    copy, folder = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("held")
    for package in ("geo", "events", "maps", "ui", "commandline", "data"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "build"))
    for name in ("app.py", "atlas.py", "pyproject.toml"):
        shutil.copyfile(ROOT / name, copy / name)
    for file, changes in ADDITIONS.values():
        path = copy / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for before, added in changes:
            assert text.count(before) == 1 or not text, f"{file}: {before}"
            text = text.replace(before, added + before) if text else added
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ARRIVES, str(folder)],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shutil.rmtree(copy)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_filter_arrives_in_every_place(seen: dict[str, Any]) -> None:
    assert [row["target"] for row in json.loads(seen["filter"][1])] == ["Convoy"]
    assert seen["mistyped"][0] == 2
    assert "No target is called “Konvoy”; nearest: Convoy" in seen["mistyped"][1]
    assert seen["said"] == ["target: Camp"]
    assert seen["link"] == [{"target": ["Camp", "~"]}, ["Camp", ""]]
    assert seen["facet"]["Camp"] == 2
    assert any(one.startswith("Convoy") for one in seen["sidebar"])
    assert seen["chip"] == ["Target: Camp"]
    assert seen["raised"] == []


def test_formats_arrive_in_every_place(seen: dict[str, Any]) -> None:
    assert seen["import"][0] == 0, seen["import"][1]
    assert seen["offered"][0]
    assert (seen["export"][0], seen["export"][2]) == (0, "2 events")
    assert (seen["map"][0], seen["map"][2]) == (0, "2 marks")
    assert {"A tally", "Its marks"} <= set(seen["formats"])


def test_a_service_arrives_in_every_place(seen: dict[str, Any]) -> None:
    assert seen["fetch"][0] == 0
    assert "GET https://bulletin.example/0?v=a" in seen["fetch"][1]
    assert seen["offered"][1] == "UCDP, ACLED, BULLETIN or GDELT"


def test_facts_in_data_files_arrive(seen: dict[str, Any]) -> None:
    assert seen["dataset"][0] == 0
    assert seen["datasets"]["Bulletin"] == 1
    assert seen["weapon"] == ["99 mm rocket"]
    assert [row["event_date"] for row in json.loads(seen["filter"][1])] == ["2020-03-01"]
