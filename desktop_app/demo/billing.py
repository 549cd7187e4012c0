"""Billing records of the last sixty days, and those of today as calls end.

Each day is drawn from the seed and its date, so a day is the same whenever the demo is started.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desktop_app.demo.people import COLLEAGUES, OUTSIDERS, PBX_NAME, RECEPTION, Colleague, Outsider

ZONE = ZoneInfo("Europe/Warsaw")
DAYS = 60
OFFICE_HOURS_S = 9 * 3600
CDR_LIMIT = 10_000
RECORD_LIMIT = 5_000


# What callers of a queue dial.
QUEUE_NUMBER = "600"


class Call(NamedTuple):
    """A finished call, before it becomes a billing record."""

    at: datetime
    caller_number: str
    caller_name: str
    dst: str
    channel: str
    dstchannel: str
    lastapp: str
    ring_s: int
    talk_s: int
    disposition: str
    cost: str = ""
    zone: str = ""


class Course(NamedTuple):
    """When a call began, how long it rang and was talked, and how it ended."""

    at: datetime
    ring_s: int
    talk_s: int
    disposition: str


class Billing:
    """All billing records and recordings, by day."""

    def __init__(self, seed: int, now: datetime) -> None:
        local = now.astimezone(ZONE)
        today = local.date()
        self._seed = seed
        self._now_s = local.hour * 3600 + local.minute * 60 + local.second
        self._days: dict[date, list[dict[str, object]]] = {}
        self.recordings: dict[str, dict[str, str]] = {}
        self._durations: dict[str, int] = {}
        self._next = 0
        for back in range(DAYS, 0, -1):
            self._fill(today - timedelta(days=back), 7 * 3600, 18 * 3600)
        # Today ends now and is never empty: at night it holds the nine hours before.
        self._fill(today, max(0, self._now_s - OFFICE_HOURS_S), self._now_s)

    def records(self, first: date, last: date) -> list[dict[str, object]]:
        """Return the billing records of these days, cut without a sign at 10 000 as the exchange does."""
        found = [record for day in sorted(self._days) if first <= day <= last for record in self._days[day]]
        return found[:CDR_LIMIT]

    def recording_list(self, first: date, last: date) -> list[dict[str, str]]:
        """Return the list of recordings of these days, cut without a sign at 5 000 as the exchange does."""
        span = (first.isoformat(), last.isoformat())
        found = [entry for entry in self.recordings.values() if span[0] <= entry["date"][:10] <= span[1]]
        return found[:RECORD_LIMIT]

    def seconds_of(self, uniqueid: str) -> int:
        """Return the length of a recording."""
        return self._durations.get(uniqueid, 0)

    def new_id(self, at: datetime) -> str:
        """Return a new identifier in the exchange's form: Unix seconds and a sequence number."""
        self._next += 1
        return f"{int(at.timestamp())}.{self._next}"

    def add(self, call: Call, *, is_recorded: bool, uniqueid: str = "") -> str:
        """Add a call's record, with a recording if `is_recorded`.  Returns its identifier."""
        uniqueid = uniqueid or self.new_id(call.at)
        local = call.at.astimezone(ZONE)
        record: dict[str, object] = {
            "calldate": local.strftime("%Y-%m-%d %H:%M:%S"),
            "clid": f'"{call.caller_name}" <{call.caller_number}>',
            "src": call.caller_number,
            "dst": call.dst,
            "channel": call.channel,
            "dstchannel": call.dstchannel,
            "lastapp": call.lastapp,
            "duration": call.ring_s + call.talk_s,
            "billsec": call.talk_s,
            "disposition": call.disposition,
            "uniqueid": uniqueid,
            "cost": call.cost,
            "zone": call.zone,
        }
        self._days.setdefault(local.date(), []).append(record)
        if is_recorded:
            self._durations[uniqueid] = call.talk_s
            self.recordings[uniqueid] = {
                "uniqueid": uniqueid,
                "src": call.caller_number,
                "dst": call.dst,
                "format": "wav",
                "date": str(record["calldate"]),
            }
        return uniqueid

    # ---- past days --------------------------------------------------------------------------------

    def _fill(self, day: date, from_s: int, to_s: int) -> None:
        draw = random.Random(f"{self._seed}-{day.isoformat()}")
        calls = draw.randint(4, 9) if day.weekday() >= 5 else draw.randint(80, 130)
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
        for second in sorted(draw.randint(from_s, to_s) for _ in range(calls)):
            at = midnight + timedelta(seconds=second)
            draw.choice(
                (self._add_queue_call, self._add_queue_call, self._add_incoming, self._add_outgoing, self._add_internal)
            )(draw, at)

    def _add_queue_call(self, draw: random.Random, at: datetime) -> None:
        """Add a queue call: several agents are tried, which leaves one record each with the same identifier."""
        caller = draw.choice(OUTSIDERS)
        queue = draw.choice(sorted({colleague.queue for colleague in COLLEAGUES if colleague.queue}))
        agents = [colleague for colleague in COLLEAGUES if colleague.queue == queue]
        tried = draw.sample(agents, draw.randint(1, 3))
        answered = draw.random() < 0.8
        uniqueid = self.new_id(at)
        trunk = f"SIP/trunk-{self._next:08x}"
        for number, agent in enumerate(tried):
            takes_it = answered and number == len(tried) - 1
            talk_s = _talk_s(draw) if takes_it else 0
            leg = Call(
                at + timedelta(seconds=number * 14),
                caller.number,
                caller.name or caller.number,
                agent.extension,
                trunk,
                device(agent, self._next, number),
                "Queue",
                draw.randint(3, 14) if takes_it else 14,
                talk_s,
                "ANSWERED" if takes_it else "NO ANSWER",
            )
            self.add(leg, is_recorded=takes_it and talk_s > 8, uniqueid=uniqueid)
        if not answered and self._next % 3:
            # The queue's announcement has answered: the caller heard it, waited and gave up.
            name = caller.name or caller.number
            waited_s = 14 * len(tried) + self._next % 30
            self.add(
                Call(at, caller.number, name, QUEUE_NUMBER, trunk, "", "Queue", 0, waited_s, "ANSWERED"),
                is_recorded=False,
                uniqueid=uniqueid,
            )

    def _add_incoming(self, draw: random.Random, at: datetime) -> None:
        caller = draw.choice(OUTSIDERS)
        called = draw.choice(
            [c for c in COLLEAGUES if not c.queue] + [c for c in COLLEAGUES if c.extension == RECEPTION]
        )
        self._add_direct(draw, at, caller.number, caller.name or caller.number, "SIP/trunk-", called)

    def _add_internal(self, draw: random.Random, at: datetime) -> None:
        one, two = draw.sample(COLLEAGUES, 2)
        self._add_direct(draw, at, one.extension, one.name, f"SIP/{PBX_NAME}-{one.extension}-", two)

    def _add_direct(
        self,
        draw: random.Random,
        at: datetime,
        number: str,
        name: str,
        channel: str,
        called: Colleague,
    ) -> None:
        disposition = draw.choices(("ANSWERED", "NO ANSWER", "BUSY"), (75, 20, 5))[0]
        talk_s = _talk_s(draw) if disposition == "ANSWERED" else 0
        call = Call(
            at,
            number,
            name,
            called.extension,
            f"{channel}{self._next + 1:08x}",
            device(called, self._next + 1),
            "Dial",
            draw.randint(2, 25),
            talk_s,
            disposition,
        )
        is_from_outside = channel.startswith("SIP/trunk")
        uniqueid = self.add(call, is_recorded=talk_s > 8 and is_from_outside)
        if disposition == "NO ANSWER" and is_from_outside and self._next % 2:
            voicemail = call._replace(
                at=at + timedelta(seconds=call.ring_s),
                dstchannel="",
                lastapp="VoiceMail",
                ring_s=0,
                talk_s=12 + self._next % 20,
                disposition="ANSWERED",
            )
            self.add(voicemail, is_recorded=False, uniqueid=uniqueid)

    def _add_outgoing(self, draw: random.Random, at: datetime) -> None:
        one, outsider = draw.choice(COLLEAGUES), draw.choice(OUTSIDERS)
        disposition = draw.choices(("ANSWERED", "NO ANSWER", "BUSY", "FAILED"), (72, 15, 10, 3))[0]
        talk_s = _talk_s(draw) if disposition == "ANSWERED" else 0
        course = Course(at, draw.randint(4, 30), talk_s, disposition)
        self.add(outgoing(one, outsider, course, self._next + 1), is_recorded=talk_s > 8)


