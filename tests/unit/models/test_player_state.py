"""Where playing goes on by itself: over silence, and back to the beginning of a part."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.models.player_state import Jumps

SILENCES = [(2000, 5000), (9000, 9500), (20_000, 30_000)]


@given(st.integers(0, 40_000), st.none() | st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)), st.booleans())
def test_a_jump_leads_out_of_silence_or_back_into_the_part(ms: int, part: tuple[int, int] | None, skips: bool) -> None:
    jumps = Jumps(skips_silence=skips, silences=SILENCES)
    if part is not None:
        jumps.set_part(*part)
    place = jumps.from_place(ms)
    is_silent = any(begin <= ms < end for begin, end in SILENCES)
    if jumps.part is not None and ms >= jumps.part[1]:
        assert place == jumps.part[0]
    elif skips and is_silent:
        assert place is not None
        assert place > ms or (jumps.part is not None and place == jumps.part[0])
        assert not any(begin <= place < end for begin, end in SILENCES) or place == (jumps.part or (0,))[0]
    else:
        assert place is None


def test_three_marks_begin_a_part_end_it_and_take_it_away() -> None:
    jumps = Jumps()
    jumps.mark(8000)
    assert (jumps.begun_at, jumps.part) == (8000, None)
    jumps.mark(3000)
    assert (jumps.begun_at, jumps.part) == (None, (3000, 8000))
    jumps.mark(5000)
    assert jumps.part is None
    jumps.set_part(100, 200)
    assert jumps.part is None, "too little to be meant"
