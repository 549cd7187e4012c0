"""An open archive, with what finding calls keeps of it in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:  # it brings numpy, which only a search needs
    from desktop_app.archive.search_index import SearchIndex

CHECKPOINT_PAGES = 8000


class Connection(apsw.Connection):
    """`index` is there once something was looked for (archive.searching); whoever writes to its tables tells it."""

    index: SearchIndex | None = None


@contextmanager
def told_again(connection: apsw.Connection) -> Iterator[None]:
    """A transaction for what the exchange can be asked for again, which does not wait for the disk.

    Nor does it write the log into the file: that is left to the transactions between.  When the power fails, the last
    of these are gone, each whole and with everything after it: the days that were noted as complete among them.  A
    killed program loses nothing.
    """
    connection.pragma("synchronous", "normal")
    connection.wal_autocheckpoint(0)
    try:
        with connection:
            yield
    finally:
        connection.pragma("synchronous", "full")
        connection.wal_autocheckpoint(CHECKPOINT_PAGES)
