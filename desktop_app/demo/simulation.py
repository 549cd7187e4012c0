"""Simulation of the demo office: calls that ring, connect, are held and end; agents who pause; a conference.

Everything is drawn from one seeded generator and scheduled in simulated time, so the same seed gives the same day.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from desktop_app.demo.billing import Billing, Call, Course, device, outgoing
from desktop_app.demo.people import (
    COLLEAGUES,
    OUTSIDERS,
    PAUSE_REASONS,
    PBX_NAME,
    ROOM,
    SALES_QUEUE,
    SERVICE_QUEUE,
    Colleague,
    Outsider,
)
from desktop_app.demo.phones import CONNECTING, IDLE, IN_USE, ON_HOLD, RINGING, UNAVAILABLE, Phone, Switchboard
from desktop_app.demo.scheduler import Scheduler

UNAVAILABLE_AT_START = ("123", "299")
STEP_S = 2.0
REGISTRATION_S = 0.8


class Simulation:
    """Keeps the office busy.  `begun` is the aware time of simulated second 0."""

    def __init__(self, seed: int, scheduler: Scheduler, board: Switchboard, billing: Billing, begun: datetime) -> None:
        self._draw = random.Random(seed)
        self._scheduler = scheduler
        self._board = board
        self._billing = billing
        self._begun = begun
        self._next_announced = 0
        self._in_conference: list[tuple[str, str, str]] = []

    def start(self) -> None:
        """Set the initial states and schedule the first events."""
        for extension in UNAVAILABLE_AT_START:
            self._board.phones[extension].state = UNAVAILABLE
        for queue in (SERVICE_QUEUE, SALES_QUEUE):
            self._scheduler.after(0.3, lambda queue=queue: self._board.announce_queue(queue))  # type: ignore[misc]
        for start in (
            self._incoming,
            self._call_queue,
            self._outgoing,
            self._incoming,
            self._join_conference,
            self._join_conference,
        ):
            self._scheduler.after(self._draw.uniform(0.2, 2.5), start)
        self._scheduler.after(0.1, self._register_next)
        self._scheduler.after(STEP_S, self._next_event)

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return self._begun + timedelta(seconds=self._scheduler.now_s)

    def _register_next(self) -> None:
        """Publish the phones in turn, as the exchange does when they register, so that a new subscriber learns them."""
        phones = list(self._board.phones.values())
        self._board.announce(phones[self._next_announced % len(phones)])
        self._next_announced += 1
        if self._next_announced % 12 == 0:
            for queue in (SERVICE_QUEUE, SALES_QUEUE):
                self._board.announce_queue(queue)
        self._scheduler.after(
            REGISTRATION_S if self._next_announced > len(phones) else REGISTRATION_S / 4, self._register_next
        )

    def _next_event(self) -> None:
        busy = sum(1 for phone in self._board.phones.values() if phone.state not in (IDLE, UNAVAILABLE))
        if busy < 11:
            happens = self._draw.choices(
                (
                    self._incoming,
                    self._call_queue,
                    self._outgoing,
                    self._internal,
                    self._pause,
                    self._change_conference,
                    self._make_unavailable,
                ),
                (20, 26, 18, 14, 10, 7, 5),
            )[0]
            happens()
        self._scheduler.after(self._draw.uniform(0.6, 1.6) * STEP_S, self._next_event)

    def _free(self, *, queue: str | None = None) -> Phone | None:
        """Return a random phone that can take a call, or None.  Never reception: its calls are the user's."""
        free = [
            phone
            for phone in self._board.phones.values()
            if phone.is_free
            and phone.extension != "101"
            and (queue is None or (phone.queue == queue and not phone.paused_for))
        ]
        return self._draw.choice(free) if free else None

    # ---- calls -----------------------------------------------------------------------------------

    def _incoming(self) -> None:
        phone, caller = self._free(), self._draw.choice(OUTSIDERS)
        if phone is not None:
            self.ring(phone, caller.number, caller.name, lastapp="Dial")

    def _call_queue(self) -> None:
        queue = self._draw.choice((SERVICE_QUEUE, SERVICE_QUEUE, SALES_QUEUE))
        caller = self._draw.choice(OUTSIDERS)
        self._board.queue(queue, +1)
        self._scheduler.after(self._draw.uniform(0.5, 6), lambda: self._serve(queue, caller, tries=6))

    def _serve(self, queue: str, caller: Outsider, tries: int) -> None:
        """Find a free agent for a waiting caller, who gives up after `tries` more attempts."""
        phone = self._free(queue=queue)
        if phone is not None:
            self.ring(phone, caller.number, caller.name, lastapp="Queue", answered=lambda: self._board.queue(queue, -1))
        elif tries:
            self._scheduler.after(self._draw.uniform(3, 7), lambda: self._serve(queue, caller, tries - 1))
        else:
            self._board.queue(queue, -1)

    def ring(
        self, phone: Phone, number: str, name: str, *, lastapp: str, answered: Callable[[], None] | None = None
    ) -> None:
        """Ring a phone for an outside party and schedule the rest of the call."""
        self._board.set(phone, RINGING, number, name)
        ring_s = self._draw.uniform(2, 7)

        def pick_up() -> None:
            if answered:
                answered()
            elif self._draw.random() < 0.15:
                self._finish(phone, number, name, lastapp, ring_s, 0)
                return
            self._board.set(phone, IN_USE, number, name)
            self._talk(phone, number, name, lambda talk_s: self._finish(phone, number, name, lastapp, ring_s, talk_s))

        self._scheduler.after(ring_s, pick_up)

    def _talk(self, phone: Phone, number: str, name: str, finish: Callable[[float], None]) -> None:
        """Schedule a conversation of random length, sometimes with a hold, and `finish(talk_s)` at its end."""
        talk_s = self._draw.uniform(8, 70)
        if self._draw.random() < 0.35:
            hold_at, hold_s = talk_s * 0.3, talk_s * 0.4
            self._scheduler.after(hold_at, lambda: self._board.set(phone, ON_HOLD, number, name))
            self._scheduler.after(hold_at + hold_s, lambda: self._board.set(phone, IN_USE, number, name))
        self._scheduler.after(talk_s, lambda: finish(talk_s))

    def _finish(self, phone: Phone, number: str, name: str, lastapp: str, ring_s: float, talk_s: float) -> None:
        if talk_s and phone.queue:
            phone.calls_taken += 1
        self._board.set(phone, IDLE)
        call = Call(
            self.now - timedelta(seconds=ring_s + talk_s),
            number,
            name or number,
            phone.extension,
            f"SIP/trunk-{self._draw.getrandbits(24):08x}",
            device(_colleague(phone), self._draw.getrandbits(20)),
            lastapp,
            round(ring_s),
            round(talk_s),
            "ANSWERED" if talk_s else "NO ANSWER",
        )
        self._billing.add(call, is_recorded=talk_s > 8)

    def _outgoing(self) -> None:
        phone, outsider = self._free(), self._draw.choice(OUTSIDERS)
        if phone is not None:
            self.place(phone, outsider)

    def place(self, phone: Phone, outsider: Outsider) -> None:
        """Let a phone call an outside party."""
        self._board.set(phone, CONNECTING, outsider.number, outsider.name)
        ring_s = self._draw.uniform(2, 6)

        def answered() -> None:
            self._board.set(phone, IN_USE, outsider.number, outsider.name)
            self._talk(phone, outsider.number, outsider.name, ended)

        def ended(talk_s: float) -> None:
            self._board.set(phone, IDLE)
            at = self.now - timedelta(seconds=ring_s + talk_s)
            number = self._draw.getrandbits(24)
            course = Course(at, round(ring_s), round(talk_s), "ANSWERED")
            call = outgoing(_colleague(phone), outsider, course, number)
            self._billing.add(call, is_recorded=talk_s > 8)

        self._scheduler.after(ring_s, answered)

    def _internal(self) -> None:
        one, two = self._free(), self._free()
        if one is not None and two is not None and one is not two:
            self.connect(one, two, talk_s=self._draw.uniform(6, 50))

    def connect(self, one: Phone, two: Phone, talk_s: float) -> None:
        """Let one colleague call another."""
        self._board.set(one, CONNECTING, two.extension, two.name)
        self._board.set(two, RINGING, one.extension, one.name)
        ring_s = self._draw.uniform(1.5, 5)

        def answered() -> None:
            self._board.set(one, IN_USE, two.extension, two.name)
            self._board.set(two, IN_USE, one.extension, one.name)
            self._scheduler.after(talk_s, ended)

        def ended() -> None:
            self._board.set(one, IDLE)
            self._board.set(two, IDLE)
            call = Call(
                self.now - timedelta(seconds=ring_s + talk_s),
                one.extension,
                one.name,
                two.extension,
                f"SIP/{PBX_NAME}-{one.extension}-{self._draw.getrandbits(24):08x}",
                device(_colleague(two), self._draw.getrandbits(20)),
                "Dial",
                round(ring_s),
                round(talk_s),
                "ANSWERED",
            )
            self._billing.add(call, is_recorded=talk_s > 8)

        self._scheduler.after(ring_s, answered)

    # ---- pauses, conference, absent phones -------------------------------------------------------

    def _pause(self) -> None:
        agents = [phone for phone in self._board.phones.values() if phone.queue and phone.state == IDLE]
        if not agents:
            return
        agent = self._draw.choice(agents)
        if agent.paused_for:
            self._board.pause(agent, "")
            return
        self._board.pause(agent, self._draw.choice(PAUSE_REASONS))
        self._scheduler.after(self._draw.uniform(20, 60), lambda: self._board.pause(agent, ""))

    def _change_conference(self) -> None:
        if len(self._in_conference) > 3 or (self._in_conference and self._draw.random() < 0.4):
            channel, name, number = self._in_conference.pop(0)
            self._board.conference("remove", ROOM, channel, name, number)
        else:
            self._join_conference()

    def _join_conference(self) -> None:
        inside = {name for _, name, _ in self._in_conference}
        guest = self._draw.choice([outsider for outsider in OUTSIDERS if outsider.name and outsider.name not in inside])
        member = (f"SIP/trunk-{self._draw.getrandbits(28):08x}", guest.name, guest.number)
        self._in_conference.append(member)
        self._board.conference("add", ROOM, *member)

    def _make_unavailable(self) -> None:
        """Make a phone unavailable for 15 to 40 seconds."""
        phone = self._free()
        if phone is not None and not phone.queue:
            self._board.set(phone, UNAVAILABLE)
            self._scheduler.after(self._draw.uniform(15, 40), lambda: self._board.set(phone, IDLE))


def _colleague(phone: Phone) -> Colleague:
    return next(colleague for colleague in COLLEAGUES if colleague.extension == phone.extension)
