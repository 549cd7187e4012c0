"""How an ordered call goes on, as the events tell it, and what of it is only a guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop_app.office import Office, mark_stale, reduce
from desktop_app.pbx.events import Event
from desktop_app.services.call_progress import END_SHOWN_S, NO_EVENT_TIMEOUT_S, CallProgress, Progress, Stage
from tests.unit.office.test_reducer import says

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Ordered:
    """A call from 101 to somebody, in an office that a test tells what happens; a second between two events."""

    def __init__(self, number: str) -> None:
        self.office = mark_stale(Office())[0]
        self.now = T0
        self.told: list[Progress | None] = []
        self.progress = CallProgress("101", self.told.append)
        self.progress.begin(number, self.office, self.now)

    def hears(self, *events: Event) -> Ordered:
        for event in events:
            self.now += timedelta(seconds=1)
            self.office, changes = reduce(self.office, event, self.now)
            self.progress.update(self.office, changes, self.now)
        return self

    @property
    def stages(self) -> list[tuple[Stage, bool]]:
        return [(one.stage, one.is_guess) for one in self.told if one is not None]


def test_a_call_outside_from_the_order_to_its_end() -> None:
    call = Ordered("600100200").hears(
        says("101", 8, "600100200"), says("101", 32, "600100200"), says("101", 1, "600100200"), says("101", 0)
    )
    assert call.stages == [
        (Stage.ORDERED, False),
        (Stage.OWN_RINGS, False),
        (Stage.OTHER_RINGS, True),  # an outside phone tells nothing
        (Stage.TALKING, False),
        (Stage.ENDED, False),
    ]
    assert call.told[-1] is not None
    assert call.told[-1].talked_s == 1


def test_a_colleagues_phone_tells_by_itself() -> None:
    call = Ordered("102").hears(
        says("102", 0), says("101", 8, "102"), says("101", 32, "102"), says("102", 8, "101"), says("102", 1, "101"),
        says("101", 1, "102"), says("102", 0), says("101", 0),
    )  # fmt: skip
    stages = [stage for stage, _ in call.stages]
    assert stages[:4] == [Stage.ORDERED, Stage.OWN_RINGS, Stage.OTHER_CALLED, Stage.OTHER_RINGS]
    assert stages[-2:] == [Stage.TALKING, Stage.ENDED]
    assert (Stage.TALKING, False) in call.stages


def test_in_use_at_once_may_still_be_ringing_there_and_says_so() -> None:
    call = Ordered("600100200").hears(says("101", 8, "600100200"), says("101", 1, "600100200"))
    assert call.stages[-1] == (Stage.TALKING, True)


def test_an_own_phone_that_is_not_picked_up_ends_without_a_talk() -> None:
    call = Ordered("600100200").hears(says("101", 0), says("101", 8, "600100200"), says("101", 0))
    assert call.stages[-1] == (Stage.ENDED, False)
    assert call.told[-1] is not None
    assert call.told[-1].talked_s is None


def test_a_loss_in_between_is_not_known_and_stays_so() -> None:
    call = Ordered("600100200").hears(says("101", 8, "600100200"))
    call.office, changes = mark_stale(call.office)
    call.progress.update(call.office, changes, call.now)
    call.hears(says("101", 1, "600100200"))
    assert call.stages[-1] == (Stage.LOST, False)


def test_an_order_of_which_nothing_is_heard_is_not_claimed_for_ever() -> None:
    call = Ordered("600100200")
    call.progress.tick(T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S))
    assert call.stages == [(Stage.ORDERED, False)]
    call.progress.tick(T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S + 1))
    assert call.stages[-1][0] is Stage.LOST
    call.progress.tick(T0 + timedelta(seconds=NO_EVENT_TIMEOUT_S + 2 + END_SHOWN_S))
    assert call.progress.current is None


def test_a_talk_is_not_ended_by_somebody_else_who_rings_there() -> None:
    call = Ordered("102").hears(
        says("101", 8, "102"), says("101", 1, "102"), says("102", 1, "101"), says("102", 9, "105")
    )
    assert call.stages[-1][0] is Stage.TALKING


def test_an_order_given_during_a_talk_is_not_that_talk() -> None:
    call = Ordered("600100200")
    call.office = mark_stale(Office())[0]
    call.office, _ = reduce(call.office, says("101", 1, "501222333"), T0)
    call.progress.begin("600100200", call.office, T0)
    call.hears(says("101", 16, "501222333"), says("101", 1, "501222333"))
    assert call.stages[-1] == (Stage.ORDERED, False)
    call.hears(says("101", 0), says("101", 8, "600100200"))
    assert call.stages[-1] == (Stage.OWN_RINGS, False)


def test_a_refused_order_leaves_nothing_on_the_screen() -> None:
    call = Ordered("600100200")
    call.progress.cancel("600100200")
    assert call.told[-1] is None
