"""Finding calls: any filter on any number of them, the newest first.

Two indexes carry this.  `calls_by_kind` answers everything that a call's kind holds (archive.kinds): each kind has its
calls in the order of time, and the kinds that fit are merged.  `words` is a trigram index over names and numbers, with
marks for what the kind holds, so that all of it is intersected inside the index and never by looking at rows.  It is
filled after each batch of records (`index_words`), which costs a fifth of keeping it row by row.
"""

from __future__ import annotations

import heapq
import json
from array import array
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import apsw

from desktop_app.archive import kinds
from desktop_app.archive.calls import SELECT_CALL
from desktop_app.archive.grouping import BAR, is_inside, outside_party, plain_number, search_text, words_of
from desktop_app.archive.notes import texts_of_rows
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.archive.rows import call_of_row, first_id, unpack
from desktop_app.pbx.records import day_begins_s
from desktop_app.text import folded

INDEX_AT_ONCE = 10_000
# Numbers that were presented under a word: beyond so many, their own calls are found by the word, and others are not.
PRESENTED = 100
SORTED_AT_ONCE_S = 40 * 24 * 3600
_SUMS = "SELECT kind, count(*), sum(talk_s), sum(cost_grosze) FROM calls "


# ---- the index of words --------------------------------------------------------------------------


def index_words(connection: apsw.Connection, limit: int = INDEX_AT_ONCE) -> int:
    """Put calls that came in since into the indexes that are filled afterwards: words, outside parties, names.

    Gives how many calls are still to be put there.
    """
    rows: list[Any] = connection.execute(
        SELECT_CALL + " WHERE id IN (SELECT id FROM unindexed LIMIT ?)",  # noqa: S608 - our own column names
        (limit,),
    ).fetchall()
    if not rows:
        return 0
    numbers = json.dumps([row[0] for row in rows])
    bodies: dict[Any, Any] = dict(
        connection.execute("SELECT id, body FROM legs WHERE id IN (SELECT value FROM json_each(?))", (numbers,))
    )
    notes = texts_of_rows(connection, numbers)
    letters: set[str] = set()
    entries, ends = [], []
    names: dict[str, tuple[str, str, str, int]] = {}
    for row in rows:
        call = call_of_row(row)
        text = kinds.marks(row[2]) + search_text(
            call, unpack(bodies[row[0]]) if row[0] in bodies else (), notes.get(row[0], "")
        )
        letters.update(text)
        entries.append((row[0], text))
        if party := outside_party(call):
            ends.append((party, row[0]))
        number, name = call.from_number, call.from_name
        if number and name and (number not in names or names[number][3] < row[0]):
            names[number] = (number, name, folded(name), row[0])
    with connection:
        connection.executemany("DELETE FROM words WHERE rowid = ?", [(row[0],) for row in rows])
        connection.executemany("INSERT INTO words (rowid, search) VALUES (?, ?)", entries)
        connection.executemany("INSERT OR IGNORE INTO parties (party, id) VALUES (?, ?)", sorted(ends))
        connection.executemany(
            "INSERT INTO names (number, name, folded, id) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
            "SET name = excluded.name, folded = excluded.folded, id = excluded.id WHERE excluded.id > id",
            list(names.values()),
        )
        connection.executemany("INSERT OR IGNORE INTO letters (letter) VALUES (?)", [(one,) for one in letters])
        connection.executemany("DELETE FROM unindexed WHERE id = ?", [(row[0],) for row in rows])
        left: Any = connection.execute("SELECT count(*) FROM unindexed").get
    return int(left)


def index_all(connection: apsw.Connection) -> None:
    """Put everything that came in into those indexes: it is little, since each batch is put there when it has come."""
    while index_words(connection):
        pass


def names(connection: apsw.Connection) -> list[tuple[str, str]]:
    """(number, name) of callers, as billing records presented them last; those that are indexed by now."""
    known: Any = connection.execute("SELECT number, name FROM names")
    return [(number, name) for number, name in known if is_inside(number) or len(number) > 5]


