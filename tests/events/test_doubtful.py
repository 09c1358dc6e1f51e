"""What is doubtful is asked, never taken: what is asked, how it is answered, and what is not asked."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandline.usage import parser
from events.importing import import_file, preview
from events.importing.questions import Answers
from events.importing.remembering import save_mapping
from events.query import Filter, select
from events.store import Store
from tests.thoroughness import examples

TOWNS = ("Baghdad", "Mosul", "Basra", "Kirkuk", "Tikrit", "Ramadi")


def put(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def table(head: str, line: str, rows: int = 6) -> str:
    """Return a table; ``{n}`` is the number of the row, ``{town}`` another town in each."""
    return head + "\n" + "".join(line.format(n=n, town=TOWNS[n % 6]) + "\n" for n in range(1, rows + 1))


def options(message: str) -> list[str]:
    """Return the options of the command line that a refusal spells out, as a shell would split them."""
    return re.findall(r'--column "[^"]*"|--date-order \w+|--rows-are \w+', message)


def answers(*typed: str) -> Answers:
    """Return what the command line makes of options that were typed as a refusal spells them."""
    given = parser().parse_args(["import", "x.csv", *shlex.split(" ".join(typed))])
    return Answers(columns=dict(given.column), rows=given.rows_are, order=given.date_order)


DOUBTFUL = [
    (
        "date,start date,place,country",
        "2021-03-0{n},2021-04-0{n},Mosul,Iraq",
        "date=event_date",
        "event_date",
    ),
    (
        "f1,f2,place,country",
        "2021-03-0{n},2021-04-0{n},Mosul,Iraq",
        "f2=event_date",
        "event_date",
    ),
    (
        "date,town,village,country",
        "2021-03-0{n},Mosul,{town},Iraq",
        "village=place",
        "place",
    ),
    (
        "date,location,city,country",
        "2021-03-0{n},{town},Mosul,Iraq",
        "city=place",
        "place",
    ),
    (
        "date,place,country,perpetrator,suspected perpetrator",
        "2021-03-0{n},Mosul,Iraq,Alpha {n},Beta",
        "perpetrator=attacker",
        "attacker",
    ),
    (
        "date,place,country,target,victim",
        "2021-03-0{n},Mosul,Iraq,Alpha {n},Beta",
        "victim=target",
        "target",
    ),
    (
        "date,place,country,deaths,killed",
        "2021-03-0{n},Mosul,Iraq,{n},2",
        "killed=fatalities",
        "fatalities_best",
    ),
    (
        "event id,incident id,date,place,country",
        "A{n},B{n},2021-03-0{n},Mosul,Iraq",
        "incident id=source_key",
        "source_key",
    ),
    (
        "date,f2,f3",
        "2021-03-0{n},33.{n}23,36.{n}456",
        'f2=latitude" --column "f3=longitude',
        "latitude",
    ),
    (
        "date,place,country,count",
        "2021-03-0{n},Mosul,Iraq,2",
        "count=fatalities",
        "fatalities_best",
    ),
    (
        "date,place,country,number",
        "2021-03-0{n},Mosul,Iraq,2",
        "number=injured",
        "injured",
    ),
    (
        "date,place,country,Total",
        "2021-03-0{n},Mosul,Iraq,7",
        "Total=fatalities",
        "fatalities_best",
    ),
    (
        "date,place,country,casualties",
        "2021-03-0{n},Mosul,Iraq,7",
        "casualties=injured",
        "injured",
    ),
    (
        "date,place,country,injured,victims",
        "2021-03-0{n},Mosul,Iraq,1,7",
        "victims=fatalities",
        "fatalities_best",
    ),
]


@pytest.mark.parametrize(("head", "line", "answer", "field"), DOUBTFUL)
def test_what_is_doubtful_is_refused_with_the_options_that_answer_it(
    store: Store, tmp_path: Path, head: str, line: str, answer: str, field: str
) -> None:
    path = put(tmp_path, table(head, line))
    found = preview(path)
    assert len(found.asked) == 1, [question.text for question in found.asked]
    refused = str(import_file(store, path).error)
    name, chosen = answer.split("=", 1)
    assert f'--column "{answer}"' in refused or (f'--column "{name}=' in refused and chosen in refused)
    assert not len(select(store, Filter()))
    report = import_file(store, path, answers=answers(f'--column "{answer}"'))
    if "--rows-are" in str(report.error):  # a column called count may count events, too
        report = import_file(store, path, answers=answers(f'--column "{answer}"', "--rows-are events"))
    assert (report.error, report.imported) == (None, 6)
    column = answer.split("=", maxsplit=1)[0]
    cells = [
        line.split(",")[head.split(",").index(column)].format(n=n, town=TOWNS[n % 6]) for n in range(1, 7)
    ]
    events = select(store, Filter()).sort_values("source_row")
    assert [_plain(value) for value in events[field]] == [_plain(cell) for cell in cells]


def _plain(value: object) -> str:
    text = str(value)[:10].removesuffix(" 00:00:00").removesuffix(".0")
    return str(float(text)) if re.fullmatch(r"\d+\.\d+", text) else text


@pytest.mark.parametrize("at", range(len(DOUBTFUL)))
def test_each_option_that_a_refusal_spells_out_is_accepted(store: Store, tmp_path: Path, at: int) -> None:
    head, line, *_ = DOUBTFUL[at]
    path = put(tmp_path, table(head, line))
    (question,) = preview(path).asked
    for choice in question.choices:
        if question.topic == "rows":
            continue
        chosen = Answers(columns=question.says(choice))
        assert question not in preview(path, answers=chosen).asked


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("event_date,report_date,place,country", "2021-03-0{n},2021-04-0{n},Mosul,Iraq"),
        ("event_date,created_at,place,country", "2021-03-0{n},2021-04-0{n},Mosul,Iraq"),
        ("date,created_at,updated_at,place,country", "2021-03-0{n},2021-04-0{n},2021-05-0{n},Mosul,Iraq"),
        ("Timestamp,Date of incident,town,country", "2021-04-0{n} 10:00,2021-03-0{n},Mosul,Iraq"),
        ("start_date,end_date,place,country", "2021-03-0{n},2021-04-0{n},Mosul,Iraq"),
        ("date,datetime,place,country", "2021-03-0{n},2021-03-0{n} 00:00,Mosul,Iraq"),
        ("date,time,place,country", "2021-03-0{n},14:3{n},Mosul,Iraq"),
        ("date,place,country,iso3", "2021-03-0{n},Mosul,Iraq,IRQ"),
        ("date,place,country,lat,lon,x,y", "2021-03-0{n},Mosul,Iraq,36.3{n},43.1{n},3{n}1000,40{n}1000"),
        ("objectid,event_id,date,place,country", "{n},E{n},2021-03-0{n},Mosul,Iraq"),
        ("event_id,case number,date,place,country", "E{n},C{n},2021-03-0{n},Mosul,Iraq"),
        ("date,region,governorate,town,country", "2021-03-0{n},North,Ninawa,Mosul,Iraq"),
        ("date,place,country,killed,civilians killed", "2021-03-0{n},Mosul,Iraq,{n},0"),
        ("date,place,country,killed,injured,casualties,total", "2021-03-0{n},Mosul,Iraq,{n},2,5,5"),
        ("date,place,country,killed,sorties", "2021-03-0{n},Mosul,Iraq,{n},2"),
        ("number,date,place,country", "{n},2021-03-0{n},Mosul,Iraq"),
        ("date,place,country,notes,comments,summary", "2021-03-0{n},Mosul,Iraq,one,two,three"),
        ("date,place,country,source,url,link", "2021-03-0{n},Mosul,Iraq,BBC,http://a.b/{n},http://c.d/{n}"),
        ("date,place,country,price,rate", "2021-03-0{n},Mosul,Iraq,3{n}.25,1{n}.50"),
        ("event_type,type,category,date,place,country", "Battles,x,y,2021-03-0{n},Mosul,Iraq"),
    ],
)
def test_what_is_not_doubtful_is_not_asked(store: Store, tmp_path: Path, head: str, line: str) -> None:
    report = import_file(store, put(tmp_path, table(head, line)))
    assert (report.error, report.imported) == (None, 6)
    events = select(store, Filter())
    assert {str(day)[:7] for day in events["event_date"]} == {"2021-03"}
    assert set(events["country"]) == {"Iraq"}


def test_values_that_only_half_fit_are_asked_about(store: Store, tmp_path: Path) -> None:
    lands = ("Iraq", "Kurdish areas", "Sector 4", "Iraq", "the front", "Sector 5")
    text = "date,place,country\n" + "".join(f"2021-03-0{n},Mosul,{c}\n" for n, c in enumerate(lands, 1))
    path = put(tmp_path, text)
    refused = str(import_file(store, path).error)
    assert "“country” is the country by its name, but only 33% of its values can be countries" in refused
    assert options(refused) == ['--column "country=country"', '--column "country="']
    assert import_file(store, path, answers=answers('--column "country="')).imported == 6
    assert "Sector 4" in "".join(select(store, Filter())["source_codes"])


def test_an_order_of_dates_is_shown_by_the_other_dates_of_the_file(store: Store, tmp_path: Path) -> None:
    head = "start date,end date,place,country\n"
    text = head + "03/04/2021,04/25/2021,Mosul,Iraq\n05/06/2021,05/30/2021,Mosul,Iraq\n"
    report = import_file(store, put(tmp_path, text))
    assert report.error is None
    assert any("month/day/year, as the other dates of the file show" in note for note in report.notes)
    days = select(store, Filter()).sort_values("source_row")["event_date"]
    assert [str(day)[:10] for day in days] == ["2021-03-04", "2021-05-06"]


def test_an_order_that_nothing_decides_is_asked_and_remembered(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    path = put(
        tmp_path,
        "day of it,town,village,country\n03/04/2021,Mosul,Bartella,Iraq\n05/06/2021,Mosul,Qaraqosh,Iraq\n",
    )
    refused = str(import_file(store, path).error)
    assert '--column "village=place"' in refused
    refused = str(import_file(store, path, answers=answers('--column "village=place"')).error)
    assert options(refused) == ["--date-order dmy", "--date-order mdy"]
    said = answers('--column "village=place"', "--date-order mdy")
    save_mapping(path, "Our villages", answers=said, date_order="mdy")
    report = import_file(store, path)
    assert (report.error, report.imported, report.mapping) == (None, 2, "Our villages")
    events = select(store, Filter()).sort_values("source_row")
    assert [str(day)[:10] for day in events["event_date"]] == ["2021-03-04", "2021-05-06"]
    assert events["place"].tolist() == ["Bartella", "Qaraqosh"]


HEADS = (
    *("date", "start date", "reported", "f1", "place", "town", "country", "state", "killed", "count", "lat"),
    *("lon", "who", "target", "id", "ref", "type", "notes", "x", "عدد", "Ort", "source"),
)
CELLS = {
    "days": ("2021-03-01", "2021-03-15", "2021-04-02", "2021-05-30"),
    "either": ("03/04/2021", "05/06/2021", "01/02/2021", "04/03/2021"),
    "towns": ("Mosul", "Basra", "Kirkuk", "Tikrit"),
    "lands": ("Iraq", "Syria", "Iraq", "Lebanon"),
    "few": ("3", "0", "12", "3"),
    "northings": ("33.312", "36.345", "30.512", "34.601"),
    "eastings": ("44.361", "43.132", "47.783", "43.678"),
    "people": ("Alpha brigade", "Beta front", "Alpha brigade", "Gamma"),
    "words": ("one thing", "another", "a third", "nothing more to say"),
    "codes": ("A-1", "A-2", "A-3", "A-4"),
    "nothing": ("", "NA", "-", "unknown"),
}
FITS = {
    "event_date": {"days", "either"},
    "latitude": {"northings", "eastings"},
    "longitude": {"northings", "eastings"},
    "country": {"lands"},
    "fatalities_best": {"few"},
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(120))
@given(st.lists(st.tuples(st.sampled_from(HEADS), st.sampled_from(sorted(CELLS))), min_size=2, max_size=7,
                unique_by=lambda pair: pair[0]))  # fmt: skip
def test_a_table_is_placed_truthfully_or_asked_or_refused(
    tmp_path: Path, columns: list[tuple[str, str]]
) -> None:
    names = [name for name, _ in columns]
    kinds = dict(columns)
    text = (
        ",".join(names)
        + "\n"
        + "".join(",".join(CELLS[kind][row] for _, kind in columns) + "\n" for row in range(4))
    )
    found = preview(put(tmp_path, text), rows=4)
    assert found.error is None or found.asked or "has no" in found.error or "neither" in found.error, (
        found.error
    )
    if found.error or found.asked or not len(found.events):
        return
    for column, field in found.guess.items():
        fits = FITS.get("fatalities_best" if field == "fatalities" else field)
        if fits is not None and kinds[column] not in fits | {"nothing"}:
            refused = {item.column for item in found.refused} | {item.column for item in found.warnings}
            assert column in refused, (column, kinds[column], field)
    for event in found.events.to_dict("records"):
        beside = json.loads(event["source_codes"]) if isinstance(event["source_codes"], str) else {}
        for name in set(names) - set(found.guess):
            cell = CELLS[kinds[name]][int(event["source_row"]) - 2]
            assert beside.get(name) == cell or kinds[name] == "nothing", "a cell is neither taken nor kept"
    dates = [column for column, field in found.guess.items() if field == "event_date"]
    assert not [column for column in dates if kinds[column] == "either"], "an open order is asked about"


@pytest.mark.parametrize(
    ("head", "took"),
    [
        ("min_ppl_killed,max_ppl_killed,min_civil_killed,max_civil_killed",
         {"min_ppl_killed": "fatalities_low", "max_ppl_killed": "fatalities_high"}),
        ("# of Killed,# of Injured,Civilian deaths,Child deaths",
         {"# of Killed": "fatalities", "# of Injured": "injured"}),
        ("Persons killed,Persons wounded,Death rate,Year of death",
         {"Persons killed": "fatalities", "Persons wounded": "injured"}),
    ],
)  # fmt: skip
def test_headings_that_count_people_in_their_own_words_are_known(
    tmp_path: Path, head: str, took: dict[str, str]
) -> None:
    found = preview(put(tmp_path, table(f"date,place,country,{head}", "2021-03-0{n},Mosul,Iraq,{n},9,0,1")))
    assert (found.error, found.asked) == (None, ())
    fields = ("fatalities", "fatalities_low", "fatalities_best", "fatalities_high", "injured")
    assert {column: field for column, field in found.guess.items() if field in fields} == took


@pytest.mark.parametrize(
    "head", ["Civilians reported killed", "FriendlyKIA,HostNationKIA,CivilianKIA,EnemyKIA"]
)
def test_headings_that_count_some_people_only_are_asked_about(tmp_path: Path, head: str) -> None:
    line = "2021-03-0{n},Mosul,Iraq" + ",{n}" * len(head.split(","))
    found = preview(put(tmp_path, table(f"date,place,country,{head}", line)))
    (question,) = found.asked
    assert question.columns == tuple(sorted(head.split(",")))
    assert "fatalities" not in found.guess.values()


def test_a_name_that_means_something_else_below_its_group_is_joined_with_it(tmp_path: Path) -> None:
    text = "Incident,,Location,,Casualties,,Source\nID,Date,Town,Country,Killed,Injured,Name\n"
    text += "1,2021-03-01,Mosul,Iraq,3,4,Daily\n2,2021-03-02,Basra,Iraq,1,0,Daily\n"
    found = preview(put(tmp_path, text))
    assert found.guess["Source Name"] == "source_publisher"
    assert found.guess["Casualties Killed"] == "fatalities"
    assert "title" not in found.guess.values()


def test_objects_in_a_cell_are_no_publisher(store: Store, tmp_path: Path) -> None:
    rows = [
        {"id": f"C{n}", "date": f"2021-03-0{n}", "latitude": 49.2, "longitude": 38.9,
         "sources": [{"id": f"s{n}", "path": "https://example.org"}]}
        for n in range(1, 5)
    ]  # fmt: skip
    report = import_file(store, put(tmp_path, json.dumps(rows), "list.json"))
    assert report.error is None
    assert any("“sources” is not taken for the source publisher" in item.message for item in report.warnings)
    assert select(store, Filter())["source_codes"].str.contains("https://example.org").all()
    with store.reading() as db:
        assert db.rows("SELECT publisher FROM sources") == []


def test_one_coordinate_without_the_other_is_kept_and_said(store: Store, tmp_path: Path) -> None:
    report = import_file(
        store, put(tmp_path, table("date,place,country,lat", "2021-03-0{n},Mosul,Iraq,36.{n}4"))
    )
    assert any("“lat” is the latitude, but no column is the longitude" in w.message for w in report.warnings)
    assert select(store, Filter())["source_codes"].str.contains('"lat": "36.').all()


def test_places_are_looked_up_where_all_points_of_the_file_lie(store: Store, tmp_path: Path) -> None:
    points = [(14.80, 42.95), (15.46, 45.32), (13.58, 44.02), (15.35, 44.20), (12.78, 45.03)]
    text = "date,place,lat,lon\n" + "".join(
        f"2021-03-0{n},Foo{n},{a},{b}\n" for n, (a, b) in enumerate(points, 1)
    )
    lost = "2021-03-08,Hays,,\n2021-03-09,Sirwah,,\n"
    report = import_file(store, put(tmp_path, text + lost))
    assert any(
        "all its 5 points lie in Yemen, so these places were looked up" in w.message for w in report.warnings
    )
    found = select(store, Filter()).set_index("place")
    assert found.loc["Hays", "country"] == "Yemen"
    assert found.loc["Hays", "latitude"] == pytest.approx(13.93, abs=0.1)


def test_points_in_two_countries_leave_the_country_open(store: Store, tmp_path: Path) -> None:
    points = [(14.80, 42.95), (15.46, 45.32), (13.58, 44.02), (15.35, 44.20), (24.7, 46.7)]
    text = "date,place,lat,lon\n" + "".join(
        f"2021-03-0{n},Foo{n},{a},{b}\n" for n, (a, b) in enumerate(points, 1)
    )
    import_file(store, put(tmp_path, text + "2021-03-08,Hays,,\n"))
    assert select(store, Filter()).set_index("place").loc["Hays", "location_precision"] == "unlocated"


def test_excerpts_of_gtd_are_read_by_its_mapping(tmp_path: Path) -> None:
    text = (
        "eventid,iyear,imonth,iday,country_txt,provstate,city,latitude,longitude,specificity,location,gname,nkill\n"
        "201401010001,2014,1,0,Iraq,Diyala,Unknown,33.75,45.14,4,On a road south of the town,Unknown,3\n"
    )
    found = preview(put(tmp_path, text))
    assert found.mapping == "GTD"
    (event,) = found.events.to_dict("records")
    assert (event["location_precision"], event["admin1"]) == ("adm1", "Diyala")
    assert not isinstance(event["attacker"], str)
    assert not isinstance(event["place"], str)


def test_points_in_one_column_speak_against_countries_too(tmp_path: Path) -> None:
    line = '{n},Tanks,Russia,2022-03-0{n},"50.{n},30.2"'
    found = preview(put(tmp_path, table("id,type,lost_by,date,geo", line)))
    (question,) = found.asked
    assert "100% of the points lie elsewhere and its name speaks of a party" in question.text
    assert found.guess["geo"] == "coordinates"
    assert "country" not in found.guess.values()


def test_two_letters_that_lie_nowhere_near_are_no_countries(tmp_path: Path) -> None:
    found = preview(put(tmp_path, table("date,lat,lon,unit", "2021-03-0{n},34.{n},69.2,CF")))
    assert (found.asked, "unit" in found.guess) == ((), False)


def test_links_are_no_coordinates(tmp_path: Path) -> None:
    line = "2024-03-0{n},48.{n}1,37.6{n},https://example.org/geo{n}"
    found = preview(put(tmp_path, table("Date,Latitude,Longitude,Geolocation", line)))
    assert found.guess.get("Geolocation") != "coordinates"
    assert len(found.events) == 6


def test_dates_with_the_day_of_the_week_are_read(tmp_path: Path) -> None:
    days = ("Mon, 01/06/2014", "Tue, 01/21/2014", "Wed 2014-01-22")
    text = "date,place,country\n" + "".join(f'"{day}",Mosul,Iraq\n' for day in days)
    found = preview(put(tmp_path, text))
    assert [str(day)[:10] for day in found.events["event_date"]] == ["2014-01-06", "2014-01-21", "2014-01-22"]


def test_names_of_places_beside_points_are_told_not_asked(tmp_path: Path) -> None:
    found = preview(put(tmp_path, table("date,lat,lon,f1,f2", "2021-03-0{n},33.3{n},44.4{n},{town},Baghdad")))
    assert found.error is None
    assert found.asked == ()


def test_counts_of_some_people_are_added_where_a_person_says_so(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    head = "id,date,place,country,FriendlyKIA,CivilianKIA,EnemyKIA\n"
    text = "a,2021-03-01,Mosul,Iraq,1,2,4\nb,2021-03-02,Basra,Iraq,0,several,3\nc,2021-03-03,Basra,Iraq,,,\n"
    path = put(tmp_path, head + text)
    refused = str(import_file(store, path).error)
    whole = [f'--column "{name}=fatalities"' for name in ("CivilianKIA", "EnemyKIA", "FriendlyKIA")]
    assert f"{' '.join(whole)} adds them" in refused
    said = answers(*whole)
    save_mapping(path, "Parts", answers=said)
    report = import_file(store, path)
    assert (report.error, report.mapping, report.imported) == (None, "Parts", 3)
    assert any("CivilianKIA + EnemyKIA + FriendlyKIA → fatalities" in note for note in report.notes)
    events = select(store, Filter()).set_index("source_key")
    assert events.loc["a", "fatalities_best"] == 7
    assert events["fatalities_best"].isna().to_dict() == {"a": False, "b": True, "c": True}
    assert events.loc["b", "fatalities_low"] == 3
    assert json.loads(events.loc["b", "source_codes"])["EnemyKIA"] == "3"
    assert json.loads(events.loc["b", "source_codes"])["FriendlyKIA"] == "0"
    assert json.loads(events.loc["a", "source_codes"])["CivilianKIA"] == "2"
