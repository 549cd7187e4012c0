"""The searchable texts of parties, and the names of callers."""

from __future__ import annotations

import pytest

from desktop_app.archive import calls, deferred_indexing
from desktop_app.archive.connection import Connection
from desktop_app.archive.grouping import group
from desktop_app.archive.parties import (
    CallParty,
    delete_unused,
    match_key,
    number_ids,
    parties_of,
    save_parties,
    search_words,
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


def test_the_text_of_a_party_holds_its_name_and_numbers_in_every_form() -> None:
    """Archives store these texts: a change needs a migration."""
    call = group([leg(src="+48 600 100 200", clid='"Łukasz | Żół|ci" <x>')], "PBX")
    caller, called = parties_of(call, ())
    assert caller.text == "|lukasz   zol ci |+48 600 100 200 |600100200 |"
    assert (caller.numbers, caller.presented) == (("600100200",), "600100200")
    assert called.text == "||105 |".replace("||", "| |")
    assert (called.numbers, called.presented) == (("105",), "")


def test_the_called_party_holds_everyone_who_was_called() -> None:
    legs = [
        leg(dst="500", dstchannel="SIP/PBX-121-0000000a", disposition="NO ANSWER", billsec_s=0),
        leg(dst="122", dstchannel="SIP/PBX-105-0000000a", calldate="2026-03-02 09:00:10"),
    ]
    _, called = parties_of(group(legs, "PBX"), legs)
    assert called.numbers == ("105", "122", "500")
    assert called.text == "| |105 |122 |500 |"
    _, called = parties_of(group(legs[:1], "PBX"), legs[:1])
    assert called.numbers == ("500",)


def test_a_caller_without_a_number_or_a_name_presents_nothing() -> None:
    caller, _ = parties_of(group([leg(src="", clid='"Anonymous" <>')], "PBX"), ())
    assert (caller.text, caller.numbers, caller.presented) == ("|anonymous |", (), "")
    caller, _ = parties_of(group([leg(clid='"|" <600100200>')], "PBX"), ())
    assert (caller.text, caller.presented) == ("|  |600100200 |", "")
    caller, _ = parties_of(group([leg(clid="<600100200>")], "PBX"), ())
    assert (caller.text, caller.presented) == ("| |600100200 |", "")


def test_search_words_are_folded_and_have_two_letters() -> None:
    assert search_words("  Żółty|Ab a | x") == ["zolty", "ab"]
    assert match_key("0048 600 100 200") == "600100200"
    assert match_key("ANONYMOUS") == "anonymous"


def test_parties_are_stored_once_and_deleted_when_unused(db: Connection) -> None:
    one, two = CallParty("|a |105 |", ("105",), "105"), CallParty("| |105 |106 |", ("105", "106"))
    assert two.presented == ""
    ids = save_parties(db, [one, two, one])
    assert ids == {one.text: 1, two.text: 2}
    assert save_parties(db, [two]) == {two.text: 2}
    three = CallParty("| |107 |", ("107",))
    assert save_parties(db, [three, two]) == {three.text: 3, two.text: 2}
    assert number_ids(db, ["105", "106", "107", "108"]) == {"105": 1, "106": 2, "107": 3}
    assert db.execute("SELECT text, presented FROM ends ORDER BY id").fetchall() == [
        (one.text, 1),
        (two.text, 0),
        (three.text, 0),
    ]
    assert set(db.execute("SELECT end_id, number_id FROM end_numbers")) == {(1, 1), (2, 1), (2, 2), (3, 3)}
    delete_unused(db, [1])
    assert db.execute("SELECT id FROM ends").fetchall() == [(1,)]
    assert db.execute("SELECT end_id, number_id FROM end_numbers").fetchall() == [(1, 1)]
    assert number_ids(db, ["105", "106", "107"]) == {"105": 1}


def test_the_latest_presented_name_of_a_number_counts(db: Connection) -> None:
    names = {"09:00:00": "Jan", "11:00:00": "Ola", "10:00:00": "Ala"}
    for at, name in names.items():
        calls.save_legs(db, [leg(f"1.{at}", calldate=f"2026-03-02 {at}", clid=f'"{name}" <600100200>')], "PBX")
        deferred_indexing.index_all(db)
    assert deferred_indexing.caller_names(db) == [("600100200", "Ola")]
    legs = [
        leg(f"2.{at}", calldate=f"2026-03-02 {at}", src="600100201", clid=f'"{name}" <600100201>')
        for at, name in names.items()
    ]
    calls.save_legs(db, [*legs, leg("3.1", src="123456", clid='"Six" <123456>'), leg("3.2", clid="", src="106")], "PBX")
    deferred_indexing.index_all(db)
    assert sorted(deferred_indexing.caller_names(db)) == [("123456", "Six"), ("600100200", "Ola"), ("600100201", "Ola")]
    assert set(db.execute("SELECT number, folded FROM names")) == {
        ("123456", "six"),
        ("600100200", "ola"),
        ("600100201", "ola"),
    }
