"""AWSD, Insecurity Insight, ICEWS, POLECAT, SCAD, Mass Mobilization, strikes, HDX HAPI: all rows are invented."""

# ruff: noqa: E501 - a case to a line reads best

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from events.importing import import_file, mapping
from events.importing.report import ImportReport
from events.query import Filter, select
from events.store import Store
from tests.events.bench import Bench

AWSD = (
    "Incident ID,Year,Month,Day,Country Code,Country,Region,District,City,UN,INGO,ICRC,NRCS and IFRC,NNGO,Other,"
    "Nationals killed,Nationals wounded,Nationals kidnapped,Nationals detained,Total nationals,Internationals killed,"
    "Internationals wounded,Internationals kidnapped,Internationals detained,Total internationals,Total killed,"
    "Total wounded,Total kidnapped,Total detained,Total affected,Gender Male,Gender Female,Gender Unknown,"
    "Means of attack,Attack context,Location,Latitude,Longitude,Motive,Actor type,Actor name,Details,Verified,Source"
)
INSIGHT = (
    "Date,Event Description,Country,Country ISO,Admin 1,Latitude,Longitude,Geo Precision,Location of Incident,"
    "Reported Perpetrator,Reported Perpetrator Name,Weapon Carried/Used,Organisation Affected,Aid Workers Killed,"
    "Aid Workers Injured,SiND Event ID"
)
ICEWS = (
    "Event ID,Event Date,Source Name,Source Sectors,Source Country,Event Text,CAMEO Code,Intensity,Target Name,"
    "Target Sectors,Target Country,Story ID,Sentence Number,Publisher,City,District,Province,Country,Latitude,Longitude"
)
POLECAT = (
    "Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts,Actor Name,Actor Country,Recipient Name,"
    "Recipient Country,Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Feature Type,Source"
)
SCAD = (
    "eventid,ccode,id,countryname,startdate,enddate,duration,stday,stmo,styr,eday,emo,eyr,etype,escalation,actor1,"
    "actor2,actor3,target1,target2,cgovtarget,rgovtarget,npart,ndeath,repress,elocal,ilocal,sublocal,locnum,"
    "gislocnum,issue1,issue2,issue3,issuenote,nsource,notes,coder,ACD_questionable,latitude,longitude,geo_comments,"
    "location_precision"
)
MASS = (
    "id,country,ccode,year,region,protest,protestnumber,startday,startmonth,startyear,endday,endmonth,endyear,"
    "protesterviolence,location,participants_category,participants,protesteridentity,protesterdemand1,stateresponse1,"
    "sources,notes"
)
STRIKES = (
    "Strike ID,Date,Type of attack,Location,Minimum total people killed,Maximum total people killed,"
    "Minimum civilians reported killed,Maximum civilians reported killed"
)
STRIKES_MDY = (
    "Strike ID,Country,Date (MM-DD-YYYY),President,Most Specific Location,Latitude,Longitude,"
    "Minimum total people killed,Maximum total people killed"
)
HAPI = (
    "location_code,has_hrp,in_gho,provider_admin1_name,provider_admin2_name,admin1_code,admin1_name,admin2_code,"
    "admin2_name,admin_level,event_type,events,fatalities,reference_period_start,reference_period_end,dataset_hdx_id,"
    "resource_hdx_id,warning,error"
)


def write(folder: Path, header: str, *rows: dict[str, str], name: str = "list.csv") -> Path:
    columns = next(csv.reader([header]))
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(store: Store, folder: Path, header: str, *rows: dict[str, str]) -> tuple[pd.DataFrame, ImportReport]:
    report = import_file(store, write(folder, header, *rows))
    assert report.error is None, report.error
    return select(store, Filter()).sort_values("source_row").reset_index(drop=True), report


