"""The event channel: numbers its messages and sends them to every subscriber."""

from __future__ import annotations

import asyncio
import json
from typing import Any

BACKLOG = 10_000


class Channel:
    """Numbers messages from 1 and sends each to every subscriber.  Nothing is replayed to later subscribers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.last_id = 0
        self._subscribers: set[asyncio.Queue[str | None]] = set()

    def publish(self, text: dict[str, Any]) -> None:
        """Send one message with one or more events, keyed by their type."""
        self.last_id += 1
        body = json.dumps({"id": self.last_id, "channel": self.name, "text": text}, ensure_ascii=False)
        # The exchange writes device names with a single backslash, which is not a valid JSON escape.
        self.send_raw(body.replace("SIP\\\\", "SIP\\"))

    def send_raw(self, body: str) -> None:
        """Send a frame as it is, without a number."""
        for subscriber in list(self._subscribers):
            if subscriber.qsize() >= BACKLOG:
                self._subscribers.discard(subscriber)
                subscriber.put_nowait(None)
            else:
                subscriber.put_nowait(body)

    def subscribe(self) -> asyncio.Queue[str | None]:
        """Return a queue of frames from now on; None in it means that the channel disconnected the subscriber."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._subscribers.add(queue)
        return queue

    def unsubscribe(self, queue: asyncio.Queue[str | None]) -> None:
        """Remove a subscriber."""
        self._subscribers.discard(queue)

    def restart(self) -> None:
        """Restart the server: disconnect every subscriber and number from 1 again."""
        self.disconnect_all()
        self.last_id = 0

    def disconnect_all(self) -> None:
        """Disconnect every subscriber."""
        for subscriber in self._subscribers:
            subscriber.put_nowait(None)
        self._subscribers.clear()