def _expression(connection: apsw.Connection, wanted: CallFilter) -> str:
    """The filter as a question to the index of words."""
    parts = []
    for place, word in enumerate(words_of(wanted.text)):
        known = wanted.named[place] if place < len(wanted.named) else ()
        presented: Any = connection.execute(
            "SELECT number FROM names WHERE instr(folded, ?) > 0 LIMIT ?", (word, PRESENTED)
        )
        numbers = dict.fromkeys([*known, *(number for (number,) in presented)])
        parts.append([*_pieces(connection, word), *map(_whole, numbers)])
    parts += [[_whole(number) for number in sorted(ones)] for ones in (wanted.numbers, wanted.agents) if ones]
    asked = kinds.wanted_marks(
        directions=wanted.directions,
        outcomes=wanted.outcomes,
        bits=_bits(wanted),
        talk_at_least_s=wanted.talk_at_least_s,
    )
    parts += [[_quoted(mark) for mark in ones] for ones in asked]
    return " AND ".join(f"({' OR '.join(part)})" for part in parts)


def _pieces(connection: apsw.Connection, word: str) -> list[str]:
    """A word of three letters as it is; a shorter one with every letter that may stand behind it."""
    if len(word) >= 3:
        return [_quoted(word)]
    behind = [letter for (letter,) in connection.execute("SELECT letter FROM letters")]
    return [_quoted(word + letter) for letter in behind] or [_quoted(word)]


def _whole(number: str) -> str:
    return _quoted(f"{BAR}{plain_number(number)} ")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


# ---- which ---------------------------------------------------------------------------------------


def _span(wanted: CallFilter) -> tuple[int, int]:
    """The rows of the filter's days: from, and up to."""
    return first_id(day_begins_s(wanted.first)), first_id(day_begins_s(wanted.last + timedelta(days=1)))


def _needs_words(wanted: CallFilter) -> bool:
    """True when kinds alone cannot answer."""
    return bool(words_of(wanted.text) or wanted.numbers or wanted.agents)


def _bits(wanted: CallFilter) -> int:
    return (
        (kinds.RECORDING if wanted.with_recording else 0)
        | (kinds.COST if wanted.with_cost else 0)
        | (kinds.QUEUE if wanted.through_queue else 0)
    )


def _fitting(connection: apsw.Connection, wanted: CallFilter) -> list[int] | None:
    """The kinds that fit, of those that there are; None when the filter does not ask for any."""
    bits = _bits(wanted)
    if not (wanted.directions or wanted.outcomes or bits or wanted.talk_at_least_s):
        return None
    return kinds.fitting(
        present_kinds(connection),
        directions=wanted.directions,
        outcomes=wanted.outcomes,
        bits=bits,
        talk_at_least_s=wanted.talk_at_least_s,
    )


def present_kinds(connection: apsw.Connection) -> list[int]:
    """The kinds that there are, each found by one step down the index."""
    rows = connection.execute(
        "WITH RECURSIVE found (kind) AS (SELECT min(kind) FROM calls UNION ALL "
        "SELECT (SELECT min(c.kind) FROM calls c WHERE c.kind > found.kind) FROM found WHERE found.kind IS NOT NULL) "
        "SELECT kind FROM found WHERE kind IS NOT NULL"
    )
    return [kind for (kind,) in rows]


def ids(connection: apsw.Connection, wanted: CallFilter, limit: int) -> array[int]:
    """The rows of a filter, the newest first: at most `limit`, -1 for all."""
    low, high = _span(wanted)
    fit = _fitting(connection, wanted)
    if _needs_words(wanted):
        index_all(connection)
        found = connection.execute(
            "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
            (_expression(connection, wanted), low, high, limit),
        )
        return array("q", (row for (row,) in found))
    if limit < 0:
        return _all(connection, present_kinds(connection) if fit is None else fit, low, high)
    if fit is not None:
        return array("q", _newest(connection, fit, low, high, limit))
    found = connection.execute(
        "SELECT id FROM calls WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?", (low, high, limit)
    )
    return array("q", (row for (row,) in found))


