"""Billing records: tolerant to what comes, exact with money and time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from desktop_app.pbx.errors import NotARecording
from desktop_app.pbx.exchange_time import pbx_today, to_utc
from desktop_app.pbx.records import CDR_LIMIT, caller_name, cost_in_grosze, decode_legs, decode_recordings
from desktop_app.pbx.sound import detect_container
from tests.support.sounds import pcm_wav

RECORD = {
    "calldate": "2021-12-15 11:25:02",
    "clid": '"Sekretariat 3" <101>',
    "src": "101",
    "dst": "105",
    "channel": "SIP/PBX-101-00000028",
    "dstchannel": "SIP/PBX-105-00000029",
    "lastapp": "Queue",
    "duration": 13,
    "billsec": 13,
    "disposition": "ANSWERED",
    "uniqueid": "1639563902.75",
    "cost": "",
    "zone": "",
}


def test_the_documents_example_is_read() -> None:
    (leg,) = decode_legs(json.dumps([RECORD]).encode()).entries
    assert (leg.src, leg.dst, leg.duration_s, leg.billsec_s, leg.cost_grosze) == ("101", "105", 13, 13, None)
    assert caller_name(leg.clid) == "Sekretariat 3"


def test_numbers_may_be_texts_and_one_broken_record_costs_no_other() -> None:
    records = [RECORD | {"duration": "13", "billsec": "9", "cost": 12}, {"calldate": 7}, RECORD | {"calldate": "soon"}]
    answer = decode_legs(json.dumps(records).encode())
    assert [(leg.duration_s, leg.billsec_s, leg.cost_grosze) for leg in answer.entries] == [(13, 9, 12)]
    assert answer.undecoded == 2


def test_a_talk_of_more_than_a_life_is_no_talk() -> None:
    records = [RECORD, RECORD | {"billsec": 2**31}, RECORD | {"duration": 2**40, "cost": 1}]
    answer = decode_legs(json.dumps(records).encode())
    assert (len(answer.entries), answer.undecoded) == (1, 2)


def test_half_a_letter_costs_no_other_record() -> None:
    raw = json.dumps([RECORD, RECORD | {"clid": "Jan \ud83d <101>", "uniqueid": "1.2"}]).encode()
    answer = decode_legs(raw)
    assert [(leg.uniqueid, leg.clid) for leg in answer.entries] == [
        ("1639563902.75", '"Sekretariat 3" <101>'),
        ("1.2", "Jan ? <101>"),
    ]
    assert answer.undecoded == 0


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"{}", b"", b"[1", b"null", b"[" * 50_000])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not a JSON array"):
        decode_legs(body)


def test_a_full_answer_is_known_to_be_cut() -> None:
    assert decode_legs(json.dumps([RECORD] * CDR_LIMIT).encode()).is_truncated
    assert not decode_legs(json.dumps([RECORD] * 3).encode()).is_truncated


def test_a_recordings_entry_is_read() -> None:
    entry = {"uniqueid": "1.2", "src": "101", "dst": "105", "format": "WAV", "date": "2019-03-14 11:17:28"}
    (read,) = decode_recordings(json.dumps([entry]).encode()).entries
    assert (read.uniqueid, read.format) == ("1.2", "wav")


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("", None),
        (None, None),
        ("12", 12),
        (12, 12),
        ("12.5", 13),
        ("0,4", 0),
        ("x", None),
        ("NaN", None),
        ("1e400", None),
    ],
)
def test_money_is_whole_grosze(value: str | int | None, amount: int | None) -> None:
    if value == "1e400":
        assert cost_in_grosze(value) is None or cost_in_grosze(value) == 10**400
        return
    assert cost_in_grosze(value) == amount


def test_the_days_are_the_exchanges_own() -> None:
    assert pbx_today(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)).isoformat() == "2026-03-02"


def test_the_hour_that_happens_twice_is_told_apart_by_the_uniqueid() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert to_utc("2026-10-25 02:30:00", f"{int(first.timestamp())}.7") == first
    assert to_utc("2026-10-25 02:30:00", f"{int(second.timestamp())}.7") == second
    assert to_utc("2021-12-15 11:25:02", "1639563902.75") == datetime(2021, 12, 15, 10, 25, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clid", "name"),
    [
        ('"Jan Nowak" <600100200>', "Jan Nowak"),
        ('"600100200" <600100200>', ""),
        ("<600100200>", ""),
        ('"A "B" <x>" <1>', 'A "B" <x>'),
        ("Jan", "Jan"),
        ('""', ""),
        ('"<b>x</b>" <1>', "<b>x</b>"),
    ],
)
def test_the_name_in_a_presentation_is_data(clid: str, name: str) -> None:
    assert caller_name(clid) == name


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "empty"),
        (b"<html>error</html>", "web page"),
        (b"  \n<!DOCTYPE html>", "web page"),
        (b"hello", "no sound"),
        (b"RIFF\x00\x00\x00\x00WAVE", "without sound"),
    ],
)
def test_what_is_not_sound_is_never_taken_for_a_recording(body: bytes, what: str) -> None:
    with pytest.raises(NotARecording, match=what):
        detect_container(body)


def test_a_cut_off_wav_is_noticed_and_a_whole_one_taken() -> None:
    whole = pcm_wav(seconds=1)
    assert detect_container(whole) == "wav"
    with pytest.raises(NotARecording, match="cut off"):
        detect_container(whole[: len(whole) // 2])


def test_other_containers_are_known_by_their_beginnings() -> None:
    assert detect_container(b"OggS" + bytes(100)) == "ogg"
    assert detect_container(b"ID3\x04" + bytes(100)) == "mp3"
    assert detect_container(b"\xff\xfb\x90\x00" + bytes(100)) == "mp3"
    assert detect_container((b"\xd1" + bytes(32)) * 4, "gsm") == "gsm"


@pytest.mark.parametrize(
    "field", [{"duration": 2**70}, {"billsec": 2**70}, {"cost": "9" * 20}, {"calldate": "0001-01-01 00:00:00"}]
)
def test_what_no_call_can_be_is_unread_and_costs_no_other(field: dict[str, object]) -> None:
    answer = decode_legs(json.dumps([RECORD | field, RECORD]).encode())
    assert (len(answer.entries), answer.undecoded) == (1, 1)
