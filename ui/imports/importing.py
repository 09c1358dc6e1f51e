"""The import: a file, what the columns were taken for, and what became of every row."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from events.importing.questions import NOTHING_SAID, Answers
from events.importing.report import ImportReport
from events.readers import SUFFIXES
from events.services import titles as service_titles
from events.tidying import when_gone
from geo import countries, leftovers
from geo.paths import DATA
from ui import bridge, cache, jobs, session, words
from ui.imports import columns, questions, whole_file
from ui.imports import report as import_report
from ui.parts import change_map, small_map, table

if TYPE_CHECKING:
    from events.store import Store

JOB = "import"
_REPORT, _ROUND, _GIVEN, _LOOKED = "import_report", "import_round", "import_given", "import_looked"
_SAMPLE = "import_sample"
SAMPLE = DATA / "samples" / "incidents.csv"
SAMPLE_DATASET = "Sample incidents (invented)"
CHUNK = 1 << 20
MOST_ASKED = 20
"""Sentences of a preview that ask for a look."""
PREVIEW_COLOURS = {"first rows": "#0072B2"}


@dataclass(frozen=True)
class Given:
    """A file to import: where it lies, what it is called, and what tells it from others."""

    path: Path
    name: str
    identity: str


SOURCES = {"file": "A file", "service": service_titles()}


def show(store: Store) -> None:
    """Draw the import: choose, look at the guess, correct it, import, read the report."""
    if _at_work_or_done(store):
        return
    if st.session_state.get(_SAMPLE):
        _sample(store)
        return
    source = st.segmented_control(
        "From",
        list(SOURCES),
        default="file",
        key="import_source",
        format_func=SOURCES.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    if source == "service":
        from ui.imports import services

        services.show(lambda path, identity: prepare(store, Given(path, path.name, identity)))
        return
    upload = st.file_uploader(
        "A table of events: CSV, XLSX, GeoJSON, KML, GeoPackage, Parquet …",
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        key=f"import_file_{st.session_state.get(_ROUND, 0)}",
    )
    bridge.deliver()
    if upload is None:
        st.session_state.pop(_GIVEN, None)
        st.text(
            "Columns are recognised by their names and values. Every row is imported, updated,"
            " left unchanged, or refused by name. Importing the same file twice changes nothing."
        )
        return
    prepare(store, _on_disk(upload))


def begin(*, sample: bool = False) -> None:
    """Make the import begin anew for a file that was chosen elsewhere, unless one is at work.

    Parameters
    ----------
    sample : bool
        Open the sample file that ships.
    """
    if jobs.at_work(JOB):
        return
    _again()
    st.session_state["import_source"] = "file"
    if sample:
        st.session_state[_SAMPLE] = True
        st.session_state["import_dataset"] = SAMPLE_DATASET


def _sample(store: Store) -> None:
    """Draw the import of the sample file."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(
            f"{SAMPLE.name}: the sample file. Its incidents are invented, and odd on purpose: dates in"
            " several ways, numbers in words, places that are not sure, a row of totals."
        )
        st.button("Choose a file of my own", key="import_no_sample", on_click=_again)
    prepare(store, Given(SAMPLE, SAMPLE.name, "sample"))


def _at_work_or_done(store: Store) -> bool:
    """Draw an import that is at work, or the report of one that has ended; tell whether there is one."""
    if jobs.show(JOB):
        st.text("You may go to another page meanwhile. Stopping it leaves everything as it was.")
        return True
    job = jobs.ended(JOB)
    if job is not None:
        st.session_state[_REPORT] = job.result or ImportReport(file="", error=job.error or STOPPED)
    report = st.session_state.get(_REPORT)
    if report is None:
        return False
    import_report.show(store, report)
    st.button("Import another file", key="import_again", on_click=_again)
    return True


WAITS = "Answer what is asked above; until then nothing is imported."
STOPPED = "The import was stopped; nothing was changed."


