"""The search index: any filter on any number of calls, in bounded time.

It holds, in numpy arrays, the columns of all calls (30 bytes each, archive.column_segments) and the texts of their
parties (archive.party_texts).  A word is searched in the parties, which gives a mask of parties; a call matches if the
mask is set for either of its two.  That lookup takes a few milliseconds for a million calls, however common the word.

This pays for being more than a table: at a million calls the first page of any filter takes 7.6 ms (p95) where an FTS5
trigram index of the calls took 1 064 ms and 200 bytes a call, and a substring search is 166 times (median; 98 times at
worst) as fast as `LIKE`.  `bootstrap.py bench` repeats these measurements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import apsw
import numpy as np
import numpy.typing as npt

from desktop_app.archive import call_flags, column_segments
from desktop_app.archive.parties import match_key, number_ids, search_words
from desktop_app.archive.party_texts import Column, Mask, PartyTexts
from desktop_app.archive.records import CallFilter, Totals

BLOCK_ROWS = 1 << 17
_FIELDS = ("row", "flags", "caller", "called", "talk_s", "cost")
_RECORD = np.dtype(list(zip(_FIELDS, (">i8", ">u2", ">i4", ">i4", ">i4", ">i8"), strict=True)))


class SearchIndex:
    """The columns of all calls by time, and their parties.  Calls are examined in blocks of `block_rows`."""

    def __init__(self, connection: apsw.Connection, block_rows: int = BLOCK_ROWS) -> None:
        self._connection, self._block_rows = connection, block_rows
        self._parties = PartyTexts()
        self._columns = _decode(b"".join(column_segments.read_segments(connection)))
        self._stale: set[int] = set()
        self._parties.refresh(connection, self._columns["caller"])

    def mark_stale(self, segments: Iterable[int]) -> None:
        """Read these segments, and the parties added since, before the next search."""
        self._stale.update(segments)

    def used_party_ids(self) -> list[int]:
        """Return the ids of all parties that a call has, ascending."""
        self._refresh()
        both = [np.unique(self._columns[name]) for name in ("caller", "called")]
        return [int(party) for party in np.union1d(*both)]

    def rows(self, wanted: CallFilter, low: int, high: int, limit: int) -> bytes:
        """Return the matching rows from `low` up to but without `high`, the newest first: at most `limit`, all with -1.

        The row numbers are native 64-bit integers.
        """
        found = []
        count = 0
        for block, matches in self._blocks(wanted, low, high):
            rows = self._columns["row"][block]
            some = (rows if matches is None else np.compress(matches, rows))[::-1]  # four times as fast as indexing
            found.append(some if limit < 0 else some[: limit - count])
            count += len(found[-1])
            if count == limit:
                break
        return b"".join([some.tobytes() for some in found])

    def totals(self, wanted: CallFilter, low: int, high: int) -> Totals:
        """Return the sums of the matching calls.  Messages count towards the cost, not as calls."""
        total = Totals()
        for block, matches in self._blocks(wanted, low, high):
            whole = [self._columns[name][block] for name in ("flags", "talk_s", "cost")]
            flags, talk_s, cost = whole if matches is None else [np.compress(matches, column) for column in whole]
            is_call = _CALLS.take(flags)
            total = Totals(
                total.calls + int(np.count_nonzero(is_call)),
                total.answered + int(np.count_nonzero(is_call & _ANSWERED.take(flags))),
                total.talk_s + int(talk_s.sum(dtype=np.int64)),
                total.cost_grosze + int(cost.sum()),
            )
        return total

    def _blocks(self, wanted: CallFilter, low: int, high: int) -> Iterator[tuple[slice, Mask | None]]:
        """Yield blocks of the columns, the newest first, each with a mask of its matching calls (None: all match)."""
        self._refresh()
        matching = wanted.flags()
        flag_mask = None if matching is None else _mask_of(matching)
        conditions = self._party_conditions(wanted)
        begin, end = np.searchsorted(self._columns["row"], [low, high]).tolist()
        while end > begin:
            block = slice(max(begin, end - self._block_rows), end)
            matches = None if flag_mask is None else flag_mask.take(self._columns["flags"][block], mode="clip")
            for mask, noted in conditions:
                one = mask.take(self._columns["caller"][block], mode="clip")
                one |= mask.take(self._columns["called"][block], mode="clip")
                one[noted[(noted >= block.start) & (noted < block.stop)] - block.start] = True
                matches = one if matches is None else matches & one
            yield block, matches
            end = block.start

    def _party_conditions(self, wanted: CallFilter) -> list[tuple[Mask, npt.NDArray[np.int64]]]:
        """Return a mask by party id, and the positions of calls with matching notes, for each condition on parties."""
        nowhere = np.empty(0, np.int64)
        conditions = []
        for place, word in enumerate(search_words(wanted.text)):
            known = wanted.named[place] if place < len(wanted.named) else ()
            conditions.append((self._parties.with_word(word, self._number_ids(known)), self._noted(word)))
        for numbers in (wanted.numbers, wanted.agents):
            if numbers:
                conditions.append((self._parties.with_numbers(self._number_ids(numbers)), nowhere))
        return conditions

    def _number_ids(self, numbers: Iterable[str]) -> list[int]:
        return list(number_ids(self._connection, {match_key(one) for one in numbers}).values())

    def _noted(self, word: str) -> npt.NDArray[np.int64]:
        """Return the positions, in the columns, of the calls whose notes hold the word."""
        found = self._connection.execute(
            "SELECT c.id FROM notes n JOIN calls c USING (uniqueid) WHERE instr(n.folded, ?) > 0", (word,)
        ).fetchall()
        rows, all_rows = np.unique(np.array([row for (row,) in found], np.int64)), self._columns["row"]
        if not len(rows) or not len(all_rows):
            return np.empty(0, np.int64)
        places: npt.NDArray[np.int64] = np.searchsorted(all_rows, rows).clip(max=len(all_rows) - 1)
        existing: npt.NDArray[np.int64] = places[all_rows[places] == rows]
        return existing

    def _refresh(self) -> None:
        """Read the stale segments and the added parties."""
        if not self._stale:
            return
        pieces: list[dict[str, Column]] = []
        done = 0
        for segment in sorted(self._stale):
            span = [column_segments.first_row(segment), column_segments.first_row(segment + 1)]
            begin, end = np.searchsorted(self._columns["row"], span).tolist()
            pieces.append({name: column[done:begin] for name, column in self._columns.items()})
            pieces.append(_decode(column_segments.read_segment(self._connection, segment)))
            done = end
        pieces.append({name: column[done:] for name, column in self._columns.items()})
        columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in _FIELDS}
        self._parties.refresh(self._connection, columns["caller"])
        self._columns = columns
        self._stale.clear()


def _decode(body: bytes) -> dict[str, Column]:
    records = np.frombuffer(body, _RECORD)
    return {name: records[name].astype(records[name].dtype.newbyteorder("=")) for name in _FIELDS}


def _mask_of(some: Sequence[int]) -> Mask:
    """Return a mask by call flags."""
    mask = np.zeros(call_flags.MAX_FLAGS + 1, np.bool_)
    mask[list(some)] = True
    return mask


_CALLS = _mask_of([flags for flags in call_flags.ALL_FLAGS if call_flags.is_counted(flags)])
_ANSWERED = _mask_of([flags for flags in call_flags.ALL_FLAGS if call_flags.outcome_of(flags) == "answered"])
