"""The command that saves a recording."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop_app.cli.exit_codes import DONE, REFUSED, USAGE
from desktop_app.cli.parser import parser
from desktop_app.cli.run import main
from tests.support.demo import KEY, FixedSound, running_demo
from tests.support.sounds import GSM_FORMAT, chunk, mp3_frames, pcm_wav, samples, wav

Save = Callable[[Path], Awaitable[int]]


@asynccontextmanager
async def exchange_with(body: bytes, home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Save]:
    """Yield a function that saves the recording of an exchange, whose list says wav, and returns the exit code."""
    async with running_demo() as demo:
        demo.exchange.speech = FixedSound(body)
        for name, value in {
            "API_URLS": demo.api,
            "EVENTS_URL": demo.events,
            "PBX_NAME": "MojaCentrala",
            "API_KEY": KEY,
        }.items():
            monkeypatch.setenv(f"CLOUDPBX_{name}", value)
        uniqueid = next(iter(demo.exchange.billing.recordings))

        async def save(path: Path) -> int:
            arguments = ["recording", "--profile", str(home / "profile"), uniqueid, str(path)]
            options = parser().parse_args(arguments)
            options.demo = False
            return await asyncio.to_thread(main, options)

        yield save


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (b"\xd1" + bytes(32), "gsm"),
        (mp3_frames(9), "mp3"),
        (wav(bytes(650), before=chunk(b"fmt ", GSM_FORMAT)), "wav"),
        (wav(samples(pcm_wav(1)), riff=0x7FFFF024, data=0x7FFFF000), "wav"),
    ],
    ids=["bare gsm", "mp3", "gsm in wav", "wav of a pipe"],
)
async def test_a_recording_is_saved_as_what_it_is(
    body: bytes, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with exchange_with(body, tmp_path, monkeypatch) as save:
        assert await save(tmp_path / "call") == DONE
        assert (tmp_path / "call").read_bytes() == body
        for number, given in enumerate(("wav", "wav49", ending)):
            assert await save(tmp_path / f"{number}.{given}") == DONE
            assert (tmp_path / f"{number}.{ending}").read_bytes() == body
            assert f"{number}.{ending}" in capsys.readouterr().out
    assert names(tmp_path) == {"call", *(f"{number}.{ending}" for number in range(3))}


async def test_a_file_that_was_not_named_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "call.mp3").write_bytes(b"another")
    async with exchange_with(mp3_frames(9), tmp_path, monkeypatch) as save:
        assert await save(tmp_path / "call.wav") == USAGE
    assert (tmp_path / "call.mp3").read_bytes() == b"another"
    assert not (tmp_path / "call.wav").exists()
    assert "call.mp3 is there already" in capsys.readouterr().err


@pytest.mark.parametrize("body", [wav(b""), wav(b"", before=chunk(b"fmt ", GSM_FORMAT) + chunk(b"fact", bytes(4)))])
async def test_a_file_of_headers_is_not_saved(
    body: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with exchange_with(body, tmp_path, monkeypatch) as save:
        assert await save(tmp_path / "call.wav") == REFUSED
    assert names(tmp_path) == set()
    assert "a sound file without sound" in capsys.readouterr().err