def _again() -> None:
    """Begin anew: an uploader under a new key is an empty one."""
    from ui.imports import services

    services.forget()
    for key in (_REPORT, _GIVEN, _LOOKED, _SAMPLE):
        st.session_state.pop(key, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _on_disk(upload: Any) -> Given:
    """The uploaded bytes under a random name; of the person's file name only a known suffix is kept."""
    held: Given | None = st.session_state.get(_GIVEN)
    if held is not None and held.identity == upload.file_id:
        return held
    suffix = Path(upload.name).suffix.lower()
    known = suffix if suffix in SUFFIXES else ""
    folder = tempfile.mkdtemp(dir=leftovers.scratch())
    path = Path(folder) / f"{uuid.uuid4().hex}{known}"
    given = Given(path, upload.name, upload.file_id)
    # It lies there as long as the page or an import at work holds on to it.
    when_gone(given, shutil.rmtree, folder, ignore_errors=True)
    with path.open("wb") as file:
        while chunk := upload.read(CHUNK):
            file.write(chunk)
    upload.seek(0)
    st.session_state[_GIVEN] = given
    return given


def prepare(store: Store, given: Given) -> None:
    """Draw the guess and its correction, the first rows as events, and the button that imports."""
    sheet = st.session_state.get(f"sheet_{given.identity}")
    stated = _stated(given)
    said = whole_file.said(given.identity)
    found = _looked(given, sheet, None, stated=stated)
    if len(found.sheets) > 1:
        read = found.sheets.index(found.sheet) if found.sheet in found.sheets else 0
        st.selectbox("Sheet", list(found.sheets), index=read, key=f"sheet_{given.identity}")
        sheet = sheet or found.sheet
    chosen, corrected, first = None, found.guess, found
    if found.columns:
        key = f"columns_{given.identity}_{sheet}_{found.mapping}"
        corrected = columns.correct(found, key=key)
        if corrected != found.guess:
            chosen = columns.chosen_mapping(found, corrected)
    found, answers, waits = _asked(given, sheet, first, chosen, corrected)
    if found.columns:
        _remember(found, chosen is not None or answers != NOTHING_SAID, said.order or answers.order)
    if first.columns:
        whole_file.ask(given.identity, wanted=first.order_open or bool(first.error))
    if found.error and first.asked and waits:
        st.text(WAITS)
        return
    if found.error:
        st.error(words.plain(found.error))
        return
    if found.countryless:
        _ask_country(given, found)
    _first_rows(found)
    look = {"sheet": sheet, "mapping": chosen, "answers": answers, "countries": stated}
    look["date_order"] = said.order
    _offer(store, given, look, waits=waits)


def _asked(
    given: Given, sheet: str | None, first: Any, chosen: Any, corrected: dict[str, str]
) -> tuple[Any, Answers, bool]:
    """Draw the questions, and those that the answers raise; return the look with them, and what is open.

    Parameters
    ----------
    given : Given
    sheet : str or None
    first : events.importing.preview.Preview
        The file before anything was answered.
    chosen : Mapping or None
        How a person corrected the columns.
    corrected : dict of str to str
        The field by column of that correction.
    """
    said, stated = whole_file.said(given.identity), _stated(given)
    changed = {
        c: corrected.get(c) for c in {*first.guess, *corrected} if corrected.get(c) != first.guess.get(c)
    }
    key = f"{given.identity}_{sheet}"
    answers, waits = questions.ask(first, changed, key=key, order=said.order)
    answers = replace(answers, constants=said.constants)
    if chosen is None and answers == NOTHING_SAID and not said.order:
        return first, answers, waits
    corrections = tuple(sorted(corrected.items()))
    found = _looked(given, sheet, chosen, corrections, answers, stated=stated, order=said.order)
    later = replace(found, asked=tuple(q for q in found.asked if q not in first.asked), lacks_date=False)
    more, open_still = questions.ask(later, {}, key=f"{key}_later", order=said.order)
    if more.order:
        answers = replace(answers, order=more.order)
        found = _looked(given, sheet, chosen, corrections, answers, stated=stated, order=said.order)
    return found, answers, waits or open_still


def _remember(found: Any, corrected: bool, order: str | None) -> None:
    """Draw what keeps how the file is read, answers included, for the next file like it."""
    kept = replace(found.read_by, date_order=order or found.read_by.date_order) if found.read_by else None
    if columns.remember(kept if corrected or order else None, found):
        st.session_state.pop(_LOOKED, None)
        st.rerun()


def _stated(given: Given) -> tuple[str, ...]:
    """Return the codes of the countries that the person stated for the file."""
    return tuple(countries.alpha2(name) or "" for name in st.session_state.get(_country_key(given)) or ())


def _country_key(given: Given) -> str:
    return f"import_countries_{given.identity}"


def _ask_country(given: Given, found: Any) -> None:
    """Ask where rows without a country lie, with the country that the file speaks for as a proposal."""
    key = _country_key(given)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            "Country of rows that state none",
            cache.country_names(),
            key=key,
            placeholder="not stated: a name answers only where no namesake leaves doubt",
            width=520,
        )
        if found.proposal is not None and found.proposal.code not in _stated(given):
            st.button(
                f"Use {found.proposal.country}",
                key="import_use_proposed",
                on_click=lambda: st.session_state.update({key: [found.proposal.country]}),
            )
    if found.proposal is not None:
        st.text(found.proposal.words)