def _all(connection: apsw.Connection, fit: Sequence[int], low: int, high: int) -> array[int]:
    """All rows of several kinds, sorted a span of time after another: a long sort would hold up the other threads."""
    found: array[int] = array("q")
    chosen = json.dumps(fit)
    while high > low:
        begin = max(low, high - first_id(SORTED_AT_ONCE_S))
        span = connection.execute(
            "SELECT id FROM calls INDEXED BY calls_by_kind WHERE kind IN (SELECT value FROM json_each(?)) "
            "AND id >= ? AND id < ?",
            (chosen, begin, high),
        )
        found.extend(sorted((row for (row,) in span), reverse=True))
        high = begin
    return found


def _newest(connection: apsw.Connection, fit: Iterable[int], low: int, high: int, limit: int) -> list[int]:
    """The newest rows of several kinds, each of which has its own in order."""
    lists = [
        [
            row
            for (row,) in connection.execute(
                "SELECT id FROM calls INDEXED BY calls_by_kind WHERE kind = ? AND id >= ? AND id < ? "
                "ORDER BY id DESC LIMIT ?",
                (kind, low, high, limit),
            )
        ]
        for kind in fit
    ]
    return list(islice(heapq.merge(*lists, reverse=True), limit))


def rows(connection: apsw.Connection, wanted: Sequence[int]) -> list[Call | None]:
    """The calls of these rows, in their order; None for a row that is gone."""
    asked = json.dumps(list(wanted))
    answer = connection.execute(SELECT_CALL + " WHERE id IN (SELECT value FROM json_each(?))", (asked,))  # noqa: S608
    found = {row[0]: call_of_row(row) for row in answer}
    return [found.get(row) for row in wanted]


def _there(connection: apsw.Connection, wanted: Sequence[int]) -> list[Call]:
    return [call for call in rows(connection, wanted) if call is not None]


def find(connection: apsw.Connection, wanted: CallFilter, limit: int) -> list[Call]:
    """The calls of a filter, the newest first: at most `limit`, -1 for all."""
    return _there(connection, ids(connection, wanted, limit))


def with_number(connection: apsw.Connection, number: str, limit: int) -> list[Call]:
    """The latest calls (and messages) with one number at either end, in whatever form it is written."""
    index_all(connection)
    found = connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?", (_whole(number), limit)
    )
    return _there(connection, [row for (row,) in found])


def condition(connection: apsw.Connection, wanted: CallFilter) -> tuple[str, tuple[Any, ...]]:
    """The filter as SQL over the rows of calls, and the values of its question marks."""
    low, high = _span(wanted)
    if _needs_words(wanted):
        index_all(connection)
        found = "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?"
        return f"id IN ({found})", (_expression(connection, wanted), low, high)
    fit = _fitting(connection, wanted)
    chosen = json.dumps(fit if fit is not None else present_kinds(connection))
    return "kind IN (SELECT value FROM json_each(?)) AND id >= ? AND id < ?", (chosen, low, high)


def totals(connection: apsw.Connection, wanted: CallFilter) -> Totals:
    """The sums of a filter; messages cost, but are no calls."""
    where, values = condition(connection, wanted)
    index = "" if _needs_words(wanted) else "INDEXED BY calls_by_kind "
    found = connection.execute(f"{_SUMS}{index}WHERE {where} GROUP BY kind", values)
    total = Totals()
    for kind, count, talk_s, cost in found:
        is_call = kinds.direction_of(kind) != "message"
        total = Totals(
            total.calls + (count if is_call else 0),
            total.answered + (count if is_call and kinds.outcome_of(kind) == "answered" else 0),
            total.talk_s + talk_s,
            total.cost_grosze + (cost or 0),
        )
    return total
