"""Sixty days of billing records, and the ones that today adds.

Each day is drawn from the seed and its own date, so a day is the same whenever it is asked for.
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


class Call(NamedTuple):
    """One call as it ended, before it is written as a billing record."""

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


class Billing:
    """All records and recordings of the exchange, by day."""

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
        # Today is as far as it has come, and never empty: somebody who looks at night sees calls as well.
        self._fill(today, max(0, self._now_s - OFFICE_HOURS_S), self._now_s)

    def records(self, first: date, last: date) -> list[dict[str, object]]:
        """The billing records of these days, silently cut at the exchange's limit."""
        found = [record for day in sorted(self._days) if first <= day <= last for record in self._days[day]]
        return found[:CDR_LIMIT]

    def recording_list(self, first: date, last: date) -> list[dict[str, str]]:
        """The list of recordings of these days, silently cut at the exchange's limit."""
        span = (first.isoformat(), last.isoformat())
        found = [entry for entry in self.recordings.values() if span[0] <= entry["date"][:10] <= span[1]]
        return found[:RECORD_LIMIT]

    def seconds_of(self, uniqueid: str) -> int:
        """How long a recorded talk was."""
        return self._durations.get(uniqueid, 0)

    def new_id(self, at: datetime) -> str:
        """An identifier as the exchange makes them: the second and a running number."""
        self._next += 1
        return f"{int(at.timestamp())}.{self._next}"

    def add(self, call: Call, *, is_recorded: bool, uniqueid: str = "") -> str:
        """Write a call's record (and its recording); gives its identifier."""
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

    # ---- the past --------------------------------------------------------------------------------

    def _fill(self, day: date, from_s: int, to_s: int) -> None:
        draw = random.Random(f"{self._seed}-{day.isoformat()}")
        calls = draw.randint(4, 9) if day.weekday() >= 5 else draw.randint(80, 130)
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
        for second in sorted(draw.randint(from_s, to_s) for _ in range(calls)):
            at = midnight + timedelta(seconds=second)
            draw.choice((self._queued, self._queued, self._incoming, self._outgoing, self._internal))(draw, at)

    def _queued(self, draw: random.Random, at: datetime) -> None:
        """A caller in a queue: several agents are tried, which leaves several records with one identifier."""
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

    def _incoming(self, draw: random.Random, at: datetime) -> None:
        caller = draw.choice(OUTSIDERS)
        called = draw.choice(
            [c for c in COLLEAGUES if not c.queue] + [c for c in COLLEAGUES if c.extension == RECEPTION]
        )
        self._plain(draw, at, caller.number, caller.name or caller.number, called.extension, "SIP/trunk-", called)

    def _internal(self, draw: random.Random, at: datetime) -> None:
        one, two = draw.sample(COLLEAGUES, 2)
        self._plain(draw, at, one.extension, one.name, two.extension, f"SIP/{PBX_NAME}-{one.extension}-", two)

    def _plain(
        self,
        draw: random.Random,
        at: datetime,
        number: str,
        name: str,
        dst: str,
        channel: str,
        called: Colleague,
    ) -> None:
        disposition = draw.choices(("ANSWERED", "NO ANSWER", "BUSY"), (75, 20, 5))[0]
        talk_s = _talk_s(draw) if disposition == "ANSWERED" else 0
        call = Call(
            at,
            number,
            name,
            dst,
            f"{channel}{self._next + 1:08x}",
            device(called, self._next + 1),
            "Dial",
            draw.randint(2, 25),
            talk_s,
            disposition,
        )
        self.add(call, is_recorded=talk_s > 8 and channel.startswith("SIP/trunk"))

    def _outgoing(self, draw: random.Random, at: datetime) -> None:
        one, outsider = draw.choice(COLLEAGUES), draw.choice(OUTSIDERS)
        disposition = draw.choices(("ANSWERED", "NO ANSWER", "BUSY", "FAILED"), (72, 15, 10, 3))[0]
        talk_s = _talk_s(draw) if disposition == "ANSWERED" else 0
        self.add(
            outgoing(one, outsider, at, draw.randint(4, 30), talk_s, disposition, self._next + 1),
            is_recorded=talk_s > 8,
        )


def outgoing(
    one: Colleague, outsider: Outsider, at: datetime, ring_s: int, talk_s: int, disposition: str, number: int
) -> Call:
    """A call to the world outside, with its price: mobile numbers cost more, nothing costs what was not answered."""
    is_mobile = (
        outsider.number[0] in "5678" and len(outsider.number) == 9 and outsider.number[:2] not in ("58", "61", "71")
    )
    zone = "Zagranica" if outsider.number.startswith("00") else "Komórkowe" if is_mobile else "Lokalne"
    per_minute = {"Zagranica": 45, "Komórkowe": 12, "Lokalne": 5}[zone]
    cost = str(per_minute * -(-talk_s // 60)) if talk_s else ""
    return Call(
        at,
        one.extension,
        one.name,
        outsider.number,
        f"SIP/{PBX_NAME}-{one.extension}-{number:08x}",
        f"SIP/trunk-{number:08x}",
        "Dial",
        ring_s,
        talk_s,
        disposition,
        cost,
        zone if talk_s else "",
    )


def device(colleague: Colleague, number: int, leg: int = 0) -> str:
    """The name of a device in a call."""
    return f"SIP/{PBX_NAME}-{colleague.extension}-{number * 8 + leg:08x}"


def _talk_s(draw: random.Random) -> int:
    return int(draw.triangular(6, 420, 45))
