"""The archive: encrypted, its owner's alone, and the same after a second sync as after the first."""

from __future__ import annotations

import asyncio
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop_app.archive import calls, contacts, deferred_indexing, messages, queries, recordings, roster, schema
from desktop_app.archive.grouping import group
from desktop_app.archive.records import CallFilter, Contact, ExtensionPreferences, RosterEntry
from desktop_app.archive.store import Archive, TooNew, Unreadable, Unusable, set_aside
from desktop_app.i18n.text import folded
from desktop_app.office import DeviceState, SmsState
from desktop_app.pbx.records import Leg, RecordingEntry

KEY = bytes(range(32))
DAY = date(2026, 3, 2)


def leg(uniqueid: str = "1772438400.1", **changes: object) -> Leg:
    """An answered call from outside to 105."""
    plain = Leg(
        calldate="2026-03-02 09:00:00",
        clid='"Jan Nowak" <600100200>',
        src="600100200",
        dst="105",
        channel="SIP/trunk-1",
        dstchannel="SIP/PBX-105-0000000a",
        lastapp="Dial",
        duration_s=70,
        billsec_s=60,
        disposition="ANSWERED",
        uniqueid=uniqueid,
        cost=None,
        zone="",
    )
    return replace(plain, **changes)


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    memory = Archive(None, None)
    await memory.open()
    yield memory
    await memory.close()


async def test_nothing_kept_can_be_read_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "archive.db"
    kept = Archive(path, KEY)
    await kept.open()
    await kept.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    await kept.run(lambda db: recordings.save_sound(db, "1.1", "wav", b"RIFF-secret-sound", "2026"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for file in path.parent.iterdir():
        body = file.read_bytes()
        assert b"Jan Nowak" not in body
        assert b"600100200" not in body
        assert b"secret-sound" not in body
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name
    await kept.close()
    with pytest.raises(Unreadable):
        await Archive(path, bytes(32)).open()
    again = Archive(path, KEY)
    await again.open()
    assert len(await again.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))) == 1
    await again.close()


async def test_a_newer_file_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    kept = Archive(path, KEY)
    await kept.open()
    await kept.run(lambda db: db.pragma("user_version", schema.VERSION + 1))
    await kept.close()
    before = path.read_bytes()
    with pytest.raises(TooNew):
        await Archive(path, KEY).open()
    assert path.read_bytes() == before


async def test_a_damaged_file_is_set_aside_under_a_name_that_is_free(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    for number in (1, 2):
        path.write_bytes(b"not a database, but long enough to look like one" * 200)
        with pytest.raises(Unreadable):
            await Archive(path, KEY).open()
        assert set_aside(path).name == f"archive-unreadable-{number}.db"


async def test_records_that_come_again_change_nothing(archive: Archive) -> None:
    legs = [leg(), leg("1772438500.2", dst="106")]
    assert await archive.run(lambda db: calls.save_legs(db, legs, "PBX")) == 2
    first = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))
    assert await archive.run(lambda db: calls.save_legs(db, legs, "PBX")) == 0
    assert await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10)) == first


async def test_filters_combine(archive: Archive) -> None:
    legs = [
        leg("1772438400.1"),
        leg("1772438400.2", disposition="NO ANSWER", billsec_s=0),
        leg("1772438400.3", src="105", dst="600100200", clid='"Łukasz Żółciński" <105>', cost=24),
        leg("1772438400.4", calldate="2026-03-03 00:00:00"),
    ]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await archive.run(
        lambda db: recordings.save_recordings(
            db, [RecordingEntry("1772438400.3", "105", "600100200", "wav", "2026-03-02")]
        )
    )

    async def found(**narrower: object) -> list[str]:
        wanted = replace(CallFilter(DAY, DAY), **narrower)
        rows = await archive.run(lambda db: queries.find(db, wanted, 10))
        return sorted(row.uniqueid[-1] for row in rows)

    assert await found() == ["1", "2", "3"]
    assert await found(directions=frozenset({"in"})) == ["1", "2"]
    assert await found(directions=frozenset({"in"}), outcomes=frozenset({"missed"})) == ["2"]
    assert await found(with_recording=True) == ["3"]
    assert await found(text="zolcinski 0010") == ["1", "2", "3"]  # all with 105, whose name it is
    assert await found(text="%%") == []
    sums = await archive.run(lambda db: queries.totals(db, CallFilter(DAY, DAY)))
    assert (sums.calls, sums.answered, sums.talk_s, sums.cost_grosze) == (3, 2, 120, 24)


