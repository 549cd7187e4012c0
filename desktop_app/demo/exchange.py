"""The demo exchange: phones, billing records and the orders that change them."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.demo.billing import Billing, Call, Course, outgoing
from desktop_app.demo.channel import Channel
from desktop_app.demo.people import COLLEAGUES, OUTSIDERS, PBX_NAME, Colleague, Outsider
from desktop_app.demo.phones import CONNECTING, IDLE, IN_USE, RINGING, UNAVAILABLE, Phone, Switchboard
from desktop_app.demo.scheduler import Scheduler
from desktop_app.demo.simulation import Simulation
from desktop_app.demo.speech import Speech

SMS_PRICE = "12"
SMS_STEPS = ((0.4, "ACCEPTED"), (1.0, "SENT"), (2.0, "DELIVERED"))
# Messages to this number are never delivered, so that a failure can be seen.
UNDELIVERABLE = "500000000"


class Exchange:
    """Everything behind the interface.  `orders` lists every order ever received, for tests.

    `is_awkward`: it writes the awkward forms of PROTOCOL.md, where the plain ones are what a strict client reads.
    """

    def __init__(
        self, *, seed: int, key: str, speech: Path, now: datetime | None = None, is_awkward: bool = False
    ) -> None:
        begun = now or datetime.now(UTC)
        self.is_awkward = is_awkward
        self.key = key
        self.scheduler = Scheduler()
        self.channel = Channel(f"pbx_{PBX_NAME}", is_awkward=is_awkward)
        self.board = Switchboard(self.channel)
        self.billing = Billing(seed, begun)
        self.speech = Speech(speech)
        self.has_sms_gateway = True
        self.orders: list[dict[str, str]] = []
        self._draw = random.Random(f"orders-{seed}")
        self._begun = begun
        self.simulation = Simulation(seed, self.scheduler, self.board, self.billing, begun)

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return self._begun + timedelta(seconds=self.scheduler.now_s)

    # ---- orders ----------------------------------------------------------------------------------

    def dial(self, cpa: str, cpb: str) -> bool:
        """Ring `cpa` and, once it is answered, call `cpb`.  Returns False (Action Error) when `cpa` cannot be rung."""
        self.orders.append({"order": "dial", "cpa": cpa, "cpb": cpb})
        phone = self.board.phones.get(cpa)
        if phone is None or phone.state == UNAVAILABLE or not re.fullmatch(r"[0-9*#+]{1,20}", cpb):
            return False
        colleague = self.board.phones.get(cpb)
        phone.is_reserved = True
        name = colleague.name if colleague else _name_of(cpb)
        self.board.set(phone, RINGING, cpb, name)
        self.scheduler.after(1.5, lambda: self._on_own_answer(phone, cpb, name, colleague))
        return True

    def _on_own_answer(self, phone: Phone, number: str, name: str, colleague: Phone | None) -> None:
        self.board.set(phone, CONNECTING, number, name)
        if colleague is not None and colleague is not phone and colleague.is_free:
            colleague.is_reserved = True
            self.board.set(colleague, RINGING, phone.extension, phone.name)
        ring_s = self._draw.uniform(1.5, 3)
        self.scheduler.after(ring_s, lambda: self._on_other_answer(phone, number, name, colleague, ring_s))

    def _on_other_answer(self, phone: Phone, number: str, name: str, colleague: Phone | None, ring_s: float) -> None:
        is_rung = colleague is not None and colleague.is_reserved
        if colleague is not None and not is_rung:
            self._end_call(phone, None, number, ring_s, 0)
            return
        self.board.set(phone, IN_USE, number, name)
        if colleague is not None:
            self.board.set(colleague, IN_USE, phone.extension, phone.name)
        talk_s = self._draw.uniform(10, 16)
        self.scheduler.after(talk_s, lambda: self._end_call(phone, colleague, number, ring_s, talk_s))

    def _end_call(self, phone: Phone, colleague: Phone | None, number: str, ring_s: float, talk_s: float) -> None:
        for party in (phone, colleague):
            if party is not None:
                party.is_reserved = False
                self.board.set(party, IDLE)
        at = self.now - timedelta(seconds=ring_s + talk_s)
        one = next(c for c in COLLEAGUES if c.extension == phone.extension)
        disposition = "ANSWERED" if talk_s else "BUSY"
        run = self._draw.getrandbits(24)
        course = Course(at, round(ring_s), round(talk_s), disposition)
        call = outgoing(one, Outsider(number, ""), course, run)
        if number in self.board.phones:
            call = call._replace(dstchannel=f"SIP/{PBX_NAME}-{number}-{run:08x}", cost="", zone="")
        self.billing.add(call, is_recorded=talk_s > 8)

    def ring_in(self, extension: str, number: str, name: str, seconds: float, queue: str = "") -> bool:
        """Let an outside party ring a phone for `seconds`, unanswered.  Returns False when the phone is not idle."""
        phone = self.board.phones.get(extension)
        if phone is None or phone.state != IDLE:
            return False
        if queue:
            phone.queue = queue
        phone.is_reserved = True
        self.board.set(phone, RINGING, number, name)

        def gave_up() -> None:
            phone.is_reserved = False
            self.board.set(phone, IDLE)
            run = f"{self._draw.getrandbits(24):08x}"
            channel, device = f"SIP/trunk-{run}", f"SIP/{PBX_NAME}-{extension}-{run}"
            at = self.now - timedelta(seconds=seconds)
            application = "Queue" if queue else "Dial"
            ring_s = round(seconds)
            call = Call(at, number, name or number, extension, channel, device, application, ring_s, 0, "NO ANSWER")
            self.billing.add(call, is_recorded=False)

        self.scheduler.after(seconds, gave_up)
        return True

    def send_sms(self, to: str, body: str, *, test: bool) -> str:
        """Accept a message and return its identifier.  Test messages are not delivered and not billed."""
        self.orders.append({"order": "sms", "to": to, "body": body, "test": str(test).lower()})
        message_id = str(3_000_000_000_000_000_000 + self._draw.getrandbits(60))
        self.board.message(message_id, to, "QUEUE")
        if test:
            self.scheduler.after(SMS_STEPS[0][0], lambda: self.board.message(message_id, to, "ACCEPTED"))
            return message_id
        for seconds, status in SMS_STEPS:
            final = "UNDELIVERED" if status == "DELIVERED" and to == UNDELIVERABLE else status
            self.scheduler.after(seconds, lambda status=final: self.board.message(message_id, to, status))  # type: ignore[misc]
        parts = -(-len(body) // 160)
        price = str(int(SMS_PRICE) * parts)
        self.scheduler.after(1.0, lambda: self._bill_message(message_id, to, price))
        return message_id

    def _bill_message(self, message_id: str, to: str, price: str) -> None:
        one = Colleague("101", "Recepcja")
        call = Call(self.now, one.extension, one.name, to, "", "", "SMS", 0, 0, "ANSWERED", price, "SMS")
        self.billing.add(call, is_recorded=False, uniqueid=message_id)

    def truth(self) -> dict[str, object]:
        """Return the true state, for tests that compare it with what the program shows."""
        return {
            "last_id": self.channel.last_id,
            "phones": {phone.extension: phone.state for phone in self.board.phones.values()},
            "waiting": dict(self.board.waiting),
            "orders": self.orders,
        }


def _name_of(number: str) -> str:
    return next((outsider.name for outsider in OUTSIDERS if outsider.number == number), "")
