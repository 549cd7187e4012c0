"""The commands of the command line as processes: output and exit codes."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from desktop_app.export.safe_cells import escape_formula
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.raw_http import answering, http, unused_address
from tests.support.stream import StreamServer, streaming
from tests.support.wait import until


class Ended(NamedTuple):
    """The result of a command."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment(home: Path, **more: str) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("CLOUDPBX", "DISPLAY", "DBUS"))
    }
    return inherited | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)} | more


def settings_for(demo: RunningDemo) -> dict[str, str]:
    return {
        "CLOUDPBX_API_URLS": demo.api,
        "CLOUDPBX_EVENTS_URL": demo.events,
        "CLOUDPBX_PBX_NAME": "MojaCentrala",
        "CLOUDPBX_EXTENSION": "101",
        "CLOUDPBX_API_KEY": KEY,
    }


async def command(home: Path, *arguments: str, **more: str) -> Ended:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "desktop_app",
        *arguments,
        env=environment(home, **more),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert b"Traceback" not in err, err.decode()
    assert KEY.encode() not in out + err
    return Ended(process.returncode or 0, out.decode(), err.decode())


def script(server: StreamServer) -> None:
    """Send a small office in every format that the interface allows."""
    talking = {
        "peer": "Moja-Centrala-101",
        "statusValue": "1",
        "connectPeerNumber": "600100200",
        "connectPeerName": "Jan",
    }
    messages: list[tuple[int, Any]] = [
        (10, {"subscriber": talking, "queue": {"peer": "K", "calls": "2"}}),
        (11, [{"extstatus": {"exten": "130", "status": 4}}, {"extstatus": {"exten": "131", "statusValue": 17}}]),
        (12, json.dumps({"subscriber": {"peer": "Moja-Centrala-102", "statusValue": 9}})),
        (13, {"cmember": {"channel": "c1", "action": "add", "conference": "Rada", "callerIDName": "Ewa"}}),
        (14, {"smsSendResponse": {"MsgId": "3421756012963258480", "to": "48600100200", "status": "DELIVERED"}}),
        (15, {"smsSendResponse": {"MsgID": "3421756012963258480", "to": "48600100200", "status": "SENT"}}),
        (16, {"parking": {"slot": 1}}),
    ]
    for number, text in messages:
        server.event(number, text)
    server.send(
        rb'{"id":17,"channel":"c","text":{"qmember":{"peer":"Moja-Centrala-101","queue":"K","m_status":"7","m_ct":3,'
        rb'"m_paused":1,"m_reason":"obiad","m_name":"Anna","m_location":"SIP\Moja-Centrala-101"}}}'
    )


async def test_watch_prints_the_whole_office(tmp_path: Path) -> None:
    async with streaming() as server:
        more = {
            "CLOUDPBX_EVENTS_URL": server.url.replace("ws://", "http://"),
            "CLOUDPBX_PBX_NAME": "Moja-Centrala",
            "CLOUDPBX_API_KEY": KEY,
        }
        watching = asyncio.create_task(command(tmp_path, "watch", "--json", "--seconds", "4", **more))
        await until(lambda: server.listeners)
        script(server)
        ended = await watching
    assert ended.code == 0
    assert any(line.get("lamp", {}).get("extension") == "101" for line in ended.lines)
    office = ended.lines[-1]["office"]
    assert office["connection"] == "live"
    lamp = office["lamps"]["101"]
    assert (lamp["state"], lamp["peer_number"], lamp["peer_name"], lamp["known"]) == (
        "in_use",
        "600100200",
        "Jan",
        True,
    )
    assert lamp["since"]
    states = {extension: lamp["state"] for extension, lamp in office["lamps"].items()}
    assert states == {"101": "in_use", "102": "ringing", "130": "unavailable", "131": "on_hold"}
    assert office["queues"]["K"]["waiting"] == 2
    agent = office["queues"]["K"]["agents"]["101"]
    assert (agent["state"], agent["paused"], agent["reason"], agent["calls"]) == ("ringing_in_use", True, "obiad", 3)
    assert [member["name"] for member in office["conferences"]["Rada"]] == ["Ewa"]
    assert office["messages"] == {"3421756012963258480": "DELIVERED"}


