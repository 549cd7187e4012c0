"""A million calls: time to the first page of a filter, search compared with LIKE, cost of storing a batch."""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from desktop_app.archive import calls, deferred_indexing, queries, recordings, schema, synced_days
from desktop_app.archive.connection import Connection
from desktop_app.archive.records import CallFilter
from desktop_app.pbx.exchange_time import PBX_ZONE
from desktop_app.pbx.records import Leg, RecordingEntry, decode_legs
from tests.benchmarks.memory import pss_mib

BATCH = 10_000
PAGE = 500
PEOPLE = 30_000
EVERYTHING = CallFilter(date(2020, 1, 1), date(2035, 1, 1))
FIRST = ("Jan", "Anna", "Łukasz", "Zofia", "Marek")
ENDS = ("owski", "ska", "icz", "ak")
COMMON = ("zofia", "ska", "10", "601")


def office(seed: int = 5) -> Callable[[int], list[Leg]]:
    """Return a function that generates the n-th batch of an exchange's billing records."""
    draw = random.Random(seed)
    people = [
        (str(draw.randrange(220_000_000, 799_999_999)), f"{draw.choice(FIRST)} {draw.choice('abcdefghijklmnop') * 2}"
         f"{draw.choice(ENDS)}")
        for _ in range(PEOPLE)
    ]  # fmt: skip
    begin = datetime(2023, 1, 2, 8, tzinfo=UTC)

    def batch(number: int) -> list[Leg]:
        return [_leg(draw, people, begin, place) for place in range(number * BATCH, (number + 1) * BATCH)]

    return batch


def _leg(draw: random.Random, people: list[tuple[str, str]], begin: datetime, place: int) -> Leg:
    at = begin + timedelta(seconds=place * 100)
    number, name = people[int(draw.random() ** 2 * PEOPLE)]
    own, trunk = str(draw.randrange(101, 140)), f"SIP/trunk-{place:08x}"
    device = f"SIP/X-{own}-{place:08x}"
    way = draw.random()
    ends = (number, own, trunk, device) if way < 0.55 else (own, number, device, trunk)
    if way > 0.8:
        ends = (own, str(draw.randrange(101, 140)), device, f"SIP/X-101-{place:08x}")
    disposition = draw.choices(("ANSWERED", "NO ANSWER", "BUSY", "FAILED"), (75, 18, 5, 2))[0]
    talk_s = int(draw.expovariate(1 / 150)) if disposition == "ANSWERED" else 0
    costs = talk_s > 0 and 0.55 <= way <= 0.8
    return Leg(
        calldate=at.astimezone(PBX_ZONE).strftime("%Y-%m-%d %H:%M:%S"),
        clid=f'"{name if way < 0.55 else own}" <{ends[0]}>',
        src=ends[0],
        dst=ends[1],
        channel=ends[2],
        dstchannel=ends[3],
        lastapp=draw.choice(("Queue", "Dial")),
        duration_s=talk_s + 10,
        billsec_s=talk_s,
        disposition=disposition,
        uniqueid=f"{int(at.timestamp())}.{place}",
        cost=draw.randrange(5, 500) if costs else None,
        zone="Lokalne" if costs else "",
    )


def opened(folder: Path) -> Connection:
    """Open a new encrypted file with the settings of the program."""
    connection = Connection(str(folder / "archive.db"))
    connection.pragma("hexkey", "00" * 32)
    connection.pragma("journal_mode", "wal")
    connection.wal_autocheckpoint(8000)
    schema.migrate(connection)
    return connection


