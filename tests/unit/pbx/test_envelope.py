"""Every example of the interface's description, the broken ones too, through the decoder."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.pbx.device_names import extension_from_device, extension_from_peer
from desktop_app.pbx.envelope import Message, decode, repair_backslashes
from desktop_app.pbx.events import AgentEvent, ConferenceEvent, DeviceEvent, Event, QueueEvent, SmsEvent
from desktop_app.pbx.states import AgentState, DeviceState, SmsState, agent_state, device_states

PBX = "MojaCentrala"


def message(text: object, number: object = 386) -> bytes:
    return json.dumps({"id": number, "channel": "pbx_MojaCentrala", "text": text}).encode()


def only(raw: bytes, pbx_name: str = PBX) -> Event:
    decoded = decode(raw, pbx_name)
    assert decoded.undecoded == ()
    assert len(decoded.events) == 1
    return decoded.events[0]


TALKING = {
    "peer": "MojaCentrala-101",
    "statusValue": 1,
    "connectPeerNumber": "600100200",
    "connectPeerName": "Jan Nowak",
}


def test_a_subscriber_says_who_it_talks_to() -> None:
    event = only(message({"subscriber": TALKING}))
    assert event == DeviceEvent(
        "subscriber", "101", DeviceState.IN_USE, 1, peer_number="600100200", peer_name="Jan Nowak"
    )


@pytest.mark.parametrize("field", ["status", "statusValue"])
@pytest.mark.parametrize("value", [4, "4", " 4"])
def test_extstatus_is_read_with_either_field_and_numbers_as_text(field: str, value: object) -> None:
    if value == " 4":
        assert decode(message({"extstatus": {"exten": "130", field: value}}), PBX).undecoded
        return
    event = only(message({"extstatus": {"exten": "130", field: value}}))
    assert event == DeviceEvent("extstatus", "130", DeviceState.UNAVAILABLE, 4)


def test_a_queue_counts_its_callers_as_text() -> None:
    assert only(message({"queue": {"peer": "Kolejka1", "calls": "1"}})) == QueueEvent("Kolejka1", 1)


QMEMBER = rb"""{"id": 12, "channel": "pbx_MojaCentrala", "text": {"qmember": {"peer": "MojaCentrala-101",
 "queue": "Kolejka1", "m_status": "1", "m_ct": "7", "m_mbshp": "static", "m_paused": "1", "m_reason": "obiad",
 "m_name": "Anna", "m_location": "SIP\MojaCentrala-101"}, "queue": {"peer": "Kolejka1", "calls": 2}}}"""


def test_the_printed_backslash_costs_neither_its_event_nor_its_neighbours() -> None:
    decoded = decode(QMEMBER, PBX)
    assert decoded.undecoded == ()
    assert decoded.id == 12
    assert decoded.events == (
        AgentEvent("Kolejka1", "101", AgentState.FREE, True, 7, "obiad", "Anna", "static"),
        QueueEvent("Kolejka1", 2),
    )


def test_a_pbx_name_that_begins_like_an_escape_is_read_by_its_shape() -> None:
    raw = rb'{"id":1,"channel":"c","text":{"qmember":{"queue":"K","m_status":1,"m_location":"SIP\bUro-101"}}}'
    event = only(raw, "bUro")
    assert isinstance(event, AgentEvent)
    assert event.extension == "101"


def test_conference_members_come_and_go() -> None:
    member = {
        "channel": "SIP/x-1",
        "action": "add",
        "conference": "Rada",
        "callerIDName": "Jan",
        "callerIDNum": "600100200",
    }
    assert only(message({"cmember": member})) == ConferenceEvent("Rada", "SIP/x-1", True, "Jan", "600100200")
    gone = only(message({"cmember": member | {"action": "remove"}}))
    assert isinstance(gone, ConferenceEvent)
    assert not gone.joined


@pytest.mark.parametrize("field", ["MsgId", "MsgID"])
def test_a_message_report_keeps_its_long_identifier(field: str) -> None:
    raw = message({"smsSendResponse": {field: 3421756012963258480, "to": "48600100200", "status": "DELIVERED"}})
    assert only(raw) == SmsEvent("3421756012963258480", SmsState.DELIVERED, "48600100200")


@pytest.mark.parametrize(
    "text",
    [
        {"subscriber": TALKING, "extstatus": {"exten": "101", "status": 1}},
        [{"subscriber": TALKING}, {"extstatus": {"exten": "101", "status": 1}}],
        json.dumps({"subscriber": TALKING, "extstatus": {"exten": "101", "status": 1}}),
        json.dumps([{"subscriber": TALKING}, {"extstatus": {"exten": "101", "status": 1}}]),
    ],
)
def test_text_may_be_an_object_a_list_or_json_in_a_string(text: object) -> None:
    decoded = decode(message(text), PBX)
    assert [type(event) for event in decoded.events] == [DeviceEvent, DeviceEvent]
    assert decoded.undecoded == ()


def test_one_broken_event_leaves_its_neighbours_alone() -> None:
    text = {"subscriber": {"peer": "MojaCentrala-101", "statusValue": "zajęty"}, "queue": {"peer": "K", "calls": 3}}
    decoded = decode(message(text), PBX)
    assert decoded.events == (QueueEvent("K", 3),)
    assert [one.kind for one in decoded.undecoded] == ["subscriber"]


def test_an_unknown_kind_is_counted_and_an_unknown_field_ignored() -> None:
    decoded = decode(message({"parking": {"slot": 1}, "queue": {"peer": "K", "calls": 1, "new": True}}), PBX)
    assert decoded.events == (QueueEvent("K", 1),)
    assert [one.kind for one in decoded.undecoded] == ["parking"]


@pytest.mark.parametrize(
    ("raw", "control", "number"),
    [
        (b'{"id":-1,"channel":"","text": }', "keepalive", -1),
        (b'{"id":-2,"channel":"pbx_X","text":Channel deleted}', "deleted", -2),
        (b'{"id":-1,"channel":"","text":""}', "keepalive", -1),
    ],
)
def test_the_servers_own_messages_are_no_json_and_no_trouble(raw: bytes, control: str, number: int) -> None:
    decoded = decode(raw, PBX)
    assert (decoded.control, decoded.id, decoded.events, decoded.undecoded) == (control, number, (), ())


def test_a_name_in_latin_2_does_not_cost_the_feed() -> None:
    raw = message({"subscriber": TALKING}).replace(b"Jan Nowak", "Łoś".encode("iso-8859-2"))
    event = only(raw)
    assert isinstance(event, DeviceEvent)
    assert event.peer_number == "600100200"
    assert "�" in event.peer_name


def test_lone_surrogates_become_something_that_every_screen_can_take() -> None:
    raw = message({"subscriber": TALKING}).replace(b"Jan Nowak", rb"\ud800x")
    event = only(raw)
    assert isinstance(event, DeviceEvent)
    event.peer_name.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        (r'"SIP\MojaCentrala"', r'"SIP\\MojaCentrala"'),
        (r'"a\\b"', r'"a\\b"'),
        (r'"a\"b"', r'"a\"b"'),
        (r'"a\u0041"', r'"a\u0041"'),
        (r'"a\uXY"', r'"a\\uXY"'),
        (r'"a\\\M"', r'"a\\\\M"'),
        (r'"a\n"', r'"a\n"'),
    ],
)
def test_repair_doubles_only_what_is_no_escape(text: str, repaired: str) -> None:
    assert repair_backslashes(text) == repaired


@pytest.mark.parametrize(
    ("peer", "pbx_name", "extension"),
    [
        ("MojaCentrala-101", "MojaCentrala", "101"),
        ("Biuro-Rachunkowe-Kępa-101", "Biuro-Rachunkowe-Kępa", "101"),
        ("A-B-101-2", "A-B", "101-2"),
        ("101", "MojaCentrala", "101"),
        ("Inna-101", "MojaCentrala", "Inna-101"),
        ("MojaCentrala-", "MojaCentrala", "MojaCentrala-"),
        ("SIP/MojaCentrala-101", "MojaCentrala", "101"),
    ],
)
def test_the_pbx_name_is_cut_off_the_front_as_a_whole(peer: str, pbx_name: str, extension: str) -> None:
    assert extension_from_peer(peer, pbx_name) == extension


@pytest.mark.parametrize(
    ("device", "pbx_name"),
    [
        ("SIP/PBX-101-00000028", "PBX"),
        ("SIP\\MojaCentrala-101", "MojaCentrala"),
        ("SIP\niebo-101", "niebo"),
        ("SIP\b-101", "b"),
        ("SIP\tak-tak-101", "tak-tak"),
        ("SIP\row-101", "ow"),
        ("PJSIP/A-B-101-0000abcd", "A-B"),
    ],
)
def test_a_device_name_is_read_by_its_known_shape(device: str, pbx_name: str) -> None:
    assert extension_from_device(device, pbx_name) == "101"


@pytest.mark.parametrize(
    ("value", "state", "also"),
    [
        (0, DeviceState.IDLE, None),
        (1, DeviceState.IN_USE, None),
        (2, DeviceState.BUSY, None),
        (4, DeviceState.UNAVAILABLE, None),
        (8, DeviceState.RINGING, None),
        (9, DeviceState.RINGING, DeviceState.IN_USE),
        (16, DeviceState.ON_HOLD, None),
        (17, DeviceState.ON_HOLD, None),
        (24, DeviceState.RINGING, DeviceState.ON_HOLD),
        (32, DeviceState.CONNECTING, None),
        (64, DeviceState.UNKNOWN, None),
        (65, DeviceState.IN_USE, None),
        (-1, DeviceState.UNKNOWN, None),
    ],
)
def test_a_sum_of_states_is_what_matters_most(value: int, state: DeviceState, also: DeviceState | None) -> None:
    assert device_states(value) == (state, also)


def test_the_agents_scale_is_another_one() -> None:
    words = ["unknown", "free", "in_use", "busy", "invalid", "unavailable", "ringing", "ringing_in_use", "on_hold"]
    assert [agent_state(digit).value for digit in range(9)] == words
    assert agent_state(9) is AgentState.UNKNOWN


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_the_decoder_raise(raw: bytes) -> None:
    decode(raw, PBX)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["subscriber", "extstatus", "queue", "qmember", "cmember", "smsSendResponse", "new"]), _json)
def test_no_fields_whatever_cost_the_neighbour(kind: str, fields: object) -> None:
    text = [{kind: fields}, {"queue": {"peer": "K", "calls": 1}}]
    assert QueueEvent("K", 1) in decode(message(text), PBX).events


def test_a_deep_nest_of_brackets_is_only_unread() -> None:
    assert decode(b'{"id":1,"text":' + b"[" * 100_000, PBX).undecoded


@pytest.mark.parametrize(("number", "control"), [(-1, "keepalive"), (-2, "deleted")])
def test_a_valid_word_of_the_server_is_no_message_either(number: int, control: str) -> None:
    assert decode(message({}, number), PBX).control == control


def test_a_number_of_thousands_of_digits_costs_its_own_event_alone() -> None:
    raw = b'{"id":1,"text":{"new":{"n":' + b"9" * 5000 + b'},"queue":{"peer":"K","calls":1}}}'
    assert QueueEvent("K", 1) in decode(raw, PBX).events


def test_empty_numbers_of_an_agent_are_absent() -> None:
    event = only(message({"qmember": {"peer": "X-1", "queue": "K", "m_status": 1, "m_ct": "", "m_paused": ""}}))
    assert isinstance(event, AgentEvent)
    assert (event.calls, event.paused, event.state) == (None, False, AgentState.FREE)


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)
_extensions = st.from_regex(r"[1-9][0-9]{1,4}", fullmatch=True)


@given(_extensions, st.sampled_from([0, 1, 2, 4, 8, 9, 16, 17, 32]), _words, _words, st.booleans(), st.integers(0, 99))
def test_what_is_encoded_is_decoded_again(
    extension: str, value: int, number: str, name: str, as_text: bool, count: int
) -> None:
    def said(figure: int) -> object:
        return str(figure) if as_text else figure

    text = {
        "subscriber": {
            "peer": f"Moja-Centrala-{extension}",
            "statusValue": said(value),
            "connectPeerNumber": number,
            "connectPeerName": name,
        },
        "queue": {"peer": name, "calls": said(count)},
        "cmember": {
            "channel": number,
            "action": "add",
            "conference": name,
            "callerIDName": name,
            "callerIDNum": number,
        },
    }
    message = decode(json.dumps({"id": count + 1, "channel": "c", "text": text}).encode(), "Moja-Centrala")
    state, also = device_states(value)
    assert message == Message(
        count + 1,
        (
            DeviceEvent("subscriber", extension, state, value, also, number, name),
            QueueEvent(name, count),
            ConferenceEvent(name, number, True, name, number),
        ),
    )