async def test_watch_marks_stale_states(tmp_path: Path) -> None:
    async with streaming() as server:
        more = {"CLOUDPBX_EVENTS_URL": server.url, "CLOUDPBX_PBX_NAME": "X", "CLOUDPBX_API_KEY": KEY}
        watching = asyncio.create_task(command(tmp_path, "watch", "--json", "--seconds", "4", **more))
        await until(lambda: server.listeners)
        server.event(1, {"subscriber": {"peer": "X-101", "statusValue": 1}})
        server.event(2, {"subscriber": {"peer": "X-102", "statusValue": 1}})
        server.event(9, {"subscriber": {"peer": "X-102", "statusValue": 0}})
        office = (await watching).lines[-1]["office"]
    assert {extension: lamp["known"] for extension, lamp in office["lamps"].items()} == {"101": False, "102": True}


async def test_watch_prints_why_it_ends(tmp_path: Path) -> None:
    async with running_demo() as demo:
        refused = await command(
            tmp_path, "watch", "--seconds", "5", **settings_for(demo) | {"CLOUDPBX_API_KEY": "wrong"}
        )
    assert refused.code == 1
    assert "refuses the key" in refused.err
    away = {"CLOUDPBX_EVENTS_URL": unused_address(), "CLOUDPBX_PBX_NAME": "X", "CLOUDPBX_API_KEY": KEY}
    assert (await command(tmp_path, "watch", "--seconds", "1", **away)).code == 4


async def test_the_exit_code_of_an_order_is_its_outcome(tmp_path: Path) -> None:
    async with running_demo() as demo:
        here = settings_for(demo)
        assert (await command(tmp_path, "dial", "600 100 200", **here)).code == 0
        assert (await command(tmp_path, "dial", "Anna", **here)).code == 2
        assert (await command(tmp_path, "dial", "112", **here)).code == 2
        refused = await command(tmp_path, "dial", "102", **here | {"CLOUDPBX_EXTENSION": "999"})
        assert (refused.code, "Action Error" in refused.out) == (1, True)
        sent = await command(tmp_path, "sms", "+48600100200", "Zażółć", "--test", **here)
        assert sent.code == 0
        assert (await command(tmp_path, "sms", "22", "x", **here)).code == 2
        assert [order["order"] for order in demo.exchange.orders] == ["dial", "dial", "sms"]
    async with answering(http(b"OK"), cut_at=10) as server:
        lost = await command(tmp_path, "dial", "102", **here | {"CLOUDPBX_API_URLS": server.url})
        assert lost.code == 3
        assert "do not dial again" in lost.out
        assert len(server.requests) == 1


async def test_calls_are_listed_and_exported_without_formulas(tmp_path: Path) -> None:
    async with running_demo() as demo:
        here = settings_for(demo)
        listed = await command(tmp_path, "calls", "--json", **here)
        assert listed.code == 0
        assert {"uniqueid", "direction", "outcome", "talk_s"} <= set(listed.lines[0])
        table = tmp_path / "calls.csv"
        assert (await command(tmp_path, "calls", "--csv", str(table), **here)).code == 0
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        assert len(rows) == len(listed.lines)
        assert (await command(tmp_path, "calls", "--from", "soon", **here)).code == 2
        recorded = next(line["uniqueid"] for line in listed.lines if line["has_recording"])
        sound = tmp_path / "call.wav"
        assert (await command(tmp_path, "recording", recorded, str(sound), **here)).code == 0
        assert sound.read_bytes()[:4] == b"RIFF"
        assert (await command(tmp_path, "recording", recorded, str(sound), **here)).code == 2
        assert (await command(tmp_path, "recording", "1.999999", str(tmp_path / "no.wav"), **here)).code == 1
        assert not (tmp_path / "no.wav").exists()
        nowhere = await command(tmp_path, "recording", recorded, str(tmp_path / "nowhere" / "x.wav"), **here)
        assert (nowhere.code, "cannot be used" in nowhere.err) == (2, True)


async def test_doctor_prints_the_result_of_each_test(tmp_path: Path) -> None:
    async with running_demo(alive=True) as demo:
        ended = await command(tmp_path, "doctor", **settings_for(demo))
    assert ended.code == 0
    assert "may read calls" in ended.out
    assert "events of the office arrive" in ended.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("watch",), "No exchange is set up"), (("dial", "102"), "keyring"), (("doctor",), "No exchange is set up")],
)
async def test_a_missing_configuration_is_reported_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    ended = await command(tmp_path, *arguments)
    assert ended.code == 2
    assert words in ended.err


