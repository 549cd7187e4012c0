"""A recorded event stream replays to the same office."""

from __future__ import annotations

import asyncio
import io
import json
import tempfile
from pathlib import Path
from typing import IO, Any, ClassVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.pbx.envelope import decode
from desktop_app.runtime.clock import utc_now
from desktop_app.runtime.redaction import masked, masked_bytes
from desktop_app.services.live_feed import FeedTiming, LiveFeed
from desktop_app.services.stream_recording import (
    BadRecording,
    Replay,
    StreamRecorder,
    read_recording,
    replay_config,
)
from tests.support.demo import KEY, running_demo
from tests.support.wait import until


def recorded(*messages: bytes | None) -> str:
    file = io.StringIO()
    seconds = iter(range(100))
    recorder = StreamRecorder(file, "X", lambda: float(next(seconds)), mask=False)
    for message in messages:
        recorder.connection_opened() if message is None else recorder.message_received(message)
    return file.getvalue()


@given(st.lists(st.one_of(st.none(), st.binary(max_size=60)), max_size=10))
def test_recorded_messages_are_read_back_byte_for_byte(messages: list[bytes | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stream.jsonl"
        path.write_text(recorded(*messages), encoding="utf-8")
        found = read_recording(path)
    assert (found.pbx_name, found.unreadable) == ("X", 0)
    assert [raw for _, raw in found.lines] == messages


async def test_a_replay_ends_in_the_recorded_office(tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    async with running_demo(alive=True, pace=30) as demo:
        feed = LiveFeed(demo.events, "MojaCentrala", KEY, utc_now)
        with path.open("w", encoding="utf-8") as file:
            feed.record(StreamRecorder(file, "MojaCentrala", asyncio.get_running_loop().time, mask=False))
            task = asyncio.create_task(feed.run())
            await until(lambda: feed.events_received > 300)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    replay = Replay(path, speed=1000)
    again = LiveFeed(
        "ws://127.0.0.1:9",
        replay.pbx_name,
        "replay",
        utc_now,
        source=replay.open,
        timing=FeedTiming(first_delay_s=0.01),
    )
    task = asyncio.create_task(again.run())
    await until(lambda: replay.is_over.is_set())

    def shown(one: LiveFeed) -> dict[str, object]:
        return {e: (lamp.state, lamp.peer) for e, lamp in one.office.lamps.items()}

    assert shown(again) == shown(feed)
    assert again.messages_received == feed.messages_received
    assert not any(map(again.office.is_live, again.office.lamps.values())), "a finished replay is not live"
    assert KEY not in path.read_text("utf-8")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_masked_message_holds_no_number_or_name_and_decodes_to_the_same_events() -> None:
    text = {
        "subscriber": {
            "peer": "X-101",
            "statusValue": 1,
            "connectPeerNumber": "600100200",
            "connectPeerName": "Jan Żak",
        },
        "smsSendResponse": {"MsgId": "3421756012963258480", "to": "48600100200", "status": "SENT"},
        "cmember": {
            "channel": "SIP/t-1",
            "action": "add",
            "conference": "R",
            "callerIDName": 'a "b" \\u0142',
            "callerIDNum": "+48501222333",
        },
    }
    raw = json.dumps({"id": 7, "channel": "c", "text": text}).encode()
    hidden = masked_bytes(raw)
    for secret in (b"600100", b"Jan", b"501222"):
        assert secret not in hidden
    before, after = decode(raw, "X"), decode(hidden, "X")
    assert [type(event) for event in before.events] == [type(event) for event in after.events]
    assert after.id == 7
    assert not after.undecoded


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ('{"id":1,"text":"{\\"subscriber\\":{\\"connectPeerName\\":\\"Anna Kowalska\\"}}"}', ["Anna", "Kowalska"]),
        ('{"text":{"subscriber":{"connectPeerNumber":"600 100 200"}}}', ["600 100"]),
        ('{"text":{"new":{"note":"tel. 600-100-200 or +48 (22) 635 44 10"}}}', ["600-100", "635 44"]),
        ('{"text":{"smsSendResponse":{"to":48600100200}}}', ["486001"]),
        ('{"text":{"subscriber":{"connectPeerName":"Jan Nowak 600100200', ["Jan", "Nowak", "600100"]),
    ],
)
def test_masking_hides_numbers_and_names_in_any_shape(text: str, secrets: list[str]) -> None:
    hidden = masked(text)
    assert not any(secret in hidden for secret in secrets), hidden
    assert len(hidden) >= len(text) - 4


def test_an_incomplete_last_line_is_skipped_and_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_text(recorded(b"one", b"two")[:-5], encoding="utf-8")
    found = read_recording(path)
    assert [raw for _, raw in found.lines] == [b"one"]
    assert found.unreadable == 0


@pytest.mark.parametrize(
    "line",
    [
        b"{1.0",
        b"",
        b"[]",
        b"[2.0]",
        b'[2.0, "a", 1]',
        b'["2.0", "a"]',
        b"[2.0, 7]",
        b"[null, null]",
        b'[-1, "a"]',
        b'[1e999, "a"]',
        b'[1e9, "a"]',
        b"[1e9, null]",
        b'[NaN, "a"]',
        b'[%s, "a"]' % (b"9" * 5000),
        b"[" * 3000,
        b"[2.0, " + b"[" * 3000 + b"]" * 3001,
        b"\xff\xfe\x00",
    ],
)
def test_a_broken_line_is_counted_and_costs_none_of_the_others(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    head, one, two = recorded(b"one", b"two\xff").encode().splitlines(keepends=True)
    path.write_bytes(head + one + line + b"\n" + two + line + b"\n")
    found = read_recording(path)
    assert [raw for _, raw in found.lines] == [b"one", b"two\xff"]
    assert found.unreadable == Replay(path).unreadable == 2


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"[]",
        b'{"pbx_name": "X"}',
        b'{"recording": 2, "pbx_name": "X"}',
        b'{"recording": 1, "pbx_name": 7}',
        b"[" * 3000,
        b"\xff",
        b"0" * 200_000,
    ],
)
def test_another_file_is_no_recording(head: bytes, tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_bytes(head + b"\n")
    with pytest.raises(BadRecording, match="no recording"):
        read_recording(path)


def test_the_name_of_the_pbx_can_be_written_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"recording": 1, "pbx_name": "M\\ud800\xb1"}\r\n[0.0, null]\r\n')
    assert read_recording(path).pbx_name == "M?\ufffd"


