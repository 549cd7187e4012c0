"""The open database, with the search index that belongs to it, and the two ways to write to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    from desktop_app.archive.search_index import SearchIndex

CHECKPOINT_PAGES = 8000


class Connection(apsw.Connection):
    """A connection that owns the search index of its database.

    `index` is None until the first search.  Code that writes column segments marks them stale in it.
    """

    index: SearchIndex | None = None

    def search_index(self) -> SearchIndex:
        """Return the index, and build it on the first call."""
        if self.index is None:
            # Not at the top of the module: it brings numpy, which only a search needs.
            from desktop_app.archive.search_index import SearchIndex

            self.index = SearchIndex(self)
        return self.index


@contextmanager
def relaxed_durability(connection: apsw.Connection) -> Iterator[None]:
    """Transaction with `synchronous=NORMAL`, for data that can be downloaded again.

    A commit waits neither for the disk nor for a checkpoint: the checkpoint is left to other transactions.  A power cut
    may lose the last commits, each as a whole and with all that follow it, so a day is never marked complete without
    its records.  Killing the process loses nothing.
    """
    connection.pragma("synchronous", "normal")
    connection.wal_autocheckpoint(0)
    try:
        with connection:
            yield
    finally:
        connection.pragma("synchronous", "full")
        connection.wal_autocheckpoint(CHECKPOINT_PAGES)
