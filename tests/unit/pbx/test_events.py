"""Events of the usual message shape, kind by kind."""

from __future__ import annotations

import json

import pytest

from desktop_app.pbx.envelope import decode
from desktop_app.pbx.events import (
    AgentEvent,
    ConferenceEvent,
    DeviceEvent,
    Event,
    QueueEvent,
    SmsEvent,
)
from desktop_app.pbx.states import AgentState, DeviceState, SmsState

PBX = "MojaCentrala"
MAX_COUNT, MAX_TEXT = 1_000_000, 200
SUBSCRIBER = {"peer": "MojaCentrala-101", "statusValue": 1}
AGENT = {"peer": "MojaCentrala-101", "queue": "Kolejka1", "m_status": "1"}
MEMBER = {"channel": "SIP/x-1", "action": "add", "conference": "Rada"}
REPORT = {"MsgId": "1", "status": "SENT"}


def message(text: object) -> bytes:
    return json.dumps({"id": 386, "channel": "pbx_MojaCentrala", "text": text}).encode()


@pytest.fixture(params=["usual", "lenient"])
def path(request: pytest.FixtureRequest) -> str:
    """Both ways through the decoder: an unknown kind beside an event makes it take the lenient one."""
    return str(request.param)


def decoded(kind: str, fields: object, path: str = "usual") -> Event:
    text = {kind: fields} | ({"unknown": {}} if path == "lenient" else {})
    (event,) = decode(message(text), PBX).events
    return event


def reason(kind: str, fields: object) -> str:
    """Return why an event was not decoded."""
    message_ = decode(message({kind: fields}), PBX)
    assert message_.events == ()
    (undecoded,) = message_.undecoded
    assert undecoded.kind == kind
    return undecoded.reason


def test_a_subscriber_names_the_other_party(path: str) -> None:
    fields = SUBSCRIBER | {"connectPeerNumber": 600100200, "connectPeerName": " Jan Nowak "}
    assert decoded("subscriber", fields, path) == DeviceEvent(
        "subscriber", "101", DeviceState.IN_USE, 1, peer_number="600100200", peer_name="Jan Nowak"
    )
    assert decoded("subscriber", SUBSCRIBER, path) == DeviceEvent("subscriber", "101", DeviceState.IN_USE, 1)


def test_a_combined_state_keeps_its_number(path: str) -> None:
    expected = DeviceEvent("subscriber", "101", DeviceState.RINGING, 9, DeviceState.IN_USE)
    assert decoded("subscriber", SUBSCRIBER | {"statusValue": 9}, path) == expected


@pytest.mark.parametrize("field", ["status", "statusValue"])
@pytest.mark.parametrize("value", [4, "4"])
def test_extstatus_has_two_names_for_the_state_and_numbers_may_be_text(field: str, value: object, path: str) -> None:
    event = decoded("extstatus", {"exten": "130", field: value}, path)
    assert event == DeviceEvent("extstatus", "130", DeviceState.UNAVAILABLE, 4)


def test_each_kind_of_device_prefers_its_own_field(path: str) -> None:
    both = {"peer": "MojaCentrala-101", "exten": "130", "statusValue": 0}
    assert decoded("subscriber", both, path) == DeviceEvent("subscriber", "101", DeviceState.IDLE, 0)
    assert decoded("extstatus", both, path) == DeviceEvent("extstatus", "130", DeviceState.IDLE, 0)
    only_other = {"peer": "MojaCentrala-101", "status": 0}
    assert decoded("extstatus", only_other, path) == DeviceEvent("extstatus", "101", DeviceState.IDLE, 0)
    assert decoded("subscriber", {"exten": 130, "status": 0}) == DeviceEvent("subscriber", "130", DeviceState.IDLE, 0)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"peer": "MojaCentrala-101"}, "a state without a number"),
        ({"statusValue": 1}, "no extension"),
        ({"peer": " ", "statusValue": 1}, "no extension"),
    ],
)
def test_a_device_needs_a_state_and_a_name(fields: object, why: str) -> None:
    assert reason("subscriber", fields) == why


@pytest.mark.parametrize("value", ["zajęty", " 4", 1.5, None, [], {}])
def test_a_state_that_is_not_a_number_is_invalid(value: object) -> None:
    assert reason("extstatus", {"exten": "130", "status": value})


def test_a_queue_counts_its_callers(path: str) -> None:
    assert decoded("queue", {"peer": "Kolejka1", "calls": "1"}, path) == QueueEvent("Kolejka1", 1)
    assert decoded("queue", {"peer": 600, "calls": 0}, path) == QueueEvent("600", 0)
    assert decoded("queue", {"peer": "K", "calls": MAX_COUNT}, path) == QueueEvent("K", MAX_COUNT)


@pytest.mark.parametrize("calls", [-1, MAX_COUNT + 1])
def test_a_queue_has_a_plausible_count(calls: int) -> None:
    assert reason("queue", {"peer": "K", "calls": calls}) == "a count that no queue can have"


def test_a_queue_has_a_name() -> None:
    assert reason("queue", {"peer": "", "calls": 1}) == "no queue"