def test_a_full_disk_ends_the_recording_without_an_exception() -> None:
    class Full:
        written: ClassVar[list[str]] = []

        def write(self, text: str) -> int:
            self.written.append(text)
            raise OSError(28, "No space left on device")

        def flush(self) -> None: ...

    recorder = StreamRecorder(cast("IO[str]", cast("Any", Full())), "X", lambda: 0.0, mask=False)
    recorder.message_received(b"{}")
    assert isinstance(recorder.failed, OSError)
    assert len(Full.written) == 1, "nothing is written after the first error"


# ---- the file ------------------------------------------------------------------------------------


def test_a_recording_has_a_head_and_a_line_for_each_message() -> None:
    file = io.StringIO()
    times = iter([100.0, 100.5, 101.23456, 102.0])
    recorder = StreamRecorder(file, "Moja-Centrala", lambda: next(times), mask=False)
    recorder.connection_opened()
    recorder.message_received(b'{"id":1}')
    recorder.message_received(b"\xff")
    assert [json.loads(line) for line in file.getvalue().splitlines()] == [
        {"recording": 1, "pbx_name": "Moja-Centrala"},
        [0.5, None],
        [1.235, '{"id":1}'],
        [2.0, "\udcff"],
    ]


def test_numbers_and_names_are_masked_on_request() -> None:
    raw = b'{"id":1,"text":{"subscriber":{"connectPeerNumber":"600100200"}}}'
    for mask in (True, False):
        file = io.StringIO()
        StreamRecorder(file, "X", lambda: 0.0, mask=mask).message_received(raw)
        assert ("600100200" in file.getvalue()) is not mask


def test_each_line_is_in_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "stream.jsonl"
    with path.open("w", encoding="utf-8") as file:
        recorder = StreamRecorder(file, "X", lambda: 0.0, mask=False)
        recorder.message_received(b"one")
        assert [raw for _, raw in read_recording(path).lines] == [b"one"]


