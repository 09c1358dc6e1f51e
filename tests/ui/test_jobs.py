"""Work in the background: how it is said, how it is stopped, and what becomes of a failure."""

from __future__ import annotations

from ui import jobs
from ui.jobs import Job


def test_a_stop_reaches_the_work_and_leaves_no_result() -> None:
    job = Job("Import", "row")
    job.stop()
    seen = []

    def work(own: Job) -> str:
        try:
            own.tell(1, 10, "reading")
        except Exception:  # noqa: BLE001 (whatever a job raised is told in the main thread)
            seen.append("kept")
        return "done"

    jobs._run(job, work)
    assert job.ended
    assert job.stopped
    assert job.result is None
    assert not seen


def test_a_failure_is_said_without_its_inside() -> None:
    def work(own: Job) -> None:
        raise KeyError("/srv/secret/path")

    job = Job("Import", "row")
    jobs._run(job, work)
    assert job.error == jobs.UNEXPECTED
    assert not job.stopped


def test_progress_says_amount_rate_and_time_left() -> None:
    job = Job("Import", "row")
    job.tell(0, 100_000, "reading")
    job._begun = (job._begun[0] - 10, 0)
    job.tell(20_000, 100_000, "reading")
    words = job.words().replace("\u2009", "")
    assert words.startswith("Import: reading 20,000 of 100,000 rows, ")
    assert "rows a second" in words
    assert "left" in words
    job.unit = "byte"
    assert "20 kB of 100 kB" in job.words()
