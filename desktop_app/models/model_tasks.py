"""Keys of the tasks by which models read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Reading(Enum):
    """What a model reads."""

    ROWS = auto()
    PAGE = auto()
    EXCHANGE = auto()
    DETAILS = auto()


@dataclass(frozen=True)
class ModelTask:
    """One kind of reading by one model (`id()` of it), and of one row where it reads rows one by one."""

    model: int
    reading: Reading
    row: int = -1
