"""The progress of an ordered call, and which of its stages are guesses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.office import Office, mark_stale, reduce
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
    assert call.stages[-1][0] is Stage.LOST
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
