"""Stored calls are read by page, identifier, number, position and search."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.archive.records import CallFilter, Totals
from desktop_app.archive.store import Archive
from desktop_app.pbx.records import Leg, Listing
from desktop_app.services.archive_sync import PAGE, ArchiveSync
from tests.support.billing import NOW, Books, Desk
from tests.support.legs import leg


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)


async def test_calls_can_be_read_in_every_way(desk: Desk) -> None:
    day = date(2026, 3, 8)
    desk.per_day = {day: 3}
    await desk.sync.refresh(day, day)
    wanted = CallFilter(day, day)
    ids = ["20260308.2", "20260308.1", "20260308.0"]
    assert [call.uniqueid for call in await desk.sync.page(wanted)] == ids
    assert [call.uniqueid for call in await desk.sync.page(wanted, 2)] == ids[:2]
    rows = await desk.sync.ids(wanted)
    assert list(await desk.sync.ids(wanted, 1)) == list(rows[:1])
    found = await desk.sync.rows([*rows, 10**15])
    assert [call.uniqueid if call else None for call in found] == [*ids, None]
    assert [call.has_recording for call in found if call] == [False, False, True]
    assert await desk.sync.totals(wanted) == Totals(calls=3, answered=3, talk_s=180, cost_grosze=24)
    assert [one.uniqueid for one in await desk.sync.legs(ids[0])] == [ids[0]]
    one = await desk.sync.by_id(ids[1])
    assert one is not None
    assert one.uniqueid == ids[1]
    assert await desk.sync.by_id("1.1") is None
    assert [call.uniqueid for call in await desk.sync.with_number("600100200")] == ids
    assert len(await desk.sync.with_number("600100200", 2)) == 2
    assert await desk.sync.with_number("501222333") == []
    assert desk.sync.far_end(leg()) == "105"
    assert desk.sync.far_end(leg(dstchannel="")) == "105"
    assert desk.sync.far_end(leg(dstchannel="SIP/PBX-106-0000000a", dst="700")) == "106"
    assert desk.sync.far_end(leg(dstchannel="SIP/PBX-106-0000000a", dst="700", src="101")) == "106"


async def test_with_a_number_thirty_calls_are_read(desk: Desk) -> None:
    desk.per_day = {date(2026, 3, day): 8 for day in range(1, 6)}
    await desk.refresh("2026-03-01", "2026-03-05")
    assert len(await desk.sync.with_number("600100200")) == 30


async def test_a_page_has_500_calls(archive: Archive) -> None:
    desk = Desk(archive)
    legs = [leg(f"1772{n:06d}.{n}", calldate=f"2026-03-08 09:{n // 60:02d}:{n % 60:02d}") for n in range(501)]

    async def many(first: date, last: date) -> Listing[Leg]:
        return Listing(tuple(legs), 0, False)

    desk.legs = many  # type: ignore[method-assign]
    day = date(2026, 3, 8)
    await desk.sync.refresh(day, day)
    assert len(await desk.sync.page(CallFilter(day, day))) == PAGE == 500
    assert len(await desk.sync.ids(CallFilter(day, day))) == 501


async def test_a_search_finds_the_numbers_that_the_directory_knows_under_a_word(desk: Desk) -> None:
    day = date(2026, 3, 8)
    desk.per_day = {day: 1}
    await desk.sync.refresh(day, day)
    for text, count in (("Łucja", 1), ("Łucja nowak", 1), ("Łucja zielony", 0), ("Zofia", 0), ("", 1)):
        assert len(await desk.sync.page(CallFilter(day, day, text=text))) == count
        assert len(await desk.sync.ids(CallFilter(day, day, text=text))) == count
        assert (await desk.sync.totals(CallFilter(day, day, text=text))).calls == count


async def test_without_a_directory_only_the_records_are_searched(archive: Archive) -> None:
    sync = ArchiveSync(Books(limit=100, per_day=1), archive, "PBX", lambda: NOW)
    day = date(2026, 3, 8)
    await sync.refresh(day, day)
    assert len(await sync.page(CallFilter(day, day, text="nowak"))) == 1
    assert await sync.page(CallFilter(day, day, text="Łucja")) == []
