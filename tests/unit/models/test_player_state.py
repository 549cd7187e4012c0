"""Jumps of the player: over silence, and back to the start of the loop."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.models.player_state import PlaybackJumps

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
