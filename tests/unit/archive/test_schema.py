"""Migrations: an older file keeps everything."""

from __future__ import annotations

from datetime import date
from typing import Any

import apsw
import pytest
from msgspec.structs import astuple

from desktop_app.archive import calls, queries, schema
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import group
from desktop_app.archive.records import CallFilter
from desktop_app.pbx.records import Leg
from tests.support.legs import leg

ALL = CallFilter(date(2026, 1, 1), date(2026, 12, 31))


def old_archive(legs: list[Leg]) -> Connection:
    """Return a file of version 3."""
    db = Connection(":memory:")
    for step in schema.MIGRATIONS[:3]:
        assert isinstance(step, str)
        db.execute(step)
    db.pragma("user_version", 3)
    by_id: dict[str, list[Leg]] = {}
    for one in legs:
        by_id.setdefault(one.uniqueid, []).append(one)
        values: Any = [getattr(one, name) for name in Leg.__struct_fields__]
        columns = ", ".join(Leg.__struct_fields__).replace("cost", "cost_grosze")
        db.execute(f"INSERT INTO legs ({columns}) VALUES ({', '.join('?' * 13)})", values)  # noqa: S608
    columns = (
        "uniqueid, began_s, calldate, direction, outcome, from_number, from_name, to_number, answered_by, ring_s, "
        "talk_s, cost_grosze, zone, legs"
    )
    for ones in by_id.values():
        call: Any = group(ones, "PBX")
        values = [getattr(call, name) for name in columns.split(", ")]
        db.execute(f"INSERT INTO calls ({columns}, search) VALUES ({', '.join('?' * 15)})", [*values, ""])  # noqa: S608
    return db


def test_a_file_of_version_3_is_migrated_without_loss() -> None:
    legs = [leg(), leg(dst="106", dstchannel="SIP/PBX-106-1"), leg("1772438500.2", src="105", dst="600100200")]
    db = old_archive(legs)
    db.execute("INSERT INTO recordings VALUES ('1772438500.2', '105', '600100200', 'wav', '2026-03-02 09:00:00')")
    db.execute("INSERT INTO recordings VALUES ('1772438500.9', '105', '223334455', 'wav', '2026-03-02 09:00:00')")
    schema.migrate(db)
    unbilled = queries.find(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2), text="223334455"), -1)
    assert [(call.legs, call.outcome) for call in unbilled] == [(0, "unknown")]
    calls.delete_calls(
        db, list(queries.find_ids(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2), text="223334455"), -1))
    )
    day = date(2026, 3, 2)
    found = queries.find(db, CallFilter(day, day), -1)
    assert found == [
        group(calls.legs_of(db, call.uniqueid), "PBX", has_recording=call.uniqueid.endswith("2")) for call in found
    ]
    assert sorted(call.legs for call in found) == [1, 2]
    assert len(queries.find(db, CallFilter(day, day, text="nowak"), -1)) == 2
    assert calls.save_legs(db, legs, "PBX") == 0
    db.close()


def test_calls_of_legs_without_a_call_are_left_out_and_costs_and_queues_are_flags() -> None:
    legs = [leg("1.1", lastapp="Queue", cost=24), leg("1.2", cost=0, billsec_s=0, disposition="BUSY"), leg("1.0")]
    db = old_archive(legs)
    db.execute("DELETE FROM calls WHERE uniqueid = '1.0'")
    db.execute("INSERT INTO recordings VALUES ('1.2', '600100200', '105', 'wav', '2026-03-02 09:00:00')")
    schema.migrate(db)
    found = {call.uniqueid: call for call in queries.find(db, ALL, -1)}
    assert found == {
        "1.1": group(legs[:1], "PBX"),
        "1.2": group(legs[1:2], "PBX", has_recording=True),
    }
    assert calls.legs_of(db, "1.1") == legs[:1]
    left = db.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'old%' OR name IN ('legs', 'words')").fetchall()
    assert left == []
    db.close()


def test_recordings_older_than_every_call_become_no_calls() -> None:
    db = old_archive([leg("1.1")])
    for uniqueid, at in (("1.2", "2026-03-02 09:00:00"), ("1.3", "2026-03-02 08:59:59")):
        db.execute("INSERT INTO recordings VALUES (?, '105', '600100200', 'wav', ?)", (uniqueid, at))
    schema.migrate(db)
    assert sorted(call.uniqueid for call in queries.find(db, ALL, -1)) == ["1.1", "1.2"]
    db.close()


def test_notes_of_version_6_are_found_by_folded_words() -> None:
    db = Connection(":memory:")
    for version, step in enumerate(schema.MIGRATIONS[:6]):
        if isinstance(step, str):
            db.execute(step)
        else:
            step(db)
        db.pragma("user_version", version + 1)
    call = group([leg()], "PBX")
    db.execute(
        "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (call.began_s << 20, *astuple(call)[1:13]),
    )
    db.execute("INSERT INTO notes (uniqueid, text, made_at) VALUES (?, 'Żółw', '')", (call.uniqueid,))
    schema.migrate(db)
    assert queries.find(db, CallFilter(date(2026, 3, 2), date(2026, 3, 2), text="zolw"), -1) == [call]
    assert calls.legs_of(db, call.uniqueid) == []
    db.close()


def test_a_failing_step_leaves_the_version_before_it() -> None:
    db = old_archive([leg("1.1")])
    db.execute("CREATE TABLE notes (x)")
    with pytest.raises(apsw.SQLError):
        schema.migrate(db)
    assert schema.version_of(db) == 5
    db.execute("DROP TABLE notes")
    schema.migrate(db)
    assert schema.version_of(db) == schema.VERSION == 10
    schema.migrate(db)
    db.close()
