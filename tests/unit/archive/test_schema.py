"""Migrations: an older file keeps everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop_app.archive import (
    calls,
    queries,
    schema,
)
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import group
from desktop_app.archive.records import CallFilter
from desktop_app.pbx.records import Leg
from tests.support.legs import leg


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