def test_awsd_has_aid_workers_for_its_target_and_no_precision(store: Store, tmp_path: Path) -> None:
    row = {
        "Year": "2024", "Month": "3", "Day": "7", "Country": "South Sudan", "Region": "Unity", "City": "Bentiu",
        "Total killed": "2", "Total wounded": "1", "Latitude": "9.26", "Longitude": "29.8", "Location": "Road",
    }  # fmt: skip
    events, report = load(
        store,
        tmp_path,
        AWSD,
        row | {"Incident ID": "1", "Means of attack": "Shooting", "Actor type": "Criminal", "Actor name": "Unknown"},
        row | {"Incident ID": "2", "Means of attack": "Aerial bombardment", "Actor type": "Host state",
               "Actor name": "Example Air Force"},
        row | {"Incident ID": "3", "Day": "", "Means of attack": "Unknown", "Actor type": "Host state", "Actor name": ""},
    )  # fmt: skip
    assert (report.mapping, report.dataset) == ("AWSD", "AWSD")
    assert events["attacker"].fillna("").tolist() == ["", "Example Air Force", "Host state"]
    assert events["attacker_basis"].tolist()[:2] == ["unattributed", "assessed_by_analyst"]
    assert set(events["target"]) == {"Aid workers"}
    assert events["place"].tolist() == ["Bentiu"] * 3
    assert (events["fatalities_best"].tolist(), events["injured"].tolist()) == ([2, 2, 2], [1, 1, 1])
    assert events["event_type"].fillna("").tolist() == [
        "Violence against civilians",
        "Explosions/Remote violence",
        "",
    ]
    assert events["time_precision"].tolist() == ["day", "day", "month"]
    assert set(events["location_precision"]) == {"not_stated"}


def test_insecurity_insight_states_its_precision_and_accuses(store: Store, tmp_path: Path) -> None:
    row = {"Date": "2024-10-13", "Country": "Syria", "Country ISO": "SYR", "Admin 1": "Aleppo Governorate",
           "Latitude": "36.2", "Longitude": "37.1", "Reported Perpetrator": "NSA", "Organisation Affected": "NGO",
           "Weapon Carried/Used": "Firearms", "Aid Workers Killed": "1"}  # fmt: skip
    events, report = load(
        store,
        tmp_path,
        INSIGHT,
        row | {"SiND Event ID": "1", "Geo Precision": "(2) 25 km Precision ", "Reported Perpetrator Name": "Example Group"},
        row | {"SiND Event ID": "2", "Geo Precision": "(6) Country", "Reported Perpetrator Name": "Unidentified armed actor"},
        row | {"SiND Event ID": "3", "Geo Precision": "censored by HDX", "Latitude": "", "Longitude": "",
               "Reported Perpetrator Name": "No Information"},
    )  # fmt: skip
    assert report.mapping == "Insecurity Insight"
    assert events["location_precision"].tolist() == ["near", "country", "adm1"]
    assert events["uncertainty_m"].tolist()[0] == 25_000
    assert events["attacker"].fillna("").tolist() == ["Example Group", "", ""]
    assert events["attacker_basis"].fillna("").tolist() == ["accused_by_third_party", "unattributed", ""]
    assert events["fatalities_low"].tolist() == [1, 1, 1]
    assert events["fatalities_best"].isna().all()
    assert events["admin1"].iloc[0].startswith("Aleppo")
    assert set(events["country"]) == {"Syria"}


