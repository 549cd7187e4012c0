"""The player plays every container that an exchange writes, measured at the monitor of the audio sink."""

from __future__ import annotations

import io
import subprocess
import sys

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
    command = [sys.executable, "-m", "tests.e2e.sounding", str(path), name]
    player = subprocess.Popen(command, env=rig.environment, cwd=rig.folder)
    try:
        wait_for(lambda: rig.loudness(0.6) > 500, f"{subtype} in {container} to be heard")
    finally:
        player.kill()
        player.wait()
    wait_for(lambda: rig.loudness(0.6) == 0, "silence")


def test_playback_moves_to_a_new_headset_and_back(own_rig: Rig) -> None:
    rig = own_rig
    path = rig.folder / "tone.wav"
    path.write_bytes(tone("WAV", "PCM_16"))
    command = [sys.executable, "-m", "tests.e2e.sounding", str(path), "wav"]
    player = subprocess.Popen(command, env=rig.environment, cwd=rig.folder)
    try:
        wait_for(lambda: rig.loudness(0.4) > 500, "the tone")
        module = rig.output(["pactl", "load-module", "module-null-sink", "sink_name=headset"])
        rig.output(["pactl", "set-default-sink", "headset"])
        wait_for(lambda: rig.loudness(0.4, "headset") > 500, "the tone in the headset")
        assert rig.loudness(0.4) == 0
        rig.output(["pactl", "unload-module", module])
        wait_for(lambda: rig.loudness(0.4) > 500, "the tone at its first place again")
    finally:
        player.kill()
        player.wait()