def test_a_queue_that_tried_three_agents_is_one_call() -> None:
    tried = [
        leg(
            dst="121", dstchannel="SIP/PBX-121-1", disposition="NO ANSWER", billsec_s=0, duration_s=14, lastapp="Queue"
        ),
        leg(
            calldate="2026-03-02 09:00:14",
            dst="122",
            dstchannel="SIP/PBX-122-0000000b",
            duration_s=65,
            billsec_s=60,
            lastapp="Queue",
        ),
    ]
    call = group(tried, "PBX")
    assert (call.outcome, call.answered_by, call.legs) == ("answered", "122", 2)
    assert (call.ring_s, call.talk_s) == (19, 60)
    assert call.direction == "in"
    assert group(tried[:1], "PBX").outcome == "missed"


@pytest.mark.parametrize(
    ("src", "dst", "uniqueid", "direction"),
    [
        ("600100200", "105", "1.1", "in"),
        ("105", "600100200", "1.1", "out"),
        ("105", "106", "1.1", "internal"),
        ("105", "112", "1.1", "out"),
        ("101", "600100200", "3421756012963258480", "message"),
    ],
)
def test_the_direction_follows_from_the_numbers(src: str, dst: str, uniqueid: str, direction: str) -> None:
    assert group([leg(uniqueid, src=src, dst=dst)], "PBX").direction == direction


def test_money_of_all_legs_is_summed_in_whole_grosze() -> None:
    assert group([leg(cost=12), leg(cost=7, dst="9"), leg(dst="8")], "PBX").cost_grosze == 19
    assert group([leg()], "PBX").cost_grosze is None


def test_folding_takes_every_polish_letter() -> None:
    assert folded("ŁUKASZ Żółć Ęąśźń") == "lukasz zolc easzn"


async def test_final_states_of_messages_stay_and_cost_comes_from_billing(archive: Archive) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    row = await archive.run(lambda db: messages.add_message(db, at, "600100200", "Cześć", is_test=False))
    identifier = "3421756012963258480"
    await archive.run(lambda db: messages.record_outcome(db, row, "accepted", identifier, SmsState.QUEUE, at, ""))
    for state, whose in ((SmsState.DELIVERED, "600100200"), (SmsState.SENT, ""), (SmsState.FAILED, "")):
        assert await archive.run(lambda db, s=state: messages.update_state(db, identifier, s, at)) == whose  # type: ignore[misc]
    await archive.run(lambda db: calls.save_legs(db, [leg(identifier, cost=12, lastapp="SMS")], "PBX"))
    (message,) = await archive.run(lambda db: messages.list_messages(db, 10))
    assert (message.state, message.cost_grosze, message.stage) == (SmsState.DELIVERED, 12, "accepted")


async def test_a_message_that_was_being_sent_when_the_program_died_is_not_known(archive: Archive) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    await archive.run(lambda db: messages.add_message(db, at, "600100200", "Cześć", is_test=False))
    assert await archive.run(messages.mark_interrupted) == 1
    (message,) = await archive.run(lambda db: messages.list_messages(db, 10))
    assert message.stage == "unknown"


