"""The texts of all parties in memory, searched with numpy.

A search for a word reads every text once, so its time depends on the number of parties and hardly on the word.  See
archive.search_index for the measurements.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from desktop_app.archive.parties import SEPARATOR

Mask = npt.NDArray[np.bool_]


Column = npt.NDArray[Any]


class PartyTexts:
    """The texts of all parties, one after another in one byte array.

    `starts`, `name_ends`, `ids` and `presented` have one element per party: where its text starts, where the name in it
    ends, its id (ascending), and the id of the number that its name was presented with (0: none).  `pair_parties` and
    `pair_numbers` have one element per number of each party.
    """

    def __init__(self) -> None:
        self.text: npt.NDArray[np.uint8] = np.empty(0, np.uint8)
        self.starts: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.name_ends: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self.ids: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.presented: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.pair_parties: npt.NDArray[np.int32] = np.empty(0, np.int32)
        self.pair_numbers: npt.NDArray[np.int32] = np.empty(0, np.int32)
        # By party id, whether any call comes from it: a party that lost its calls presents its number no more.
        self.callers: Mask = np.zeros(1, np.bool_)
        self._max_number = 0

    @property
    def max_id(self) -> int:
        """The highest id of a party; 0 if there is none."""
        return int(self.ids[-1]) if len(self.ids) else 0

    def refresh(self, connection: apsw.Connection, callers: Column) -> None:
        """Read the parties added since the last call.  `callers` are the party ids that calls come from."""
        self._read_added(connection, self.max_id)
        self.callers = np.zeros(self.max_id + 1, np.bool_)
        self.callers[callers] = True

    def _read_added(self, connection: apsw.Connection, after: int) -> None:
        # Both queries before any change: a cancelled search is interrupted anywhere.
        rows = connection.execute("SELECT id, text, presented FROM ends WHERE id > ? ORDER BY id", (after,)).fetchall()
        pairs = connection.execute("SELECT end_id, number_id FROM end_numbers WHERE end_id > ?", (after,)).fetchall()
        if not rows:
            return
        texts = [str(text).encode() for _, text, _ in rows]
        starts = np.cumsum([len(self.text), *map(len, texts)])
        separator = SEPARATOR.encode()
        ends = [start + text.index(separator, 1) for start, text in zip(starts[:-1].tolist(), texts, strict=True)]
        self.text = np.concatenate([self.text, np.frombuffer(b"".join(texts), np.uint8)])
        self.starts = np.concatenate([self.starts, starts[:-1]])
        self.name_ends = np.concatenate([self.name_ends, np.array(ends, np.int64)])
        self.ids = np.concatenate([self.ids, np.array([row[0] for row in rows], np.int32)])
        self.presented = np.concatenate([self.presented, np.array([row[2] for row in rows], np.int32)])
        added = np.array(pairs, np.int32).reshape(-1, 2)
        self.pair_parties = np.concatenate([self.pair_parties, added[:, 0]])
        self.pair_numbers = np.concatenate([self.pair_numbers, added[:, 1]])
        self._max_number = int(self.pair_numbers.max(initial=0))

    def with_word(self, word: str, numbers: Sequence[int]) -> Mask:
        """Return a mask by party id: the text holds the word, or a number is presented under it or in `numbers`."""
        hits = self._find(word.encode())
        which = np.searchsorted(self.starts, hits, "right") - 1
        mask = np.zeros(self.max_id + 1, np.bool_)
        mask[self.ids[which]] = True
        names = which[hits < self.name_ends[which]]
        presented = self.presented[names[self.callers[self.ids[names]]]]
        self._add(mask, np.concatenate([presented[presented > 0], np.array(numbers, np.int32)]))
        return mask

    def with_numbers(self, numbers: Sequence[int]) -> Mask:
        """Return a mask by party id: the party has one of these numbers (by id)."""
        mask = np.zeros(self.max_id + 1, np.bool_)
        self._add(mask, np.array(numbers, np.int32))
        return mask

    def _add(self, mask: Mask, numbers: npt.NDArray[np.int32]) -> None:
        """Set the mask for every party that has one of these numbers."""
        if len(numbers):
            asked = np.zeros(max(int(numbers.max()), self._max_number) + 1, np.bool_)
            asked[numbers] = True
            mask[np.compress(asked.take(self.pair_numbers), self.pair_parties)] = True

    def _find(self, word: bytes) -> npt.NDArray[np.int64]:
        """Return where the word starts: its first three bytes are compared everywhere, the rest only at those hits."""
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
