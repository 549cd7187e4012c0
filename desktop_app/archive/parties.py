"""The two parties of a call as searchable texts: who called, and everyone who was called.

An office with a million calls has some ten thousand different parties.  Each is stored once, in the table `ends`, and a
call refers to its two by number (archive.column_segments), so a search reads ten thousand texts and not a million.

The text of a party is `|jan nowak |+48600100200 |600100200 |`: the presented name, then each number as written and in
its plain form, folded.  No search word holds the separator, so no match spans two of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

import apsw
import msgspec

from desktop_app.archive.records import Call
from desktop_app.i18n.text import folded
from desktop_app.pbx.records import Leg
from desktop_app.phone_numbers.parsing import normalized

SEPARATOR = "|"
_SEPARATORS = re.compile(r"\|+")


class CallParty(msgspec.Struct, frozen=True, gc=False):
    """One party: its text, its numbers in the form of `match_key`, and the one that the name was presented with."""

    text: str
    numbers: tuple[str, ...]
    presented: str = ""


def parties_of(call: Call, legs: Sequence[Leg]) -> tuple[CallParty, CallParty]:
    """Return the caller and the called party: the dialled number, who answered, and who was tried."""
    called = {call.to_number, call.answered_by}
    if len(legs) > 1:
        called.update([leg.dst for leg in legs])
    return _party(call.from_name, (call.from_number,)), _party("", sorted(called))


def _party(name: str, numbers: Iterable[str]) -> CallParty:
    forms: list[str] = []
    keys: list[str] = []
    for number in numbers:
        if number:
            key = match_key(number)
            keys.append(key)
            forms += [folded(number), key]
    words = _SEPARATORS.sub(" ", folded(name)) if name else ""
    text = SEPARATOR.join(["", *[f"{one} " for one in (words, *dict.fromkeys(forms))], ""])
    return CallParty(text, tuple(dict.fromkeys(keys)), keys[0] if words.strip() and keys else "")


def match_key(number: str) -> str:
    """Return the form in which whole numbers are compared: plain and folded."""
    return folded(normalized(number))


def search_words(text: str) -> list[str]:
    """Return the words to search for in what the user typed: folded, and of at least two letters."""
    return [word for word in _SEPARATORS.sub(" ", folded(text)).split() if len(word) > 1]


# ---- tables --------------------------------------------------------------------------------------


def save_parties(connection: apsw.Connection, parties: Iterable[CallParty]) -> dict[str, int]:
    """Store the parties that are new.  Returns the id of each, by its text.  The caller holds the transaction."""
    by_text = {party.text: party for party in parties}
    known = _ids_by(connection, "ends", "text", by_text)
    fresh = [party for text, party in by_text.items() if text not in known]
    if not fresh:
        return known
    numbers = {number for party in fresh for number in party.numbers}
    connection.executemany("INSERT OR IGNORE INTO numbers (number) VALUES (?)", [(one,) for one in sorted(numbers)])
    ids = number_ids(connection, numbers)
    connection.executemany(
        "INSERT INTO ends (text, presented) VALUES (?, ?)",
        [(party.text, ids.get(party.presented, 0)) for party in fresh],
    )
    added = _ids_by(connection, "ends", "text", [party.text for party in fresh])
    connection.executemany(
        "INSERT INTO end_numbers (end_id, number_id) VALUES (?, ?)",
        [(added[party.text], ids[number]) for party in fresh for number in party.numbers],
    )
    return known | added


def number_ids(connection: apsw.Connection, numbers: Iterable[str]) -> dict[str, int]:
    """Return the ids of these numbers (in the form of `match_key`); numbers of no call are left out."""
    return _ids_by(connection, "numbers", "number", numbers)


def _ids_by(connection: apsw.Connection, table: str, column: str, values: Iterable[str]) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {column}, id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(values)),),
    )
    return dict(rows)


def delete_unused(connection: apsw.Connection, used: Sequence[int]) -> None:
    """Delete all parties except those with the ids `used`, and the numbers that no party has."""
    with connection:
        unused = connection.execute(
            "SELECT id FROM ends WHERE id NOT IN (SELECT value FROM json_each(?))", (json.dumps(list(used)),)
        ).fetchall()
        connection.executemany("DELETE FROM end_numbers WHERE end_id = ?", unused)
        connection.executemany("DELETE FROM ends WHERE id = ?", unused)
        connection.execute("DELETE FROM numbers WHERE id NOT IN (SELECT number_id FROM end_numbers)")
