"""Notes on calls: stored, searchable, deleted by the user or with their call."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop_app.archive import calls, purge, queries
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.runtime.clock import utc_now
from desktop_app.services.call_notes import CallNotes
from tests.support.legs import leg
from tests.support.listeners import fail

DAY = date(2026, 3, 2)


async def test_a_call_is_found_by_the_words_of_its_notes() -> None:
    archive = Archive(None, None)
    await archive.open()
    await archive.run(lambda db: calls.save_legs(db, [leg("1772438400.1"), leg("1772438401.1")], "PBX"))
    notes = CallNotes(archive, utc_now)
    changed: list[str] = []
    notes.subscribe(changed.append)

    async def found(text: str) -> int:
        return len(await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY, text=text), 9)))

    assert await found("rabat") == 0
    await notes.write("1772438400.1", "  obiecany RABAT\n pięć procent ")
    await notes.write("1772438400.1", "dostawa w środę", 42_000)
    assert (await found("rabat piec"), await found("dostawa w srode")) == (1, 1)
    assert [(note.at_ms, note.text) for note in await notes.of("1772438400.1")] == [
        (None, "obiecany RABAT pięć procent"),
        (42_000, "dostawa w środę"),
    ]
    assert notes.noted_of("1772438400.1") == "obiecany RABAT pięć procent"
    assert notes.noted_of("1772438401.1") is None
    await notes.write("1772438400.1", "inaczej")
    assert (await found("rabat"), await found("inaczej")) == (0, 1)
    await notes.write("1772438400.1", "")
    (place,) = await notes.of("1772438400.1")
    await notes.forget(place)
    assert (notes.noted, await found("dostawa")) == ({}, 0)
    assert set(changed) == {"1772438400.1"}
    await archive.close()


async def test_a_note_stays_when_its_call_gets_another_leg() -> None:
    archive = Archive(None, None)
    await archive.open()
    await archive.run(lambda db: calls.save_legs(db, [leg("1772438400.1")], "PBX"))
    notes = CallNotes(archive, utc_now)
    await notes.write("1772438400.1", "obiecany rabat")
    later = [leg("1772438400.1", cost=12), leg("1772438400.1", dst="106", calldate="2026-03-02 08:59:00")]
    await archive.run(lambda db: calls.save_legs(db, later, "PBX"))
    assert [note.text for note in await notes.of("1772438400.1")] == ["obiecany rabat"]
    assert len(await archive.run(lambda db: queries.find(db, CallFilter(DAY, DAY, text="rabat"), 9))) == 1
    await archive.close()


async def test_a_note_is_deleted_with_its_call() -> None:
    archive = Archive(None, None)
    await archive.open()
    await archive.run(lambda db: calls.save_legs(db, [leg("1772438400.1")], "PBX"))
    notes = CallNotes(archive, utc_now)
    await notes.write("1772438400.1", "x y", 10)
    await archive.run(lambda db: purge.purge_calls(db, date(2026, 4, 1)))
    assert await notes.of("1772438400.1") == []
    await archive.close()


# ---- one note at a time --------------------------------------------------------------------------

CALL, OTHER = "1772438400.1", "1772438401.1"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class TwoCalls:
    """Notes on two calls, and the calls whose notes changed."""

    def __init__(self, archive: Archive) -> None:
        self.changed: list[str] = []
        self.notes = CallNotes(archive, lambda: NOW)
        self.end = self.notes.subscribe(self.changed.append)

    async def texts(self, uniqueid: str = CALL) -> list[tuple[int | None, str]]:
        return [(note.at_ms, note.text) for note in await self.notes.of(uniqueid)]


@pytest.fixture
async def two_calls(archive: Archive) -> TwoCalls:
    await archive.run(lambda db: calls.save_legs(db, [leg(CALL), leg(OTHER)], "PBX"))
    return TwoCalls(archive)


async def test_notes_are_known_again_after_a_restart(two_calls: TwoCalls, archive: Archive) -> None:
    await two_calls.notes.write(CALL, "rabat")
    await two_calls.notes.write(OTHER, "dostawa", 0)
    again = CallNotes(archive, lambda: NOW)
    assert again.noted_of(CALL) is None
    await again.load()
    assert again.noted == two_calls.notes.noted == {CALL: "rabat", OTHER: ""}
    assert (again.noted_of(CALL), again.noted_of(OTHER)) == ("rabat", "")


async def test_an_empty_text_deletes_the_note_about_the_call_and_no_other(two_calls: TwoCalls) -> None:
    await two_calls.notes.write(CALL, "rabat")
    await two_calls.notes.write(CALL, "place", 1000)
    await two_calls.notes.write(OTHER, "other")
    await two_calls.notes.write(CALL, " \n ", 1000)
    assert await two_calls.texts() == [(None, "rabat"), (1000, "place")], "a place is deleted by `forget`"
    await two_calls.notes.write(CALL, " \n ")
    assert (await two_calls.texts(), await two_calls.texts(OTHER)) == ([(1000, "place")], [(None, "other")])
    await two_calls.notes.forget((await two_calls.notes.of(CALL))[0])
    assert await two_calls.texts() == []
    assert two_calls.changed == [CALL, CALL, OTHER, CALL, CALL, CALL]


async def test_a_note_is_one_line_of_500_characters_at_most_with_its_time(
    two_calls: TwoCalls, archive: Archive
) -> None:
    await two_calls.notes.write(CALL, "  a \n b" + "x" * 600)
    (note,) = await two_calls.notes.of(CALL)
    assert note.text == "a b" + "x" * 497
    assert await archive.run(lambda db: db.execute("SELECT made_at FROM notes").get) == NOW.isoformat()


async def test_a_subscription_ends(two_calls: TwoCalls) -> None:
    two_calls.end()
    await two_calls.notes.write(CALL, "x y")
    assert two_calls.changed == []


async def test_a_listener_that_fails_is_logged(two_calls: TwoCalls, caplog: pytest.LogCaptureFixture) -> None:
    two_calls.notes.subscribe(fail)
    await two_calls.notes.write(CALL, "x y")
    assert "a listener to notes failed" in caplog.text