def outgoing(colleague: Colleague, outsider: Outsider, course: Course, number: int) -> Call:
    """Return a call to an outside party with its cost.  Unanswered calls are free."""
    is_mobile = (
        outsider.number[0] in "5678" and len(outsider.number) == 9 and outsider.number[:2] not in ("58", "61", "71")
    )
    zone = "Zagranica" if outsider.number.startswith("00") else "Komórkowe" if is_mobile else "Lokalne"
    per_minute = {"Zagranica": 45, "Komórkowe": 12, "Lokalne": 5}[zone]
    cost = str(per_minute * -(-course.talk_s // 60)) if course.talk_s else ""
    return Call(
        course.at,
        colleague.extension,
        colleague.name,
        outsider.number,
        f"SIP/{PBX_NAME}-{colleague.extension}-{number:08x}",
        f"SIP/trunk-{number:08x}",
        "Dial",
        course.ring_s,
        course.talk_s,
        course.disposition,
        cost,
        zone if course.talk_s else "",
    )


def device(colleague: Colleague, number: int, leg: int = 0) -> str:
    """Return the name of a device in a call."""
    return f"SIP/{PBX_NAME}-{colleague.extension}-{number * 8 + leg:08x}"


def _talk_s(draw: random.Random) -> int:
    return int(draw.triangular(6, 420, 45))
