"""Files that are no plain files, or change, vanish or end while they are read: one plain sentence each."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from events import readers
from events.importing import import_file
from events.readers import FileRefusedError, open_table
from events.store import Store, file_url

HEADER = "id,date,latitude,longitude\n"
ROWS = "".join(f"A{i},2025-03-01,33,44\n" for i in range(5))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "list.csv"
    found.write_text(HEADER + ROWS)
    return found


def append(path: Path) -> None:
    with path.open("a") as stream:
        stream.write(ROWS)


def test_a_pipe_is_refused_and_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.csv")
    with pytest.raises(FileRefusedError, match=r"^list\.csv is not a file\.$"):
        open_table(tmp_path / "list.csv")
    report = import_file(Store.open(file_url(tmp_path / "e.duckdb")), tmp_path / "list.csv")
    assert report.error == "list.csv is not a file."


def test_a_device_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="is not a file"):
        open_table("/dev/zero", name="list.csv")


def test_a_link_to_nothing_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "list.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(FileRefusedError, match="is not there"):
        open_table(tmp_path / "list.csv")


@pytest.mark.parametrize("how", ["longer", "shorter", "another"])
def test_a_file_that_changes_while_it_is_read_is_refused(path: Path, how: str) -> None:
    table = open_table(path)
    if how == "longer":
        append(path)
    elif how == "shorter":
        path.write_text(HEADER)
    else:
        (path.parent / "new").write_text(HEADER + ROWS)
        os.replace(path.parent / "new", path)
    with pytest.raises(FileRefusedError, match="changed while it was read"):
        list(table.chunks(None))


def test_a_file_that_is_taken_away_while_it_is_read_is_refused(path: Path) -> None:
    table = open_table(path)
    path.unlink()
    with pytest.raises(FileRefusedError, match="taken away while it was read"):
        list(table.chunks(None))


def test_an_import_of_a_file_that_changes_leaves_nothing(path: Path, tmp_path: Path) -> None:
    store = Store.open(file_url(tmp_path / "e.duckdb"))

    def change(done: int, total: int | None, message: str) -> None:
        if message == "looking through the file":  # once through already, once more to come
            append(path)

    before = store.stamp()
    report = import_file(store, path, progress=change)
    assert "changed while it was read; nothing was imported" in str(report.error)
    assert str(tmp_path) not in str(report.error)
    assert store.stamp() == before


def test_a_file_that_is_mostly_no_rows_is_refused_as_a_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MAX_BAD", 10)
    path.write_text(HEADER + ROWS + "x\n" * 20)
    with pytest.raises(
        FileRefusedError, match=r"most of its rows cannot be read.*1 cells where the header has 4"
    ):
        list(open_table(path).chunks(None))


@pytest.mark.parametrize("line", ["x" * 20_000_000, "," * 20_000_000, 'x"' + "x" * 20_000_000])
def test_a_line_without_end_is_no_row(path: Path, line: str) -> None:
    path.write_text(HEADER + line)
    with pytest.raises(FileRefusedError, match="a row of more than 8 MB, which is no event"):
        list(open_table(path).chunks(None))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("list.json", json.dumps([[]] * 20_001)),
        ("list.json", json.dumps({str(i): 1 for i in range(100_002)})),
        ("list.json", '[{"a": "' + "x" * 5_000_000),
        ("list.jsonl", '{"a": "' + "x" * 5_000_000),
    ],
)
def test_json_of_no_events_is_refused_before_its_end(tmp_path: Path, name: str, data: str) -> None:
    (tmp_path / name).write_text(data)
    with pytest.raises(FileRefusedError, match=r"no list of events|more than 4 MB"):
        open_table(tmp_path / name)


def test_an_archive_that_holds_a_name_twice_is_refused(tmp_path: Path) -> None:
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (tmp_path / "a.xlsx").write_bytes(book.getvalue())
    with pytest.raises(FileRefusedError, match="two files of the same name"):
        open_table(tmp_path / "a.xlsx")


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        link = zipfile.ZipInfo("list.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FileRefusedError, match="no table"):
        open_table(tmp_path / "a.zip")