@pytest.mark.parametrize(
    "head",
    [
        "",
        "\n",
        "{",
        "[]",
        "7",
        "{}",
        '{"recording": 1}',
        '{"pbx_name": "X"}',
        '{"recording": 2, "pbx_name": "X"}',
    ],
)
def test_a_file_with_another_head_is_no_recording(tmp_path: Path, head: str) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_text(head)
    with pytest.raises(BadRecording) as refused:
        read_recording(path)
    assert str(refused.value) == "this is no recording of a stream"


@pytest.mark.parametrize("line", ["{", "[]", "[1]", "[1, null, 2]", '["x", null]', "7", "null"])
def test_a_line_of_another_shape_is_counted_and_costs_no_other(tmp_path: Path, line: str) -> None:
    path = tmp_path / "stream.jsonl"
    path.write_text(recorded(b"one") + line + "\n")
    read = read_recording(path)
    assert ([raw for _, raw in read.lines], read.unreadable) == ([b"one"], 1)
    path.write_text(recorded(b"one") + line)
    assert [raw for _, raw in read_recording(path).lines] == [b"one"], "a line that was cut off is skipped"


# ---- the replay ----------------------------------------------------------------------------------


def replay_of(folder: Path, *lines: tuple[float, str | None], speed: float = 1.0) -> Replay:
    path = folder / "stream.jsonl"
    rows = [{"recording": 1, "pbx_name": "X"}, *lines]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return Replay(path, speed)


async def messages_of(replay: Replay) -> list[bytes | None]:
    feed = await replay.open()
    found = [await feed.receive()]
    while found[-1] is not None:
        found.append(await feed.receive())
    assert feed.close_reason == "the server ended the connection"
    return found


async def test_each_connection_of_a_recording_is_replayed(tmp_path: Path) -> None:
    replay = replay_of(tmp_path, (0, "early"), (0, None), (0, "one"), (0, "two"), (0, None), (0, None), (0, "three"))
    assert replay.pbx_name == "X"
    for expected in ([b"early", None], [b"one", b"two", None], [None], [b"three", None]):
        assert not replay.is_over.is_set()
        assert await messages_of(replay) == expected
    waiting = asyncio.create_task(replay.open())
    await until(replay.is_over.is_set)
    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_messages_are_replayed_with_their_delays_at_the_speed_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    lines: list[tuple[float, str | None]] = [(5, None), (6, "one"), (6.5, "two"), (6.25, "a clock that went back")]
    twice = replay_of(tmp_path, *lines, (7, "four"), (7, "five"), speed=2)
    once = Replay(tmp_path / "stream.jsonl")
    monkeypatch.setattr(asyncio, "sleep", sleep)
    assert len(await messages_of(twice)) == len(await messages_of(once)) == 6
    assert slept == [0.25, 0.375, 0.5, 0.75], "nothing waits before the first message"


async def test_a_replayed_connection_can_be_dropped(tmp_path: Path) -> None:
    replay = replay_of(tmp_path, (0, None), (0, "one"), (0, "two"), (0, None), (0, "three"))
    feed = await replay.open()
    assert await feed.receive() == b"one"
    feed.abort("this computer slept")
    assert await feed.receive() is None
    assert feed.close_reason == "this computer slept"
    feed = await replay.open()
    await feed.close()
    assert await feed.receive() is None


def test_no_order_can_leave_a_replay(tmp_path: Path) -> None:
    config = replay_config(replay_of(tmp_path, (0, None)))
    assert (config.pbx_name, config.extension) == ("X", "")
    assert [config.api_urls, config.events_url] == [("http://127.0.0.1:9",), "ws://127.0.0.1:9"]


async def test_a_long_pause_is_waited_for_in_hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A timer of the window's event loop takes at most 24 days, and a damaged time may be years."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    path = tmp_path / "stream.jsonl"
    path.write_text('{"recording": 1, "pbx_name": "X"}\n[0, null]\n[0, "a"]\n[9000, "b"]\n[9000, "c"]\n')
    feed = await Replay(path).open()
    monkeypatch.setattr("asyncio.sleep", sleep)
    assert [await feed.receive() for _ in range(4)] == [b"a", b"b", b"c", None]
    assert waited == [3600.0, 3600.0, 1800.0]
