"""Numbers and names are hidden; the structure and all lengths stay."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.runtime.redaction import masked, masked_bytes, masked_numbers


@pytest.mark.parametrize(
    ("field", "value", "hidden"),
    [
        ("connectPeerName", "Jan Nowak-Żak 2", "xxx xxxxxxxxx x"),
        ("callerIDName", "Jan", "xxx"),
        ("m_name", "Ewa  Lis", "xxx  xxx"),
        ("connectPeerNumber", "600100200", "555555500"),
        ("callerIDNum", "+48 600 100 209", "+55 555 555 509"),
        ("to", "600100219", "555555519"),
        ("to", 600100219, 555555519),
        ("to", [600100219], [555555519]),
        ("connectPeerNumber", 600100219, 555555519),
        ("to", True, True),
        ("to", 2.5, 2.5),
        ("to", 600100, 555500),
        ("callerIDNum", "12345", "12345"),
        ("callerIDNum", "123456", "555556"),
        ("callerIDNum", 105, 105),
        ("statusValue", 600100200, 555555500),
        ("statusValue", 16, 16),
        ("new", 600100200, 555555500),
        ("new", -600100.25, -555555.25),
        ("new", 600100, 600100),
        ("new", True, True),
        ("MsgId", "3421756012963258480", "5555555555555555580"),
        ("MsgID", 600100, 555500),
        ("m_location", "SIP/X-101", "SIP/X-101"),
        ("m_location", "SIP/X-600100219", "SIP/X-555555519"),
        ("conference", "Zarząd 22-100-20-19", "Zarząd 55-555-55-19"),
        ("m_reason", "do dentysty na 14", "xx xxxxxxxx xx 55"),
        ("note", "call 600 100 219 or 22-100-20-19 now", "xxxx 555 555 555 xx 55-555-55-55 xxx"),
        ("note", "Jan Nowak", "xxx xxxxx"),
        ("text", "", ""),
        ("text", "  ", "  "),
        ("text", '{"to": "600100219"}', '{"to": "555555519"}'),
        ("text", "Jan 12", "xxx 55"),
        ("text", "600100219", "555555555"),
        ("note", None, None),
    ],
)
def test_a_field_is_hidden_by_what_it_holds(field: str, value: object, hidden: object) -> None:
    assert json.loads(masked(json.dumps({field: value}))) == {field: hidden}


def test_fields_inside_lists_and_objects_are_hidden_too() -> None:
    event = {"text": [{"subscriber": {"connectPeerName": "Jan", "to": ["600100219", {"m_name": "Ewa"}]}}], "id": 7}
    hidden = {"text": [{"subscriber": {"connectPeerName": "xxx", "to": ["555555519", {"m_name": "xxx"}]}}], "id": 7}
    assert json.loads(masked(json.dumps(event))) == hidden


@pytest.mark.parametrize(
    "field",
    ["channel", "peer", "exten", "statusValue", "status", "queue", "calls", "m_status", "m_ct", "m_mbshp", "m_paused",
     "m_location", "conference", "action"],
)  # fmt: skip
def test_states_and_devices_stay(field: str) -> None:
    assert json.loads(masked(json.dumps({field: "Add-12, 600100219"}))) == {field: "Add-12, 555555519"}


@pytest.mark.parametrize("number", [7, "7", -1, 10**17, " 600100219 "])
def test_the_number_of_the_message_stays(number: object) -> None:
    assert json.loads(masked(json.dumps({"id": number, "text": {"id": 600100219}}))) == {
        "id": number,
        "text": {"id": 555555519},
    }


def test_what_is_no_number_of_a_message_is_masked() -> None:
    assert json.loads(masked('{"id": "Jan 600100219"}')) == {"id": "xxx 555555555"}
    assert json.loads(masked('[{"id": 600100219}]')) == [{"id": 555555519}]


def test_the_servers_own_messages_stay_what_they_are() -> None:
    """They are no JSON."""
    assert masked('{"id":-1,"channel":"","text": }') == '{"id":-1,"xxxxxxx":"","xxxx": }'
    assert masked('{"id":-2,"channel":"pbx_X","text":Channel 1}') == '{"id":-2,"xxxxxxx":"xxx_x","xxxx":xxxxxxx 5}'
    assert masked('{"id":7\u0661,') == '{"xx":55,'


def test_digits_in_keys_are_masked() -> None:
    assert json.loads(masked('{"hall 2": {"600100219": 1}}')) == {"hall 2": {"555555519": 1}}


def test_the_broken_backslashes_of_the_exchange_are_read() -> None:
    hidden = json.loads(masked(r'{"m_location": "SIP\MojaCentrala-101", "m_name": "Jan\M"}'))
    assert hidden == {"m_location": "SIP\\MojaCentrala-101", "m_name": "xxxxx"}


def test_what_is_nested_too_deep_is_removed() -> None:
    deep = '{"to": "600100219", "new": ' + "[" * 5000 + "600100219" + "]" * 5000 + "}"
    assert "600100219" not in masked(deep)
    assert json.loads(masked(deep))["to"] == "555555519"


def test_invalid_json_loses_every_letter_and_digit() -> None:
    assert masked('{"callerIDName":"Żółć_1') == '{"xxxxxxxxxxxx":"xxxx_5'
    assert masked("600100219") == "555555555"
    assert masked('"Jan"') == '"xxx"'
    assert masked("[" * 100_000) == "[" * 100_000
    assert masked("NaN") == "xxx"


def test_polish_letters_are_written_as_they_are() -> None:
    assert masked('{"queue": "Dział sprzedaży"}') == '{"queue": "Dział sprzedaży"}'


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("600100219", "555555519"),
        ("1234567", "5555567"),
        ("123456", "123456"),
        ("1234567890123456", "5555555555555556"),  # two numbers without a blank, or one with a prefix
        ("600\u00a0100\u00a0219", "555\u00a0555\u00a0519"),
        ("600\u2011100\u2013219", "555\u2011555\u2013519"),
        ("\u202a600\u200b100\u200b219\u202c", "\u202a555\u200b555\u200b519\u202c"),
        ("６００１００２１９", "555555519".translate({ord("1"): "１", ord("9"): "９"})),
        ("123456789012345", "555555555555545"),
        ("call (22) 100-20.19/7!", "call (55) 555-55.59/7!"),
        ("600  100  219", "555  555  519"),
        ("600   100   219", "600   100   219"),
        ("at 12:30:45 on 2026", "at 12:30:45 on 2026"),
        ("600100219, 600100218", "555555519, 555555518"),
        ("", ""),
    ],
)
def test_telephone_numbers_in_a_text_keep_their_last_two_digits(text: str, hidden: str) -> None:
    assert masked_numbers(text) == hidden


def test_invalid_utf_8_is_masked_and_can_be_written() -> None:
    assert masked_bytes(b'{"to": "600100219"}') == b'{"to": "555555519"}'
    assert masked_bytes(b"Jan\xff 1") == "xxx\ufffd 5".encode()
    assert masked_bytes(rb'{"peer": "\ud800-1"}') == b'{"peer": "?-1"}'


names = st.text(min_size=1, max_size=20)
digits = st.text("0123456789", min_size=6, max_size=20)


@given(names, digits)
def test_no_name_or_number_remains_and_lengths_do_not_change(name: str, number: str) -> None:
    hidden = json.loads(masked(json.dumps({"callerIDName": name, "callerIDNum": number})))
    assert re.sub(r"[x\s]", "", hidden["callerIDName"]) == ""
    assert hidden["callerIDNum"] == "5" * (len(number) - 2) + number[-2:]
    assert len(hidden["callerIDName"]) == len(name)
