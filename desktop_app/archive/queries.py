"""Finding calls by filter, the newest first.

A filter of few days without words or numbers scans the rows of those days, and so does the first page of all calls: the
program starts with such queries, before the search index is in memory.  Every other filter uses archive.search_index.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import apsw

from desktop_app.archive import call_flags
from desktop_app.archive.calls import SELECT_CALL
from desktop_app.archive.connection import Connection
from desktop_app.archive.deferred_indexing import index_all
from desktop_app.archive.parties import search_words
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.archive.row_codec import decode_call
from desktop_app.archive.row_ids import first_row_id
from desktop_app.pbx.exchange_time import day_start_s

if TYPE_CHECKING:
    from desktop_app.archive.search_index import SearchIndex

# Longer spans use the search index.
MAX_SCAN_DAYS = 8
ALL_ROWS = (-(2**63), 2**63 - 1)


def _span(wanted: CallFilter) -> tuple[int, int]:
    """Return the half-open range of row numbers of the filter's days."""
    return first_row_id(day_start_s(wanted.first)), first_row_id(day_start_s(wanted.last + timedelta(days=1)))


def _is_scanned(wanted: CallFilter, limit: int = -1) -> bool:
    """True for few days, or for the newest calls without any condition; never with words or numbers."""
    few = (wanted.last - wanted.first).days < MAX_SCAN_DAYS or (limit >= 0 and wanted.flags() is None)
    return few and not (search_words(wanted.text) or wanted.numbers or wanted.agents)


def _condition(wanted: CallFilter) -> tuple[str, tuple[int | str, ...]]:
    """Return a scanned filter as an SQL condition on `calls`, with its parameters."""
    flags = wanted.flags()
    if flags is None:
        return "id >= ? AND id < ?", _span(wanted)
    return "id >= ? AND id < ? AND kind IN (SELECT value FROM json_each(?))", (*_span(wanted), json.dumps(flags))


def find_ids(connection: Connection, wanted: CallFilter, limit: int) -> array[int]:
    """Return the row numbers of a filter's calls, the newest first: at most `limit`, all with -1."""
    if _is_scanned(wanted, limit):
        where, values = _condition(wanted)
        found = connection.execute(f"SELECT id FROM calls WHERE {where} ORDER BY id DESC LIMIT ?", (*values, limit))  # noqa: S608
        return array("q", (row for (row,) in found))
    return _search(connection, wanted, _span(wanted), limit)


def _search(connection: Connection, wanted: CallFilter, span: tuple[int, int], limit: int) -> array[int]:
    """Return the matching row numbers of a half-open range, by the search index."""
    rows: array[int] = array("q")
    rows.frombytes(_index(connection).rows(wanted, *span, limit))
    return rows


def totals(connection: Connection, wanted: CallFilter) -> Totals:
    """Return the sums of a filter.  Messages count towards the cost, not as calls."""
    if not _is_scanned(wanted):
        return _index(connection).totals(wanted, *_span(wanted))
    where, values = _condition(wanted)
    sums = f"SELECT kind, count(*), sum(talk_s), sum(cost_grosze) FROM calls WHERE {where} GROUP BY kind"  # noqa: S608
    total = Totals()
    for flags, count, talk_s, cost in connection.execute(sums, values):
        is_call = call_flags.is_counted(flags)
        total = Totals(
            total.calls + (count if is_call else 0),
            total.answered + (count if is_call and call_flags.outcome_of(flags) == "answered" else 0),
            total.talk_s + talk_s,
            total.cost_grosze + (cost or 0),
        )
    return total


def _index(connection: Connection) -> SearchIndex:
    """Return the search index with every saved call in it."""
    index_all(connection)
    return connection.search_index()


def load_calls(connection: apsw.Connection, rows: Sequence[int]) -> list[Call | None]:
    """Return the calls of these row numbers, in their order; None for a row that no longer exists."""
    answer = connection.execute(
        SELECT_CALL + " WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own columns
        (json.dumps(list(rows)),),
    )
    found = {row[0]: decode_call(row) for row in answer}
    return [found.get(row) for row in rows]


def find(connection: Connection, wanted: CallFilter, limit: int) -> list[Call]:
    """Return the calls of a filter, the newest first: at most `limit`, all with -1."""
    return _existing(connection, find_ids(connection, wanted, limit))


def find_by_number(connection: Connection, number: str, limit: int) -> list[Call]:
    """Return the latest calls and messages with a number on either side, in any spelling: at most `limit`."""
    wanted = CallFilter(date.min, date.min, numbers=frozenset({number}))
    return _existing(connection, _search(connection, wanted, ALL_ROWS, limit))


def _existing(connection: apsw.Connection, rows: Sequence[int]) -> list[Call]:
    return [call for call in load_calls(connection, rows) if call is not None]
