"""The searchable texts of parties, and the names of callers."""

from __future__ import annotations

import pytest

from desktop_app.archive import (
    calls,
    deferred_indexing,
)
from desktop_app.archive.store import Archive
from desktop_app.i18n.text import folded
from desktop_app.phone_numbers.parsing import normalized
from tests.support.legs import leg


def test_folding_covers_every_polish_letter() -> None:
    assert folded("ŁUKASZ Żółć Ęąśźń") == "lukasz zolc easzn"


async def test_short_numbers_have_a_name_only_if_they_are_extensions(archive: Archive) -> None:
    legs = [leg("1.1", src="", clid='"Anonymous" <>'), leg("1.2", src="abc", clid='"X" <abc>'), leg("1.3", src="105")]
    await archive.run(lambda db: calls.save_legs(db, legs, "PBX"))
    await archive.run(deferred_indexing.index_all)
    assert [number for number, _ in await archive.run(deferred_indexing.caller_names)] == ["105"]


@pytest.mark.parametrize("number", ["600100200", "+48600100200", "0048600100200", "48600100200", "0600100200"])
def test_all_spellings_of_a_number_have_one_plain_form(number: str) -> None:
    assert normalized(number) == "600100200"
