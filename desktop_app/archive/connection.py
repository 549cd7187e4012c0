"""An open archive, with what finding calls keeps of it in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:  # it brings numpy, which only a search needs
    from desktop_app.archive.searching import SearchIndex


class Connection(apsw.Connection):
    """`index` is there once something was looked for (archive.searching); whoever writes to its tables tells it."""

    index: SearchIndex | None = None
