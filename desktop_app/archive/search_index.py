"""Finding calls in memory: any filter on any number of them, in a bounded time.

What is read of the archive here is thirty bytes a call (archive.columns) and the texts of their ends (archive.ends).  A
word is looked for in the ends, whose hits are one flag each; then a call fits when the flag of either of its ends is
set, which numpy looks up for a million calls in a few milliseconds, however common the word and however rare what is
asked beside it.  A trigram index over the calls themselves took a second for such a filter, and 200 bytes a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from desktop_app.archive import call_flags, column_segments
from desktop_app.archive.parties import SEPARATOR, match_key, number_ids, search_words
from desktop_app.archive.records import CallFilter, Totals

BLOCK_ROWS = 1 << 17
_FIELDS = ("row", "kind", "caller", "called", "talk_s", "cost")
_RECORD = np.dtype(list(zip(_FIELDS, (">i8", ">u2", ">i4", ">i4", ">i4", ">i8"), strict=True)))

Mask = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]


class PartyTexts:
    """The texts of all ends as one row of bytes; `presented` is the number that an end's name came with, or 0."""

    def __init__(self) -> None:
        self.text: npt.NDArray[np.uint8] = np.empty(0, np.uint8)
        self.begins: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.name_stops: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.ids: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.presented: npt.NDArray[np.int32] = np.empty(0, np.int32)
        # Each end with each of its numbers.
        self.ends_of: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.numbers_of: npt.NDArray[np.int32] = np.empty(0, np.int32)
        # A flag for each end that somebody calls from: an end that no call has any more presents nobody.
        self.callers: Mask = np.zeros(1, np.bool_)
        self._highest_number = 0

    @property
    def highest(self) -> int:
        """The highest number that an end has."""
        return int(self.ids[-1]) if len(self.ids) else 0

    def read(self, connection: apsw.Connection, callers: Column) -> None:
        """Read those that came since the last time; `callers` are the ends that calls came from."""
        self._read_new(connection, self.highest)
        self.callers = np.zeros(self.highest + 1, np.bool_)
        self.callers[callers] = True

    def _read_new(self, connection: apsw.Connection, after: int) -> None:
        # Both before anything is taken over: a question that nobody waits for any more is interrupted anywhere.
        rows = connection.execute("SELECT id, text, presented FROM ends WHERE id > ? ORDER BY id", (after,)).fetchall()
        pairs = connection.execute("SELECT end_id, number_id FROM end_numbers WHERE end_id > ?", (after,)).fetchall()
        if not rows:
            return
        texts = [str(text).encode("utf-8", "surrogatepass") for _, text, _ in rows]
        sizes = np.cumsum([len(self.text), *map(len, texts)])
        bar = SEPARATOR.encode()
        stops = [begin + text.index(bar, 1) for begin, text in zip(sizes[:-1].tolist(), texts, strict=True)]
        self.text = np.concatenate([self.text, np.frombuffer(b"".join(texts), np.uint8)])
        self.begins = np.concatenate([self.begins, sizes[:-1]])
        self.name_stops = np.concatenate([self.name_stops, np.array(stops, np.int64)])
        self.ids = np.concatenate([self.ids, np.array([row[0] for row in rows], np.int32)])
        self.presented = np.concatenate([self.presented, np.array([row[2] for row in rows], np.int32)])
        told = np.array(pairs, np.int32).reshape(-1, 2)
        self.ends_of = np.concatenate([self.ends_of, told[:, 0]])
        self.numbers_of = np.concatenate([self.numbers_of, told[:, 1]])
        self._highest_number = int(self.numbers_of.max(initial=0))

    def with_word(self, word: str, numbers: Sequence[int]) -> Mask:
        """A flag for each end that holds the word, or a number that was presented under it, or one of `numbers`."""
        hits = self._places(word.encode("utf-8", "surrogatepass"))
        which = np.searchsorted(self.begins, hits, "right") - 1
        flags = np.zeros(self.highest + 1, np.bool_)
        flags[self.ids[which]] = True
        names = which[hits < self.name_stops[which]]
        presented = self.presented[names[self.callers[self.ids[names]]]]
        self._add(flags, np.concatenate([presented[presented > 0], np.array(numbers, np.int32)]))
        return flags

    def with_numbers(self, numbers: Sequence[int]) -> Mask:
        """A flag for each end that has one of these numbers."""
        flags = np.zeros(self.highest + 1, np.bool_)
        self._add(flags, np.array(numbers, np.int32))
        return flags

    def _add(self, flags: Mask, numbers: npt.NDArray[np.int32]) -> None:
        """Set the flag of each end that has one of these numbers."""
        if len(numbers):
            asked = np.zeros(max(int(numbers.max()), self._highest_number) + 1, np.bool_)
            asked[numbers] = True
            flags[np.compress(asked.take(self.numbers_of), self.ends_of)] = True

    def _places(self, word: bytes) -> npt.NDArray[np.int64]:
        """Where the word begins: three bytes are compared everywhere, the others where those three stand."""
        count = len(self.text) - len(word) + 1
        if count <= 0:
            return np.empty(0, np.int64)
        found = self.text[:count] == word[0]
        for place in range(1, min(len(word), 3)):
            found &= self.text[place : place + count] == word[place]
        hits = np.flatnonzero(found)
        for place in range(3, len(word)):
            hits = hits[self.text[hits + place] == word[place]]
        return hits


