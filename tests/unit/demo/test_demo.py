"""The demo exchange keeps the promises that its users rely on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from desktop_app.demo.exchange import Exchange
from desktop_app.demo.people import COLLEAGUES
from tests.support.demo import KEY, SPEECH, running_demo

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
    assert "SIP\\MojaCentrala-" in text, "device names are printed as the document prints them"
    assert len({str(record["calldate"])[:10] for record in billed}) == 61


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
