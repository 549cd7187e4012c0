"""Charts of the statistics: series, tooltips and tables."""

from __future__ import annotations

from datetime import date

from desktop_app.models.charts import (
    MOST_ROWS,
    Chart,
    Series,
    days_chart,
    people_chart,
    queues_chart,
    waits_chart,
    week_chart,
)
from desktop_app.services.call_statistics import Statistics, Tally, Wait

MONDAY_NINE = (date(2026, 3, 2), 9)
NAMES = {"101": "Recepcja", "105": "Łukasz Żółciński"}


def name_of(number: str) -> str:
    return NAMES.get(number, "")


def test_the_week_chart_has_a_series_per_weekday_and_a_value_per_hour() -> None:
    found = Statistics(
        {MONDAY_NINE: Tally(3, 1), (date(2026, 3, 9), 9): Tally(out=2), (date(2026, 3, 8), 23): Tally(1)}
    )
    chart = week_chart(found)
    assert len(chart.series) == 7
    assert all(len(series.values) == 24 for series in chart.series)
    assert chart.series[0].values[9] == 6
    assert chart.series[6].values[23] == 1
    assert sum(map(sum, (series.values for series in chart.series))) == 7
    assert chart.tooltips[9] == "Mon 9:00–10:00: 3 answered, 1 missed, 2 called out, 0:00 of talk"
    assert chart.table[1][:1] + chart.table[1][10:11] == ("Mon", "6")


def test_days_without_calls_are_drawn_only_between_days_with_calls() -> None:
    found = Statistics({MONDAY_NINE: Tally(3, 1), (date(2026, 3, 4), 9): Tally(0, 2, 5, 60)})
    chart = days_chart(found, date(2026, 1, 1), date(2026, 12, 31))
    assert chart.labels == ("2.03", "3.03", "4.03")
    assert [series.values for series in chart.series] == [(3, 0, 0), (1, 0, 2)]
    assert chart.table[3] == ("2026-03-04", "0", "2", "5", "60")
    assert days_chart(Statistics(), date(2026, 1, 1), date(2026, 1, 1)).labels == ("1.01",)


def test_the_busiest_people_are_drawn_and_all_are_in_the_table() -> None:
    people = {str(200 + n): Tally(n) for n in range(30)} | {"105": Tally(1, 2, 100)}
    chart = people_chart(Statistics(people=people), name_of)
    assert len(chart.labels) == MOST_ROWS
    assert chart.labels[:2] == ("Łukasz Żółciński", "229")
    assert [series.values[0] for series in chart.series] == [1, 2, 100]
    assert len(chart.table) == 32
    assert chart.table[1] == ("Łukasz Żółciński", "105", "1", "2", "100", "0")


def test_a_queue_counts_its_agents_and_the_rest_is_a_row_of_its_own() -> None:
    queued = {"101": Tally(3, 1), "105": Tally(2), "199": Tally(0, 4)}
    chart = queues_chart(
        Statistics(queued=queued), {"B": frozenset({"101", "105"}), "A": frozenset({"105"}), "C": frozenset()}
    )
    assert chart.labels == ("A", "B", "other agents")
    assert [series.values for series in chart.series] == [(2, 5, 0), (0, 1, 4)]


def test_a_wait_is_labelled_with_caller_time_and_outcome() -> None:
    waits = (
        Wait(75, "2026-03-02 09:05:00", "600100200", "Jan Nowak", False),
        Wait(40, "2026-03-01 10:00:00", "", "", True),
    )
    chart = waits_chart(Statistics(waits=waits), name_of, date(2026, 3, 2))
    assert chart.labels == ("Jan Nowak, today 9:05", "unknown, yesterday 10:00")
    assert [series.values for series in chart.series] == [(0, 40), (75, 0)]
    assert chart.tooltips[0] == "Jan Nowak, today 9:05: 1:15, missed"


def test_the_week_chart_is_whole() -> None:
    chart = week_chart(Statistics({MONDAY_NINE: Tally(3, 1, 2, 75)}))
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    hours = tuple(str(hour) for hour in range(24))
    assert chart.title == "Calls by weekday and hour"
    assert chart.labels == hours
    assert tuple(series.label for series in chart.series) == days
    assert {series.token for series in chart.series} == {"accent"}
    assert chart.table[0] == ("", *hours)
    assert chart.table[1] == ("Mon", *("6" if hour == 9 else "0" for hour in range(24)))
    assert tuple(row[0] for row in chart.table[1:]) == days
    assert len(chart.tooltips) == 7 * 24
    assert chart.tooltips[9] == "Mon 9:00–10:00: 3 answered, 1 missed, 2 called out, 1:15 of talk"
    assert chart.tooltips[-1] == "Sun 23:00–24:00: 0 answered, 0 missed, 0 called out, 0:00 of talk"