class SearchIndex:
    """The columns of all calls, the oldest first, and their ends; `at_once` calls are looked at in one step."""

    def __init__(self, connection: apsw.Connection, at_once: int = BLOCK_ROWS) -> None:
        self._connection, self._at_once = connection, at_once
        self._ends = PartyTexts()
        self._columns = _unpacked(b"".join(column_segments.read_segments(connection)))
        self._old: set[int] = set()
        self._ends.read(connection, self._columns["caller"])

    def are_old(self, segments: Iterable[int]) -> None:
        """These segments are others now, and there may be new ends."""
        self._old.update(segments)

    def used_ends(self) -> list[int]:
        """The ends that calls have."""
        self._read_news()
        both = [np.unique(self._columns[name]) for name in ("caller", "called")]
        return [int(end) for end in np.union1d(*both)]

    def rows(self, wanted: CallFilter, low: int, high: int, limit: int) -> bytes:
        """The rows from `low` up to `high` that fit, the newest first, at most `limit` (-1: all), as 64-bit numbers."""
        found = []
        count = 0
        for part, fits in self._fitting(wanted, low, high):
            rows = self._columns["row"][part]
            some = (rows if fits is None else np.compress(fits, rows))[::-1]  # four times as quick as an index
            found.append(some if limit < 0 else some[: limit - count])
            count += len(found[-1])
            if count == limit:
                break
        return b"".join([some.tobytes() for some in found])

    def totals(self, wanted: CallFilter, low: int, high: int) -> Totals:
        """The sums of what fits; messages cost, but are no calls."""
        total = Totals()
        for part, fits in self._fitting(wanted, low, high):
            told = [self._columns[name][part] for name in ("kind", "talk_s", "cost")]
            kind, talk_s, cost = told if fits is None else [np.compress(fits, column) for column in told]
            is_call = _CALLS.take(kind)
            total = Totals(
                total.calls + int(np.count_nonzero(is_call)),
                total.answered + int(np.count_nonzero(is_call & _ANSWERED.take(kind))),
                total.talk_s + int(talk_s.sum(dtype=np.int64)),
                total.cost_grosze + int(cost.sum()),
            )
        return total

    # ---- looking ---------------------------------------------------------------------------------

    def _fitting(self, wanted: CallFilter, low: int, high: int) -> Iterator[tuple[slice, Mask | None]]:
        """Parts of the columns, the newest first, each with a flag for every call that fits (None: all of them do)."""
        self._read_news()
        asked_kinds = wanted.flags()
        kind_flags = None if asked_kinds is None else _mask_of(asked_kinds)
        words = self._words(wanted)
        begin, end = np.searchsorted(self._columns["row"], [low, high]).tolist()
        while end > begin:
            part = slice(max(begin, end - self._at_once), end)
            fits = None if kind_flags is None else kind_flags.take(self._columns["kind"][part], mode="clip")
            for flags, noted in words:
                one = flags.take(self._columns["caller"][part], mode="clip")
                one |= flags.take(self._columns["called"][part], mode="clip")
                one[noted[(noted >= part.start) & (noted < part.stop)] - part.start] = True
                fits = one if fits is None else fits & one
            yield part, fits
            end = part.start

    def _words(self, wanted: CallFilter) -> list[tuple[Mask, npt.NDArray[np.int64]]]:
        """For each thing that an end has to have: a flag for each end, and where calls are whose notes have it."""
        nowhere = np.empty(0, np.int64)
        asked = []
        for place, word in enumerate(search_words(wanted.text)):
            known = wanted.named[place] if place < len(wanted.named) else ()
            asked.append((self._ends.with_word(word, self._numbers(known)), self._noted(word)))
        for ones in (wanted.numbers, wanted.agents):
            if ones:
                asked.append((self._ends.with_numbers(self._numbers(ones)), nowhere))
        return asked

    def _numbers(self, numbers: Iterable[str]) -> list[int]:
        return list(number_ids(self._connection, {match_key(one) for one in numbers}).values())

    def _noted(self, word: str) -> npt.NDArray[np.int64]:
        found = self._connection.execute(
            "SELECT c.id FROM notes n JOIN calls c USING (uniqueid) WHERE instr(n.folded, ?) > 0", (word,)
        ).fetchall()
        rows, all_rows = np.unique(np.array([row for (row,) in found], np.int64)), self._columns["row"]
        if not len(rows) or not len(all_rows):
            return np.empty(0, np.int64)
        places: npt.NDArray[np.int64] = np.searchsorted(all_rows, rows).clip(max=len(all_rows) - 1)
        there: npt.NDArray[np.int64] = places[all_rows[places] == rows]
        return there

    def _read_news(self) -> None:
        """Take over the segments that are others now."""
        if not self._old:
            return
        pieces: list[dict[str, Column]] = []
        done = 0
        for segment in sorted(self._old):
            span = [column_segments.first_row(segment), column_segments.first_row(segment + 1)]
            begin, end = np.searchsorted(self._columns["row"], span).tolist()
            pieces.append({name: column[done:begin] for name, column in self._columns.items()})
            pieces.append(_unpacked(column_segments.read_segment(self._connection, segment)))
            done = end
        pieces.append({name: column[done:] for name, column in self._columns.items()})
        news = {name: np.concatenate([piece[name] for piece in pieces]) for name in _FIELDS}
        self._ends.read(self._connection, news["caller"])
        self._columns = news
        self._old.clear()


def _unpacked(body: bytes) -> dict[str, Column]:
    records = np.frombuffer(body, _RECORD)
    return {name: records[name].astype(records[name].dtype.newbyteorder("=")) for name in _FIELDS}


def _mask_of(some: Sequence[int]) -> Mask:
    flags = np.zeros(call_flags.MAX_FLAGS + 1, np.bool_)
    flags[list(some)] = True
    return flags


_CALLS = _mask_of([kind for kind in call_flags.ALL_FLAGS if call_flags.direction_of(kind) != "message"])
_ANSWERED = _mask_of([kind for kind in call_flags.ALL_FLAGS if call_flags.outcome_of(kind) == "answered"])
