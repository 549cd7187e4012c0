"""Readers of what the exchange sends: events, billing records, the list of recordings, the answer to a message."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import msgspec

from desktop_app.archive.grouping import call_from_recording, group, outside_party, single_leg_calls
from desktop_app.pbx.envelope import Message, decode
from desktop_app.pbx.exchange_time import to_utc
from desktop_app.pbx.outcomes import Done, NotKnown, Refused
from desktop_app.pbx.records import caller_name, decode_legs, decode_recordings
from desktop_app.pbx.rest import RestClient
from desktop_app.runtime.clock import utc_now
from desktop_app.services import user_messages
from desktop_app.services.live_feed import LiveFeed
from tests.fuzz import corpora
from tests.fuzz.mutator import mutated, mutated_row
from tests.fuzz.reader import Check, Reader, mutating, plain

NAME = corpora.PBX_NAME
_CHANGING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def check_message(data: bytes) -> None:
    """A message of the stream becomes events and counted rests, and the office takes all of it."""
    feed = LiveFeed("wss://example.org", NAME, "key", utc_now)
    feed.begin()
    feed.process(data)
    for undecoded in feed.undecoded:
        user_messages.of_undecoded(undecoded, 1).encode()
    _check_encodable(decode(data, NAME))


def _check_plain(record: msgspec.Struct) -> None:
    """Texts can be written, and change neither a terminal nor the order of what surrounds them."""
    for name, text in msgspec.structs.asdict(record).items():
        if isinstance(text, str) and name != "cost":  # of which only the number is used
            text.encode()
            assert not _CHANGING.search(text), "a control or bidi character is left"


def _check_encodable(message: Message) -> None:
    for event in message.events:
        _check_plain(event)
    for undecoded in message.undecoded:
        (undecoded.kind + undecoded.extension).encode()


def _message_between(draw: Random) -> bytes:
    """An event between two valid ones, as a list or as an object, in one message."""
    kind = draw.choice(list(corpora.EVENTS))
    broken = mutated_row(draw, corpora.EVENTS[kind])
    if draw.random() < 0.5:
        parts = (b'{"extstatus":{"exten":"130","status":4}}', b'{"%s":%s}' % (kind.encode(), broken),
                 b'{"queue":{"peer":"K","calls":2}}')  # fmt: skip
        text = b"[" + b",".join(parts) + b"]"
    else:
        parts = (b'"extstatus":{"exten":"130","status":4}', b'"new%s":%s' % (kind.encode(), broken),
                 b'"queue":[{"peer":"K","calls":2}, %s]' % broken)  # fmt: skip
        text = b"{" + b",".join(parts) + b"}"
    return b'{"id":7,"channel":"pbx_X","text":' + text + b"}"


def check_message_between(data: bytes) -> None:
    """A broken event costs none of its neighbours."""
    check_message(data)
    message = decode(data, NAME)
    assert message.id == 7
    assert any(getattr(event, "value", None) == 4 for event in message.events), "the event before it is lost"
    assert any(getattr(event, "queue", "") == "K" for event in message.events), "the event after it is lost"


def check_legs(data: bytes) -> None:
    """Billing records become legs, calls and texts."""
    listing = decode_legs(data)
    for leg in listing.entries:
        _check_plain(leg)
        group([leg], NAME)
        to_utc(leg.calldate, leg.uniqueid)
        caller_name(leg.clid).encode()
    for call in [group(listing.entries, NAME)] if listing.entries else []:
        outside_party(call)
    single_leg_calls(listing.entries, NAME)


def check_recordings(data: bytes) -> None:
    """Entries of recordings become calls."""
    for entry in decode_recordings(data).entries:
        _check_plain(entry)
        outside_party(call_from_recording(entry))


def _legs_between(draw: Random) -> bytes:
    row = mutated_row(draw, draw.choice(corpora.LEGS))
    return b"[" + b",".join((_json(corpora.LEGS[0]), row, _json(corpora.LEGS[1]))) + b"]"


def check_legs_between(data: bytes) -> None:
    """A broken record costs none of its neighbours, and is counted."""
    check_legs(data)
    listing = decode_legs(data)
    found = [leg.uniqueid for leg in listing.entries]
    assert found[0] == corpora.LEGS[0]["uniqueid"], "the record before it is lost"
    assert found[-1] == corpora.LEGS[1]["uniqueid"], "the record after it is lost"
    assert len(found) + listing.undecoded == 3, "the record is neither decoded nor counted"


def _recordings_between(draw: Random) -> bytes:
    row, other = mutated_row(draw, corpora.RECORDING), corpora.RECORDING | {"uniqueid": "1.2"}
    return b"[" + b",".join((_json(corpora.RECORDING), row, _json(other))) + b"]"


def check_recordings_between(data: bytes) -> None:
    """A broken entry costs none of its neighbours, and is counted."""
    check_recordings(data)
    listing = decode_recordings(data)
    found = [entry.uniqueid for entry in listing.entries]
    assert found[0] == corpora.RECORDING["uniqueid"], "the entry before it is lost"
    assert found[-1] == "1.2", "the entry after it is lost"
    assert len(found) + listing.undecoded == 3, "the entry is neither decoded nor counted"


@contextmanager
def _sms_answers(_: Path) -> Iterator[Check]:
    """Yield a check that lets the REST client send a message to a server which answers with the input."""
    answer = b""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b"expect" not in head.lower():
            await reader.read(100)
        status = b"200 OK" if len(answer) % 3 else b"500 Oops"
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(answer)) + answer)
        await writer.drain()
        writer.close()

    async def start() -> tuple[asyncio.Server, RestClient]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        return server, RestClient([f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"], "key")

    def check(data: bytes) -> None:
        nonlocal answer
        answer = data
        outcome = runner.run(client.send_sms("600100200", "x", test=True))
        assert isinstance(outcome, Done | Refused | NotKnown)
        user_messages.of_message(outcome, "X", test=True).encode()

    with asyncio.Runner() as runner:
        server, client = runner.run(start())
        yield check
        server.close()
        runner.run(client.aclose())


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


_SMS_ANSWERS = (_json(corpora.SMS_ANSWER), _json(corpora.SMS_ANSWER | {"responseErrorMessage": "no credit"}), b"OK")


def _sms_answer(draw: Random) -> bytes:
    return mutated(draw, _SMS_ANSWERS) if draw.random() < 0.7 else mutated_row(draw, corpora.SMS_ANSWER)


_LEG_ANSWERS = (_json([corpora.LEG]), _json(corpora.LEGS))
_RECORDING_ANSWERS = (_json([corpora.RECORDING]), _json([corpora.RECORDING] * 3))
EXCHANGE_READERS = (
    Reader("events", mutating(corpora.MESSAGES), plain(check_message), corpora.MESSAGES, 12_000),
    Reader("events-neighbours", _message_between, plain(check_message_between), (), 3_500),
    Reader("cdr", mutating(_LEG_ANSWERS), plain(check_legs), _LEG_ANSWERS, 20_000, (ValueError,)),
    Reader("cdr-neighbours", _legs_between, plain(check_legs_between), (), 4_500),
    Reader("record", mutating(_RECORDING_ANSWERS), plain(check_recordings), _RECORDING_ANSWERS, 25_000, (ValueError,)),
    Reader("record-neighbours", _recordings_between, plain(check_recordings_between), (), 6_500),
    Reader("sms", _sms_answer, _sms_answers, _SMS_ANSWERS, 900),
)
