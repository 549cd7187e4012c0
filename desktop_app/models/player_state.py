"""State of the player: the bars of the waveform, and jumps over silence and back to the start of a loop."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

MIN_LOOP_MS = 500


@dataclass(frozen=True)
class WaveformBars:
    """A row of bars (0 to 1) for each channel.  `known` is the share of the recording (0 to 1) that has been decoded.

    `silences` are (start, end) in milliseconds, sorted.
    """

    rows: Sequence[Sequence[float]] = ()
    known: float = 0.0
    silences: Sequence[tuple[int, int]] = ()


@dataclass
class PlaybackJumps:
    """Where playback jumps.  Times are in milliseconds; `loop` is repeated, `loop_start` waits for its end."""

    skips_silence: bool = False
    silences: Sequence[tuple[int, int]] = field(default=())
    loop: tuple[int, int] | None = None
    loop_start: int | None = None

    def reset(self) -> None:
        """Clear silences and loop, for another recording."""
        self.silences, self.loop, self.loop_start = (), None, None

    def jump_target(self, ms: int) -> int | None:
        """Return the time to jump to from `ms`, or None to play on.  Playback before the loop is not pulled into it."""
        if self.loop is not None and ms >= self.loop[1]:
            return self.loop[0]
        if not self.skips_silence:
            return None
        index = bisect_right(self.silences, (ms, ms)) - 1
        for begin, end in self.silences[max(index, 0) : index + 2]:
            if begin <= ms < end:
                return end if self.loop is None or end < self.loop[1] else self.loop[0]
        return None

    def mark_loop(self, ms: int) -> None:
        """Start a loop with the first mark, end it with the second, clear it with the third."""
        if self.loop is not None:
            self.loop = self.loop_start = None
        elif self.loop_start is None:
            self.loop_start = ms
        else:
            self.set_loop(self.loop_start, ms)

    def set_loop(self, one: int, two: int) -> None:
        """Loop between two times in either order; less than MIN_LOOP_MS clears the loop."""
        begin, end = sorted((one, two))
        self.loop = (begin, end) if end - begin >= MIN_LOOP_MS else None
        self.loop_start = None
