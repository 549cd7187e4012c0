"""All readers, in the order in which they run."""

from __future__ import annotations

from tests.fuzz.exchange_readers import EXCHANGE_READERS
from tests.fuzz.file_readers import FILE_READERS
from tests.fuzz.reader import Reader
from tests.fuzz.text_readers import TEXT_READERS

READERS: dict[str, Reader] = {one.name: one for one in (*EXCHANGE_READERS, *FILE_READERS, *TEXT_READERS)}
