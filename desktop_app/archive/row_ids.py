"""Row numbers of calls: the second of the call in the high bits, so that row order is time order.

A span of days is then a range of row numbers, and no index by time is needed.
"""

from __future__ import annotations

import zlib

# Room for a million calls in each second.
SEQUENCE_BITS = 20
_SEQUENCE_MASK = (1 << SEQUENCE_BITS) - 1


def allocate_row_id(began_s: int, uniqueid: str, taken: set[int]) -> int:
    """Return a free row number for a call that began at `began_s` (seconds since 1970), and add it to `taken`."""
    number = first_row_id(began_s) + (zlib.crc32(uniqueid.encode("utf-8", "replace")) & _SEQUENCE_MASK)
    while number in taken:
        number += 1
    taken.add(number)
    return number


def first_row_id(second: int) -> int:
    """Return the lowest row number of a second."""
    return second << SEQUENCE_BITS


def second_of(row: int) -> int:
    """Return the second (since 1970) of a row number."""
    return row >> SEQUENCE_BITS


def rows_of_seconds(first: int, last: int) -> tuple[int, int]:
    """Return the half-open range of row numbers of the seconds `first` to `last`, both included."""
    return first_row_id(first), first_row_id(last + 1)