async def test_bad_addresses_and_html_answers_are_reported_in_a_sentence(tmp_path: Path) -> None:
    here = {"CLOUDPBX_API_KEY": KEY, "CLOUDPBX_EVENTS_URL": "wss://x", "CLOUDPBX_PBX_NAME": "X"}
    bad = await command(tmp_path, "calls", **here | {"CLOUDPBX_API_URLS": "http://api.cloudpbx.pl"})
    assert (bad.code, "only https" in bad.err) == (2, True)
    async with answering(http(b"<html>login</html>", kind="text/html")) as server:
        page = await command(tmp_path, "calls", **here | {"CLOUDPBX_API_URLS": server.url})
    assert (page.code, "not as the exchange does" in page.err) == (4, True)
    away = await command(tmp_path, "calls", **here | {"CLOUDPBX_API_URLS": unused_address()})
    assert (away.code, "cannot be reached" in away.err) == (4, True)


async def test_the_outcome_of_each_call_and_who_is_to_be_called_back(tmp_path: Path) -> None:
    here = {"CLOUDPBX_API_KEY": KEY, "CLOUDPBX_EVENTS_URL": unused_address(), "CLOUDPBX_PBX_NAME": "MojaCentrala"}
    usual: dict[str, object] = {
        "calldate": "2026-11-24 10:00:00",
        "channel": "SIP/trunk-00000001",
        "duration": 45,
        "billsec": 45,
    }
    ended: tuple[dict[str, object], ...] = (
        {"dst": "600", "dstchannel": "", "lastapp": "Queue", "clid": '"Zgubiony" <600100400>'},
        {"dst": "101", "dstchannel": "", "lastapp": "VoiceMail"},
        {"dst": "225550000", "dstchannel": "", "lastapp": "Playback"},
        {"dst": "101", "dstchannel": "SIP/MojaCentrala-101-00000002", "clid": '"+48600100403" <600100403>'},
        {
            "dst": "101",
            "dstchannel": "SIP/MojaCentrala-101-00000003",
            "disposition": "CONGESTION",
            "billsec": 0,
        },
    )
    rows = [
        usual | {"src": f"60010040{number}", "uniqueid": f"179551000{number}.1", "disposition": "ANSWERED"} | row
        for number, row in enumerate(ended)
    ]
    async with answering(http(json.dumps(rows).encode())) as server:
        more = here | {"CLOUDPBX_API_URLS": server.url}
        told = await command(tmp_path, "calls", "--from", "2026-11-24", "--json", **more)
        waiting = await command(tmp_path, "calls", "--from", "2026-11-24", "--to-call-back", "--json", **more)
        words = await command(tmp_path, "calls", "--from", "2026-11-24", "--to-call-back", **more)
    found = {line["from_number"]: line for line in told.lines}
    assert [found[f"60010040{number}"]["outcome"] for number in range(5)] == [
        "abandoned", "voicemail", "announcement", "answered", "CONGESTION",
    ]  # fmt: skip
    assert [found[f"60010040{number}"]["answered_by"] for number in range(5)] == ["", "", "", "101", ""]
    assert found["600100400"]["talk_s"] == 0
    assert found["600100403"]["from_name"] == ""
    assert {line["number"] for line in waiting.lines} == {f"60010040{number}" for number in (0, 1, 2, 4)}
    assert waiting.lines[0]["times"] == 1
    assert len(words.out.splitlines()) == 4


async def test_records_that_cannot_be_read_are_counted_and_broken_answers_asked_again(tmp_path: Path) -> None:
    here = {"CLOUDPBX_API_KEY": KEY, "CLOUDPBX_EVENTS_URL": unused_address(), "CLOUDPBX_PBX_NAME": "X"}
    rows = b'[{"calldate":"2026-11-25T09:00:00","uniqueid":"1.1"},{"calldate":"x","uniqueid":"1.2"}]'
    async with answering(http(rows)) as server:
        told = await command(tmp_path, "calls", **here | {"CLOUDPBX_API_URLS": server.url})
        doctor = await command(tmp_path, "doctor", **here | {"CLOUDPBX_API_URLS": server.url})
    assert (told.code, "records of the exchange could not be read" in told.err) == (0, True)
    assert "records of the exchange could not be read" in doctor.out
    async with answering(http(b"", "500 Oops")) as server:
        failed = await command(tmp_path, "calls", **here | {"CLOUDPBX_API_URLS": server.url})
        assert (failed.code, len(server.requests)) == (4, 3)


async def test_a_command_with_demo_starts_its_own_exchange(tmp_path: Path) -> None:
    ended = await command(tmp_path, "--demo", "watch", "--json", "--seconds", "3")
    assert ended.code == 0
    assert len(ended.lines[-1]["office"]["lamps"]) > 5


@pytest.mark.parametrize("text", ["=1+1", "+48600", "-1", "@x", "\t=1", "  =1", "\r=1"])
def test_no_exported_cell_is_a_formula(text: str) -> None:
    assert escape_formula(text).startswith("'")
    assert escape_formula("600100200") == "600100200"
