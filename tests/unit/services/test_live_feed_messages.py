"""How the live feed processes messages: numbers, events, undecodable parts, notifications."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.office import Change, DeviceState, Lamp, Part
from desktop_app.services.live_feed import MAX_UNDECODED, Connection, LiveFeed, Status
from tests.support.listeners import fail

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class DirectFeed:
    """A live feed that receives messages directly, and its notifications."""

    def __init__(self) -> None:
        self.now = NOW
        self.live = LiveFeed("wss://example.org", "X", "key", lambda: self.now)
        self.changes: list[Change] = []
        self.connections: list[Connection] = []
        self.live.subscribe(self.changes.extend)
        self.live.watch_connection(self.connections.append)
        self.live.begin()
        self.changes.clear()
        self.connections.clear()

    def receive(self, number: int | None, *extensions: str, state: int = 0) -> None:
        text = [{"subscriber": {"peer": f"X-{one}", "statusValue": state}} for one in extensions]
        envelope = {"text": text} if number is None else {"id": number, "text": text}
        self.live.process(json.dumps(envelope).encode())

    def is_live(self) -> dict[str, bool]:
        return {one: self.live.office.is_live(lamp) for one, lamp in sorted(self.live.office.lamps.items())}


@pytest.fixture
def feed() -> DirectFeed:
    return DirectFeed()


def test_each_event_is_counted_applied_and_notified(feed: DirectFeed) -> None:
    assert (feed.live.messages_received, feed.live.events_received, feed.live.last_event_at) == (0, 0, None)
    feed.receive(7, "101", "102")
    feed.now += timedelta(seconds=3)
    feed.receive(8, "103", state=1)
    assert (feed.live.messages_received, feed.live.events_received, feed.live.last_event_at) == (2, 3, feed.now)
    assert [one.key for one in feed.changes] == ["101", "102", "103"]
    assert feed.live.office.lamps["101"].seen_at == NOW
    assert feed.live.office.lamps["103"].state is DeviceState.IN_USE
    assert not feed.live.counts


def test_the_first_event_makes_the_connection_live_and_the_next_ones_leave_it(feed: DirectFeed) -> None:
    feed.receive(1)
    assert feed.connections == []
    feed.receive(2, "101")
    feed.receive(3, "101")
    assert feed.connections == [Connection(Status.LIVE, NOW)]
    assert feed.live.connection is feed.connections[0]


def test_a_message_without_a_change_notifies_no_listener(feed: DirectFeed) -> None:
    feed.receive(1)
    assert feed.changes == []
    feed.live.process(b'{"id":-1,"channel":"","text": }')
    assert (feed.changes, feed.live.messages_received, feed.live.events_received) == ([], 2, 0)


def test_a_control_message_has_no_number_in_the_channel(feed: DirectFeed) -> None:
    feed.receive(1, "101")
    feed.live.process(b'{"id":-1,"channel":"","text": }')
    feed.live.process(b'{"id":-2,"channel":"pbx_X","text":Channel deleted}')
    feed.receive(2, "102")
    assert feed.is_live() == {"101": True, "102": True}
    assert not feed.live.counts


# ---- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 1, 7])
def test_numbers_in_order_leave_everything_live(feed: DirectFeed, first: int) -> None:
    for number in range(first, first + 4):
        feed.receive(number, f"{100 + number}")
    assert set(feed.is_live().values()) == {True}
    assert not feed.live.counts


def test_a_repeated_message_is_ignored(feed: DirectFeed) -> None:
    feed.receive(5, "101")
    for _ in range(2):
        feed.receive(5, "102")
    assert feed.is_live() == {"101": True}
    assert feed.live.counts == {"repeated": 2}
    assert (feed.live.messages_received, feed.live.events_received) == (3, 1)
    feed.receive(6, "103")
    assert feed.is_live() == {"101": True, "103": True}


@pytest.mark.parametrize(("number", "counted"), [(7, "gaps"), (8, "gaps"), (4, "restarts"), (0, "restarts")])
def test_a_number_out_of_order_makes_every_state_stale(feed: DirectFeed, number: int, counted: str) -> None:
    feed.receive(5, "101")
    feed.changes.clear()
    feed.receive(number, "102")
    assert feed.is_live() == {"101": False, "102": True}
    assert feed.live.counts == {counted: 1}
    assert {one.part for one in feed.changes} == {Part.EVERYTHING, Part.LAMP}
    feed.receive(number + 1, "103")
    assert feed.is_live() == {"101": False, "102": True, "103": True}, "the next number follows the new one"


def test_losses_are_counted_each_time(feed: DirectFeed) -> None:
    for number in (1, 3, 5, 2, 1):
        feed.receive(number, "101")
    assert feed.live.counts == {"gaps": 2, "restarts": 2}


def test_a_message_without_a_number_is_new_and_leaves_the_numbers(feed: DirectFeed) -> None:
    feed.receive(None, "101")
    feed.receive(5, "102")
    feed.receive(None, "103")
    feed.receive(6, "104")
    assert set(feed.is_live().values()) == {True}
    assert not feed.live.counts
    feed.receive(None, "105")
    feed.receive(6, "106")
    assert feed.live.counts == {"repeated": 1}


def test_a_new_connection_resets_the_numbers_and_makes_every_state_stale(feed: DirectFeed) -> None:
    feed.receive(5, "101")
    feed.live.begin()
    assert feed.connections[-1].status is Status.QUIET
    assert feed.is_live() == {"101": False}
    feed.receive(5, "102")
    assert feed.is_live() == {"101": False, "102": True}
    assert not feed.live.counts


# ---- what cannot be decoded ----------------------------------------------------------------------


def test_an_undecoded_state_makes_its_lamp_stale_and_its_sample_is_masked(feed: DirectFeed) -> None:
    feed.receive(1, "101", "102")
    feed.changes.clear()
    for number in (2, 3):
        feed.live.process(
            b'{"id":%d,"text":{"subscriber":{"peer":"X-101","statusValue":"many","callerIDNum":"600100219"}}}' % number
        )
    assert feed.is_live() == {"101": False, "102": True}
    assert [one.key for one in feed.changes] == ["101"]
    assert feed.live.counts == {"undecoded subscriber": 2}
    one, _ = feed.live.undecoded
    assert (one.kind, one.extension) == ("subscriber", "101")
    assert "600100219" not in one.sample
    assert "5555555" in one.sample


def test_an_undecoded_envelope_makes_every_state_stale(feed: DirectFeed) -> None:
    feed.receive(1, "101")
    feed.changes.clear()
    feed.live.process(b'{"id":2,"text":{"subscriber":{"peer":"X-101","statusVa')
    assert feed.is_live() == {"101": False}
    assert feed.changes == [Change(Part.EVERYTHING)]


def test_noise_outside_an_envelope_makes_no_state_stale(feed: DirectFeed) -> None:
    feed.receive(1, "101")
    feed.changes.clear()
    feed.live.process(b"noise")
    assert (feed.is_live(), feed.changes) == ({"101": True}, [])


def test_the_latest_undecoded_parts_are_listed(feed: DirectFeed) -> None:
    for number in range(MAX_UNDECODED + 5):
        feed.live.process(b"noise %d" % number)
    assert len(feed.live.undecoded) == MAX_UNDECODED == 200
    assert feed.live.counts == {"undecoded message": MAX_UNDECODED + 5}


# ---- who is notified -----------------------------------------------------------------------------


class Tape:
    """Records what a stream recorder receives."""

    def __init__(self) -> None:
        self.heard: list[bytes | str] = []

    def connection_opened(self) -> None:
        self.heard.append("opened")

    def message_received(self, raw: bytes) -> None:
        self.heard.append(raw)


def test_a_recorder_gets_each_raw_message_until_it_is_removed(feed: DirectFeed) -> None:
    tape = Tape()
    feed.live.record(tape)
    feed.live.begin()
    feed.live.process(b"noise")
    feed.live.record(None)
    feed.live.begin()
    feed.live.process(b"more noise")
    assert tape.heard == ["opened", b"noise"]


def test_listeners_that_fail_are_counted_and_logged(feed: DirectFeed, caplog: pytest.LogCaptureFixture) -> None:
    feed.live.subscribe(fail)
    end = feed.live.watch_connection(fail)
    feed.receive(1, "101")
    assert feed.live.counts == {"failed listeners": 2}
    for news in ("the office", "the connection"):
        assert f"a listener to {news} failed" in caplog.text
    end()
    feed.receive(2, "101", state=1)
    assert feed.live.counts == {"failed listeners": 3}


def test_a_subscription_ends(feed: DirectFeed) -> None:
    heard: list[object] = []
    end = feed.live.subscribe(heard.append)
    end()
    feed.receive(1, "101")
    assert heard == []


def test_lamps_of_an_earlier_session_are_shown_as_stale(feed: DirectFeed) -> None:
    feed.receive(1, "101")
    feed.changes.clear()
    feed.live.restore([Lamp("101", DeviceState.UNAVAILABLE), Lamp("102", DeviceState.IN_USE)])
    assert feed.is_live() == {"101": True, "102": False}
    assert feed.live.office.lamps["102"].state is DeviceState.IN_USE
    assert feed.changes == [Change(Part.EVERYTHING)]