def test_an_agent_with_all_fields(path: str) -> None:
    fields = AGENT | {
        "m_ct": "7",
        "m_mbshp": "static",
        "m_paused": "1",
        "m_reason": "obiad",
        "m_name": "Anna",
        "m_location": "SIP/MojaCentrala-999",
    }
    assert decoded("qmember", fields, path) == AgentEvent("Kolejka1", "101", AgentState.FREE, True, 7, "obiad", "Anna")


@pytest.mark.parametrize("empty", ["", " ", None])
def test_empty_numbers_of_an_agent_are_absent(empty: object, path: str) -> None:
    event = decoded("qmember", AGENT | {"m_status": empty, "m_ct": empty, "m_paused": empty}, path)
    assert event == AgentEvent("Kolejka1", "101", AgentState.UNKNOWN, False, None)


@pytest.mark.parametrize(("value", "paused"), [(0, False), ("0", False), (1, True), (False, False), (True, True)])
def test_paused_is_a_number_or_a_boolean(value: object, paused: bool) -> None:
    event = decoded("qmember", AGENT | {"m_paused": value})
    assert isinstance(event, AgentEvent)
    assert event.paused is paused


@pytest.mark.parametrize("peer", ["", " ", None])
def test_an_agent_without_a_peer_is_found_by_its_location(peer: object, path: str) -> None:
    event = decoded("qmember", AGENT | {"peer": peer, "m_location": "SIP/MojaCentrala-recepcja-00000028"}, path)
    assert event == AgentEvent("Kolejka1", "recepcja", AgentState.FREE, False)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (AGENT | {"peer": ""}, "no peer"),
        (AGENT | {"queue": ""}, "no queue"),
        (AGENT | {"m_ct": MAX_COUNT + 1}, "a count that nothing here can have"),
        (AGENT | {"m_ct": -MAX_COUNT - 1}, "a count that nothing here can have"),
    ],
)
def test_an_agent_needs_a_name_a_queue_and_plausible_numbers(fields: object, why: str) -> None:
    assert reason("qmember", fields) == why


def test_the_largest_count_of_an_agent() -> None:
    event = decoded("qmember", AGENT | {"m_ct": MAX_COUNT})
    assert isinstance(event, AgentEvent)
    assert event.calls == MAX_COUNT


def test_conference_members_join_and_leave(path: str) -> None:
    fields = MEMBER | {"callerIDName": "Jan", "callerIDNum": 600100200}
    assert decoded("cmember", fields, path) == ConferenceEvent("Rada", "SIP/x-1", True, "Jan", "600100200")
    assert decoded("cmember", MEMBER | {"action": " Remove "}, path) == ConferenceEvent("Rada", "SIP/x-1", False)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (MEMBER | {"action": "sing"}, "a conference action that is neither add nor remove"),
        (MEMBER | {"conference": ""}, "no conference"),
        (MEMBER | {"channel": ""}, "no channel"),
    ],
)
def test_a_conference_event_needs_an_action_a_name_and_a_channel(fields: object, why: str) -> None:
    assert reason("cmember", fields) == why


@pytest.mark.parametrize("field", ["MsgId", "MsgID"])
def test_a_report_keeps_its_long_identifier_as_text(field: str, path: str) -> None:
    event = decoded("smsSendResponse", {field: 3421756012963258480, "to": "48600100200", "status": "DELIVERED"}, path)
    assert event == SmsEvent("3421756012963258480", SmsState.DELIVERED, "48600100200")


def test_a_report_needs_an_identifier() -> None:
    assert decoded("smsSendResponse", REPORT) == SmsEvent("1", SmsState.SENT)
    assert decoded("smsSendResponse", REPORT | {"MsgID": "2"}) == SmsEvent("1", SmsState.SENT)
    assert reason("smsSendResponse", REPORT | {"MsgId": ""}) == "no MsgId"


@pytest.mark.parametrize("letter", ["a", "ż"])
def test_long_texts_are_cut(letter: str) -> None:
    for length in (MAX_TEXT - 1, MAX_TEXT, MAX_TEXT + 1):
        event = decoded("queue", {"peer": letter * length, "calls": 1})
        assert event == QueueEvent(letter * min(length, MAX_TEXT), 1)


def test_a_lone_surrogate_is_replaced() -> None:
    assert decoded("queue", {"peer": "\ud800x", "calls": 1}) == QueueEvent("?x", 1)


def test_all_kinds_may_come_in_one_message(path: str) -> None:
    text = {
        "smsSendResponse": REPORT,
        "cmember": MEMBER,
        "queue": {"peer": "K", "calls": 1},
        "qmember": AGENT,
        "extstatus": {"exten": "130", "status": 0},
        "subscriber": SUBSCRIBER,
    } | ({"unknown": {}} if path == "lenient" else {})
    kinds = {type(event) for event in decode(message(text), PBX).events}
    assert kinds == {DeviceEvent, AgentEvent, QueueEvent, ConferenceEvent, SmsEvent}
    assert len(decode(message(text), PBX).events) == 6
