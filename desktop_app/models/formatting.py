"""Text for states, times, durations and money."""

from __future__ import annotations

from datetime import datetime

from desktop_app.i18n.text import tr
from desktop_app.office import ACTIVE, DeviceState, Lamp, SmsState
from desktop_app.services.connection import Connection, Status


def device_state_text(state: DeviceState) -> str:
    """Return the name of a device state."""
    return {
        DeviceState.UNKNOWN: tr("Not known"),
        DeviceState.IDLE: tr("Free"),
        DeviceState.IN_USE: tr("Talking"),
        DeviceState.BUSY: tr("Busy"),
        DeviceState.UNAVAILABLE: tr("Unavailable"),
        DeviceState.RINGING: tr("Ringing"),
        DeviceState.ON_HOLD: tr("On hold"),
        DeviceState.CONNECTING: tr("Connecting"),
    }[state]


def lamp_text(lamp: Lamp) -> str:
    """Return the state of a lamp, with the second state of a ringing phone."""
    word = device_state_text(lamp.state)
    return f"{word} · {device_state_text(lamp.also).lower()}" if lamp.also else word


def sms_state_text(state: SmsState) -> str:
    """Return the name of a message state."""
    return {
        SmsState.QUEUE: tr("queued"),
        SmsState.ACCEPTED: tr("accepted"),
        SmsState.SENT: tr("sent"),
        SmsState.DELIVERED: tr("delivered"),
        SmsState.UNDELIVERED: tr("not delivered"),
        SmsState.FAILED: tr("failed"),
        SmsState.REJECTED: tr("rejected"),
        SmsState.EXPIRED: tr("expired"),
        SmsState.NOT_FOUND: tr("no report: its identifier has expired or is not known"),
        SmsState.UNKNOWN: tr("no report – it may have arrived"),
        SmsState.RENEWAL: tr("tried again by the gateway"),
        SmsState.STOP: tr("stopped"),
    }[state]


def format_duration(seconds: float) -> str:
    """Return a duration to the second: 0:07, 4:12, 1:02:33.  A negative one is 0:00."""
    whole = max(int(seconds), 0)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def format_rough_duration(seconds: float) -> str:
    """Return a duration in its largest unit, rounded down: 40 s, 18 min, 3 h."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return tr("{n} s", whole)
    if whole < 3600:
        return tr("{n} min", whole // 60)
    return tr("{n} h", whole // 3600)


def format_time(moment: datetime, now: datetime) -> str:
    """Return a local time: «9:41» today, else with its day, «2.03 9:41»."""
    local, today = moment.astimezone(), now.astimezone()
    time = f"{local.hour}:{local.minute:02d}"
    return time if local.date() == today.date() else f"{local.day}.{local.month:02d} {time}"


def state_duration_text(lamp: Lamp, now: datetime) -> str:
    """Return the age of a live state: to the second for calls, rough for idle, «since 9:41» for unavailable.

    «≥ » precedes the age if the state began before the first event.
    """
    if lamp.since is None:
        return ""
    seconds = (now - lamp.since).total_seconds()
    least = "" if lamp.start_observed else "≥ "
    if lamp.state in ACTIVE:
        return least + format_duration(seconds)
    if lamp.state is DeviceState.UNAVAILABLE and lamp.start_observed:
        return tr("since {time}").format(time=format_time(lamp.since, now))
    return least + format_rough_duration(seconds)


def last_seen_text(lamp: Lamp, now: datetime) -> str:
    """Return when a stale state was last reported: «last 9:41», or an empty text when it never was."""
    return "" if lamp.seen_at is None else tr("last {time}").format(time=format_time(lamp.seen_at, now))


def connection_text(connection: Connection, now: datetime) -> str:
    """Return the status of the connection for the status line."""
    since = format_time(connection.since, now)
    match connection.status:
        case Status.LIVE:
            return tr("Live")
        case Status.QUIET:
            return tr("Connected, nothing heard yet")
        case Status.CONNECTING:
            return tr("Connecting …")
        case Status.REFUSED:
            return tr("The key is refused")
        case Status.LOST:
            return tr("No connection since {time}: {why}").format(time=since, why=tr(connection.why))
    return tr("Not connected")


def format_money(grosze: int | None) -> str:
    """Return an amount in złoty, «12,05 zł»; empty for None.  Integer arithmetic only."""
    if grosze is None:
        return ""
    sign = "−" if grosze < 0 else ""
    return f"{sign}{abs(grosze) // 100},{abs(grosze) % 100:02d} zł"
