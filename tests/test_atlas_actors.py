"""The commands about actors: names as they can be seen and typed, a merge and its undo."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commandline import atlas


def test_actors_are_listed_merged_and_brought_back(tmp_path: Path) -> None:
    db, table = tmp_path / "a.duckdb", tmp_path / "list.csv"
    table.write_text(
        "id,date,place,attacker\nA,2025-03-01,Baghdad,Alpha\nB,2025-03-02,Basra,Al\u202epha\n"
        "C,2025-03-03,Mosul,\u0391lpha\nD,2025-03-04,Mosul,Beta\n",
        encoding="utf-8",
    )
    atlas("import", table, "--quiet", db=db)
    listed = atlas("actors", "list", "--alike", db=db).stdout
    assert "      1 Al\\u202epha · holds marks that change the direction of the text · looks like" in listed
    assert "      1 \\u0391lpha · mixes letters of two scripts" in listed
    assert "\u202e" not in listed
    assert "Beta" not in listed
    rows = json.loads(atlas("actors", "list", "--format", "json", db=db).stdout)
    assert {row["name"] for row in rows} >= {"Alpha", "Al\u202epha", "\u0391lpha", "Beta"}
    done = atlas("actors", "merge", "Alpha", r"Al\u202epha", r"\u0391lpha", db=db).stdout
    assert done.startswith("2 events now name Alpha; to take it back: atlas.py actors undo ")
    assert len(json.loads(atlas("events", "--attacker", "Alpha", db=db).stdout)) == 3
    atlas("actors", "undo", done.split()[-1], db=db)
    assert len(json.loads(atlas("events", "--attacker", "Alpha", db=db).stdout)) == 1
    refused = atlas("actors", "merge", "Alpha", "Nobody", db=db, code=1)
    assert "No event names an actor 'Nobody'." in refused.stderr
    assert "no edit" in atlas("actors", "undo", "x", db=db, code=1).stderr
