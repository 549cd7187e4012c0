"""Text from outside shows what it says, wherever it is read from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.pbx.envelope import decode
from desktop_app.pbx.events import AgentEvent, ConferenceEvent, DeviceEvent
from desktop_app.pbx.plain_text import plain_text
from desktop_app.pbx.records import decode_legs, decode_recordings

# Shown from right to left, these are the digits of another number.
OVERRIDE = "Bank \u202e002 001 006\u202c"
HOSTILE = [
    (OVERRIDE, "Bank 002 001 006"),
    ("a\u2066b\u2069c\u200e\u200f\u061c", "abc"),
    ("Jan\n12:00 Anna", "Jan 12:00 Anna"),
    ("Jan\r\n\tNowak", "Jan Nowak"),
    ("\x1b]0;title\x07Jan", " ]0;title Jan"),
    ("\x9b31mJan", " 31mJan"),
    ("a\u2028b\ufeff", "ab"),
    ("a\ud800b", "a?b"),
    ("Łódź – café \u00a0x", "Łódź – café \u00a0x"),
    ("👩\u200d💻 نور", "👩\u200d💻 نور"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "plain"), HOSTILE)
def test_controls_are_removed_and_letters_stay(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@given(st.text())
def test_plain_text_has_no_controls_and_can_be_encoded(text: str) -> None:
    plain = plain_text(text)
    assert not any(ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or "\u202a" <= letter <= "\u202e" for letter in plain)
    assert len(plain.splitlines()) <= 1
    plain.encode()
    assert plain_text(plain) == plain


@pytest.mark.parametrize("is_documented", [True, False])
def test_a_billing_record_holds_plain_text(is_documented: bool) -> None:
    row = dict.fromkeys(("channel", "dstchannel", "uniqueid", "cost"), "1") | {
        "calldate": "2026-03-02 09:00:00",
        "clid": f'"{OVERRIDE}" <101>',
        "src": "101\x1b[2J",
        "dst": "600\n100",
        "lastapp": "Dial\u202e",
        "zone": "PL\x07",
        "duration": 1,
        "billsec": 1 if is_documented else "1",
        "disposition": "ANSWERED",
    }
    (leg,) = decode_legs(json.dumps([row]).encode()).entries
    assert leg.clid == '"Bank 002 001 006" <101>'
    assert (leg.src, leg.dst, leg.lastapp, leg.zone) == ("101 [2J", "600 100", "Dial", "PL ")


def test_a_listed_recording_holds_plain_text() -> None:
    row = {"uniqueid": "1.2\x07", "src": "101\n", "dst": OVERRIDE, "format": "wav\x00", "date": "2026\u2028"}
    (entry,) = decode_recordings(json.dumps([row]).encode()).entries
    assert all(text.isprintable() for text in (entry.uniqueid, entry.src, entry.dst, entry.format, entry.date))


def test_events_hold_plain_text() -> None:
    text = {
        "subscriber": {"peer": "X-101", "statusValue": 1, "connectPeerName": OVERRIDE, "connectPeerNumber": "1\x1b[1m"},
        "qmember": {"peer": "X-101", "queue": "Q\nR", "m_status": 1, "m_reason": "a\x07", "m_name": OVERRIDE},
        "cmember": {"channel": "SIP/X-1", "action": "add", "conference": "C\t1", "callerIDName": OVERRIDE},
        "evil\x1b[2J": {},
    }
    message = decode(json.dumps({"id": 1, "channel": "pbx_X", "text": text}).encode(), "X")
    device, agent, conference = message.events
    assert isinstance(device, DeviceEvent)
    assert (device.peer_name, device.peer_number) == ("Bank 002 001 006", "1 [1m")
    assert isinstance(agent, AgentEvent)
    assert (agent.queue, agent.reason, agent.name) == ("Q R", "a", "Bank 002 001 006")
    assert isinstance(conference, ConferenceEvent)
    assert (conference.conference, conference.name) == ("C 1", "Bank 002 001 006")
    assert message.undecoded[0].kind == "evil [2J"
