"""Text for calls: times by the exchange's clock and by this computer's, and which days are incomplete."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desktop_app.archive.grouping import FEATURE_CODE
from desktop_app.archive.records import Call
from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration
from desktop_app.pbx.exchange_time import PBX_ZONE
from desktop_app.services import user_messages
from desktop_app.services.archive_sync import CallFilter, SyncReport


def format_call_time(calldate: str, today: date) -> str:
    """Return the exchange's local time as text: «today 11:42», «yesterday 9:10», «2.03 8:00», «31.12.2025 8:00».

    `today` is the exchange's day.  Text that holds no date is returned as it is.
    """
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


def utc_offset_note(began_s: int) -> str:
    """Return «UTC+1» where the exchange's local time alone would mislead, else an empty text.

    That is when this computer's clock differs, and in the hour that occurs twice in autumn (pbx/PROTOCOL.md).
    `began_s` is in seconds since 1970, 0 for a time that could not be read.
    """
    if not began_s:
        return ""
    there = datetime.fromtimestamp(began_s, PBX_ZONE)
    here = there.astimezone()
    is_double = there.utcoffset() != there.replace(fold=1 - there.fold).utcoffset()
    if not (is_double or there.utcoffset() != here.utcoffset()):
        return ""
    return format_utc_offset(there)


def format_utc_offset(moment: datetime) -> str:
    """Return the UTC offset of an aware datetime: «UTC+1», «UTC−3:30»."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def both_clocks_text(began_s: int) -> str:
    """Return a time by the exchange's clock and by this computer's if they differ, else an empty text."""
    there = datetime.fromtimestamp(began_s, PBX_ZONE)
    here = there.astimezone()
    if not began_s or there.utcoffset() == here.utcoffset():
        return ""
    words = tr("{there} at the exchange ({offset}), {here} on this computer")
    return words.format(there=f"{there:%H:%M}", offset=format_utc_offset(there), here=f"{here.day}.{here:%m %H:%M}")


def clocks_differ() -> bool:
    """True when this computer's local time differs from the exchange's now."""
    now = datetime.now(PBX_ZONE)
    return now.utcoffset() != now.astimezone().utcoffset()


def outcome_text(call: Call) -> str:
    """Return how a call ended that no person answered: the exchange's own word where it has no usual one."""
    if call.word and call.word != FEATURE_CODE:
        return call.word
    return {
        "missed": tr("missed"),
        "busy": tr("busy"),
        "failed": tr("failed"),
        "unknown": tr("feature code") if call.word else tr("not billed"),
        "abandoned": tr("left in queue after {time}").format(time=format_duration(call.ring_s)),
        "voicemail": tr("voicemail"),
        "announcement": tr("announcement"),
    }.get(call.outcome, "")


def incomplete_text(report: SyncReport, wanted: CallFilter) -> str:
    """Return the message about incomplete days within the filter; empty when all are complete."""
    hidden = sorted(day for day in report.cut_days if wanted.first <= day <= wanted.last)
    if not hidden:
        return user_messages.of_unread_records(report.unread) if report.unread else ""
    days = ", ".join(day.isoformat() for day in hidden[:5])
    return tr("Incomplete: the exchange lists at most 10 000 records a day, and {days} has more.").format(days=days)
