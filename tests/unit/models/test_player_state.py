"""Jumps of the player: over silence, and back to the start of the loop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.models.player_state import PlaybackJumps, WaveformBars

SILENCES = [(2000, 5000), (9000, 9500), (20_000, 30_000)]


@given(st.integers(0, 40_000), st.none() | st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)), st.booleans())
def test_a_jump_leads_out_of_silence_or_back_to_the_loop_start(
    ms: int, part: tuple[int, int] | None, skips: bool
) -> None:
    jumps = PlaybackJumps(skips_silence=skips, silences=SILENCES)
    if part is not None:
        jumps.set_loop(*part)
    place = jumps.jump_target(ms)
    is_silent = any(begin <= ms < end for begin, end in SILENCES)
    if jumps.loop is not None and ms >= jumps.loop[1]:
        assert place == jumps.loop[0]
    elif skips and is_silent:
        assert place is not None
        assert place > ms or (jumps.loop is not None and place == jumps.loop[0])
        assert not any(begin <= place < end for begin, end in SILENCES) or place == (jumps.loop or (0,))[0]
    else:
        assert place is None


def test_three_marks_start_end_and_clear_the_loop() -> None:
    jumps = PlaybackJumps()
    jumps.mark_loop(8000)
    assert (jumps.loop_start, jumps.loop) == (8000, None)
    jumps.mark_loop(3000)
    assert (jumps.loop_start, jumps.loop) == (None, (3000, 8000))
    jumps.mark_loop(5000)
    assert jumps.loop is None
    jumps.set_loop(100, 200)
    assert jumps.loop is None, "too short to be meant"


def test_another_recording_has_no_silences_and_no_loop() -> None:
    jumps = PlaybackJumps(skips_silence=True, silences=[(0, 1000)], loop=(0, 900), loop_start=5)
    jumps.reset()
    assert jumps == PlaybackJumps(skips_silence=True)
    assert (jumps.silences, jumps.loop, jumps.loop_start) == ((), None, None)
    assert PlaybackJumps().skips_silence is False


@pytest.mark.parametrize(
    ("ms", "loop", "expected"),
    [
        (999, None, None),
        (1000, None, 2000),
        (1999, None, 2000),
        (2000, None, None),
        (1500, (0, 1800), 0),
        (1500, (0, 2000), 0),
        (1500, (0, 2001), 2000),
        (1800, (0, 1800), 0),
        (1799, (1750, 1800), 1750),
        (500, (600, 1800), None),
    ],
)
def test_where_a_jump_leads(ms: int, loop: tuple[int, int] | None, expected: int | None) -> None:
    jumps = PlaybackJumps(skips_silence=True, silences=[(0, 100), (1000, 2000), (3000, 4000)], loop=loop)
    assert jumps.jump_target(ms) == expected
    assert PlaybackJumps(silences=jumps.silences).jump_target(ms) is None


def test_a_loop_is_at_least_half_a_second_long() -> None:
    jumps = PlaybackJumps(loop_start=7)
    jumps.set_loop(1500, 1000)
    assert (jumps.loop, jumps.loop_start) == ((1000, 1500), None)
    jumps.set_loop(1000, 1499)
    assert jumps.loop is None


def test_bars_are_empty_at_first() -> None:
    bars = WaveformBars()
    assert (bars.rows, bars.known, bars.silences) == ((), 0.0, ())
