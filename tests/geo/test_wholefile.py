"""A file is there whole or as it was; no draft stays behind, whatever goes wrong in the middle."""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.whole_file import FileNotWrittenError, refused_by_disk, whole, write_whole


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), ValueError("bad row"), KeyboardInterrupt()])
@pytest.mark.parametrize("before", [None, "old"])
def test_what_goes_wrong_in_the_middle_changes_nothing(
    tmp_path: Path, error: BaseException, before: str | None
) -> None:
    target = tmp_path / "out.csv"
    if before:
        target.write_text(before)

    def write() -> None:
        with whole(target) as draft:
            draft.write_text("half")
            draft.with_name(draft.stem + ".csv-journal").write_text("a database's own")
            raise error

    with pytest.raises(FileNotWrittenError if isinstance(error, OSError) else type(error)) as caught:
        write()
    if isinstance(error, OSError):
        assert str(caught.value) == "out.csv cannot be written: No space left on device."
    assert [path.name for path in tmp_path.iterdir()] == (["out.csv"] if before else [])
    assert not before or target.read_text() == before


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    target, both = tmp_path / "out.txt", threading.Barrier(2)

    def write(sign: str) -> None:
        with whole(target) as draft:
            draft.write_text(sign * 10)
            both.wait()
            draft.write_text(sign * 20)

    threads = [threading.Thread(target=write, args=(sign,)) for sign in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert target.read_text() in ("a" * 20, "b" * 20)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["missing/out.csv", "folder", "n" * 300])
def test_a_place_that_cannot_hold_a_file_is_said_with_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(
        FileNotWrittenError, match=rf"^{name.rsplit('/', maxsplit=1)[-1]} cannot be written: .*\.$"
    ):
        write_whole(tmp_path / name, b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_device_is_written_as_it_is_and_a_full_one_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotWrittenError, match=r"^full cannot be written: No space left on device\.$"):
        write_whole("/dev/full", b"x" * 100_000)
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)
    write_whole(os.devnull, "gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    write_whole(f"/dev/fd/{writing}", "through the pipe")
    os.close(writing)
    with os.fdopen(reading) as stream:
        assert stream.read() == "through the pipe"


def test_a_link_stays_and_its_file_keeps_its_rights(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_disk_that_takes_more_gives_no_number(tmp_path: Path) -> None:
    assert refused_by_disk(tmp_path / "draft").errno is None
    assert refused_by_disk(Path("/dev/full")).errno == errno.ENOSPC


@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_text_is_written_as_it_is(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    path = write_whole(tmp_path_factory.getbasetemp() / "text.txt", parts)
    assert path.read_bytes() == "".join(parts).encode()
