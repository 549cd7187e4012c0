"""Billing records and recordings: tolerant of what is received, exact with money."""

from __future__ import annotations

import json

import pytest

from desktop_app.pbx.records import (
    Leg,
    RecordingEntry,
    caller_name,
    cost_in_grosze,
    decode_legs,
    decode_recordings,
)
from tests.support.cpu_time import within_cpu_time

RECORD: dict[str, object] = {
    "calldate": "2021-12-15 11:25:02",
    "clid": '"Sekretariat 3" <101>',
    "src": "101",
    "dst": "105",
    "channel": "SIP/PBX-101-00000028",
    "dstchannel": "SIP/PBX-105-00000029",
    "lastapp": "Queue",
    "duration": 14,
    "billsec": 13,
    "disposition": "ANSWERED",
    "uniqueid": "1639563902.75",
    "cost": "12",
    "zone": "PL",
}
LEG = Leg(
    calldate="2021-12-15 11:25:02",
    clid='"Sekretariat 3" <101>',
    src="101",
    dst="105",
    channel="SIP/PBX-101-00000028",
    dstchannel="SIP/PBX-105-00000029",
    lastapp="Queue",
    duration_s=14,
    billsec_s=13,
    disposition="ANSWERED",
    uniqueid="1639563902.75",
    cost="12",
    zone="PL",
)


def decoded(*records: object) -> tuple[tuple[Leg, ...], int]:
    """Return the legs of a response and the number of rows that are not one."""
    listing = decode_legs(json.dumps(records).encode())
    return listing.entries, listing.undecoded


def test_a_documented_record_is_decoded() -> None:
    ((leg,), undecoded) = decoded(RECORD)
    assert (leg, undecoded) == (LEG, 0)
    assert leg.cost_grosze == 12


def test_the_other_path_gives_the_same_leg() -> None:
    # A row that is not as documented makes the response take the tolerant path.
    (leg, *_), _ = decoded(RECORD, RECORD | {"disposition": "cancel"})
    assert (leg.cost, leg.cost_grosze, leg.key) == (12, 12, LEG.key)
    assert [getattr(leg, name) for name in ("clid", "src", "zone")] == ['"Sekretariat 3" <101>', "101", "PL"]


def test_the_same_record_received_again_has_the_same_key_whatever_it_costs() -> None:
    (first, again, other), _ = decoded(RECORD, RECORD | {"cost": ""}, RECORD | {"dstchannel": ""})
    assert first.key == again.key != other.key
    assert first.key == (
        "1639563902.75",
        "2021-12-15 11:25:02",
        "SIP/PBX-101-00000028",
        "SIP/PBX-105-00000029",
        "105",
        "Queue",
        "ANSWERED",
        14,
        13,
    )


@pytest.mark.parametrize(
    ("fields", "attributes"),
    [
        ({"duration": "14", "billsec": "9"}, {"duration_s": 14, "billsec_s": 9}),
        ({"duration": None, "billsec": None}, {"duration_s": 0, "billsec_s": 0}),
        ({"duration": -5, "billsec": -1}, {"duration_s": 0, "billsec_s": 0}),
        ({"duration": 2**31 - 1}, {"duration_s": 2**31 - 1}),
        ({"disposition": "no answer"}, {"disposition": "NO ANSWER"}),
        ({"disposition": "CONGESTION"}, {"disposition": "CONGESTION"}),
        ({"calldate": " 2021-12-15 11:25:02 "}, {"calldate": "2021-12-15 11:25:02"}),
        ({"uniqueid": 1639563902}, {"uniqueid": "1639563902"}),
        ({"src": 101, "dst": None, "clid": None}, {"src": "101", "dst": "", "clid": ""}),
        ({"clid": "Jan \ud83d <101>"}, {"clid": "Jan ? <101>"}),
        ({"zone": "Łódź", "cost": 0.5}, {"zone": "Łódź", "cost_grosze": 1}),
        ({"cost": 2**53}, {"cost_grosze": 2**53}),
        ({"cost": "x"}, {"cost_grosze": None}),
        ({"cost": "0" * 19 + "5"}, {"cost": "0" * 19 + "5", "cost_grosze": 5}),
        ({"cost": "0" * 20 + "5"}, {"cost": 5, "cost_grosze": 5}),
        ({"new": {}}, {}),
    ],
)
def test_fields_may_have_other_forms(fields: dict[str, object], attributes: dict[str, object]) -> None:
    (leg,), undecoded = decoded(RECORD | fields)
    assert undecoded == 0
    assert {name: getattr(leg, name) for name in attributes} == attributes


