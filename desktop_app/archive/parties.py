"""The two ends of a call as texts that are searched: who called, and who was called.

An office has a million calls and some ten thousand different ends, so a search looks through the ends alone; a call
holds two numbers for its ends (archive.columns).  An end is `|jan nowak |+48600100200 |600100200 |`: the name that was
presented, then each number in every form, folded.  The bar is a letter that no search can hold, so nothing is found
across two of them.
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
_NEVER = re.compile(r"\|+")


class CallParty(msgspec.Struct, frozen=True, gc=False):
    """One end: its text, its whole numbers in their plain form, and which of them the name was presented with."""

    text: str
    numbers: tuple[str, ...]
    presented: str = ""


def parties_of(call: Call, legs: Sequence[Leg]) -> tuple[CallParty, CallParty]:
    """Who called, and everybody who was called: the number that was dialled, who answered, who was tried."""
    called = {call.to_number, call.answered_by}
    if len(legs) > 1:
        called.update([leg.dst for leg in legs])
    return _end(call.from_name, (call.from_number,)), _end("", sorted(called))


def _end(name: str, numbers: Iterable[str]) -> CallParty:
    forms: list[str] = []
    plain: list[str] = []
    for number in numbers:
        if number:
            whole = match_key(number)
            plain.append(whole)
            forms += [folded(number), whole]
    words = _NEVER.sub(" ", folded(name)) if name else ""
    text = SEPARATOR.join(["", *[f"{one} " for one in (words, *dict.fromkeys(forms))], ""])
    return CallParty(text, tuple(dict.fromkeys(plain)), plain[0] if words.strip() and plain else "")


def match_key(number: str) -> str:
    """The form in which numbers are compared."""
    return folded(normalized(number))


def search_words(text: str) -> list[str]:
    """What a person typed, as the words that an end can hold; a single letter is not looked for."""
    return [word for word in _NEVER.sub(" ", folded(text)).split() if len(word) > 1]


# ---- the tables ----------------------------------------------------------------------------------


def save_parties(connection: apsw.Connection, ends: Iterable[CallParty]) -> dict[str, int]:
    """Write down the ends that are new; gives the number of each by its text."""
    by_text = {end.text: end for end in ends}
    known = _numbered(connection, "ends", "text", by_text)
    fresh = [end for text, end in by_text.items() if text not in known]
    if not fresh:
        return known
    numbers = {number for end in fresh for number in end.numbers}
    connection.executemany("INSERT OR IGNORE INTO numbers (number) VALUES (?)", [(one,) for one in sorted(numbers)])
    numbered = number_ids(connection, numbers)
    connection.executemany(
        "INSERT INTO ends (text, presented) VALUES (?, ?)",
        [(end.text, numbered.get(end.presented, 0)) for end in fresh],
    )
    added = _numbered(connection, "ends", "text", [end.text for end in fresh])
    connection.executemany(
        "INSERT INTO end_numbers (end_id, number_id) VALUES (?, ?)",
        [(added[end.text], numbered[number]) for end in fresh for number in end.numbers],
    )
    return known | added


def number_ids(connection: apsw.Connection, numbers: Iterable[str]) -> dict[str, int]:
    """What the table calls these whole numbers; those that no call has are left out."""
    return _numbered(connection, "numbers", "number", numbers)


def _numbered(connection: apsw.Connection, table: str, column: str, wanted: Iterable[str]) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {column}, id FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))",  # noqa: S608
        (json.dumps(list(wanted)),),
    )
    return dict(rows)


def delete_unused(connection: apsw.Connection, used: Sequence[int]) -> None:
    """Forget the ends that no call has any more, with their numbers."""
    with connection:
        gone = connection.execute(
            "SELECT id FROM ends WHERE id NOT IN (SELECT value FROM json_each(?))", (json.dumps(list(used)),)
        ).fetchall()
        connection.executemany("DELETE FROM end_numbers WHERE end_id = ?", gone)
        connection.executemany("DELETE FROM ends WHERE id = ?", gone)
        connection.execute("DELETE FROM numbers WHERE id NOT IN (SELECT number_id FROM end_numbers)")