def test_icews_is_directed_and_its_key_is_the_id_with_the_date(store: Store, tmp_path: Path) -> None:
    row = {"Event ID": "7", "Source Name": "Police (Iraq)", "Target Name": "Citizen (Iraq)", "Publisher": "Invented Daily",
           "City": "Mosul", "Country": "Iraq", "Latitude": "36.335", "Longitude": "43.119"}  # fmt: skip
    events, report = load(
        store,
        tmp_path,
        ICEWS,
        row
        | {"Event Date": "2018-06-01", "CAMEO Code": "190", "Event Text": "Use conventional military force"},
        row | {"Event Date": "2018-06-02", "CAMEO Code": "042", "Event Text": "Make a visit"},
    )
    assert (report.mapping, len(report.refused)) == ("ICEWS", 0)
    assert events["source_key"].tolist() == ["7/2018-06-01", "7/2018-06-02"]
    assert events["attacker"].fillna("").tolist() == ["Police (Iraq)", ""]
    assert events["target"].fillna("").tolist() == ["Citizen (Iraq)", ""]
    assert events["actor1"].tolist() == ["Police (Iraq)"] * 2
    assert events["event_type"].fillna("").tolist() == ["Battles", ""]
    assert set(events["location_precision"]) == {"not_stated"}


def test_polecat_is_directed_and_its_feature_is_the_precision(store: Store, tmp_path: Path) -> None:
    row = {"Event Date": "2023-02-03", "Actor Name": "Example Army", "Recipient Name": "None", "City": "Bamako",
           "Country": "MLI", "Latitude": "12.65", "Longitude": "-8.0"}  # fmt: skip
    events, report = load(
        store,
        tmp_path,
        POLECAT,
        row | {"Event ID": "A", "Event Type": "ASSAULT", "Event Mode": "firearms", "Feature Type": "PPLC"},
        row | {"Event ID": "B", "Event Type": "PROTEST", "Event Mode": "demo", "Feature Type": "PCLI"},
    )
    assert report.mapping == "POLECAT"
    assert events["attacker"].fillna("").tolist() == ["Example Army", ""]
    assert events["actor2"].isna().all()
    assert events["location_precision"].tolist() == ["near", "country"]
    assert events["event_type"].fillna("").tolist() == ["", "Protests"]
    assert events["sub_event_type"].tolist() == ["ASSAULT", "PROTEST"]


def test_scad_takes_violent_events_for_attacks_and_placeholders_for_none(
    store: Store, tmp_path: Path
) -> None:
    row = {"countryname": "Nigeria", "startdate": "01-Jan-90", "enddate": "03-Jan-90", "actor1": "militants",
           "target1": "villagers", "elocal": "Jos", "locnum": "2", "latitude": "9.92", "longitude": "8.89"}  # fmt: skip
    events, report = load(
        store,
        tmp_path,
        SCAD,
        row | {"eventid": "1", "etype": "9", "ndeath": "12"},
        row | {"eventid": "2", "etype": "1", "ndeath": "-99", "locnum": "7"},
        row | {"eventid": "-3", "etype": "-9", "ndeath": "-77"},
    )
    assert report.mapping == "SCAD"
    (refused,) = report.refused
    assert refused.row == 4
    assert "says that the row is no event" in refused.message
    assert events["attacker"].fillna("").tolist() == ["militants", ""]
    assert events["fatalities_best"].fillna(-1).tolist() == [12, -1]
    assert events["event_type"].fillna("").tolist() == ["", "Protests"]
    assert [str(e)[:10] for e in events["end_date"]] == ["1990-01-03"] * 2
    assert events["location_precision"].tolist() == ["near", "country"]


def test_mass_mobilization_has_parties_and_leaves_years_without_protest_out(
    store: Store, tmp_path: Path
) -> None:
    row = {"country": "Iraq", "year": "2019", "startday": "1", "startmonth": "10", "startyear": "2019",
           "location": "Baghdad", "protesteridentity": "youth", "stateresponse1": "shootings"}  # fmt: skip
    events, report = load(
        store,
        tmp_path,
        MASS,
        row | {"id": "6452019001", "protest": "1", "protesterviolence": "0"},
        {"id": "6452020000", "country": "Iraq", "year": "2020", "protest": "0"},
    )
    assert report.mapping == "Mass Mobilization"
    assert len(report.refused) == 1
    assert "protest" in report.refused[0].message
    assert events[["actor1", "actor2", "event_type"]].iloc[0].tolist() == ["youth", "The state", "Protests"]
    assert events["attacker"].isna().all()
    assert events["latitude"].notna().all()