def _looked(
    given: Given,
    sheet: str | None,
    chosen: Any,
    corrected: tuple[Any, ...] = (),
    answers: Answers = NOTHING_SAID,
    *,
    stated: tuple[str, ...] = (),
    order: str | None = None,
) -> Any:
    """Look at a file; the same look is not taken twice."""
    from events.importing.preview import preview  # the readers: only when there is a file to read

    looked = st.session_state.setdefault(_LOOKED, {})
    constants = tuple(sorted(answers.constants.items()))
    said = (tuple(sorted(answers.columns.items())), answers.rows, answers.undated, constants)
    said += (answers.order, order)  # type: ignore[assignment]
    question = (given.identity, sheet, corrected if chosen is not None else (), said, stated)
    if question not in looked:
        look = {"sheet": sheet, "mapping": chosen, "answers": answers, "countries": stated}
        looked[question] = preview(given.path, name=given.name, date_order=order, **look)
    return looked[question]


def _first_rows(found: Any) -> None:
    """The first rows as the events that they would become, and how the file was read."""
    texts = [str(note) for note in found.notes]
    proposed = found.proposal.words if found.proposal is not None else None
    said = dict.fromkeys(
        f"Row {item.row}: {item.message}" if item.row else item.message for item in found.warnings
    )
    asked = [text for text in said if proposed is None or not text.startswith(proposed)]
    if len(asked) > MOST_ASKED:
        rest = words.count(len(asked) - MOST_ASKED)
        asked = [*asked[:MOST_ASKED], f"and {rest} more; the report of the import lists all of them."]
    sections: list[dict[str, Any]] = [{"texts": texts}] if texts else []
    sections += [{"title": "Look at these", "texts": asked}] if asked else []
    if sections:
        bridge.sheet({"sections": sections}, key="import_preview_notes")
    rows = table.readable(found.events)
    refused = f", {words.many(len(found.refused), 'row')} of them to be refused" if found.refused else ""
    st.text(f"The first rows as events{refused}")
    left, right = st.columns([5, 3], gap="medium")
    with left:
        st.dataframe(
            rows.drop(columns=["event_id"]),
            hide_index=True,
            width="stretch",
            row_height=table.ROW_PX,
            height=table.height_of(len(rows), 340),
            placeholder=words.DASH,
            column_config=table.CONFIG,
        )
        for item in found.refused[:5]:
            st.text(f"To be refused: {item.message}")
    with right:
        events = found.events.reindex(columns=[*small_map.COLUMNS])
        kinds = pd.Series("first rows", index=events.index, dtype=object)
        change_map.show(events, kinds, PREVIEW_COLOURS, key="place_map_import")


def _offer(store: Store, given: Given, options: dict[str, Any], *, waits: bool) -> None:
    """Draw what the person says of the file, and the button, which ``waits`` while a question is open."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dataset = st.text_input(
            "Dataset",
            key="import_dataset",
            placeholder=Path(given.name).stem[:120],
            max_chars=120,
            width=320,
        )
        complete = st.checkbox(
            "A complete release: mark events that it lacks as withdrawn", key="import_complete"
        )
    if waits:
        st.text(WAITS)
    if st.button("Import", key="import_run", type="primary", disabled=waits):
        _start(store, given, options | {"dataset": dataset.strip() or None, "complete": complete})


def _start(store: Store, given: Given, options: dict[str, Any]) -> None:
    who = session.who()

    def work(job: jobs.Job) -> ImportReport:
        from events import importing  # the readers: only when there is a file to read

        return importing.import_file(
            store,
            given.path,
            name=given.name,
            who=who,
            progress=job.tell,
            cancelled=lambda: job.stopping,
            **options,
        )

    jobs.start(JOB, f"Import of {given.name[:80]}", work)
    st.rerun()
