"""Notes on calls: stored, searchable, deleted by the user or with their call."""

from __future__ import annotations

from datetime import date

from desktop_app.archive import calls, purge, queries
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.runtime.clock import utc_now
from desktop_app.services.call_notes import CallNotes
from tests.support.legs import leg

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