def fill(connection: Connection, batch: Callable[[int], list[Leg]], count: int) -> None:
    """Store and index `count` calls, a third of the answered ones with a recording."""
    for number in range(count // BATCH):
        legs = batch(number)
        calls.save_legs(connection, legs, "X")
        recorded = [one for one in legs if one.billsec_s > 30 and one.uniqueid[-1] in "123"]
        recordings.save_recordings(
            connection, [RecordingEntry(one.uniqueid, one.src, one.dst, "wav", one.calldate) for one in recorded]
        )
        settle(connection, number)


def settle(connection: Connection, number: int) -> None:
    """Do what a sync does after each answer."""
    deferred_indexing.index_all(connection)
    synced_days.mark_days(connection, [date(2020, 1, 1) + timedelta(days=number)], "complete")


def wire(legs: list[Leg]) -> bytes:
    """Return billing records as the exchange sends them."""
    renamed = {"duration_s": "duration", "billsec_s": "billsec"}
    records = [{renamed.get(name, name): getattr(leg, name) for name in leg.__struct_fields__} for leg in legs]
    for record in records:
        record["cost"] = str(record["cost"] or "")
    return json.dumps(records).encode()


def timed(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the median of several runs, in milliseconds."""
    spans = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        spans.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spans)


def filters() -> Iterator[CallFilter]:
    """Yield filters that match many, few and no calls, alone and combined."""
    directions = [frozenset[str](), frozenset({"in"}), frozenset({"internal"})]
    outcomes = [frozenset[str](), frozenset({"missed", "busy", "failed"}), frozenset({"failed"})]
    for direction in directions:
        for outcome in outcomes:
            for text in ("", "601", "lukasz", "zofia aaow", "kowalska", "10"):
                for numbers in (frozenset[str](), frozenset({"105"})):
                    for bits in range(4):
                        yield CallFilter(
                            EVERYTHING.first,
                            EVERYTHING.last,
                            text,
                            direction,
                            outcome,
                            with_recording=bool(bits & 1),
                            with_cost=bool(bits & 2),
                            talk_at_least_s=60 if bits == 3 else 0,
                            numbers=numbers,
                        )


def pages(connection: Connection) -> dict[str, float]:
    """Return median, p95 and maximum time to the first page of a filter, in milliseconds."""
    spans = sorted(timed(lambda w=wanted: queries.find(connection, w, PAGE), 3) for wanted in filters())  # type: ignore[misc]
    return {"median": statistics.median(spans), "p95": spans[int(len(spans) * 0.95)], "worst": spans[-1]}


def searches(connection: Connection) -> dict[str, float]:
    """Return how many times faster than LIKE the search is, for substrings in nearly all, few and no calls."""
    draw = random.Random(7)
    numbers = [str(draw.randrange(220_000_000, 799_999_999)) for _ in range(6)]
    some = connection.execute("SELECT number FROM names WHERE length(number) = 9 LIMIT 6 OFFSET 900").fetchall()
    words = (
        [number[2:7] for number in numbers]
        + [str(number)[3:8] for (number,) in some]
        + ["aaowska", "zzzz", "ppicz", *COMMON]
    )
    columns = ("from_name", "from_number", "to_number", "answered_by")
    like = f"SELECT id FROM calls WHERE {' OR '.join(f'{one} LIKE ?1' for one in columns)}"  # noqa: S608
    ratios = []
    for word in words:
        wanted = CallFilter(EVERYTHING.first, EVERYTHING.last, word)
        ours = timed(lambda w=wanted: queries.find_ids(connection, w, -1), 3)  # type: ignore[misc]
        floor = timed(lambda w=word: connection.execute(like, (f"%{w}%",)).fetchall(), 1)  # type: ignore[misc]
        ratios.append((floor / ours, ours, floor))
    ratios.sort()
    worst, middle = ratios[0], ratios[len(ratios) // 2]
    return {"median": middle[0], "ours": middle[1], "floor": middle[2], "worst": worst[0]}


def ten_thousand(connection: Connection, batch: Callable[[int], list[Leg]], first: int) -> dict[str, float]:
    """Time 10 000 records from bytes to the first page and until all are stored; the floor is `json.loads`."""
    ours, whole, floor = [], [], []
    for number in range(first, first + 5):
        raw = wire(batch(number))
        floor.append(timed(lambda r=raw: json.loads(r), 3))  # type: ignore[misc]
        begun = time.perf_counter()
        parts = calls.batches(decode_legs(raw).entries)
        calls.save_legs(connection, next(parts), "X")
        queries.find(connection, EVERYTHING, PAGE)
        ours.append((time.perf_counter() - begun) * 1000)
        for part in parts:
            calls.save_legs(connection, part, "X")
        queries.find(connection, EVERYTHING, PAGE)
        whole.append((time.perf_counter() - begun) * 1000)
        settle(connection, number)
    return {"rows": statistics.median(ours), "kept": statistics.median(whole), "json": statistics.median(floor)}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    gc.disable()  # as in the program, where the GUI thread collects
    with tempfile.TemporaryDirectory() as folder:
        connection = opened(Path(folder))
        batch = office()
        fill(connection, batch, BATCH)
        before = pss_mib()
        begun = time.perf_counter()
        fill(connection, lambda number: batch(number + 1), count - BATCH)
        seconds = time.perf_counter() - begun
        grown = pss_mib() - before
        page, search = pages(connection), searches(connection)
        few = ten_thousand(connection, batch, count // BATCH + 1)
        connection.close()
    figures = {"grown_mib": grown, "fill_s": seconds, **few}
    figures |= {f"page_{name}": value for name, value in page.items()}
    figures |= {f"search_{name}": value for name, value in search.items()}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
