"""The call-back list: its entries and its notifications."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.archive import calls
from desktop_app.archive.store import Archive
from desktop_app.services.call_backs import CallBacks
from tests.support.legs import leg
from tests.support.listeners import fail

NOW = datetime(2026, 3, 16, 8, tzinfo=UTC)


class Worklist:
    def __init__(self, archive: Archive) -> None:
        self.archive, self.now, self.changed = archive, NOW, 0
        self.call_backs = CallBacks(archive, lambda: self.now)
        self.end = self.call_backs.subscribe(self._count)

    def _count(self) -> None:
        self.changed += 1

    async def misses(self, number: str, at: datetime) -> None:
        """Add a missed call.  In March the exchange's clock is one hour ahead of UTC."""
        one = leg(
            f"{int(at.timestamp())}.1",
            calldate=f"{at + timedelta(hours=1):%Y-%m-%d %H:%M:%S}",
            src=number,
            disposition="NO ANSWER",
            billsec_s=0,
        )
        await self.archive.run(lambda db: calls.save_legs(db, [one], "PBX"))
        await self.call_backs.refresh()

    def listed(self) -> list[tuple[str, str]]:
        return [(one.number, one.note) for one in self.call_backs.entries]


@pytest.fixture
def worklist(archive: Archive) -> Worklist:
    return Worklist(archive)


async def test_listeners_are_notified_when_the_list_is_different(worklist: Worklist) -> None:
    await worklist.call_backs.refresh()
    assert (worklist.listed(), worklist.changed) == ([], 0)
    await worklist.misses("600100200", NOW)
    assert (worklist.listed(), worklist.changed) == ([("600100200", "")], 1)
    await worklist.call_backs.refresh()
    assert worklist.changed == 1, "nothing is different"
    worklist.end()
    await worklist.misses("501222333", NOW + timedelta(minutes=1))
    assert (worklist.listed(), worklist.changed) == ([("501222333", ""), ("600100200", "")], 1)


async def test_an_entry_is_closed_with_a_note_and_opened_again(worklist: Worklist) -> None:
    await worklist.misses("600100200", NOW)
    await worklist.misses("501222333", NOW + timedelta(minutes=1))
    await worklist.call_backs.close(worklist.call_backs.entries[1], "wrong number")
    assert (worklist.listed(), worklist.changed) == ([("501222333", "")], 3)
    stored = await worklist.archive.run(lambda db: db.execute("SELECT party, note, at FROM closed").fetchall())
    assert stored == [("600100200", "wrong number", NOW.isoformat())]
    await worklist.call_backs.reopen("600100200")
    assert (len(worklist.listed()), worklist.changed) == (2, 4)


async def test_a_later_missed_call_opens_an_entry_with_its_note(worklist: Worklist) -> None:
    await worklist.misses("600100200", NOW)
    await worklist.call_backs.close(worklist.call_backs.entries[0], "tomorrow")
    await worklist.misses("600100200", NOW + timedelta(minutes=1))
    assert worklist.listed() == [("600100200", "tomorrow")]


async def test_calls_are_listed_for_fourteen_days(worklist: Worklist) -> None:
    await worklist.misses("600100200", NOW - timedelta(days=14))
    await worklist.misses("501222333", NOW - timedelta(days=14, seconds=1))
    assert worklist.listed() == [("600100200", "")]
    worklist.now += timedelta(seconds=1)
    await worklist.call_backs.refresh()
    assert worklist.listed() == []


async def test_a_listener_that_fails_is_logged(worklist: Worklist, caplog: pytest.LogCaptureFixture) -> None:
    worklist.call_backs.subscribe(fail)
    await worklist.misses("600100200", NOW)
    assert "a listener to call-backs failed" in caplog.text
