"""The progress of an ordered call, and which of its stages are guesses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.office import Change, Office, Part, mark_stale, reduce
from desktop_app.pbx.events import Event
from desktop_app.services.call_progress import END_SHOWN_S, NO_EVENT_TIMEOUT_S, CallProgress, Progress, Stage
from tests.support.events import device

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Ordered:
    """A call that 101 ordered, in an office; one second passes between two events."""

    def __init__(self, number: str) -> None:
        self.office = mark_stale(Office())[0]
        self.now = T0
        self.changes: list[Progress | None] = []
        self.progress = CallProgress("101", self.changes.append)
        self.progress.begin(number, self.office, self.now)

    def receives(self, *events: Event) -> Ordered:
        for event in events:
            self.now += timedelta(seconds=1)
            self.office, changes = reduce(self.office, event, self.now)
            self.progress.update(self.office, changes, self.now)
        return self

    @property
    def stages(self) -> list[tuple[Stage, bool]]:
        return [(one.stage, one.is_guess) for one in self.changes if one is not None]


def test_an_outside_call_from_the_order_to_its_end() -> None:
    call = Ordered("600100200").receives(
        device("101", 8, "600100200"), device("101", 32, "600100200"), device("101", 1, "600100200"), device("101", 0)
    )
    assert call.stages == [
        (Stage.ORDERED, False),
        (Stage.OWN_RINGS, False),
        (Stage.OTHER_RINGS, True),  # an outside phone tells nothing
        (Stage.TALKING, False),
        (Stage.ENDED, False),
    ]
    assert call.changes[-1] is not None
    assert call.changes[-1].talked_s == 1


def test_the_events_of_the_other_extension_are_not_guesses() -> None:
    call = Ordered("102").receives(
        device("102", 0), device("101", 8, "102"), device("101", 32, "102"), device("102", 8, "101"),
        device("102", 1, "101"),
        device("101", 1, "102"), device("102", 0), device("101", 0),
    )  # fmt: skip
    stages = [stage for stage, _ in call.stages]
    assert stages[:4] == [Stage.ORDERED, Stage.OWN_RINGS, Stage.OTHER_CALLED, Stage.OTHER_RINGS]
    assert stages[-2:] == [Stage.TALKING, Stage.ENDED]
    assert (Stage.TALKING, False) in call.stages


def test_in_use_without_connecting_before_it_is_a_guess() -> None:
    call = Ordered("600100200").receives(device("101", 8, "600100200"), device("101", 1, "600100200"))
    assert call.stages[-1] == (Stage.TALKING, True)


def test_a_call_that_is_not_answered_on_the_own_phone_has_no_talk_time() -> None:
    call = Ordered("600100200").receives(device("101", 0), device("101", 8, "600100200"), device("101", 0))
    assert call.stages[-1] == (Stage.ENDED, False)
    assert call.changes[-1] is not None
    assert call.changes[-1].talked_s is None


def test_a_lost_connection_loses_the_call() -> None:
    call = Ordered("600100200").receives(device("101", 8, "600100200"))
    call.office, changes = mark_stale(call.office)
    call.progress.update(call.office, changes, call.now)
    call.receives(device("101", 1, "600100200"))
    assert call.stages[-1] == (Stage.LOST, False)


def test_an_order_without_events_times_out() -> None:
    call = Ordered("600100200")
    call.progress.tick(T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S))
    assert call.stages == [(Stage.ORDERED, False)]
    call.progress.tick(T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S + 1))
    lost = Progress("600100200", Stage.LOST, T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S + 1), 1)
    assert call.progress.current == lost
    call.progress.tick(T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S + 2 + END_SHOWN_S))
    assert call.progress.current is None


def test_a_second_call_to_the_other_phone_does_not_end_the_conversation() -> None:
    call = Ordered("102").receives(
        device("101", 8, "102"), device("101", 1, "102"), device("102", 1, "101"), device("102", 9, "105")
    )
    assert call.stages[-1][0] is Stage.TALKING


def test_a_conversation_before_the_order_is_not_taken_for_the_ordered_call() -> None:
    call = Ordered("600100200")
    call.office = mark_stale(Office())[0]
    call.office, _ = reduce(call.office, device("101", 1, "501222333"), T0)
    call.progress.begin("600100200", call.office, T0)
    call.receives(device("101", 16, "501222333"), device("101", 1, "501222333"))
    assert call.stages[-1] == (Stage.ORDERED, False)
    call.receives(device("101", 0), device("101", 8, "600100200"))
    assert call.stages[-1] == (Stage.OWN_RINGS, False)


def test_a_refused_order_is_cleared() -> None:
    call = Ordered("600100200")
    call.progress.cancel("600100200")
    assert call.changes[-1] is None


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_each_stage_is_a_whole_record_with_the_time_it_began() -> None:
    call = Ordered("600100200").receives(
        device("101", 8, "600100200"),
        device("101", 8, "600100200"),
        device("101", 32, "600100200"),
        device("101", 1, "600100200"),
        device("101", 16, "600100200"),
        device("101", 0),
        device("101", 8, "501222333"),
    )
    number = "600100200"
    assert call.changes == [
        Progress(number, Stage.ORDERED, at(0), 1),
        Progress(number, Stage.OWN_RINGS, at(1), 1),
        Progress(number, Stage.OTHER_RINGS, at(3), 1, is_guess=True),
        Progress(number, Stage.TALKING, at(4), 1),
        Progress(number, Stage.ENDED, at(6), 1, talked_s=2.0),
    ]
    assert call.progress.current == call.changes[-1]


def test_a_guessed_conversation_that_is_confirmed_keeps_its_start() -> None:
    call = Ordered("102").receives(device("102", 0), device("101", 8, "102"), device("101", 1, "102"))
    assert call.progress.current == Progress("102", Stage.TALKING, at(3), 1, is_guess=True)
    call.receives(device("102", 1, "101"))
    assert call.progress.current == Progress("102", Stage.TALKING, at(3), 1)
    call.receives(device("101", 4))
    assert call.progress.current == Progress("102", Stage.ENDED, at(5), 1, talked_s=2.0)


def test_a_guessed_conversation_ends_with_a_guessed_talk_time() -> None:
    call = Ordered("600100200").receives(device("101", 8), device("101", 2), device("101", 16), device("101", 0))
    assert call.progress.current == Progress("600100200", Stage.ENDED, at(4), 1, is_guess=True, talked_s=2.0)


def test_the_other_extension_rings_before_the_own_phone_is_in_use() -> None:
    call = Ordered("102").receives(device("102", 0), device("101", 1, "102"), device("102", 8, "101"))
    assert [(one.stage, one.since) for one in call.changes if one is not None] == [
        (Stage.ORDERED, at(0)),
        (Stage.TALKING, at(2)),
    ]
    first = Ordered("102").receives(device("102", 8, "101"), device("101", 1, "102"))
    assert first.progress.current == Progress("102", Stage.OTHER_RINGS, at(2), 1)
    assert first.receives(device("102", 2, "101")).stages[-1] == (Stage.TALKING, False)


def test_while_connecting_the_other_extension_may_be_answered_already() -> None:
    call = Ordered("102").receives(
        device("102", 0), device("101", 8), device("101", 32), device("102", 8, "101"), device("102", 1, "101")
    )
    assert call.stages[-2:] == [(Stage.OTHER_CALLED, False), (Stage.OTHER_RINGS, False)]
    busy = Ordered("102").receives(device("102", 1, "600100200"), device("101", 8), device("101", 32))
    assert busy.stages[-1] == (Stage.OTHER_CALLED, False)


def test_events_before_the_own_phone_moves_change_nothing() -> None:
    call = Ordered("102").receives(device("102", 8, "101"), device("103", 1), device("101", 0), device("101", 4))
    assert call.stages == [(Stage.ORDERED, False)]
    call.receives(device("101", 8, "102"), device("101", 4))
    assert call.stages[-1] == (Stage.ENDED, False)


def test_a_ring_after_the_call_went_on_is_another_call() -> None:
    call = Ordered("600100200").receives(device("101", 8), device("101", 32), device("101", 8, "501222333"))
    assert call.stages[-1] == (Stage.OTHER_RINGS, True)


def test_a_stale_own_phone_is_not_looked_at() -> None:
    office = reduce(mark_stale(Office())[0], device("101", 1), T0)[0]
    stale, _ = mark_stale(office)
    call = Ordered("102")
    call.office = stale
    call.progress.begin("102", stale, T0)
    call.receives(device("102", 8, "101"))
    assert call.stages[-1] == (Stage.ORDERED, False)
    call.receives(device("101", 1, "102"))
    assert call.stages[-1] == (Stage.OTHER_RINGS, False), "the conversation before the gap is not engaged now"


def test_an_end_is_cleared_after_it_was_shown() -> None:
    call = Ordered("600100200").receives(device("101", 8), device("101", 0))
    call.progress.tick(at(2 + END_SHOWN_S))
    assert call.progress.current == Progress("600100200", Stage.ENDED, at(2), 1)
    call.progress.tick(at(3 + END_SHOWN_S))
    assert call.changes[-1] is None
    count = len(call.changes)
    call.progress.tick(at(999))
    call.progress.update(call.office, (Change(Part.LAMP, "101"),), at(999))
    assert len(call.changes) == count


def test_a_stage_under_way_does_not_time_out() -> None:
    call = Ordered("600100200").receives(device("101", 8))
    call.progress.tick(at(9999))
    assert call.stages[-1] == (Stage.OWN_RINGS, False)


def test_a_lost_call_says_since_when_and_stays_lost() -> None:
    call = Ordered("600100200").receives(device("101", 8))
    call.office, _ = mark_stale(call.office)
    call.progress.update(call.office, (), at(5))
    lost = Progress("600100200", Stage.LOST, at(5), 1)
    assert call.progress.current == lost
    call.progress.tick(at(5 + END_SHOWN_S))
    assert call.progress.current == lost
    call.progress.tick(at(6 + END_SHOWN_S))
    assert call.progress.current is None


def test_only_an_order_that_has_not_begun_can_be_cancelled() -> None:
    call = Ordered("600100200")
    call.progress.cancel("501222333")
    assert call.stages == [(Stage.ORDERED, False)]
    call.receives(device("101", 8))
    call.progress.cancel("600100200")
    assert call.stages[-1] == (Stage.OWN_RINGS, False)
    idle = CallProgress("101", lambda progress: None)
    idle.cancel("600100200")
    assert idle.current is None
