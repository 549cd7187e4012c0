"""The worklist of call-backs: what is read, and who is notified when it is different."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.archive import calls
from desktop_app.archive.store import Archive
from desktop_app.services.call_backs import CallBacks
from tests.support.legs import leg

NOW = datetime(2026, 3, 16, 8, tzinfo=UTC)


class Desk:
    def __init__(self, archive: Archive) -> None:
        self.archive, self.now, self.changed = archive, NOW, 0
        self.call_backs = CallBacks(archive, lambda: self.now)
        self.end = self.call_backs.subscribe(self._count)

    def _count(self) -> None:
        self.changed += 1

    async def misses(self, number: str, at: datetime) -> None:
        """A call was missed; the exchange's clock is an hour ahead of UTC in March."""
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
def desk(archive: Archive) -> Desk:
    return Desk(archive)


async def test_listeners_are_notified_when_the_list_is_different(desk: Desk) -> None:
    await desk.call_backs.refresh()
    assert (desk.listed(), desk.changed) == ([], 0)
    await desk.misses("600100200", NOW)
    assert (desk.listed(), desk.changed) == ([("600100200", "")], 1)
    await desk.call_backs.refresh()
    assert desk.changed == 1, "nothing is different"
    desk.end()
    await desk.misses("501222333", NOW + timedelta(minutes=1))
    assert (desk.listed(), desk.changed) == ([("501222333", ""), ("600100200", "")], 1)


async def test_an_entry_is_closed_with_a_note_and_opened_again(desk: Desk) -> None:
    await desk.misses("600100200", NOW)
    await desk.misses("501222333", NOW + timedelta(minutes=1))
    await desk.call_backs.close(desk.call_backs.entries[1], "wrong number")
    assert (desk.listed(), desk.changed) == ([("501222333", "")], 3)
    stored = await desk.archive.run(lambda db: db.execute("SELECT party, note, at FROM closed").fetchall())
    assert stored == [("600100200", "wrong number", NOW.isoformat())]
    await desk.call_backs.reopen("600100200")
    assert (len(desk.listed()), desk.changed) == (2, 4)


async def test_a_later_missed_call_opens_an_entry_with_its_note(desk: Desk) -> None:
    await desk.misses("600100200", NOW)
    await desk.call_backs.close(desk.call_backs.entries[0], "tomorrow")
    await desk.misses("600100200", NOW + timedelta(minutes=1))
    assert desk.listed() == [("600100200", "tomorrow")]


async def test_calls_are_listed_for_fourteen_days(desk: Desk) -> None:
    await desk.misses("600100200", NOW - timedelta(days=14))
    await desk.misses("501222333", NOW - timedelta(days=14, seconds=1))
    assert desk.listed() == [("600100200", "")]
    desk.now += timedelta(seconds=1)
    await desk.call_backs.refresh()
    assert desk.listed() == []


def fail(*what: object) -> None:
    raise KeyError(what)


async def test_a_listener_that_fails_is_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.call_backs.subscribe(fail)
    await desk.misses("600100200", NOW)
    assert "a listener to call-backs failed" in caplog.text
