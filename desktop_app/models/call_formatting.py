"""Calls in words: when they were by which clock, and which days are not all there."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desktop_app.i18n.text import tr
from desktop_app.pbx.exchange_time import PBX_ZONE
from desktop_app.services.archive_sync import CallFilter, SyncReport


def when_words(calldate: str, today: date) -> str:
    """The exchange's local time as one says it: «today 11:42», «yesterday 9:10», «Mon 2.03 8:00»."""
    try:
        day = date.fromisoformat(calldate[:10])
    except ValueError:
        return calldate
    time = calldate[11:16].removeprefix("0")
    if day == today:
        return tr("today {time}").format(time=time)
    if day == today - timedelta(days=1):
        return tr("yesterday {time}").format(time=time)
    year = f".{day.year}" if day.year != today.year else ""
    return f"{day.day}.{day.month:02d}{year} {time}"


def clock_words(began_s: int) -> str:
    """«UTC+1» where the exchange's clock needs to be named, else an empty text.

    That is where this computer's clock shows another time, and in the hour that happens twice (PROTOCOL.md, times).
    """
    if not began_s:  # a time that could not be read
        return ""
    there = datetime.fromtimestamp(began_s, PBX_ZONE)
    here = there.astimezone()
    is_double = there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset()
    if not (is_double or there.utcoffset() != here.utcoffset()):
        return ""
    return offset_words(there)


def offset_words(moment: datetime) -> str:
    """An aware moment's distance from UTC: «UTC+1», «UTC−3:30»."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def both_clocks(began_s: int) -> str:
    """A moment by the exchange's clock and by this computer's, where they differ; else an empty text."""
    there = datetime.fromtimestamp(began_s, PBX_ZONE)
    here = there.astimezone()
    if not began_s or there.utcoffset() == here.utcoffset():
        return ""
    words = tr("{there} at the exchange ({offset}), {here} on this computer")
    return words.format(there=f"{there:%H:%M}", offset=offset_words(there), here=f"{here.day}.{here:%m %H:%M}")


def clocks_differ() -> bool:
    """True when this computer's clock shows another time than the exchange's now."""
    now = datetime.now(PBX_ZONE)
    return now.utcoffset() != now.astimezone().utcoffset()


def incomplete(report: SyncReport, wanted: CallFilter) -> str:
    """What a person is told of days that are not all there; empty when they are."""
    hidden = sorted(day for day in report.cut_days if wanted.first <= day <= wanted.last)
    if not hidden:
        return tr("{n} records of the exchange could not be read.", report.unread) if report.unread else ""
    days = ", ".join(day.isoformat() for day in hidden[:5])
    return tr("Incomplete: the exchange lists at most 10 000 records a day, and {days} has more.").format(days=days)
