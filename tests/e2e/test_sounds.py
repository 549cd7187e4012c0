"""The player plays every container that an exchange writes, measured at the monitor of the audio sink."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.e2e.rig import Rig, wait_for

SECONDS, RATE = 40, 8000


def tone(container: str, subtype: str) -> bytes:
    """Return a tone with a pause in it, in one of the containers."""
    time_s = np.arange(SECONDS * RATE) / RATE
    samples = (12000 * np.sin(2 * np.pi * 440 * time_s)).astype(np.int16)
    out = io.BytesIO()
    soundfile.write(out, samples, RATE, format=container, subtype=subtype)
    return out.getvalue()


@pytest.fixture
def tone_file(own_rig: Rig) -> Path:
    path = own_rig.folder / "tone.wav"
    path.write_bytes(tone("WAV", "PCM_16"))
    return path


@contextmanager
def sounding(rig: Rig, path: Path) -> Iterator[Callable[[], str]]:
    """Play a file, and yield a function that returns the last line that the player printed."""
    command = [sys.executable, "-m", "tests.e2e.sounding", str(path), path.suffix[1:]]
    log = rig.folder / "sounding.log"
    with log.open("wb") as output:
        player = subprocess.Popen(command, env=rig.environment, cwd=rig.folder, stdout=output)
    try:
        wait_for(lambda: log.read_text(), "the player")
        yield lambda: log.read_text().splitlines()[-1]
    finally:
        player.kill()
        player.wait()


@pytest.mark.parametrize(
    ("container", "subtype", "name"),
    [
        ("WAV", "PCM_16", "wav"),
        ("WAV", "GSM610", "wav"),
        ("OGG", "VORBIS", "ogg"),
        ("OGG", "OPUS", "ogg"),
        ("MP3", "MPEG_LAYER_III", "mp3"),
        ("RAW", "GSM610", "gsm"),
    ],
)
def test_a_recording_is_audible(rig: Rig, container: str, subtype: str, name: str) -> None:
    path = rig.folder / f"tone.{subtype}.{name}"
    path.write_bytes(tone(container, subtype))
    with sounding(rig, path):
        wait_for(lambda: rig.loudness(0.6) > 500, f"{subtype} in {container} to be heard")
    wait_for(lambda: rig.loudness(0.6) == 0, "silence")


def test_playback_moves_to_a_new_headset_and_back(own_rig: Rig, tone_file: Path) -> None:
    rig = own_rig
    with sounding(rig, tone_file):
        wait_for(lambda: rig.loudness(0.4) > 500, "the tone")
        module = rig.output(["pactl", "load-module", "module-null-sink", "sink_name=headset"])
        rig.output(["pactl", "set-default-sink", "headset"])
        wait_for(lambda: rig.loudness(0.4, "headset") > 500, "the tone in the headset")
        assert rig.loudness(0.4) == 0
        rig.output(["pactl", "unload-module", module])
        wait_for(lambda: rig.loudness(0.4) > 500, "the tone at its first place again")


def test_sound_is_heard_when_a_device_appears(own_rig: Rig, tone_file: Path) -> None:
    """Where no device is connected the sound server offers one that nobody hears."""
    rig = own_rig
    rig.output(["pactl", "unload-module", "module-null-sink"])
    dummy = rig.output(["pactl", "load-module", "module-null-sink", "sink_name=auto_null"])
    with sounding(rig, tone_file) as said:
        assert said() == "output: False"
        rig.output(["pactl", "load-module", "module-null-sink", "sink_name=headset"])
        rig.output(["pactl", "unload-module", dummy])
        wait_for(lambda: rig.loudness(0.4, "headset") > 500, "the tone in the headset")
        assert said() == "output: True"


def test_sound_is_heard_when_the_sound_server_starts(own_rig: Rig, tone_file: Path) -> None:
    rig = own_rig
    late = rig.folder / "late"
    late.mkdir(mode=0o700)
    # A second sound server cannot have the name of the first on the bus.
    rig.environment = rig.environment | {"XDG_RUNTIME_DIR": str(late), "DBUS_SESSION_BUS_ADDRESS": ""}
    with sounding(rig, tone_file) as said:
        wait_for(lambda: said() == "output: False", "the player")
        rig.start_sound()
        wait_for(lambda: rig.loudness(0.4) > 500, "the tone")
        assert said() == "output: True"
