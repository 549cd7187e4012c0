"""What calls for attention: rings, missed calls, people who are free again, queues over their limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.archive.records import Missed, QueueThresholds
from desktop_app.archive.store import Archive
from desktop_app.office import Office, Queue, mark_stale, reduce
from desktop_app.pbx.events import AgentEvent, Event, QueueEvent
from desktop_app.services.availability_watch import EXPIRES_AFTER, AvailabilityWatch
from desktop_app.services.incoming_calls import IncomingCall, IncomingCalls, MissedCalls
from desktop_app.services.queue_alarms import QueueAlarms
from desktop_app.services.queue_thresholds import Level, level_of, ordered
from desktop_app.services.screen_pop import is_valid_template, page_url
from tests.unit.office.test_reducer import says

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


class Watched:
    """The own phone 101 in an office that a test tells what happens."""

    def __init__(self, *, ours: str = "") -> None:
        self.office = mark_stale(Office())[0]
        self.rings: list[IncomingCall] = []
        self.ended = 0
        self.missed: list[Missed] = []
        self.phone = IncomingCalls(
            "101", lambda number: bool(ours) and number == ours, self.rings.append, self._end, self.missed.append
        )
        self._seconds = 0

    def _end(self) -> None:
        self.ended += 1

    def hears(self, *events: Event) -> Watched:
        for event in events:
            self._seconds += 1
            self.office, changes = reduce(self.office, event, at(self._seconds))
            self.phone.update(self.office, changes, at(self._seconds))
        return self

    def loses(self) -> Watched:
        self.office, changes = mark_stale(self.office)
        self.phone.update(self.office, changes, at(self._seconds))
        return self


def test_a_ring_that_nobody_takes_is_missed() -> None:
    watched = Watched().hears(says("101", 0), says("101", 8, "600100200", "Jan"), says("101", 0))
    assert [(ring.number, ring.name) for ring in watched.rings] == [("600100200", "Jan")]
    assert watched.missed == [Missed(at(2), "600100200", "Jan", "")]
    assert watched.ended == 1


def test_a_ring_that_is_taken_is_not_missed() -> None:
    watched = Watched().hears(says("101", 8, "600100200"), says("101", 1, "600100200"), says("101", 0))
    assert watched.missed == []
    assert watched.ended == 1


def test_a_ring_of_our_own_order_is_no_call_for_us() -> None:
    watched = Watched(ours="600100200").hears(says("101", 8, "600100200"), says("101", 0))
    assert watched.rings == []
    assert watched.missed == []


def test_the_queue_that_gave_the_call_is_told_whichever_comes_first() -> None:
    from desktop_app.office import AgentState

    agent = AgentEvent("Sprzedaż", "101", AgentState.RINGING, False)
    assert Watched().hears(agent, says("101", 8, "1")).rings[-1].queue == "Sprzedaż"
    assert Watched().hears(says("101", 8, "1"), agent).rings[-1].queue == "Sprzedaż"


def test_one_order_explains_one_ring() -> None:
    from desktop_app.runtime.clock import utc_now
    from desktop_app.services.orders import Dialler
    from tests.unit.services.test_services import SlowExchange

    dialler = Dialler(SlowExchange(), "101", utc_now, Office)
    dialler._last = ("600100200", utc_now())
    watched = Watched()
    watched.phone = IncomingCalls(
        "101",
        dialler.is_ringing_for_us,
        watched.rings.append,
        watched._end,
        watched.missed.append,
        dialler.own_ring_is_over,
    )
    watched.hears(says("101", 8, "600100200"), says("101", 1, "600100200"), says("101", 0))
    assert watched.rings == []
    watched.hears(says("101", 8, "600100200"), says("101", 0))
    assert [ring.number for ring in watched.rings] == ["600100200"]
    assert len(watched.missed) == 1, "they called back, and nobody took it"


def test_two_rings_without_a_pause_are_two_callers() -> None:
    watched = Watched().hears(says("101", 8, "600100200", "Anna"), says("101", 8, "700100200"), says("101", 0))
    assert [(ring.number, ring.name) for ring in watched.rings] == [("600100200", "Anna"), ("700100200", "")]
    assert [(one.number, one.name) for one in watched.missed] == [("700100200", "")]


def test_who_is_talked_to_is_never_told_as_the_one_who_rings() -> None:
    watched = Watched().hears(says("101", 1, "600100200", "Klient"), says("101", 9, source="extstatus"))
    assert [(ring.number, ring.name) for ring in watched.rings] == [("", "")]


def test_a_phone_that_goes_away_while_it_rings_claims_nothing() -> None:
    for value in (4, 64):
        assert Watched().hears(says("101", 8, "600100200"), says("101", value)).missed == []


def test_what_became_of_a_ring_during_a_loss_is_not_claimed() -> None:
    watched = Watched().hears(says("101", 8, "600100200")).loses().hears(says("101", 0))
    assert watched.ended == 1
    assert watched.missed == []


@pytest.mark.parametrize(("left", "is_missed"), [("600100200", True), ("501222333", False), ("", False)])
def test_a_second_call_during_a_talk_is_missed_only_when_the_first_talk_is_named(left: str, is_missed: bool) -> None:
    watched = Watched().hears(says("101", 1, "600100200"), says("101", 9, "501222333"), says("101", 1, left))
    assert bool(watched.missed) is is_missed


async def test_missed_calls_are_kept_until_they_are_looked_at(tmp_path: Path) -> None:
    path, one = tmp_path / "archive.db", Missed(T0, "600100200", "Jan", "Sprzedaż")
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


class Waiting:
    """Somebody who waits, and what they were told."""

    def __init__(self, archive: Archive) -> None:
        self.told: list[str] = []
        self.office = mark_stale(Office())[0]
        self.list = AvailabilityWatch(archive, self.told.append, lambda: None, lambda: None)

    def hears(self, event: Event, now: datetime = T0) -> None:
        self.office, changes = reduce(self.office, event, now)
        self.list.update(self.office, changes, now)


async def test_several_people_are_told_of_once_each(archive: Archive) -> None:
    waiting = Waiting(archive)
    for extension in ("102", "105"):
        waiting.hears(says(extension, 1, "1"))
        waiting.list.toggle(extension, waiting.office, T0)
    assert waiting.list.extensions == ["102", "105"]
    for _ in range(2):
        waiting.hears(says("105", 0))
        waiting.hears(says("105", 1, "2"))
    assert waiting.told == ["105"]
    waiting.hears(says("102", 0))
    assert waiting.told == ["105", "102"]


async def test_who_is_free_already_is_told_at_once_and_not_waited_for(archive: Archive) -> None:
    waiting = Waiting(archive)
    waiting.hears(says("102", 0))
    waiting.list.toggle("102", waiting.office, T0)
    assert (waiting.told, waiting.list.extensions) == (["102"], [])


async def test_what_was_seen_before_a_loss_is_not_free_now(archive: Archive) -> None:
    waiting = Waiting(archive)
    waiting.hears(says("102", 0))
    waiting.office, _ = mark_stale(waiting.office)
    waiting.list.toggle("102", waiting.office, T0)
    assert (waiting.told, waiting.list.extensions) == ([], ["102"])


async def test_waiting_survives_a_restart_and_ends_after_a_while(archive: Archive) -> None:
    waiting = Waiting(archive)
    waiting.list.toggle("102", waiting.office, T0)
    await waiting.list.save()
    again = Waiting(archive)
    await again.list.load(T0 + EXPIRES_AFTER / 2)
    assert again.list.extensions == ["102"]
    again.list.expire(T0 + EXPIRES_AFTER)
    again.hears(says("102", 0))
    assert again.told == []
    late = Waiting(archive)
    await late.list.load(T0 + EXPIRES_AFTER)
    assert late.list.extensions == []


LIMITS = QueueThresholds(waiting_amber=2, waiting_red=5, wait_amber_s=60, wait_red_s=180, free_amber=1, free_red=0)


def queue(waiting: int, free: int = 3) -> tuple[Office, Queue]:
    from desktop_app.office import AgentState

    office = mark_stale(Office())[0]
    office, _ = reduce(office, QueueEvent("K", waiting), T0)
    for number in range(3):
        state = AgentState.FREE if number < free else AgentState.IN_USE
        office, _ = reduce(office, AgentEvent("K", str(100 + number), state, False), T0)
    return office, office.queues["K"]


@pytest.mark.parametrize(
    ("waiting", "free", "seconds", "level"),
    [
        (0, 3, 9000, Level.GREEN),
        (1, 3, 59, Level.GREEN),
        (1, 3, 60, Level.AMBER),
        (1, 3, 180, Level.RED),
        (2, 3, 0, Level.AMBER),
        (5, 3, 0, Level.RED),
        (0, 1, 0, Level.AMBER),
        (0, 0, 0, Level.RED),
    ],
)
def test_a_queue_turns_by_callers_by_waiting_and_by_free_agents(
    waiting: int, free: int, seconds: int, level: Level
) -> None:
    office, one = queue(waiting, free)
    assert level_of(office, one, LIMITS, at(seconds)) is level


def test_what_is_not_known_is_not_green() -> None:
    office, one = queue(0)
    assert level_of(mark_stale(office)[0], one, LIMITS, T0) is Level.UNKNOWN
    assert level_of(office, one, QueueThresholds(None, None, None, None), T0) is Level.GREEN


def test_callers_who_come_and_go_are_not_one_who_waits() -> None:
    office = mark_stale(Office())[0]
    for minute in range(10):
        for seconds, waiting in ((0, 2), (30, 1)):
            office, _ = reduce(office, QueueEvent("K", waiting), at(60 * minute + seconds))
    assert level_of(office, office.queues["K"], LIMITS, at(600)) is Level.AMBER
    assert office.queues["K"].waiting_since == at(540)


def test_few_are_free_only_when_nobody_unheard_could_be() -> None:
    from desktop_app.office import AgentState

    office, _ = queue(0, free=3)
    office, _ = mark_stale(office)
    office, _ = reduce(office, QueueEvent("K", 0), T0)
    office, _ = reduce(office, AgentEvent("K", "100", AgentState.IN_USE, False), T0)
    assert level_of(office, office.queues["K"], LIMITS, T0) is Level.GREEN


async def test_an_alarm_comes_once_for_each_crossing(archive: Archive) -> None:
    alarmed: list[str] = []
    alarms = QueueAlarms(archive, lambda red, limits: alarmed.append(red.name))
    await alarms.set_thresholds("K", LIMITS)
    office, _ = queue(1)
    for seconds in (0, 100, 180, 200, 400):
        alarms.check_all(office, at(seconds))
    assert alarmed == ["K"]
    alarms.check_all(mark_stale(office)[0], at(500))
    alarms.check_all(office, at(501))
    assert alarmed == ["K"], "a loss in between is no new crossing"
    alarms.check_all(queue(0)[0], at(600))
    alarms.check_all(queue(9)[0], at(700))
    assert alarmed == ["K", "K"]
    again = QueueAlarms(archive, lambda red, limits: None)
    await again.load()
    assert again.thresholds("K") == LIMITS


def test_limits_typed_the_wrong_way_round_are_put_right() -> None:
    typed = QueueThresholds(5, 3, 180, 60, 0, 2)
    assert ordered(typed) == QueueThresholds(3, 5, 60, 180, 2, 0)
    assert ordered(QueueThresholds(5, None)) == QueueThresholds(5, None)


@pytest.mark.parametrize(
    ("template", "usable"),
    [
        ("https://crm.example.com/?q={number}", True),
        ("http://10.0.0.5:8080/card/{number}/{name}?k={queue}", True),
        ("javascript:alert({number})", False),
        ("file:///etc/{name}", False),
        ("https://{name}/", False),
        ("https://{number}.example.com/", False),
        ("https://user:{name}@example.com/", False),
        ("https:// example.com/", False),
        ("https://", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_a_web_page_whose_host_no_caller_can_change_is_opened(template: str, usable: bool) -> None:
    assert is_valid_template(template) is usable
    assert (page_url(template, "1", "2", "3") is not None) is usable


def test_what_a_caller_sends_stays_one_field_of_the_address() -> None:
    page = page_url("https://crm.example.com/?n={number}&who={name}#{queue}", "+48600", "a&b=c/../<ż>{number}", "Q 1")
    assert page == "https://crm.example.com/?n=%2B48600&who=a%26b%3Dc%2F..%2F%3C%C5%BC%3E%7Bnumber%7D#Q%201"
