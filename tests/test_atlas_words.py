"""Words that nothing knows, addresses, streams and the shell: what the command line says and returns."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from commandline.usage import parser
from commandline.words import clean
from docs.build import _commands
from geo.addresses import without_login
from tests.commandline import atlas, process
from tests.conftest import ROOT
from tests.thoroughness import examples


@pytest.mark.parametrize(
    ("option", "wrong", "right"),
    [
        ("--country", "Irakk", "Iraq"),
        ("--type", "Battle", "Battles"),
        ("--attacker", "ISISS", "ISIS"),
        ("--dataset", "Seed event", "Seed events"),
        ("--dataset", "foo", "Seed events"),
        ("--sub-type", "Armed clas", "Armed clash"),
        ("--precision", "exakt", "exact"),
        ("--basis", "claimd", "claimed_by_actor"),
        ("--event", "nothing", "No event is called"),
    ],
)
def test_a_word_that_nothing_knows_is_wrong_usage_and_answered(
    option: str, wrong: str, right: str, tmp_path: Path
) -> None:
    said = atlas("events", option, wrong, code=2)
    assert not said.stdout
    assert wrong in said.stderr
    assert right in said.stderr
    assert right in atlas("export", tmp_path / "out.csv", option, wrong, code=2).stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        (("changes", "--since", "2020", "--dataset", "Seed evnts"), "Seed evnts", "Seed events"),
        (("changes", "--since", "2020", "--dataset", "foo"), "foo", "Seed events"),
        (("conflicts", "list", "--dataset", "Sead events"), "Sead events", "Seed events"),
        (("dataset", "remove", "Seed event"), "Seed event", "Seed events"),
        (("locate", "Balad", "--country", "IQ", "--admin1", "Anbarrix"), "Anbarrix", "nearest: Anbar"),
        (("locate", "Balad", "--admin1", "Qqqxyz"), "Qqqxyz", "No province"),
    ],
)
def test_a_dataset_or_province_that_nothing_knows_is_wrong_usage(
    words: tuple[str, ...], wrong: str, right: str
) -> None:
    said = atlas(*words, code=2)
    assert not said.stdout
    assert wrong in said.stderr
    assert right in said.stderr


def test_a_dataset_is_meant_in_any_case() -> None:
    said = json.loads(atlas("changes", "--since", "2020", "--dataset", "seed EVENTS").stdout)
    assert said["dataset"] == "Seed events"


def test_a_known_word_without_events_is_an_empty_answer() -> None:
    for words in (("--country", "Peru"), ("--type", "Riots"), ("--attacker", "Islamic State")):
        json.loads(atlas("events", *words).stdout)


def test_an_event_is_found_by_a_slip_of_its_identity() -> None:
    first = json.loads(atlas("events").stdout)[0]["event_id"]
    assert first in atlas("events", "--event", first[:-1], code=2).stderr
    assert [e["event_id"] for e in json.loads(atlas("events", "--event", first).stdout)] == [first]


def test_a_mistyped_database_is_told_and_not_made(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'real.duckdb'}"
    table = tmp_path / "t.csv"
    table.write_text("date,country\n2024-01-01,Iraq\n", encoding="utf-8")
    atlas("--db", url, "import", table)
    assert len(json.loads(atlas("--db", url, "--quiet", "events").stdout)) == 1
    wrong = f"duckdb:///{tmp_path / 'reel.duckdb'}"
    for command in (("events",), ("export", tmp_path / "o.csv"), ("changes", "--since", "2020"),
                    ("dataset", "list"), ("actors", "list"), ("conflicts", "list"), ("gazetteer", "learn"),
                    ("import", "--list"), ("import", "--undo", "last")):  # fmt: skip
        for words in (("--db", wrong, *command), (*command, "--db", wrong)):
            assert "real.duckdb" in atlas(*words, code=1).stderr
    assert not [one.name for one in tmp_path.iterdir() if "reel" in one.name]


PASSWORD = some.text(
    some.characters(min_codepoint=0x21, max_codepoint=0x17E), min_size=6, max_size=20
).filter(lambda text: not text.startswith("-") and text.isprintable())


@settings(
    deadline=None, max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PASSWORD, some.sampled_from(["postgresql", "mysql", "duckdb:", "http"]))
def test_a_password_is_never_printed_back(password: str, scheme: str) -> None:
    url = f"{scheme}://somebody:{password}@host.example/base"
    for words in (("where",), ("events",), ("export", "o.csv"), ("locate", "Taji")):
        done = atlas(*words, "--db", url, code=0 if words == ("where",) else 1)
        assert password not in done.stdout + done.stderr
    assert password not in atlas("events", "--nonsense", url, code=2).stderr
    assert password not in atlas("export", "o.png", "--like", f"x{url}", code=2).stderr
    assert "host.example" in without_login(url)


def test_what_is_no_login_stays() -> None:
    for text in ("duckdb:////data/x/a.duckdb", "mail ana@example.org", "http://h/?q=a", "12:30 @ gate"):
        assert clean(text) == text


def test_the_version_and_the_nearest_command() -> None:
    assert atlas("--version").stdout.startswith("Conflict Atlas ")
    assert atlas("evnts", code=2).stderr.rstrip().endswith("nearest: events")
    assert "nearest: --attacker" in atlas("events", "--attaker", "x", code=2).stderr


def test_every_option_says_what_it_does() -> None:
    silent = [
        (words, action.dest) for words, _, command in _commands(parser()) for action in command._actions
        if not action.help
    ]  # fmt: skip
    assert silent == []


TABLE = "date,country,note\n2024-01-01,Iraq,é\n"


def _piped(*words: object, given: bytes, db: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "atlas.py", "--db", f"duckdb:///{db}", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, timeout=120)


def test_a_dash_is_standard_input_and_output(tmp_path: Path) -> None:
    db = tmp_path / "a.duckdb"
    done = _piped("import", "-", "--quiet", "--dataset", "piped", given=TABLE.encode(), db=db)
    assert (done.returncode, done.stderr) == (0, b"")
    out = _piped("export", "-", "--format", "csv", given=b"", db=db)
    (row,) = csv.DictReader(io.StringIO(out.stdout.decode("utf-8-sig")))
    assert (row["dataset"], row["country"]) == ("piped", "Iraq")
    geojson = _piped("events", "--format", "geojson", given=b"", db=db).stdout
    again = _piped("import", "-", "--quiet", "--dataset", "again", given=geojson, db=db)
    assert again.returncode == 0, again.stderr
    assert _piped("export", "-", given=b"", db=db).returncode == 2
    located = _piped("locate", "--csv", "-", "-", given=b"place,country\nBaghdad,IQ\n", db=db)
    (place,) = csv.DictReader(io.StringIO(located.stdout.decode()))
    assert place["latitude"].startswith("33.")
    assert not _piped("import", "-", given=b"", db=db).stdout


def test_values_that_begin_like_numbers_are_taken_as_typed(tmp_path: Path) -> None:
    said = atlas("events", "--attacker", "-1st Brigade", code=2).stderr
    assert "“-1st Brigade”" in said
    os.chdir(tmp_path)
    try:
        atlas("export", "-1.csv")
        assert (tmp_path / "-1.csv").exists()
    finally:
        os.chdir(ROOT)


@pytest.mark.parametrize("how", [">&-", ">/dev/full"])
def test_what_cannot_be_printed_is_said(how: str) -> None:
    command = f"{sys.executable} atlas.py dataset list {how}"
    ended = subprocess.run(
        ["/bin/sh", "-c", command], cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    assert ended.returncode == 1
    assert "to be printed is lost." in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_name_that_the_engine_takes_for_another_is_said(tmp_path: Path) -> None:
    said = atlas("--db", f"duckdb:///{tmp_path}/a?b.duckdb", "dataset", "list", code=1)
    assert "“?”" in said.stderr


def test_a_long_name_of_a_file_stands_whole_in_every_sentence(tmp_path: Path) -> None:
    name = f"{'incidents of the first week ' * 6}.csv"
    (tmp_path / name).write_text("nothing,here\n1,2\n", encoding="utf-8")
    assert name in atlas("import", tmp_path / name, db=tmp_path / "a.duckdb", code=1).stderr


def test_a_key_of_a_mapping_that_means_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    for text, said in (
        ("fields: {event_date: date, country: country}\ndatset: x\n", "datset; nearest: dataset"),
        ("fields: {event_dat: date}\n", "event_dat; nearest: event_date"),
        ("fields: {event_date: {colum: date}, country: country}\n", "colum; nearest: column"),
    ):
        (tmp_path / "m.yml").write_text(text, encoding="utf-8")
        words = ("import", tmp_path / "t.csv", "--mapping", tmp_path / "m.yml")
        assert said in atlas(*words, db=tmp_path / "a.duckdb", code=1).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_words_are_completed(shell: str) -> None:
    assert "atlas" in atlas("completion", shell).stdout


def test_bash_completes_a_command(tmp_path: Path) -> None:
    asked = (
        'eval "$("$PY" atlas.py completion bash)"; COMP_WORDS=(atlas whe); COMP_CWORD=1; '
        ' COMP_LINE="atlas whe"; COMP_POINT=9; COMP_TYPE=9; _python_argcomplete atlas; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={**os.environ, "PY": sys.executable},
    )  # fmt: skip
    assert done.stdout.strip() == "where", done.stderr


def test_a_command_loads_what_it_needs() -> None:
    told = process("where", python=("-X", "importtime"))
    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.stderr.splitlines()}
    assert not loaded & {"numpy", "pandas", "pyarrow", "duckdb", "ibis", "geopy", "yaml", "openpyxl"}
    told = process("events", python=("-X", "importtime"))
    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.stderr.splitlines()}
    assert "duckdb" in loaded
    assert not loaded & {"openpyxl", "scipy.spatial", "geo.gazetteer", "streamlit", "matplotlib", "shapely"}
