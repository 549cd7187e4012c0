"""Finding calls: any filter on any number of them, the newest first.

A filter of few days that asks for no words is answered by looking through the rows of those days, and so are the newest
of all calls: the program begins with such ones.  Every other one is answered in memory (archive.searching).
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
from desktop_app.archive.parties import words_of
from desktop_app.archive.records import Call, CallFilter, Totals
from desktop_app.archive.row_codec import call_of_row, first_id
from desktop_app.pbx.exchange_time import day_start_s

if TYPE_CHECKING:
    from desktop_app.archive.search_index import SearchIndex

# More days than these are too many to look through row by row.
FEW_DAYS = 8
ALL_ROWS = (-(2**63), 2**63 - 1)


def _span(wanted: CallFilter) -> tuple[int, int]:
    """The rows of the filter's days: from, and up to."""
    return first_id(day_start_s(wanted.first)), first_id(day_start_s(wanted.last + timedelta(days=1)))


def _is_small(wanted: CallFilter, limit: int = -1) -> bool:
    """Few days, or the newest of all calls, whoever they were with."""
    few = (wanted.last - wanted.first).days < FEW_DAYS or (limit >= 0 and wanted.kinds() is None)
    return few and not (words_of(wanted.text) or wanted.numbers or wanted.agents)


def _condition(wanted: CallFilter) -> tuple[str, tuple[object, ...]]:
    """A small filter as SQL over the rows of calls, and the values of its question marks."""
    fit = wanted.kinds()
    if fit is None:
        return "id >= ? AND id < ?", _span(wanted)
    return "id >= ? AND id < ? AND kind IN (SELECT value FROM json_each(?))", (*_span(wanted), json.dumps(fit))


def ids(connection: Connection, wanted: CallFilter, limit: int) -> array[int]:
    """The rows of a filter, the newest first: at most `limit`, -1 for all."""
    if _is_small(wanted, limit):
        where, values = _condition(wanted)
        found = connection.execute(f"SELECT id FROM calls WHERE {where} ORDER BY id DESC LIMIT ?", (*values, limit))  # noqa: S608
        return array("q", (row for (row,) in found))
    return _found(connection, wanted, _span(wanted), limit)


def _found(connection: Connection, wanted: CallFilter, span: tuple[int, int], limit: int) -> array[int]:
    """What fits of these rows, by the index in memory."""
    rows: array[int] = array("q")
    rows.frombytes(_index(connection).rows(wanted, *span, limit))
    return rows


def totals(connection: Connection, wanted: CallFilter) -> Totals:
    """The sums of a filter; messages cost, but are no calls."""
    if not _is_small(wanted):
        return _index(connection).totals(wanted, *_span(wanted))
    where, values = _condition(wanted)
    sums = f"SELECT kind, count(*), sum(talk_s), sum(cost_grosze) FROM calls WHERE {where} GROUP BY kind"  # noqa: S608
    total = Totals()
    for kind, count, talk_s, cost in connection.execute(sums, values):
        is_call = call_flags.direction_of(kind) != "message"
        total = Totals(
            total.calls + (count if is_call else 0),
            total.answered + (count if is_call and call_flags.outcome_of(kind) == "answered" else 0),
            total.talk_s + talk_s,
            total.cost_grosze + (cost or 0),
        )
    return total


def _index(connection: Connection) -> SearchIndex:
    from desktop_app.archive.search_index import (
        index_of,  # with numpy, which takes its time and room at the first search
    )

    index_all(connection)
    return index_of(connection)


def rows(connection: apsw.Connection, wanted: Sequence[int]) -> list[Call | None]:
    """The calls of these rows, in their order; None for a row that is gone."""
    asked = json.dumps(list(wanted))
    answer = connection.execute(SELECT_CALL + " WHERE id IN (SELECT value FROM json_each(?))", (asked,))  # noqa: S608
    found = {row[0]: call_of_row(row) for row in answer}
    return [found.get(row) for row in wanted]


def find(connection: Connection, wanted: CallFilter, limit: int) -> list[Call]:
    """The calls of a filter, the newest first: at most `limit`, -1 for all."""
    return _there(connection, ids(connection, wanted, limit))


def with_number(connection: Connection, number: str, limit: int) -> list[Call]:
    """The latest calls (and messages) with one number at either end, in whatever form it is written."""
    wanted = CallFilter(date.min, date.min, numbers=frozenset({number}))
    return _there(connection, _found(connection, wanted, ALL_ROWS, limit))


def _there(connection: apsw.Connection, wanted: Sequence[int]) -> list[Call]:
    return [call for call in rows(connection, wanted) if call is not None]
