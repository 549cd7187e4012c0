"""What the player shows of a recording, and where it jumps by itself: over silence, and back to where a part begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

MIN_LOOP_MS = 500


@dataclass(frozen=True)
class WaveformBars:
    """A row of bars (0 to 1) for each channel; `known` is the share that has been listened to, the rest is to come.

    `silences` are from and to in milliseconds, in their order.
    """

    rows: Sequence[Sequence[float]] = ()
    known: float = 0.0
    silences: Sequence[tuple[int, int]] = ()


@dataclass
class PlaybackJumps:
    """Where playing goes on when it comes to a place.  `part` is what is repeated, in milliseconds."""

    skips_silence: bool = False
    silences: Sequence[tuple[int, int]] = field(default=())
    loop: tuple[int, int] | None = None
    loop_start: int | None = None

    def reset(self) -> None:
        """Another recording: nothing of it is marked."""
        self.silences, self.loop, self.loop_start = (), None, None

    def jump_target(self, ms: int) -> int | None:
        """Where to go from here; None to go on.  A place before the part is left alone: somebody went there."""
        if self.loop is not None and ms >= self.loop[1]:
            return self.loop[0]
        if not self.skips_silence:
            return None
        place = bisect_right(self.silences, (ms, ms)) - 1
        for begin, end in self.silences[max(place, 0) : place + 2]:
            if begin <= ms < end:
                return end if self.loop is None or end < self.loop[1] else self.loop[0]
        return None

    def mark_loop(self, ms: int) -> None:
        """The first mark begins a part, the second ends it, the third takes it away."""
        if self.loop is not None:
            self.loop = self.loop_start = None
        elif self.loop_start is None:
            self.loop_start = ms
        else:
            self.set_loop(self.loop_start, ms)

    def set_loop(self, one: int, two: int) -> None:
        """Repeat what lies between two places; too little of it is nothing."""
        begin, end = sorted((one, two))
        self.loop = (begin, end) if end - begin >= MIN_LOOP_MS else None
        self.loop_start = None
