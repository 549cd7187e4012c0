"""What the player shows of a recording, and where it jumps by itself: over silence, and back to where a part begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

LEAST_PART_MS = 500


@dataclass(frozen=True)
class Picture:
    """A row of bars (0 to 1) for each channel; `known` is the share that has been listened to, the rest is to come.

    `silences` are from and to in milliseconds, in their order.
    """

    rows: Sequence[Sequence[float]] = ()
    known: float = 0.0
    silences: Sequence[tuple[int, int]] = ()


@dataclass
class Jumps:
    """Where playing goes on when it comes to a place.  `part` is what is repeated, in milliseconds."""

    skips_silence: bool = False
    silences: Sequence[tuple[int, int]] = field(default=())
    part: tuple[int, int] | None = None
    begun_at: int | None = None

    def forget(self) -> None:
        """Another recording: nothing of it is marked."""
        self.silences, self.part, self.begun_at = (), None, None

    def from_place(self, ms: int) -> int | None:
        """Where to go from here; None to go on.  A place before the part is left alone: somebody went there."""
        if self.part is not None and ms >= self.part[1]:
            return self.part[0]
        if not self.skips_silence:
            return None
        place = bisect_right(self.silences, (ms, ms)) - 1
        for begin, end in self.silences[max(place, 0) : place + 2]:
            if begin <= ms < end:
                return end if self.part is None or end < self.part[1] else self.part[0]
        return None

    def mark(self, ms: int) -> None:
        """The first mark begins a part, the second ends it, the third takes it away."""
        if self.part is not None:
            self.part = self.begun_at = None
        elif self.begun_at is None:
            self.begun_at = ms
        else:
            self.set_part(self.begun_at, ms)

    def set_part(self, one: int, two: int) -> None:
        """Repeat what lies between two places; too little of it is nothing."""
        begin, end = sorted((one, two))
        self.part = (begin, end) if end - begin >= LEAST_PART_MS else None
        self.begun_at = None