def test_strike_lists_keep_their_ranges_and_their_order_of_dates(store: Store, tmp_path: Path) -> None:
    deaths = {"Minimum total people killed": "5", "Maximum total people killed": "8"}
    path = write(
        tmp_path, STRIKES, deaths | {"Strike ID": "B1", "Date": "08/05/2005", "Location": "Mir Ali, Pakistan"}
    )
    report = import_file(store, path)
    assert (report.error, report.mapping) == (None, "strike list")
    more = deaths | {"Strike ID": "Y1", "Date (MM-DD-YYYY)": "05-08-2012", "Country": "Yemen", "Latitude": "#VALUE!",
                     "Longitude": "", "Most Specific Location": "Marib"}  # fmt: skip
    report = import_file(store, write(tmp_path, STRIKES_MDY, more, name="all.csv"))
    assert (report.error, report.mapping) == (None, "strike list (month first)")
    events = select(store, Filter()).set_index("source_key")
    assert [str(events.loc[key, "event_date"])[:10] for key in ("B1", "Y1")] == ["2005-05-08", "2012-05-08"]
    assert events[["fatalities_low", "fatalities_high"]].values.tolist() == [[5, 8]] * 2
    assert events["fatalities_best"].isna().all()
    assert events["attacker"].isna().all()


def test_monthly_totals_are_told_apart_and_come_only_on_request(store: Store, tmp_path: Path) -> None:
    row = {"location_code": "SDN", "admin1_code": "SD01", "admin1_name": "Khartoum", "admin_level": "1",
           "event_type": "political_violence", "events": "41", "fatalities": "90",
           "reference_period_start": "2024-03-01", "reference_period_end": "2024-03-31"}  # fmt: skip
    path = write(tmp_path, HAPI, row)
    report = import_file(store, path)
    assert report.imported == 0
    assert "totals, not events" in str(report.error)
    assert "HDX HAPI" in str(report.error)
    report = import_file(store, path, mapping="HDX HAPI")
    assert (report.error, report.imported) == (None, 1)
    event = select(store, Filter()).iloc[0]
    assert (event["location_precision"], event["country"]) == ("adm1", "Sudan")
    assert '"events": "41"' in event["source_codes"]


def test_a_mapping_keeps_all_that_it_can_say_when_it_is_saved(tmp_path: Path) -> None:
    from events.importing import corrections

    for name in ("SCAD", "ICEWS", "HDX HAPI"):
        known = mapping.load(name)
        columns = sorted({c for rule in known.fields.values() for c in rule.columns} | set(known.only))
        path = corrections.keep(f"mine {name}", known, columns)
        again = mapping.read_mapping(path.read_text(encoding="utf-8"), name="again")
        assert (again.only, again.totals) == (known.only, known.totals)
        assert {f: r.join for f, r in again.fields.items()} == {f: r.join for f, r in known.fields.items()}


def test_further_places_of_one_event_are_sites_though_their_notes_differ(bench: Bench) -> None:
    head = "event_id,date,town,country,lat,lon,killed,summary\n"
    rows = (
        "E1,2014-03-01,Kano,Nigeria,12.00,8.59,7,began here\nE1,2014-03-01,Kaduna,Nigeria,10.52,7.44,7,{}\n"
    )
    report = bench.load(head + rows.format("spread there"), "list.csv")
    assert (report.imported, report.refused) == (1, [])
    assert bench.sites()["place"].tolist() == ["Kaduna"]
    with bench.store.reading() as db:
        assert db.rows("SELECT statement FROM sites") == [("row 3 of list.csv: spread there",)]
    other = bench.load(head.replace("event_id", "id") + rows.format("x").replace(",7,x", ",9,x"), "other.csv")
    assert [item.row for item in other.refused] == [3], "another number of dead is no further place"
