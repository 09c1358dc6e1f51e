"""Where a table's names of columns are: tagged, in two rows, on another sheet; and headings of public lists."""

# ruff: noqa: E501 - a case to a line reads best
from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from events.importing import preview
from events.vocabulary.hxl import field_of_tag, is_tag_row
from tests.events.bench import Bench
from tests.events.test_columns import look, put
from tests.thoroughness import examples

TAGGED = (
    "Event date,Country,Governorate,Y axis,X axis,Killed,Group\n"
    "#date,#country+name,#adm1+name,#geo+lat,#geo+lon,#affected+killed,#group+name\n"
    "2024-01-02,Iraq,Basrah,30.5,47.8,2,IS\n2024-01-03,Iraq,Ninewa,36.3,43.1,1,\n"
)


@pytest.mark.parametrize(
    ("tag", "field"),
    [
        ("#date", "event_date"), ("#date+start", "event_date"), ("#date+end", "end_date"), ("#geo+lat", "latitude"),
        ("#geo +lon", "longitude"), ("#adm1+name", "admin1"), ("#adm2+name+en", "admin2"), ("#country+code+v_iso3", "country"),
        ("#affected+killed", "fatalities"), ("#affected+killed+total", "fatalities"), ("#affected+injured", "injured"),
        ("#affected+killed+children", None), ("#affected+killed+f", None), ("#affected+killed+new+weekly", None),
        ("#affected+killed+health", None), ("#adm1+code", None), ("#population", None), ("#event+num", None),
    ],
)  # fmt: skip
def test_tags_are_fields_unless_an_attribute_makes_them_something_else(tag: str, field: str | None) -> None:
    assert field_of_tag(tag) == field


def test_a_row_of_tags_is_the_mapping_and_no_event(bench: Bench) -> None:
    report = bench.load(TAGGED)
    assert (report.imported, report.refused[:]) == (2, [])
    events = bench.events()
    assert events["latitude"].tolist() == [30.5, 36.3]
    assert events["fatalities_best"].tolist() == [2, 1]
    assert events["source_row"].tolist() == [3, 4]
    assert any("HXL" in note for note in report.notes)


def test_tags_alone_are_the_names(bench: Bench) -> None:
    report = bench.load(TAGGED.split("\n", 1)[1])
    assert report.imported == 2
    assert bench.events()["latitude"].tolist() == [30.5, 36.3]


def test_tags_in_a_workbook(bench: Bench) -> None:
    report = bench.load(book({"List": [line.split(",") for line in TAGGED.splitlines()]}), "list.xlsx")
    assert report.imported == 2
    assert bench.events()["source_row"].tolist() == [3, 4]


def test_numbers_and_hashes_are_no_tags() -> None:
    assert not is_tag_row(["#1", "#2", "3"])
    assert not is_tag_row(["#date", "Iraq", "Basra", "12"])
    assert not is_tag_row(["# killed", "# wounded"])