def test_only_the_time_and_the_identifier_are_required() -> None:
    (leg,), _ = decoded({"calldate": RECORD["calldate"], "uniqueid": "1.2"})
    assert leg == Leg("2021-12-15 11:25:02", "", "", "", "", "", "", 0, 0, "", "1.2", None, "")


@pytest.mark.parametrize(
    "row",
    [
        RECORD | {"calldate": 7},
        RECORD | {"calldate": "soon"},
        RECORD | {"calldate": "0001-01-01 00:00:00"},
        RECORD | {"calldate": "1969-12-31 23:59:59"},
        RECORD | {"calldate": "2021-13-15 11:25:02"},
        RECORD | {"calldate": "197９-12-15 11:25:02"},
        RECORD | {"calldate": "2021-12-32 11:25:02"},
        RECORD | {"calldate": "2021-12-15 24:25:02"},
        RECORD | {"calldate": "2021-12-15 11:60:02"},
        RECORD | {"calldate": "2021-12-15 11:25:02.5"},
        RECORD | {"duration": 2**31},
        RECORD | {"billsec": 2**31},
        RECORD | {"billsec": 2**70},
        RECORD | {"duration": "long"},
        RECORD | {"cost": "9" * 20},
        RECORD | {"cost": 2**53 + 1},
        RECORD | {"cost": -(2**53) - 1},
        RECORD | {"cost": " " * 20 + str(2**53 + 1)},
        RECORD | {"uniqueid": None},
        RECORD | {"src": []},
        {"calldate": RECORD["calldate"]},
        None,
        5,
    ],
)
def test_an_invalid_row_is_counted_and_costs_no_other(row: object) -> None:
    legs, undecoded = decoded(row, RECORD)
    assert ([leg.key for leg in legs], undecoded) == ([LEG.key], 1)
    assert decoded(row) == ((), 1)


def test_rows_beside_an_invalid_one_may_have_numbers_as_text() -> None:
    rows = RECORD | {"duration": str(2**31 - 1), "billsec": "9", "cost": 2**53}, None
    ((leg,), undecoded) = decoded(*rows)
    assert (leg.duration_s, leg.billsec_s, leg.cost, undecoded) == (2**31 - 1, 9, 2**53, 1)


@pytest.mark.parametrize(
    ("sent", "name"),
    [(b"\xa3o\xb6", "�o�"), (b"a\tb", "a b"), (rb"SIP\Moja", r"SIP\Moja"), (b"x", "x"), ("Łoś".encode(), "Łoś")],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_damaged_row_is_repaired_and_costs_no_other(mark: bytes, sent: bytes, name: str) -> None:
    raw = json.dumps([RECORD, RECORD | {"clid": "NAME"}]).encode().replace(b"NAME", sent)
    listing = decode_legs(mark + raw)
    assert ([leg.clid for leg in listing.entries], listing.undecoded) == ([LEG.clid, name], 0)
    entries = decode_recordings(mark + json.dumps([ENTRY | {"src": "NAME"}]).encode().replace(b"NAME", sent)).entries
    assert [entry.src for entry in entries] == [name]


@pytest.mark.parametrize(
    "hostile",
    [
        b"[" * 5000 + b"]" * 5000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"9" * 5000,
        b"1e999",
        b"NaN",
        rb'"\ud800\M\udc00"',
        b'"\xff\x00"',
    ],
)
@pytest.mark.parametrize("field", ["clid", "duration", "new", r"\ud800"])
def test_a_hostile_value_costs_at_most_its_row(field: str, hostile: bytes) -> None:
    row = json.dumps(RECORD).encode()
    raw = b"[" + row + b"," + row[:-1] + f', "{field}": '.encode() + hostile + b"}," + row + b"]"
    listing = decode_legs(raw)
    assert listing.entries[0].key == listing.entries[-1].key == LEG.key
    assert len(listing.entries) + listing.undecoded == 3
    assert len(decode_recordings(raw).entries) + decode_recordings(raw).undecoded == 3


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"{}", b"", b"[1", b"null", b"[" * 50_000])
def test_what_is_not_an_array_is_refused(body: bytes) -> None:
    for decode in (decode_legs, decode_recordings):
        with pytest.raises(ValueError, match=r"^not a JSON array$"):
            decode(body)


