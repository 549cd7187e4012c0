"""What the live feed makes of each message: numbers, events, what cannot be decoded, and who is notified."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.office import Change, DeviceState, Lamp, Part
from desktop_app.services.live_feed import MAX_UNDECODED, Connection, LiveFeed, Status

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Desk:
    """A live feed that is told each message directly, with all that it notified."""

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

    def hear(self, number: int | None, *extensions: str, state: int = 0) -> None:
        text = [{"subscriber": {"peer": f"X-{one}", "statusValue": state}} for one in extensions]
        envelope = {"text": text} if number is None else {"id": number, "text": text}
        self.live.process(json.dumps(envelope).encode())

    def is_live(self) -> dict[str, bool]:
        return {one: self.live.office.is_live(lamp) for one, lamp in sorted(self.live.office.lamps.items())}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_each_event_is_counted_applied_and_notified(desk: Desk) -> None:
    assert (desk.live.messages_received, desk.live.events_received, desk.live.last_event_at) == (0, 0, None)
    desk.hear(7, "101", "102")
    desk.now += timedelta(seconds=3)
    desk.hear(8, "103", state=1)
    assert (desk.live.messages_received, desk.live.events_received, desk.live.last_event_at) == (2, 3, desk.now)
    assert [one.key for one in desk.changes] == ["101", "102", "103"]
    assert desk.live.office.lamps["101"].seen_at == NOW
    assert desk.live.office.lamps["103"].state is DeviceState.IN_USE
    assert not desk.live.counts


def test_the_first_event_makes_the_connection_live_and_the_next_ones_leave_it(desk: Desk) -> None:
    desk.hear(1)
    assert desk.connections == []
    desk.hear(2, "101")
    desk.hear(3, "101")
    assert desk.connections == [Connection(Status.LIVE, NOW)]
    assert desk.live.connection is desk.connections[0]


def test_a_message_without_a_change_notifies_nobody(desk: Desk) -> None:
    desk.hear(1)
    assert desk.changes == []
    desk.live.process(b'{"id":-1,"channel":"","text": }')
    assert (desk.changes, desk.live.messages_received, desk.live.events_received) == ([], 2, 0)


def test_a_servers_own_message_has_no_number_in_the_channel(desk: Desk) -> None:
    desk.hear(1, "101")
    desk.live.process(b'{"id":-1,"channel":"","text": }')
    desk.live.process(b'{"id":-2,"channel":"pbx_X","text":Channel deleted}')
    desk.hear(2, "102")
    assert desk.is_live() == {"101": True, "102": True}
    assert not desk.live.counts


# ---- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", [0, 1, 7])
def test_numbers_in_order_leave_everything_live(desk: Desk, first: int) -> None:
    for number in range(first, first + 4):
        desk.hear(number, f"{100 + number}")
    assert set(desk.is_live().values()) == {True}
    assert not desk.live.counts


def test_a_repeated_message_is_ignored(desk: Desk) -> None:
    desk.hear(5, "101")
    for _ in range(2):
        desk.hear(5, "102")
    assert desk.is_live() == {"101": True}
    assert desk.live.counts == {"repeated": 2}
    assert (desk.live.messages_received, desk.live.events_received) == (3, 1)
    desk.hear(6, "103")
    assert desk.is_live() == {"101": True, "103": True}


@pytest.mark.parametrize(("number", "counted"), [(7, "gaps"), (8, "gaps"), (4, "restarts"), (0, "restarts")])
def test_a_number_out_of_order_puts_what_was_shown_in_doubt(desk: Desk, number: int, counted: str) -> None:
    desk.hear(5, "101")
    desk.changes.clear()
    desk.hear(number, "102")
    assert desk.is_live() == {"101": False, "102": True}
    assert desk.live.counts == {counted: 1}
    assert {one.part for one in desk.changes} == {Part.EVERYTHING, Part.LAMP}
    desk.hear(number + 1, "103")
    assert desk.is_live() == {"101": False, "102": True, "103": True}, "the next number follows the new one"


def test_losses_are_counted_each_time(desk: Desk) -> None:
    for number in (1, 3, 5, 2, 1):
        desk.hear(number, "101")
    assert desk.live.counts == {"gaps": 2, "restarts": 2}


def test_a_message_without_a_number_is_new_and_leaves_the_numbers(desk: Desk) -> None:
    desk.hear(None, "101")
    desk.hear(5, "102")
    desk.hear(None, "103")
    desk.hear(6, "104")
    assert set(desk.is_live().values()) == {True}
    assert not desk.live.counts
    desk.hear(None, "105")
    desk.hear(6, "106")
    assert desk.live.counts == {"repeated": 1}


def test_a_new_connection_forgets_the_numbers_and_doubts_everything(desk: Desk) -> None:
    desk.hear(5, "101")
    desk.live.begin()
    assert desk.connections[-1].status is Status.QUIET
    assert desk.is_live() == {"101": False}
    desk.hear(5, "102")
    assert desk.is_live() == {"101": False, "102": True}
    assert not desk.live.counts


# ---- what cannot be decoded ----------------------------------------------------------------------


def test_an_undecoded_state_makes_its_lamp_stale_and_keeps_no_number_of_a_person(desk: Desk) -> None:
    desk.hear(1, "101", "102")
    desk.changes.clear()
    for number in (2, 3):
        desk.live.process(
            b'{"id":%d,"text":{"subscriber":{"peer":"X-101","statusValue":"many","callerIDNum":"600100219"}}}' % number
        )
    assert desk.is_live() == {"101": False, "102": True}
    assert [one.key for one in desk.changes] == ["101"]
    assert desk.live.counts == {"undecoded subscriber": 2}
    one, _ = desk.live.undecoded
    assert (one.kind, one.extension) == ("subscriber", "101")
    assert "600100219" not in one.sample
    assert "5555555" in one.sample


def test_an_undecoded_envelope_may_have_held_anything(desk: Desk) -> None:
    desk.hear(1, "101")
    desk.changes.clear()
    desk.live.process(b'{"id":2,"text":{"subscriber":{"peer":"X-101","statusVa')
    assert desk.is_live() == {"101": False}
    assert desk.changes == [Change(Part.EVERYTHING)]


def test_noise_that_is_no_envelope_doubts_nothing(desk: Desk) -> None:
    desk.hear(1, "101")
    desk.changes.clear()
    desk.live.process(b"noise")
    assert (desk.is_live(), desk.changes) == ({"101": True}, [])


def test_the_latest_undecoded_are_kept(desk: Desk) -> None:
    for number in range(MAX_UNDECODED + 5):
        desk.live.process(b"noise %d" % number)
    assert len(desk.live.undecoded) == MAX_UNDECODED == 200
    assert desk.live.counts == {"undecoded message": MAX_UNDECODED + 5}


# ---- who is notified -----------------------------------------------------------------------------


class Tape:
    """Records as a stream recording does."""

    def __init__(self) -> None:
        self.heard: list[bytes | str] = []

    def connection_opened(self) -> None:
        self.heard.append("opened")

    def message_received(self, raw: bytes) -> None:
        self.heard.append(raw)


def test_a_recorder_gets_each_message_as_it_came_until_it_is_taken_away(desk: Desk) -> None:
    tape = Tape()
    desk.live.record(tape)
    desk.live.begin()
    desk.live.process(b"noise")
    desk.live.record(None)
    desk.live.begin()
    desk.live.process(b"more noise")
    assert tape.heard == ["opened", b"noise"]


def test_listeners_that_fail_are_counted_and_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def fail(what: object) -> None:
        raise KeyError(what)

    desk.live.subscribe(fail)
    end = desk.live.watch_connection(fail)
    desk.hear(1, "101")
    assert desk.live.counts == {"failed listeners": 2}
    for news in ("the office", "the connection"):
        assert f"a listener to {news} failed" in caplog.text
    end()
    desk.hear(2, "101", state=1)
    assert desk.live.counts == {"failed listeners": 3}


def test_a_subscription_ends(desk: Desk) -> None:
    heard: list[object] = []
    end = desk.live.subscribe(heard.append)
    end()
    desk.hear(1, "101")
    assert heard == []


def test_lamps_of_an_earlier_session_are_shown_as_stale(desk: Desk) -> None:
    desk.hear(1, "101")
    desk.changes.clear()
    desk.live.restore([Lamp("101", DeviceState.UNAVAILABLE), Lamp("102", DeviceState.IN_USE)])
    assert desk.is_live() == {"101": True, "102": False}
    assert desk.live.office.lamps["102"].state is DeviceState.IN_USE
    assert desk.changes == [Change(Part.EVERYTHING)]
