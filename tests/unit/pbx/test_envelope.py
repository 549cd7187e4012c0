"""Decoding of messages: every form that the interface's description shows or that was observed."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.pbx.envelope import Message, Undecoded, decode
from desktop_app.pbx.events import AgentEvent, ConferenceEvent, DeviceEvent, Event, QueueEvent
from desktop_app.pbx.states import AgentState, DeviceState, device_states

PBX = "MojaCentrala"
TALKING = {
    "peer": "MojaCentrala-101",
    "statusValue": 1,
    "connectPeerNumber": "600100200",
    "connectPeerName": "Jan Nowak",
}
QUEUE = {"peer": "K", "calls": 3}


def message(text: object, number: object = 386) -> bytes:
    return json.dumps({"id": number, "channel": "pbx_MojaCentrala", "text": text}).encode()


def only(raw: bytes, pbx_name: str = PBX) -> Event:
    decoded = decode(raw, pbx_name)
    assert decoded.undecoded == ()
    (event,) = decoded.events
    return event


def undecoded(raw: bytes) -> Undecoded:
    (one,) = decode(raw, PBX).undecoded
    return one


@pytest.mark.parametrize(
    "text",
    [
        {"subscriber": TALKING, "extstatus": {"exten": "101", "status": 1}},
        [{"subscriber": TALKING}, {"extstatus": {"exten": "101", "status": 1}}],
        {"subscriber": [TALKING, TALKING]},
        json.dumps({"subscriber": TALKING, "extstatus": {"exten": "101", "status": 1}}),
        json.dumps([{"subscriber": TALKING}, {"extstatus": {"exten": "101", "status": 1}}]),
    ],
)
def test_text_is_an_object_a_list_or_json_in_a_string(text: object) -> None:
    decoded = decode(message(text), PBX)
    assert decoded.id == 386
    assert [type(event) for event in decoded.events] == [DeviceEvent, DeviceEvent]
    assert decoded.undecoded == ()


@pytest.mark.parametrize("text", [{}, [], "", " ", None])
def test_a_text_may_be_empty(text: object) -> None:
    assert decode(message(text), PBX) == Message(386)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(7, 7), ("7", 7), (0, 0), (None, None), (True, None), (1.5, None), ("x", None), ([], None)],
)
def test_a_message_may_have_an_id_of_any_type(number: object, expected: int | None) -> None:
    assert decode(message([{"queue": QUEUE}], number), PBX) == Message(expected, (QueueEvent("K", 3),))


def test_an_invalid_event_leaves_its_neighbours_alone() -> None:
    text = {"subscriber": {"peer": "MojaCentrala-101", "statusValue": "zajęty"}, "queue": QUEUE}
    decoded = decode(message(text), PBX)
    assert decoded.events == (QueueEvent("K", 3),)
    (one,) = decoded.undecoded
    assert (one.kind, one.extension, one.may_lose_events) == ("subscriber", "101", False)
    assert "statusValue" in one.reason
    assert json.loads(one.sample) == text["subscriber"]


@pytest.mark.parametrize(
    ("kind", "fields", "extension"),
    [
        ("subscriber", {"peer": " MojaCentrala-101 "}, "101"),
        ("subscriber", {"exten": "130"}, "130"),
        ("extstatus", {"exten": 130}, "130"),
        ("extstatus", {"peer": "", "exten": "130"}, "130"),
        ("extstatus", {"exten": "1" * 300}, "1" * 200),
        ("extstatus", {"exten": []}, ""),
        ("extstatus", {}, ""),
        ("extstatus", "130", ""),
        ("queue", {"peer": "MojaCentrala-101"}, ""),
    ],
)
def test_an_invalid_event_of_a_device_names_its_extension(kind: str, fields: object, extension: str) -> None:
    assert undecoded(message({kind: fields})).extension == extension


def test_an_unknown_kind_is_reported_and_an_unknown_field_ignored() -> None:
    decoded = decode(message({"parking": {"slot": "ż"}, "queue": QUEUE | {"new": True}}), PBX)
    assert decoded.events == (QueueEvent("K", 3),)
    assert decoded.undecoded == (Undecoded("parking", "unknown kind", '{"slot": "ż"}'),)


def test_what_is_reported_is_bounded() -> None:
    one = undecoded(message({"k" * 100: "x" * 1000}))
    assert (len(one.kind), len(one.sample)) == (60, 400)
    assert len(undecoded(message({"qmember": {"peer": "1", "queue": "K", "m_ct": "x" * 300}})).reason) == 200
    assert len(undecoded(b'{"id":1,' + b"x" * 1000).sample) == 400
    assert len(undecoded(message("{" + "x" * 1000)).sample) == 400


@pytest.mark.parametrize(
    ("raw", "reason", "may_lose_events"),
    [
        (b"", "not JSON", False),
        (b"noise", "not JSON", False),
        (b'{"id": 1, "te', "not JSON", True),
        (b'{"x": 1, "text": {', "not JSON", True),
        (b"[]", "not an envelope", False),
        (b'[{"id": 1}]', "not an envelope", True),
        (b'{"id": 1}', "an envelope without a text", True),
        (b'{"x": 1}', "an envelope without a text", True),
        (b'{"id": 1, "text": 5}', "not an event", True),
        (b'{"id": 1, "text": [5, 6]}', "not an event", True),
        (b'{"id": 1, "text": "5"}', "not an event", True),
        (b'{"id": 1, "text": false}', "not an event", True),
    ],
)
def test_a_damaged_envelope_may_have_lost_events_and_noise_has_not(
    raw: bytes, reason: str, may_lose_events: bool
) -> None:
    one = undecoded(raw)
    assert (one.kind, one.reason, one.may_lose_events) == ("message", reason, may_lose_events)


def test_a_text_that_is_not_json_may_have_lost_events() -> None:
    one = undecoded(b'{"id": 1, "text": "{"}')
    assert one.reason.startswith("text is not JSON: ")
    assert (one.kind, one.sample, one.may_lose_events) == ("message", "{", True)


def test_a_list_may_hold_events_beside_other_things() -> None:
    decoded = decode(message([5, {"queue": QUEUE}]), PBX)
    assert decoded.events == (QueueEvent("K", 3),)
    assert [one.sample for one in decoded.undecoded] == ["[5, {'queue': {'peer': 'K', 'calls': 3}}]"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (b'{"id": 7, "text": {', 7),
        (b' { "id" : "7" , x', 7),
        (b'{"id": -3, x', -3),
        (b'{"id": 123456789012345678, x', 123456789012345678),
        (b'{"x": 1, "id": 7, x', None),
        (b'{"id": 7}', 7),
        (b"noise", None),
        (b'{"id": 1234567890123456789, x', None),
        (b'{"id": 1234567890123456789, "text": {}}', None),
        (b'{"id": "1234567890123456789", "text": {}}', None),
        (b'{"id": 999999999999999999, "text": {}}', 999999999999999999),
        ('{"id": 7\u0661, x'.encode(), None),
    ],
)
def test_the_id_of_a_damaged_message_is_kept(raw: bytes, number: int | None) -> None:
    assert decode(raw, PBX).id == number


@pytest.mark.parametrize(
    ("raw", "control", "number"),
    [
        (b'{"id":-1,"channel":"","text": }', "keepalive", -1),
        (b'{"id":-2,"channel":"pbx_X","text":Channel deleted}', "deleted", -2),
        (b'{"id":-1,"channel":"","text":""}', "keepalive", -1),
        (b'{"id":-1,"channel":"","text":{}}', "keepalive", -1),
        (b'{"id":-2,"channel":"","text":{}}', "deleted", -2),
        (b'{"id":-3,"channel":"","text":{}}', "", -3),
        (b'{"id":0,"channel":"","text":{}}', "", 0),
        (b'{"channel":"","text":{}}', "", None),
    ],
)
def test_messages_of_the_server_itself_are_recognised(raw: bytes, control: str, number: int | None) -> None:
    assert decode(raw, PBX) == Message(number, control=control)


def test_an_unknown_negative_id_does_not_hide_the_events() -> None:
    decoded = decode(message({"extstatus": {"exten": "MojaCentrala-101", "status": 0}}, -3), PBX)
    assert decoded == Message(-3, (DeviceEvent("extstatus", "101", DeviceState.IDLE, 0),))


# ---- damaged text --------------------------------------------------------------------------------

QMEMBER = rb"""{"id": 12, "channel": "pbx_MojaCentrala", "text": {"qmember": {
 "queue": "Kolejka1", "m_status": "1", "m_ct": "7", "m_mbshp": "static", "m_paused": "1", "m_reason": "obiad",
 "m_name": "Anna", "m_location": "SIP\MojaCentrala-101"}, "queue": {"peer": "Kolejka1", "calls": 2}}}"""


def test_the_documented_backslash_costs_neither_its_event_nor_its_neighbours() -> None:
    decoded = decode(QMEMBER, PBX)
    assert decoded == Message(
        12,
        (
            AgentEvent("Kolejka1", "101", AgentState.FREE, True, 7, "obiad", "Anna"),
            QueueEvent("Kolejka1", 2),
        ),
    )


def test_a_backslash_inside_a_text_that_is_json_is_repaired() -> None:
    text = r'{"qmember": {"queue": "K", "m_status": 1, "m_location": "SIP\MojaCentrala-101"}}'
    assert only(message(text)) == AgentEvent("K", "101", AgentState.FREE, False)


def test_a_pbx_name_that_starts_like_an_escape_is_matched_by_the_form_of_the_device() -> None:
    raw = rb'{"id":1,"channel":"c","text":{"qmember":{"queue":"K","m_status":1,"m_location":"SIP\bUro-101"}}}'
    assert only(raw, "bUro") == AgentEvent("K", "101", AgentState.FREE, False)


def test_a_name_in_latin_2_is_decoded_with_replacement() -> None:
    event = only(message({"subscriber": TALKING}).replace(b"Jan Nowak", "Łoś".encode("iso-8859-2")))
    assert event == DeviceEvent("subscriber", "101", DeviceState.IN_USE, 1, None, "600100200", "�o�")


def test_a_raw_control_character_is_accepted() -> None:
    event = only(message({"subscriber": TALKING}).replace(b"Jan Nowak", b"Jan\tNowak"))
    assert isinstance(event, DeviceEvent)
    assert event.peer_name == "Jan Nowak"
    raw = rb'{"id":1,"text":{"queue":{"peer":"a\q' + b"\t" + rb'b","calls":1}}}'
    assert only(raw) == QueueEvent("a\\q b", 1)


def test_lone_surrogates_are_replaced() -> None:
    event = only(message({"subscriber": TALKING}).replace(b"Jan Nowak", rb"\ud800x"))
    assert isinstance(event, DeviceEvent)
    assert event.peer_name == "?x"


@given(st.binary(max_size=300))
def test_no_bytes_make_the_decoder_raise(raw: bytes) -> None:
    decode(raw, PBX)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["subscriber", "extstatus", "queue", "qmember", "cmember", "smsSendResponse", "new"]), _json)
def test_no_fields_cost_the_neighbour(kind: str, fields: object) -> None:
    text = [{kind: fields}, {"queue": QUEUE}]
    assert QueueEvent("K", 3) in decode(message(text), PBX).events


@pytest.mark.parametrize("raw", [b'{"id":1,"text":' + b"[" * 100_000, b"[" * 100_000])
def test_deep_nesting_is_only_undecoded(raw: bytes) -> None:
    assert undecoded(raw).kind == "message"


def test_nesting_near_the_limit_of_recursion_is_only_undecoded() -> None:
    limit = sys.getrecursionlimit()
    for depth in range(limit - 100, limit + 1, 3):
        nested = b"[" * depth + b"]" * depth
        assert undecoded(b'{"id":1,"text":{"new":' + nested + b"}}").kind in ("new", "message")


@pytest.mark.parametrize("text", ['{{"new": {0}, "queue": {1}}}', '[{{"queue": {1}}}, {{"new": {0}}}]'])
@pytest.mark.parametrize("escaped", [False, True])
def test_deep_nesting_costs_its_own_event_only(text: str, escaped: bool) -> None:
    whole = text.format("[" * 5000 + "]" * 5000, json.dumps(QUEUE))
    decoded = decode(f'{{"id": 1, "text": {json.dumps(whole) if escaped else whole}}}'.encode(), PBX)
    assert decoded.events == (QueueEvent("K", 3),)
    assert [one.kind for one in decoded.undecoded] == ["new"]


def test_a_number_of_thousands_of_digits_costs_its_own_event_only() -> None:
    for bad_escape in (b"", rb"\M"):
        new = b'{"n":' + b"9" * 5000 + b',"s":"' + bad_escape + b'"}'
        decoded = decode(b'{"id":1,"text":{"new":' + new + b',"queue":{"peer":"K","calls":3}}}', PBX)
        assert decoded.events == (QueueEvent("K", 3),)


@pytest.mark.parametrize(("digits", "is_text"), [(99, False), (100, True)])
def test_a_number_of_a_hundred_digits_becomes_text(digits: int, is_text: bool) -> None:
    sample = undecoded(b'{"id":1,"text":{"new":' + b"9" * digits + b"}}").sample
    assert sample.startswith('"') is is_text


# ---- round trip ----------------------------------------------------------------------------------

_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20
)
_extensions = st.from_regex(r"[1-9][0-9]{1,4}", fullmatch=True)


@given(_extensions, st.sampled_from([0, 1, 2, 4, 8, 9, 16, 17, 32]), _words, _words, st.booleans(), st.integers(0, 99))
def test_what_is_encoded_is_decoded_again(
    extension: str, value: int, number: str, name: str, as_text: bool, count: int
) -> None:
    def encoded(figure: int) -> object:
        return str(figure) if as_text else figure

    text = {
        "subscriber": {
            "peer": f"Moja-Centrala-{extension}",
            "statusValue": encoded(value),
            "connectPeerNumber": number,
            "connectPeerName": name,
        },
        "queue": {"peer": name, "calls": encoded(count)},
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
