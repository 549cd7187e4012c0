"""The demo exchange as one thing: its phones, its records, and what an order does to them."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop_app.demo.agenda import Agenda
from desktop_app.demo.billing import Billing, Call, outgoing
from desktop_app.demo.channel import Channel
from desktop_app.demo.life import Life
from desktop_app.demo.people import COLLEAGUES, OUTSIDERS, PBX_NAME, Colleague, Outsider
from desktop_app.demo.phones import CONNECTING, IDLE, IN_USE, RINGING, UNAVAILABLE, Phone, Switchboard
from desktop_app.demo.speech import Speech

SMS_PRICE = "12"
SMS_STEPS = ((0.4, "ACCEPTED"), (1.0, "SENT"), (2.0, "DELIVERED"))
# A number that the demo gateway never reaches, so that a failed delivery can be looked at.
UNDELIVERABLE = "500000000"


class Exchange:
    """Everything behind the interface.  `orders` counts what was ever asked for, for those who check."""

    def __init__(self, *, seed: int, key: str, speech: Path, now: datetime | None = None) -> None:
        begun = now or datetime.now(UTC)
        self.key = key
        self.agenda = Agenda()
        self.channel = Channel(f"pbx_{PBX_NAME}")
        self.board = Switchboard(self.channel)
        self.billing = Billing(seed, begun)
        self.speech = Speech(speech)
        self.has_sms_gateway = True
        self.orders: list[dict[str, str]] = []
        self._draw = random.Random(f"orders-{seed}")
        self._begun = begun
        self.life = Life(seed, self.agenda, self.board, self.billing, begun)

    @property
    def now(self) -> datetime:
        """The office's clock."""
        return self._begun + timedelta(seconds=self.agenda.now_s)

    # ---- orders ----------------------------------------------------------------------------------

    def dial(self, cpa: str, cpb: str) -> bool:
        """Ring `cpa`, and when it is picked up call `cpb`.  False (Action Error) when `cpa` cannot be rung."""
        self.orders.append({"order": "dial", "cpa": cpa, "cpb": cpb})
        phone = self.board.phones.get(cpa)
        if phone is None or phone.state == UNAVAILABLE or not re.fullmatch(r"[0-9*#+]{1,20}", cpb):
            return False
        colleague = self.board.phones.get(cpb)
        phone.is_held_back = True
        name = colleague.name if colleague else _name_outside(cpb)
        self.board.set(phone, RINGING, cpb, name)
        self.agenda.after(1.5, lambda: self._own_picked_up(phone, cpb, name, colleague))
        return True

    def _own_picked_up(self, phone: Phone, number: str, name: str, colleague: Phone | None) -> None:
        self.board.set(phone, CONNECTING, number, name)
        if colleague is not None and colleague is not phone and colleague.is_free:
            colleague.is_held_back = True
            self.board.set(colleague, RINGING, phone.extension, phone.name)
        ring_s = self._draw.uniform(1.5, 3)
        self.agenda.after(ring_s, lambda: self._other_answered(phone, number, name, colleague, ring_s))

    def _other_answered(self, phone: Phone, number: str, name: str, colleague: Phone | None, ring_s: float) -> None:
        is_rung = colleague is not None and colleague.is_held_back
        if colleague is not None and not is_rung:
            self._hang_up(phone, None, number, ring_s, 0)
            return
        self.board.set(phone, IN_USE, number, name)
        if colleague is not None:
            self.board.set(colleague, IN_USE, phone.extension, phone.name)
        talk_s = self._draw.uniform(10, 16)
        self.agenda.after(talk_s, lambda: self._hang_up(phone, colleague, number, ring_s, talk_s))

    def _hang_up(self, phone: Phone, colleague: Phone | None, number: str, ring_s: float, talk_s: float) -> None:
        for party in (phone, colleague):
            if party is not None:
                party.is_held_back = False
                self.board.set(party, IDLE)
        at = self.now - timedelta(seconds=ring_s + talk_s)
        one = next(c for c in COLLEAGUES if c.extension == phone.extension)
        disposition = "ANSWERED" if talk_s else "BUSY"
        run = self._draw.getrandbits(24)
        call = outgoing(one, Outsider(number, ""), at, round(ring_s), round(talk_s), disposition, run)
        if number in self.board.phones:
            call = call._replace(dstchannel=f"SIP/{PBX_NAME}-{number}-{run:08x}", cost="", zone="")
        self.billing.add(call, is_recorded=talk_s > 8)

    def ring_in(self, extension: str, number: str, name: str, seconds: float, queue: str = "") -> bool:
        """A caller from outside rings a phone for so long and is not answered."""
        phone = self.board.phones.get(extension)
        if phone is None or phone.state != IDLE:
            return False
        if queue:
            phone.queue = queue
        phone.is_held_back = True
        self.board.set(phone, RINGING, number, name)

        def gave_up() -> None:
            phone.is_held_back = False
            self.board.set(phone, IDLE)
            run = f"{self._draw.getrandbits(24):08x}"
            channel, device = f"SIP/trunk-{run}", f"SIP/{PBX_NAME}-{extension}-{run}"
            at = self.now - timedelta(seconds=seconds)
            application = "Queue" if queue else "Dial"
            ring_s = round(seconds)
            call = Call(at, number, name or number, extension, channel, device, application, ring_s, 0, "NO ANSWER")
            self.billing.add(call, is_recorded=False)

        self.agenda.after(seconds, gave_up)
        return True

    def send_sms(self, to: str, body: str, *, test: bool) -> str:
        """Take a message; gives its identifier.  It walks on by itself and leaves a billed record, unless a test."""
        self.orders.append({"order": "sms", "to": to, "body": body, "test": str(test).lower()})
        message_id = str(3_000_000_000_000_000_000 + self._draw.getrandbits(60))
        self.board.message(message_id, to, "QUEUE")
        if test:
            self.agenda.after(SMS_STEPS[0][0], lambda: self.board.message(message_id, to, "ACCEPTED"))
            return message_id
        for seconds, status in SMS_STEPS:
            final = "UNDELIVERED" if status == "DELIVERED" and to == UNDELIVERABLE else status
            self.agenda.after(seconds, lambda status=final: self.board.message(message_id, to, status))  # type: ignore[misc]
        parts = -(-len(body) // 160)
        price = str(int(SMS_PRICE) * parts)
        self.agenda.after(1.0, lambda: self._bill_message(message_id, to, price))
        return message_id

    def _bill_message(self, message_id: str, to: str, price: str) -> None:
        one = Colleague("101", "Recepcja")
        call = Call(self.now, one.extension, one.name, to, "", "", "SMS", 0, 0, "ANSWERED", price, "SMS")
        self.billing.add(call, is_recorded=False, uniqueid=message_id)

    def truth(self) -> dict[str, object]:
        """What is really so now, for those who compare it with what is shown."""
        return {
            "last_id": self.channel.last_id,
            "phones": {phone.extension: phone.state for phone in self.board.phones.values()},
            "waiting": dict(self.board.waiting),
            "orders": self.orders,
        }


def _name_outside(number: str) -> str:
    return next((outsider.name for outsider in OUTSIDERS if outsider.number == number), "")
