"""The desk phones of the demo office and what they tell the channel."""

from __future__ import annotations

from desktop_app.demo.channel import Channel
from desktop_app.demo.people import COLLEAGUES, PBX_NAME, Colleague

IDLE, IN_USE, UNAVAILABLE, RINGING, ON_HOLD, CONNECTING = 0, 1, 4, 8, 16, 32

# m_status has a scale of its own: the same digit means another thing there.
_AGENT_STATUS = {IDLE: 1, IN_USE: 2, UNAVAILABLE: 5, RINGING: 6, ON_HOLD: 8, CONNECTING: 2}


class Phone:
    """One desk phone: its state as the exchange numbers it, and who is at the other end."""

    def __init__(self, colleague: Colleague) -> None:
        self.extension = colleague.extension
        self.name = colleague.name
        self.queue = colleague.queue
        self.state = IDLE
        self.peer_number = ""
        self.peer_name = ""
        self.paused_for = ""
        self.calls_taken = 0
        self.is_held_back = False

    @property
    def is_free(self) -> bool:
        """True when a call may be given to it now."""
        return self.state == IDLE and not self.is_held_back


class Switchboard:
    """All phones; every change goes out as the exchange would say it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.phones = {colleague.extension: Phone(colleague) for colleague in COLLEAGUES}
        self.waiting: dict[str, int] = {}

    def set(self, phone: Phone, state: int, number: str = "", name: str = "") -> None:
        """Bring a phone to a state and say so, with its agent's news beside it where it has any."""
        phone.state = state
        phone.peer_number, phone.peer_name = number, name
        self.announce(phone)

    def announce(self, phone: Phone) -> None:
        """Say what a phone does now (also sent again now and then, as registrations are)."""
        subscriber: dict[str, object] = {"peer": f"{PBX_NAME}-{phone.extension}", "statusValue": phone.state}
        if phone.peer_number:
            subscriber["connectPeerNumber"] = phone.peer_number
            subscriber["connectPeerName"] = phone.peer_name
        text: dict[str, object] = {
            "subscriber": subscriber,
            "extstatus": {"exten": phone.extension, "status": phone.state},
        }
        if phone.queue:
            text["qmember"] = self._agent(phone)
        self._channel.publish(text)

    def pause(self, phone: Phone, reason: str) -> None:
        """An agent takes a break for a reason, or comes back (empty)."""
        phone.paused_for = reason
        self._channel.publish({"qmember": self._agent(phone)})

    def queue(self, name: str, change: int) -> None:
        """One caller more or fewer waits."""
        self.waiting[name] = max(0, self.waiting.get(name, 0) + change)
        self.announce_queue(name)

    def announce_queue(self, name: str) -> None:
        """Say how many callers wait."""
        self._channel.publish({"queue": {"peer": name, "calls": str(self.waiting.get(name, 0))}})

    def conference(self, action: str, room: str, channel: str, name: str, number: str) -> None:
        """Somebody comes into a room (`add`) or leaves it (`remove`)."""
        member = {
            "channel": channel,
            "action": action,
            "conference": room,
            "callerIDName": name,
            "callerIDNum": number,
        }
        self._channel.publish({"cmember": member})

    def message(self, message_id: str, to: str, status: str) -> None:
        """A text message went a step further."""
        self._channel.publish({"smsSendResponse": {"MsgId": message_id, "to": f"48{to}", "status": status}})

    def _agent(self, phone: Phone) -> dict[str, object]:
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
