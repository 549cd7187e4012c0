"""Row numbers of calls"""

from __future__ import annotations

import zlib

# The second stands above these bits; below them is room for a million calls in each.
SEQUENCE_BITS = 20


_SEQUENCE_MASK = (1 << SEQUENCE_BITS) - 1


def allocate_row_id(began_s: int, uniqueid: str, taken: set[int]) -> int:
    """A free number for a call's row; it is then in `taken`."""
    number = first_row_id(began_s) + (zlib.crc32(uniqueid.encode("utf-8", "replace")) & _SEQUENCE_MASK)
    while number in taken:
        number += 1
    taken.add(number)
    return number


def first_row_id(second: int) -> int:
    """The lowest number that a call of this second can have."""
    return second << SEQUENCE_BITS
