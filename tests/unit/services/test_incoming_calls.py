"""Calls to the own phone: rings and missed calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.archive.missed_calls import MAX_MISSED_CALLS
from desktop_app.archive.records import MissedCall
from desktop_app.archive.store import Archive
from desktop_app.office import AgentState, Office, mark_stale, reduce
from desktop_app.pbx.events import AgentEvent, Event, QueueEvent
from desktop_app.runtime.clock import utc_now
from desktop_app.services.dialler import Dialler
from desktop_app.services.incoming_calls import IncomingCall, IncomingCalls, MissedCalls
from desktop_app.services.order_guard import OrderGuard
from tests.support.dialling import Exchange
from tests.support.events import device

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


class OwnPhone:
    """The own phone 101 in an office, and the calls it reported."""

    def __init__(self, *, ours: str = "", dialler: Dialler | None = None) -> None:
        self.office = mark_stale(Office())[0]
        self.rings: list[IncomingCall] = []
        self.ended = 0
        self.missed: list[MissedCall] = []
        self.ordered_rings_ended = 0
        self.calls = IncomingCalls(
            "101",
            dialler.is_ringing_for_us if dialler else lambda number: bool(ours) and number == ours,
            self.rings.append,
            self.count_end,
            self.missed.append,
            dialler.own_ring_is_over if dialler else self._ordered_ring_ended,
        )
        self._seconds = 0

    def _ordered_ring_ended(self) -> None:
        self.ordered_rings_ended += 1

    def count_end(self) -> None:
        self.ended += 1

    def receives(self, *events: Event) -> OwnPhone:
        for event in events:
            self._seconds += 1
            self.office, changes = reduce(self.office, event, at(self._seconds))
            self.calls.update(self.office, changes, at(self._seconds))
        return self

    def loses_connection(self) -> OwnPhone:
        self.office, changes = mark_stale(self.office)
        self.calls.update(self.office, changes, at(self._seconds))
        return self


def test_an_unanswered_ring_is_a_missed_call() -> None:
    phone = OwnPhone().receives(device("101", 0), device("101", 8, "600100200", "Jan"), device("101", 0))
    assert [(ring.number, ring.name) for ring in phone.rings] == [("600100200", "Jan")]
    assert phone.missed == [MissedCall(at(2), "600100200", "Jan", "")]
    assert phone.ended == 1


def test_an_answered_ring_is_not_missed() -> None:
    phone = OwnPhone().receives(device("101", 8, "600100200"), device("101", 1, "600100200"), device("101", 0))
    assert phone.missed == []
    assert phone.ended == 1


def test_the_ring_of_an_ordered_call_is_not_an_incoming_call() -> None:
    phone = OwnPhone(ours="600100200").receives(device("101", 8, "600100200"), device("101", 0))
    assert phone.rings == []
    assert phone.missed == []


def test_the_queue_is_named_whether_its_event_comes_before_or_after_the_ring() -> None:
    agent = AgentEvent("Sprzedaż", "101", AgentState.RINGING, False)
    assert OwnPhone().receives(agent, device("101", 8, "1")).rings[-1].queue == "Sprzedaż"
    assert OwnPhone().receives(device("101", 8, "1"), agent).rings[-1].queue == "Sprzedaż"


def test_the_end_of_an_ordered_ring_is_reported_once() -> None:
    phone = OwnPhone(ours="600100200").receives(device("101", 0))
    assert phone.ordered_rings_ended == 0
    phone.receives(device("101", 8, "600100200"), device("101", 1, "600100200"))
    assert phone.ordered_rings_ended == 0
    phone.receives(device("101", 0), device("101", 4), device("101", 0))
    assert phone.ordered_rings_ended == 1
    phone.receives(device("101", 8, "600100200"), device("101", 4))
    assert phone.ordered_rings_ended == 2


def test_a_ring_keeps_what_later_events_leave_out() -> None:
    ringing = AgentEvent("Sprzedaż", "101", AgentState.RINGING, False)
    free = AgentEvent("Sprzedaż", "101", AgentState.FREE, False)
    phone = OwnPhone().receives(ringing, device("101", 8), device("101", 8, "600100200", "Jan"))
    assert phone.rings == [
        IncomingCall(at(2), "", "", "Sprzedaż", 1),
        IncomingCall(at(2), "600100200", "Jan", "Sprzedaż", 1),
    ]
    phone.receives(free, device("101", 8, "600100200"), device("101", 8, "600100200", source="extstatus"))
    assert phone.calls.ring == phone.rings[-1]
    assert len(phone.rings) == 2
    phone.receives(device("101", 0))
    assert phone.missed == [MissedCall(at(2), "600100200", "Jan", "Sprzedaż")]
    assert phone.calls.ring is None


def test_only_a_live_agent_that_rings_names_the_queue() -> None:
    ringing = AgentEvent("Sprzedaż", "101", AgentState.RINGING, False)
    stale = OwnPhone().receives(ringing).loses_connection().receives(device("101", 8, "1"))
    assert stale.rings[-1].queue == ""
    free = OwnPhone().receives(AgentEvent("Sprzedaż", "101", AgentState.FREE, False), device("101", 8, "1"))
    assert free.rings[-1].queue == ""
    second = OwnPhone().receives(AgentEvent("K", "101", AgentState.RINGING_IN_USE, False), device("101", 9, "1"))
    assert second.rings[-1].queue == "K"


def test_a_lost_connection_ends_the_ring_at_once() -> None:
    phone = OwnPhone().receives(device("101", 8, "600100200")).loses_connection()
    assert phone.ended == 1
    assert phone.calls.ring is None


def test_events_of_other_extensions_do_not_matter() -> None:
    phone = OwnPhone().receives(device("102", 8, "600100200"), QueueEvent("K", 1))
    assert (phone.rings, phone.ended) == ([], 0)


def test_a_second_call_after_a_plain_ring_is_missed_by_its_own_rules() -> None:
    phone = OwnPhone().receives(device("101", 1, "600100200"), device("101", 0), device("101", 8, "501222333"))
    assert phone.receives(device("101", 1, "600100200")).missed == [], "the ring was answered"


async def test_missed_calls_are_listed_newest_first_and_bounded(archive: Archive) -> None:
    changes: list[int] = []
    calls = MissedCalls(archive, lambda: changes.append(len(calls.calls)))
    assert calls.calls == []
    for number in range(MAX_MISSED_CALLS + 1):
        await calls.add(MissedCall(at(number), str(number), "", ""))
    assert [one.number for one in calls.calls] == [str(number) for number in range(MAX_MISSED_CALLS, 0, -1)]
    await calls.mark_seen()
    await calls.mark_seen()
    assert calls.calls == []
    assert changes == [*range(1, MAX_MISSED_CALLS + 1), MAX_MISSED_CALLS, 0]


async def test_one_order_explains_one_ring() -> None:
    dialler = Dialler(Exchange(), "101", utc_now, Office, OrderGuard())
    await dialler.call("600100200")
    phone = OwnPhone(dialler=dialler)
    phone.receives(device("101", 8, "600100200"), device("101", 1, "600100200"), device("101", 0))
    assert phone.rings == []
    phone.receives(device("101", 8, "600100200"), device("101", 0))
    assert [ring.number for ring in phone.rings] == ["600100200"]
    assert len(phone.missed) == 1, "the call back was not answered"


def test_a_ring_with_another_number_is_another_call() -> None:
    phone = OwnPhone().receives(device("101", 8, "600100200", "Anna"), device("101", 8, "700100200"), device("101", 0))
    assert [(ring.number, ring.name) for ring in phone.rings] == [("600100200", "Anna"), ("700100200", "")]
    assert [(one.number, one.name) for one in phone.missed] == [("700100200", "")]


def test_the_party_of_a_conversation_is_not_named_as_the_second_caller() -> None:
    phone = OwnPhone().receives(device("101", 1, "600100200", "Klient"), device("101", 9, source="extstatus"))
    assert [(ring.number, ring.name) for ring in phone.rings] == [("", "")]


def test_a_ring_that_ends_in_unavailable_or_unknown_is_not_missed() -> None:
    for value in (4, 64):
        assert OwnPhone().receives(device("101", 8, "600100200"), device("101", value)).missed == []


def test_a_ring_with_a_lost_connection_in_it_is_not_missed() -> None:
    phone = OwnPhone().receives(device("101", 8, "600100200")).loses_connection().receives(device("101", 0))
    assert phone.ended == 1
    assert phone.missed == []


@pytest.mark.parametrize(("left", "is_missed"), [("600100200", True), ("501222333", False), ("", False)])
def test_a_second_call_is_missed_only_when_the_first_party_is_named_afterwards(left: str, is_missed: bool) -> None:
    phone = OwnPhone().receives(device("101", 1, "600100200"), device("101", 9, "501222333"), device("101", 1, left))
    assert bool(phone.missed) is is_missed


async def test_missed_calls_are_kept_until_they_are_seen(tmp_path: Path) -> None:
    path, one = tmp_path / "archive.db", MissedCall(T0, "600100200", "Jan", "Sprzedaż")
    for expected in ([], [one], [one]):
        archive = Archive(path, bytes(32))
        await archive.open()
        calls = MissedCalls(archive, lambda: None)
        await calls.load()
        assert calls.calls == expected
        if not expected:
            await calls.add(one)
        await archive.close()
    archive = Archive(path, bytes(32))
    await archive.open()
    calls = MissedCalls(archive, lambda: None)
    await calls.load()
    await calls.mark_seen()
    await calls.load()
    assert calls.calls == []
    await archive.close()