async def test_contacts_and_roster_come_back_as_they_were(archive: Archive) -> None:
    contact = await archive.run(lambda db: contacts.save_contact(db, Contact(0, "Jan", (("", "600100200"),), "n")))
    await archive.run(lambda db: contacts.save_contact(db, replace(contact, name="Jan Nowak")))
    assert await archive.run(contacts.list_contacts) == [replace(contact, name="Jan Nowak")]
    await archive.run(lambda db: contacts.delete_contact(db, contact.id))
    assert await archive.run(contacts.list_contacts) == []
    entry = RosterEntry(
        "101",
        "Anna",
        DeviceState.IN_USE,
        None,
        datetime(2026, 3, 2, tzinfo=UTC),
        ExtensionPreferences(True, "Ania", "Biuro", True, 3),
    )
    await archive.run(lambda db: roster.save_roster(db, [entry]))
    assert await archive.run(roster.load_roster) == [entry]


async def test_sounds_used_longest_ago_go_first(archive: Archive) -> None:
    for number in range(4):
        await archive.run(lambda db, n=number: recordings.save_sound(db, str(n), "wav", bytes(100), f"2026-0{n + 1}"))  # type: ignore[misc]
    await archive.run(lambda db: recordings.trim_sounds(db, 250))
    kept = [n for n in range(4) if await archive.run(lambda db, n=n: recordings.sound_of(db, str(n)))]  # type: ignore[misc]
    assert kept == [2, 3]


async def test_what_was_written_last_is_set_aside_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    script = (
        "import asyncio, os, sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from desktop_app.archive import messages; from desktop_app.archive.store import Archive\n"
        "async def main():\n"
        "    a = Archive(Path(sys.argv[1]), bytes(range(32))); await a.open()\n"
        "    await a.run(lambda db: messages.add_message(db, datetime.now(UTC), '600100200', 'kept', is_test=False))\n"
        "    os._exit(0)\n"
        "asyncio.run(main())"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script, str(path)], check=True)
    with pytest.raises(Unreadable):
        await Archive(path, bytes(32)).open()
    aside = Archive(set_aside(path), KEY)
    await aside.open()
    assert [message.body for message in await aside.run(lambda db: messages.list_messages(db, 9))] == ["kept"]
    await aside.close()


async def test_a_file_that_cannot_be_used_now_is_not_called_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "archive.db"
    folder.mkdir()
    with pytest.raises(Unusable):
        await Archive(folder, KEY).open()


async def test_a_cost_that_is_told_later_is_taken(archive: Archive) -> None:
    await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX"))
    assert await archive.run(lambda db: calls.save_legs(db, [leg(cost=24)], "PBX")) == 0
    assert await archive.run(lambda db: calls.save_legs(db, [leg()], "PBX")) == 0
    (call,) = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))
    assert call.cost_grosze == 24


async def test_two_attempts_of_one_second_are_two(archive: Archive) -> None:
    tried = [leg(disposition="NO ANSWER", billsec_s=0, duration_s=0), leg()]
    assert await archive.run(lambda db: calls.save_legs(db, tried, "PBX")) == 2
    (call,) = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY), 10))
    assert call.outcome == "answered"


async def test_only_extensions_are_names_inside(archive: Archive) -> None:
    legs = [leg("1.1", src="", clid='"Anonymous" <>'), leg("1.2", src="abc", clid='"X" <abc>'), leg("1.3", src="105")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await archive.run(deferred_indexing.index_all)
    assert [number for number, _ in await archive.run(deferred_indexing.caller_names)] == ["105"]


async def test_one_end_of_a_call_is_looked_for_whole(archive: Archive) -> None:
    legs = [leg("1.1", src="600101200"), leg("1.2", src="101", dst="600100200")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    found = await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY, numbers=frozenset({"101"})), 10))
    assert [call.uniqueid for call in found] == ["1.2"]


async def test_legs_are_kept_with_whole_grosze_whatever_form_a_cost_came_in(archive: Archive) -> None:
    """An archive is read by the program of before too, which knows no other form."""
    told = [leg("5.1", cost=cost, dst=f"10{place}") for place, cost in enumerate(("12,5", 7.0, "", None, "free", 3))]
    await archive.run(lambda db: calls.save_legs(db, told, "PBX"))
    kept = await archive.run(lambda db: calls.legs_of(db, "5.1"))
    assert {one.dst: one.cost for one in kept} == {"100": 13, "101": 7, "102": None, "103": None, "104": None, "105": 3}