def test_the_chart_of_days_is_whole() -> None:
    found = Statistics({MONDAY_NINE: Tally(3, 1, 2, 75), (date(2026, 3, 4), 9): Tally(0, 2, 5, 60)})
    assert days_chart(found, date(2026, 3, 3), date(2026, 3, 31)) == Chart(
        "Answered and missed by day",
        ("3.03", "4.03"),
        (Series("answered", "idle", (0, 0)), Series("missed", "busy", (0, 2))),
        (
            "2026-03-03: 0 answered, 0 missed, 0 called out, 0:00 of talk",
            "2026-03-04: 0 answered, 2 missed, 5 called out, 1:00 of talk",
        ),
        (
            ("Day", "Answered", "Missed", "Called out", "Talk (s)"),
            ("2026-03-03", "0", "0", "0", "0"),
            ("2026-03-04", "0", "2", "5", "60"),
        ),
    )
    assert days_chart(found, date(2026, 3, 1), date(2026, 3, 3)).labels == ("2.03", "3.03")


def test_the_chart_of_people_is_whole() -> None:
    people = {"101": Tally(2, 1, 3, 90), "200": Tally(1, 2, 3, 9), "": Tally(1)}
    assert people_chart(Statistics(people=people), name_of) == Chart(
        "Calls by person",
        ("Recepcja", "200", "unknown"),
        (
            Series("answered", "idle", (2, 1, 1)),
            Series("missed", "busy", (1, 2, 0)),
            Series("called out", "accent", (3, 3, 0)),
        ),
        (
            "Recepcja: 2 answered, 1 missed, 3 called out, 1:30 of talk",
            "200: 1 answered, 2 missed, 3 called out, 0:09 of talk",
            "unknown: 1 answered, 0 missed, 0 called out, 0:00 of talk",
        ),
        (
            ("Name", "Number", "Answered", "Missed", "Called out", "Talk (s)"),
            ("Recepcja", "101", "2", "1", "3", "90"),
            ("", "200", "1", "2", "3", "9"),
            ("", "", "1", "0", "0", "0"),
        ),
    )


def test_the_chart_of_queues_is_whole() -> None:
    queued = {"101": Tally(3, 1, 0, 75), "105": Tally(2)}
    queues = {
        "B": frozenset({"101", "105"}),
        "A": frozenset({"105"}),
        "idle": frozenset({"199"}),
        "C": frozenset[str](),
    }
    assert queues_chart(Statistics(queued=queued), queues) == Chart(
        "Calls through a queue, by its agents of now",
        ("A", "B"),
        (Series("answered", "idle", (2, 5)), Series("missed", "busy", (0, 1))),
        (
            "A: 2 answered, 0 missed, 0 called out, 0:00 of talk",
            "B: 5 answered, 1 missed, 0 called out, 1:15 of talk",
        ),
        (("Queue", "Answered", "Missed", "Talk (s)"), ("A", "2", "0", "0"), ("B", "5", "1", "75")),
    )
    assert queues_chart(Statistics(queued=queued), {}).labels == ("other agents",)


def test_the_chart_of_waits_is_whole() -> None:
    waits = (
        Wait(75, "2026-03-02 09:05:00", "101", "Jan Nowak", False),
        Wait(40, "2026-03-01 10:00:00", "600100200", "", True),
    )
    assert waits_chart(Statistics(waits=waits), name_of, date(2026, 3, 2)) == Chart(
        "Longest waits",
        ("Recepcja, today 9:05", "600 100 200, yesterday 10:00"),
        (Series("answered", "idle", (0, 40)), Series("missed", "busy", (75, 0))),
        ("Recepcja, today 9:05: 1:15, missed", "600 100 200, yesterday 10:00: 0:40, answered"),
        (
            ("When", "Name", "Number", "Waited (s)", "Outcome"),
            ("2026-03-02 09:05:00", "Recepcja", "101", "75", "missed"),
            ("2026-03-01 10:00:00", "600 100 200", "600100200", "40", "answered"),
        ),
    )
