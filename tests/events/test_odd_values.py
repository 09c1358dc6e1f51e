"""Odd but honest values: read as what they say, kept with their words, or refused by row and column."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from events.importing import import_file
from events.importing.report import ImportReport
from tests.events.bench import HEADER, ONE, Bench


@pytest.mark.parametrize(
    ("lat", "lon", "column"),
    [
        ("95.2", "44", "latitude"), ("33", "-200", "longitude"), ("inf", "44", "latitude"), ("1e309", "44", "latitude"),
        ("33.3.3", "44", "latitude"), ("north", "44", "latitude"), ("33", "", "longitude"), ("", "44", "latitude"),
        ("33.3E", "44", "latitude"), ("0x21", "44", "latitude"), ("33 70 00 N", "44", "latitude"),
    ],
)  # fmt: skip
def test_bad_coordinates_are_refused_by_column(bench: Bench, lat: str, lon: str, column: str) -> None:
    report = bench.load(HEADER + ONE + f"B,2025-03-01,{lat},{lon},Alpha,Baghdad,2,n\n")
    assert [(i.row, i.column) for i in report.refused] == [(3, column)]


def test_null_island_stands_for_not_known_and_is_said(bench: Bench) -> None:
    report = bench.load(HEADER + "A,2025-03-01,0,0,Alpha,Baghdad,2,n\nB,2025-03-01,0.0,0.0,Alpha,,2,n\n")
    events = bench.events()
    assert 33 < events["latitude"].iloc[0] < 34
    assert events["location_precision"].iloc[1] == "unlocated"
    assert sum("0, 0" in w.message for w in report.warnings) == 2


@pytest.mark.parametrize(
    ("cell", "low", "best", "high"),
    [
        ("12", None, 12, None), ("0", None, 0, None), ("", None, None, None), ("NA", None, None, None), ("unknown", None, None, None),
        ("several", 2, None, None), ("at least 12", 12, None, None), ("10–12", 10, None, 12), ("12+", 12, None, None),
        ("up to 5", None, None, 5), ("1,234", None, 1234, None), ("١٢", None, 12, None), ("12.0", None, 12, None),
    ],
)  # fmt: skip
def test_counts_are_low_best_high_or_unknown(
    bench: Bench, cell: str, low: int | None, best: int | None, high: int | None
) -> None:
    event = bench.one(HEADER + f'A,2025-03-01,33.3,44.4,Alpha,Baghdad,"{cell}",n\n')
    found = [
        None if pd.isna(event[f"fatalities_{part}"]) else int(event[f"fatalities_{part}"])
        for part in ("low", "best", "high")
    ]
    assert found == [low, best, high]
    if cell and not cell.replace(",", "").replace(".", "").isdecimal():
        assert cell in str(event["source_codes"])


@pytest.mark.parametrize("cell", ["-1", "1.5", "1e3", "99999999999999999999", "12-10", "=2+2", "1.234"])
def test_counts_that_are_none_are_refused(bench: Bench, cell: str) -> None:
    report = bench.load(HEADER + ONE + f"B,2025-03-01,33.3,44.4,Alpha,Baghdad,{cell},n\n")
    assert [(i.row, i.column, i.value) for i in report.refused] == [(3, "killed", cell)]


def dated(bench: Bench, *cells: str, **options: Any) -> tuple[ImportReport, list[str]]:
    lines = "".join(f'{i},"{cell}",33.3,44.4,Alpha,Baghdad,2,n\n' for i, cell in enumerate(cells))
    report = bench.load(HEADER + lines, **options)
    events = bench.events()
    return report, [str(d)[:10] for d in events["event_date"]] if len(events) else []


def test_the_order_of_dates_is_inferred_over_the_whole_column(bench: Bench) -> None:
    report, days = dated(bench, "03/04/2024", "25/04/2024", "01/02/2024")
    assert days == ["2024-04-03", "2024-04-25", "2024-02-01"]
    assert any("day/month/year" in n for n in report.notes)


def test_a_month_first_column(bench: Bench) -> None:
    assert dated(bench, "03/04/2024", "04/25/2024")[1] == ["2024-03-04", "2024-04-25"]


def test_an_order_that_cannot_be_told_is_asked_for(bench: Bench) -> None:
    lines = "".join(
        f"{i},{day},33.3,44.4,Alpha,Baghdad,2,n\n" for i, day in enumerate(("03/04/2024", "05/06/2024"))
    )
    refused = str(import_file(bench.store, bench.put(HEADER + lines)).error)
    assert "“date” (such as 03/04/2024) could be day/month or month/day" in refused
    assert "--date-order dmy (day first: 03/04/2024 is 3 April)" in refused
    assert "--date-order mdy (month first: 03/04/2024 is 4 March)" in refused
    assert not len(bench.events())
    report, days = dated(bench, "03/04/2024", "05/06/2024", date_order="mdy")
    assert days == ["2024-03-04", "2024-05-06"]
    assert report.imported == 2


def test_a_column_of_both_orders_refuses_what_could_be_either(bench: Bench) -> None:
    report, days = dated(bench, "25/04/2024", "04/25/2024", "03/04/2024")
    assert days == ["2024-04-25", "2024-04-25"]
    assert [i.row for i in report.refused] == [4]


def test_spreadsheet_days_are_dates_only_in_a_column_of_them(bench: Bench) -> None:
    assert dated(bench, "45717", "45718")[1] == ["2025-03-01", "2025-03-02"]
    report, _ = dated(bench, "2025-03-01", "2025-03-02", "45717", dataset="mixed")
    assert [i.value for i in report.refused] == ["45717"]


@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-30",
        "31/04/2024",
        "0000-00-00",
        "1445-09-15",
        "yesterday",
        "12",
        "2025-13-01",
        "9999-12-31",
        "1/1/1",
    ],
)
def test_dates_that_are_none_are_refused(bench: Bench, cell: str) -> None:
    report, _ = dated(bench, "2025-03-01", cell)
    assert [(i.row, i.column, i.value) for i in report.refused] == [(3, "date", cell)]


def test_first_and_last_day_make_the_precision_and_none_ends_before_it_begins(bench: Bench) -> None:
    ends = {"01": "day", "02": "days", "06": "days", "07": "week", "08": "month", "31": "month"}
    lines = "".join(f"{day},2025-03-01,2025-03-{day},Baghdad\n" for day in ends)
    lines += "long,2025-03-01,2025-04-01,Baghdad\nback,2025-03-01,2025-02-28,Baghdad\n"
    report = bench.load("id,date,end date,place\n" + lines)
    assert bench.events()["time_precision"].tolist() == [*ends.values(), "year"]
    assert [(i.record, i.column, i.value) for i in report.refused] == [(8, "end date", "2025-02-28")]
    assert "before" in report.refused[0].message


def test_a_day_that_is_still_to_come_is_kept_and_said(bench: Bench) -> None:
    report, days = dated(bench, "2025-03-01", "2099-03-01")
    assert days == ["2025-03-01", "2099-03-01"]
    assert [(w.row, w.value) for w in report.warnings if "future" in w.message] == [(3, "2099-03-01")]


def test_an_undated_row_is_kept_and_said(bench: Bench) -> None:
    report, days = dated(bench, "", "unknown")
    assert days == ["NaT", "NaT"]
    assert sum("undated" in w.message for w in report.warnings) == 2


def test_names_that_pass_for_others_are_flagged_and_kept(bench: Bench) -> None:
    names = ["Αlpha", "Alpha\u202eahplA", "Al\u200bpha", "Alpha"]
    report = bench.load(
        HEADER + "".join(ONE.replace("A,", f"{i},").replace("Alpha", n) for i, n in enumerate(names))
    )
    assert bench.events()["attacker"].tolist() == ["Αlpha", "Alpha\u202eahplA", "Alpha", "Alpha"]
    assert len([w for w in report.warnings if w.column == "attacker"]) == 2


def test_unknown_attackers_are_nobody(bench: Bench) -> None:
    bench.load(
        HEADER
        + "".join(
            ONE.replace("A,", f"{i},").replace("Alpha", n)
            for i, n in enumerate(["", "Unknown", "unidentified gunmen", "n/a"])
        )
    )
    events = bench.events()
    assert events["attacker"].isna().all()
    assert [b if isinstance(b, str) else None for b in events["attacker_basis"]] == [
        None,
        "unattributed",
        "unattributed",
        None,
    ]


def test_the_basis_of_an_attribution_is_read_where_there_is_one(bench: Bench) -> None:
    text = "id,date,place,attacker,attribution status\n1,2025-03-01,Baghdad,Alpha,claimed by actor\n2,2025-03-01,Basra,Alpha,denied\n3,2025-03-01,Mosul,Alpha,rumour\n"
    report = bench.load(text)
    events = bench.events()
    assert events["attacker_basis"].tolist() == ["claimed_by_actor", "denied", "assessed_by_analyst"]
    assert pd.isna(events["attacker"].iloc[1])
    assert any("rumour" in w.message for w in report.warnings)


@pytest.mark.parametrize(
    "header",
    [
        "رقم,التاريخ,خط العرض,خط الطول,المهاجم,المكان,القتلى,ملاحظات", "Номер,Дата,Широта,Долгота,Исполнитель,Место,Погибшие,Примечание",
        "Numéro,Date de l'événement,Latitude,Longitude,Auteur,Lieu,Morts,Résumé", "ID,Fecha,Latitud,Longitud,Perpetrador,Lugar,Muertos,Notas",
        "Kennung,Datum,Breite,Länge,Täter,Ort,Tote,Bemerkung",
    ],
)  # fmt: skip
def test_columns_are_known_in_several_languages(bench: Bench, header: str) -> None:
    event = bench.one(header + "\n" + ONE)
    assert [
        event[c] for c in ("source_key", "latitude", "attacker", "place", "fatalities_best", "notes")
    ] == ["A", 33.3, "Alpha", "Baghdad", 2, "n"]


@pytest.mark.parametrize("cell", ["33.3, 44.4", "33.3 44.4", "POINT (44.4 33.3)", "33°18'N 44°24'E"])
def test_coordinates_in_one_column(bench: Bench, cell: str) -> None:
    event = bench.one(f'id,date,coordinates\nA,2025-03-01,"{cell}"\n')
    assert (round(event["latitude"], 3), round(event["longitude"], 3)) == (33.3, 44.4)
