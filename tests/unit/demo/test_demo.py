"""The demo exchange keeps the promises that its users rely on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from desktop_app.demo.exchange import Exchange
from desktop_app.demo.people import COLLEAGUES, PBX_NAME
from desktop_app.pbx.envelope import decode
from desktop_app.pbx.events import Event
from tests.support.demo import KEY, SPEECH, running_demo
from tests.support.rest import opened

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def lived(seed: int, seconds: float) -> tuple[list[str], list[dict[str, object]]]:
    """What an office says in its first seconds, and what it bills."""
    exchange = Exchange(seed=seed, key=KEY, speech=SPEECH, now=NOW)
    frames = exchange.channel.subscribe()
    exchange.simulation.start()
    exchange.scheduler.advance_to(seconds)
    said = [frame for frame in (frames.get_nowait() for _ in range(frames.qsize())) if frame is not None]
    return said, exchange.billing.records(NOW.date() - timedelta(days=60), NOW.date())


def test_the_same_seed_gives_the_same_office_and_another_another() -> None:
    assert lived(7, 120) == lived(7, 120)
    assert lived(7, 120) != lived(8, 120)


def test_an_office_of_twenty_four_lives() -> None:
    said, billed = lived(7, 600)
    assert len(COLLEAGUES) == 24
    text = "\n".join(said)
    for kind in ("subscriber", "extstatus", '"queue"', "qmember", "cmember"):
        assert kind in text
    states = {state for state in (0, 1, 4, 8, 16, 32) if f'"statusValue": {state}' in text}
    assert states == {0, 1, 4, 8, 16, 32}
    assert '"m_paused": 1' in text
    assert "SIP\\\\MojaCentrala-" in text, "the backslash of a device name is escaped"
    assert len({str(record["calldate"])[:10] for record in billed}) == 61


def said_in(exchange: Exchange, seconds: float = 120) -> list[str]:
    frames = exchange.channel.subscribe()
    exchange.simulation.start()
    exchange.scheduler.advance_to(seconds)
    return [frame for frame in (frames.get_nowait() for _ in range(frames.qsize())) if frame is not None]


def test_a_strict_client_reads_every_message() -> None:
    """The vendor's own client decodes strictly and reads the first event of a message."""
    for frame in said_in(Exchange(seed=7, key=KEY, speech=SPEECH, now=NOW)):
        message = json.loads(frame)
        assert set(message) == {"id", "channel", "text"}
        assert isinstance(message["text"], dict)
        assert len(message["text"]) == 1


def test_the_awkward_forms_say_the_same() -> None:
    awkward = said_in(Exchange(seed=7, key=KEY, speech=SPEECH, now=NOW, is_awkward=True))
    shapes = set()
    for frame in awkward:
        try:
            shapes.add(type(json.loads(frame)["text"]).__name__)
        except ValueError:
            shapes.add("not JSON")
    assert shapes == {"dict", "list", "str", "not JSON"}

    def events(frames: list[str]) -> list[Event]:
        decoded = [decode(frame.encode(), PBX_NAME) for frame in frames]
        assert not any(message.undecoded for message in decoded)
        return [event for message in decoded for event in message.events]

    assert events(awkward) == events(said_in(Exchange(seed=7, key=KEY, speech=SPEECH, now=NOW)))


async def test_awkward_answers_are_read_row_by_row() -> None:
    day = datetime.now(UTC).date()
    found = []
    for is_awkward in (False, True):
        async with running_demo(is_awkward=is_awkward) as demo, opened((demo.api,), KEY) as client:
            found.append(await client.legs(day - timedelta(days=2), day - timedelta(days=1)))
    plain, awkward = found
    assert awkward.undecoded == 0
    assert len(awkward.entries) > 50
    assert [leg.disposition for leg in awkward.entries] == [leg.disposition for leg in plain.entries]


def test_ids_count_up_one_by_one() -> None:
    said, _ = lived(7, 60)
    numbers = [int(frame[7 : frame.index(",")]) for frame in said]
    assert numbers == list(range(1, len(said) + 1))


async def test_the_limits_and_error_answers() -> None:
    async with running_demo() as demo, httpx.AsyncClient(base_url=demo.api) as client:
        assert (await client.get("/cdr")).status_code == 401
        client.headers["Authorization"] = f"Bearer {KEY}"
        assert isinstance((await client.get("/cdr")).json(), list)
        assert (await client.get("/cdr", params={"datestart": "x"})).status_code == 400
        assert (await client.get("/record/1.999999")).status_code == 404
        assert (await client.get("/dial", params={"cpa": "999", "cpb": "1"})).text == "Action Error"
        assert (await client.post("/sendSMS", data={"to": "12", "body": "x"})).text == "Parameter is missing"
        assert (await client.post("/sendSMS", data={"to": "600100200", "body": "x" * 1025})).status_code == 400
        sent = await client.post("/sendSMS", data={"to": "600100200", "body": "Zażółć gęślą & jaźń+"})
        assert sent.json()["responseStatus"] == "QUEUE"
        assert demo.exchange.orders[-1]["body"] == "Zażółć gęślą & jaźń+"
        assert int(sent.json()["responseId"]) > 2**53


def test_recordings_speak_and_are_as_long_as_the_call() -> None:
    exchange = Exchange(seed=7, key=KEY, speech=SPEECH, now=NOW)
    uniqueid = next(iter(exchange.billing.recordings))
    seconds = exchange.billing.seconds_of(uniqueid)
    body = exchange.speech.recording(uniqueid, seconds)
    assert len(body) == 44 + seconds * 16000
    assert body == exchange.speech.recording(uniqueid, seconds)
    assert max(body[44:]) > 0


@pytest.mark.parametrize("name", ["a", "b"])
def test_there_are_two_voices(name: str) -> None:
    assert len(list(SPEECH.glob(f"{name}-*.wav"))) >= 8


def test_a_frame_is_what_the_document_prints() -> None:
    said, _ = lived(7, 5)
    plain = next(json.loads(frame) for frame in said if "qmember" not in frame)
    assert plain["channel"] == "pbx_MojaCentrala"
    assert set(plain) == {"id", "channel", "text"}


def test_machines_answer_as_they_do_on_a_real_exchange() -> None:
    _, billed = lived(7, 60)
    machines = [record for record in billed if record["disposition"] == "ANSWERED" and not record["dstchannel"]]
    assert {record["lastapp"] for record in machines} == {"Queue", "VoiceMail"}
    assert all(int(str(record["billsec"])) > 0 for record in machines)