@settings(
    max_examples=examples(20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=st.permutations(range(7)), below=st.integers(0, 3))
def test_tags_mean_the_same_in_any_order_and_below_any_title(
    tmp_path: Path, order: list[int], below: int
) -> None:
    rows = [line.split(",") for line in TAGGED.splitlines()]
    text = "A title\n" * below + "".join(",".join(row[at] for at in order) + "\n" for row in rows)
    found = look(tmp_path, text)
    assert found.guess == {
        "Event date": "event_date", "Country": "country", "Governorate": "admin1", "Y axis": "latitude",
        "X axis": "longitude", "Killed": "fatalities", "Group": "actor1",
    }  # fmt: skip


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


EVENTS: list[list[object]] = [
    ["date", "place", "country", "lat", "lon", "killed"],
    ["2024-01-01", "Basra", "Iraq", 30.5, 47.8, 1],
    ["2024-01-02", "Mosul", "Iraq", 36.3, 43.1, 2],
]
CODES: list[list[object]] = [
    ["Variable", "Meaning"],
    ["killed", "Number of people killed"],
    ["lat", "Latitude"],
]


@pytest.mark.parametrize("first", ["Codebook", "Read me"])
def test_the_sheet_that_looks_like_events_is_read_instead_of_the_first(bench: Bench, first: str) -> None:
    report = bench.load(book({first: CODES, "Data": EVENTS, "More": EVENTS[:2]}), "list.xlsx")
    assert report.imported == 2
    assert any("“Data”" in note or "sheet Data" in note for note in report.notes)


def test_a_sheet_that_is_asked_for_is_read_whatever_it_looks_like(bench: Bench) -> None:
    found = preview(bench.put(book({"Codebook": CODES, "Data": EVENTS}), "list.xlsx"), sheet="Codebook")
    assert any("Codebook" in note and "was read" in note for note in found.notes)
    assert len(found.columns) == 2


def test_a_total_below_a_sheet_is_refused_by_name(bench: Bench) -> None:
    rows = [*EVENTS, ["Total", None, None, None, None, 3]]
    report = bench.load(book({"Data": rows}), "list.xlsx")
    assert report.imported == 2
    assert [(i.row, i.column) for i in report.refused] == [(4, "date")]
    assert "total of other rows" in report.refused[0].message


TWO_ROWS = {
    "groups above names that occur again": (
        "Start,,,End,,,Where,,\nYear,Month,Day,Year,Month,Day,Country,Town,Killed\n2012,5,25,2012,5,26,Syria,Homs,108\n",
        {
            "Start Year": "year",
            "End Year": "end_year",
            "End Day": "end_day_of_month",
            "Town": "place",
            "Killed": "fatalities",
        },
    ),
    "names of single columns above, those of groups below": (
        "No.,When,,Where,,,,Casualties,\n,From,To,Country,Province,Town,Grid,Killed,Wounded\n"
        "1,2024-01-02,2024-01-03,Iraq,Basra,Basra,30.5 47.8,2,1\n",
        {
            "From": "event_date",
            "To": "end_date",
            "Town": "place",
            "Grid": "coordinates",
            "Wounded": "injured",
        },
    ),
    "a title above names is no group": (
        "Incidents,2024\nDate,Country,Town,Killed\n2024-01-02,Iraq,Basra,2\n",
        {"Date": "event_date", "Town": "place", "Killed": "fatalities"},
    ),
    "a first event in words is no second row of names": (
        "Date,Country,Town,Killed,Headline,Text\nMarch 2024,,,,Attack,Source\n2024-01-02,Iraq,Basra,2,b,c\n",
        {"Date": "event_date", "Town": "place", "Killed": "fatalities", "Headline": "title"},
    ),
}


@pytest.mark.parametrize("case", TWO_ROWS)
def test_names_in_two_rows_are_joined_and_nothing_else_is(tmp_path: Path, case: str) -> None:
    text, expected = TWO_ROWS[case]
    found = look(tmp_path, text)
    assert {column: found.guess.get(column) for column in expected} == expected
    assert len(found.events) == text.count("\n") - (1 if "first event" in case else 2)


STRANGERS = {
    "atrocities": (
        "Worldwide list,,,,,,,,,,,,,\nEvent timing,,,,,,,Where,,,,Casualties,,Who\n"
        "Event Type,Start Day,Start Month,Start Year,End Day,End Month,End Year,Country,Region,Location,Latitude,Deaths Number,Longitude,Role\n"
        "INCID,25,05,2012,26,5,2012,SYR ,Homs,Houla,34.87,108,36.53,State\nCAMP,,6,2013,,8,2013,SYR,Aleppo,Aleppo,36.2,UNK,37.1,State\n",
        {
            "Start Day": "day_of_month",
            "End Year": "end_year",
            "Deaths Number": "fatalities",
            "Region": "admin1",
        },
    ),
    "social conflict": (
        "eventid,ccode,countryname,startdate,enddate,stday,stmo,styr,eday,emo,eyr,actor1,actor2,elocal,latitude,longitude\n"
        "4510001,451,Sri Lanka,6-Mar-10,6-Mar-10,6,3,2010,6,3,2010,students,-9,Colombo,6.93,79.85\n"
        "6200002,620,Libya,1-Feb-11,3-Feb-11,1,2,2011,3,2,2011,protesters,-9,Benghazi,32.12,20.07\n",
        {
            "ccode": None,
            "countryname": "country",
            "startdate": "event_date",
            "enddate": "end_date",
            "actor2": None,
        },
    ),
    "protests": (
        "id,country,ccode,year,region,startday,startmonth,startyear,endday,endmonth,endyear,location,sources\n"
        "6452014001,Iraq,645,2014,MENA,15,1,2014,15,1,2014,Basra,an invented paper\n"
        "6452014002,Iraq,645,2014,MENA,2,3,2014,4,3,2014,Baghdad,an invented paper\n",
        {"region": None, "startday": "day_of_month", "endyear": "end_year", "ccode": None},
    ),
    "R's write.csv": (
        '"","date","iso2c","city","lat","lon","killed","perp"\n"1",2021-01-01,"IQ","Basra",30.5,47.8,NA,"IS"\n'
        '"2",2021-01-02,NA,NA,NA,NA,3,NA\n"3",2021-01-03,"SY","Homs",34.7,36.7,1,"Unknown"\n',
        {"column 1": None, "iso2c": "country", "killed": "fatalities", "perp": "attacker"},
    ),
    "a live map": (
        "id,name,lat,lng,time,timestamp,link,cat\n22001,Explosions in Kharkiv,50.00,36.23,3 hour ago,1709283600,https://example.org/1,1\n"
        "22002,Shelling in Kherson,46.63,32.61,5 hour ago,1709276400,https://example.org/2,5\n",
        {"time": None, "timestamp": "event_date", "link": "source_url"},
    ),
    "strikes": (
        "Unique reference code,Incident date,Country,Location Name (Governorate),Location name (Locality),Geolocation,Suspected attacker\n"
        'CS001,"January 3, 2017",Syria,Raqqa,Al Tabqa,"35.83, 38.54",US-led Coalition\nCS002,"January 5, 2017",Syria,Idlib,Sarmin,"35.90, 36.72",Syrian Regime\n',
        {
            "Location Name (Governorate)": "admin1",
            "Location name (Locality)": "place",
            "Suspected attacker": "attacker",
        },
    ),
    "a country tracker": (
        'Date,"Community (city,town, ward)",LGA,State,Latitude,Longitude,Total Deaths\n5/29/2011,Bauchi,Bauchi,Bauchi,10.31,9.84,14\n'
        "5/31/2011,Maiduguri,Maiduguri,Borno,11.84,13.15,3\n",
        {
            "Community (city,town, ward)": "place",
            "LGA": "admin2",
            "State": "admin1",
            "Total Deaths": "fatalities",
        },
    ),
    "health care": (
        "Date,Event Description,Country,Latitude,Longitude,Location of event,Reported Perpetrator Name,Health Workers Killed\n"
        "#date,#description,#country+name,#geo+lat,#geo+lon,#loc+type,#group+name,#affected+killed+health\n"
        "2024-02-01,A hospital was hit,Sudan,14.03,35.38,Health building,RSF,0\n2024-02-03,A clinic was hit,Sudan,15.64,32.48,No Information,No Information,1\n",
        {"Reported Perpetrator Name": "actor1", "Location of event": None, "Health Workers Killed": None},
    ),
    "a list of aid workers": (
        "Incident ID,Year,Month,Day,Country,City,Total killed,Nationals killed,Means of attack,Latitude,Longitude\n"
        "1,1997,1,,Rwanda,Ruhengeri,3,0,Shooting,-1.49,29.63\n4021,2023,10,NA,Sudan,Khartoum,2,2,Aerial bombardment,15.64,32.55\n",
        {"Day": "day_of_month", "Total killed": "fatalities", "Nationals killed": None, "City": "place"},
    ),
    "significant activities": (
        "SERIAL,DTG,TYPE,TITLE,SUMMARY,MGRS,LATITUDE,LONGITUDE\nA1,2006-01-05 14:20:00,Explosive Hazard,IED on road,A patrol was hit,38SMB4459,33.3,44.4\n"
        "A2,2006-01-06 04:20:00,Criminal Event,Murder,A body was found,38SMB4460,33.31,44.4\n",
        {"DTG": "event_date", "TITLE": "title", "SUMMARY": "notes", "LATITUDE": "latitude"},
    ),
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_headings_of_public_lists_are_read_as_they_are_meant(tmp_path: Path, kind: str) -> None:
    text, expected = STRANGERS[kind]
    found = look(tmp_path, text)
    assert {column: found.guess.get(column) for column in expected} == expected
    assert not found.refused
    assert found.events["event_date"].notna().all()


@pytest.mark.parametrize(
    "text",
    [
        "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,EVENTS,FATALITIES\n2024-01-06,Middle East,Iraq,Basra,Battles,3,4\n2024-01-13,Middle East,Iraq,Basra,Riots,2,0\n",
        "Oblast,Month,Number of attacks on health,Killed\n#adm1+name,#date+month,#event+num,#affected+killed\nKharkiv,2024-01,4,2\nKherson,2024-01,7,0\n",
        "country,year,n\nIraq,2024,12\nSyria,2024,40\n",
    ],
)  # fmt: skip
def test_public_tables_of_totals_are_asked_about(tmp_path: Path, text: str) -> None:
    (question,) = preview(put(tmp_path, text)).asked
    assert question.topic == "rows"
