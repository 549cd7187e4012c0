"""The desk phones of the demo office and the events that they cause."""

from __future__ import annotations

from typing import Any

from desktop_app.demo.channel import Channel
from desktop_app.demo.people import COLLEAGUES, PBX_NAME, Colleague

IDLE, IN_USE, UNAVAILABLE, RINGING, ON_HOLD, CONNECTING = 0, 1, 4, 8, 16, 32

# `m_status` uses another scale: the same digit has another meaning there.
_AGENT_STATUS = {IDLE: 1, IN_USE: 2, UNAVAILABLE: 5, RINGING: 6, ON_HOLD: 8, CONNECTING: 2}


class Phone:
    """A desk phone: its state in the exchange's numbers and the other party of its call."""

    def __init__(self, colleague: Colleague) -> None:
        self.extension = colleague.extension
        self.name = colleague.name
        self.queue = colleague.queue
        self.state = IDLE
        self.peer_number = ""
        self.peer_name = ""
        self.paused_for = ""
        self.calls_taken = 0
        self.is_reserved = False

    @property
    def is_free(self) -> bool:
        """True when the phone can take a call."""
        return self.state == IDLE and not self.is_reserved


class Switchboard:
    """All phones.  Every change is published as the exchange would publish it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.phones = {colleague.extension: Phone(colleague) for colleague in COLLEAGUES}
        self.waiting: dict[str, int] = {}

    def set(self, phone: Phone, state: int, number: str = "", name: str = "") -> None:
        """Change the state of a phone and publish it; for an agent, with the agent's state."""
        phone.state = state
        phone.peer_number, phone.peer_name = number, name
        self.announce(phone)

    def announce(self, phone: Phone) -> None:
        """Publish the present state of a phone.  The exchange repeats it with every registration."""
        subscriber: dict[str, Any] = {"peer": f"{PBX_NAME}-{phone.extension}", "statusValue": phone.state}
        if phone.peer_number:
            subscriber["connectPeerNumber"] = phone.peer_number
            subscriber["connectPeerName"] = phone.peer_name
        text: dict[str, dict[str, Any]] = {
            "subscriber": subscriber,
            "extstatus": {"exten": phone.extension, "status": phone.state},
        }
        if phone.queue:
            text["qmember"] = self._agent(phone)
        self._channel.publish(text)

    def pause(self, phone: Phone, reason: str) -> None:
        """Pause an agent for a reason; an empty reason ends the pause."""
        phone.paused_for = reason
        self._channel.publish({"qmember": self._agent(phone)})

    def queue(self, name: str, change: int) -> None:
        """Add `change` to the number of waiting callers and publish it."""
        self.waiting[name] = max(0, self.waiting.get(name, 0) + change)
        self.announce_queue(name)

    def announce_queue(self, name: str) -> None:
        """Publish the number of waiting callers."""
        self._channel.publish({"queue": {"peer": name, "calls": str(self.waiting.get(name, 0))}})

    def conference(self, action: str, room: str, channel: str, name: str, number: str) -> None:
        """Publish that a party joins a conference (`add`) or leaves it (`remove`)."""
        member = {
            "channel": channel,
            "action": action,
            "conference": room,
            "callerIDName": name,
            "callerIDNum": number,
        }
        self._channel.publish({"cmember": member})

    def message(self, message_id: str, to: str, status: str) -> None:
        """Publish a new delivery status of a message."""
        self._channel.publish({"smsSendResponse": {"MsgId": message_id, "to": f"48{to}", "status": status}})

    def _agent(self, phone: Phone) -> dict[str, Any]:
        return {
            "peer": f"{PBX_NAME}-{phone.extension}",
            "queue": phone.queue,
            "m_status": str(_AGENT_STATUS[phone.state]),
            "m_ct": phone.calls_taken,
            "m_mbshp": "static",
            "m_paused": 1 if phone.paused_for else 0,
            "m_reason": phone.paused_for,
            "m_name": phone.name,
            "m_location": f"SIP\\{PBX_NAME}-{phone.extension}",
        }