@pytest.mark.parametrize("row", [RECORD, RECORD | {"cost": 1, "duration": "1"}, RECORD | {"duration": "x"}])
def test_a_response_that_reaches_the_limit_is_truncated(row: dict[str, object]) -> None:
    assert decode_legs(json.dumps([row] * 10_000).encode()).is_truncated
    assert not decode_legs(json.dumps([row] * 9_999).encode()).is_truncated


ENTRY = {"uniqueid": "1.2", "src": "101", "dst": "105", "format": "WAV", "date": "2019-03-14 11:17:28"}


def test_an_entry_of_the_list_of_recordings() -> None:
    listing = decode_recordings(json.dumps([ENTRY, {"uniqueid": 1.5}, {"src": "1"}]).encode())
    assert listing.entries == (
        RecordingEntry("1.2", "101", "105", "wav", "2019-03-14 11:17:28"),
        RecordingEntry("1.5", "", "", "", ""),
    )
    assert (listing.undecoded, listing.is_truncated) == (1, False)


@pytest.mark.parametrize("row", [ENTRY, {}])
def test_the_limit_of_the_list_of_recordings(row: dict[str, object]) -> None:
    assert decode_recordings(json.dumps([row] * 5_000).encode()).is_truncated
    assert not decode_recordings(json.dumps([row] * 4_999).encode()).is_truncated


@pytest.mark.parametrize(
    ("value", "grosze"),
    [
        ("", None),
        (" ", None),
        (None, None),
        ("12", 12),
        (" 12 ", 12),
        (12, 12),
        (0, 0),
        ("12.5", 13),
        ("12.4", 12),
        ("-12.5", -13),
        ("0,4", 0),
        ("0,5", 1),
        (0.1, 0),
        ("x", None),
        ("NaN", None),
        ("inf", None),
        ("1e400", None),
    ],
)
def test_a_cost_is_whole_grosze(value: str | int | None, grosze: int | None) -> None:
    assert cost_in_grosze(value) == grosze


@pytest.mark.parametrize(
    ("clid", "name"),
    [
        ('"Jan Nowak" <600100200>', "Jan Nowak"),
        ('" Jan Nowak " <600100200>', "Jan Nowak"),
        ('"600100200" <600100200>', ""),
        ('" 600100200 " < 600100200 >', ""),
        ('"x" <600 100 200>', "x"),
        ("<600100200>", ""),
        ('"+48600100200" <600100200>', ""),
        ('"0048 600 100 200" <600100200>', ""),
        ('"(22) 555-01-01" <225550101>', ""),
        ("600100200", ""),
        ("105", ""),
        ('"Sala 3" <103>', "Sala 3"),
        ("Jan <600100200>", "Jan"),
        (' "Jan" <anonymous> ', "Jan"),
        ('"A "B" <x>" <1>', 'A "B" <x>'),
        (r'"A \"B\" C" <1>', 'A "B" C'),
        ('"a\nb" <x>', "a\nb"),
        ("Jan", "Jan"),
        ("XXXX", "XXXX"),
        ('"Max X" <anonymous>', "Max X"),
        ('""', ""),
        ("", ""),
        ('"Jan" <', 'Jan" <'),
        ("Jan <1>2>", "Jan <1>2>"),
        ("105 < 105 >", ""),
        (r"Jan \"N\" <1>", 'Jan "N'),
        ('"<b>x</b>" <1>', "<b>x</b>"),
    ],
)
def test_the_name_in_a_caller_id_is_plain_text(clid: str, name: str) -> None:
    assert caller_name(clid) == name


@pytest.mark.parametrize("clid", [" " * 5000, '"' * 5000, "<" * 5000, "\t" * 2500 + "<" + " " * 2500, "<>" * 2500])
def test_a_long_caller_id_takes_no_time(clid: str) -> None:
    """A regular expression took a second for six hundred blanks, and eight times as long for twice as many."""
    with within_cpu_time(0.5):
        caller_name(clid)


@pytest.mark.parametrize("field", ["clid", "src", "dst", "channel", "dstchannel", "lastapp", "uniqueid", "zone"])
def test_no_text_of_a_leg_changes_what_is_shown_beside_it(field: str) -> None:
    ((leg,), undecoded) = decoded(RECORD | {field: "a\u202eb\x1b[2Jc"})
    assert (getattr(leg, field), undecoded) == ("ab [2Jc", 0)
