"""The event channel: numbers its messages and sends them to every subscriber."""

from __future__ import annotations

import asyncio

from desktop_app.demo import forms

BACKLOG = 10_000


class Channel:
    """Numbers messages from 1 and sends each to every subscriber.  Nothing is replayed to later subscribers.

    A message is in the plain form, or with `is_awkward` in one of the awkward ones (see `forms`).
    """

    def __init__(self, name: str, *, is_awkward: bool = False) -> None:
        self.name = name
        self.last_id = 0
        self._is_awkward = is_awkward
        self._subscribers: set[asyncio.Queue[str | None]] = set()

    def publish(self, events: forms.Events) -> None:
        """Send events, keyed by their kind: each in a message of its own, in the awkward form all in one."""
        for text in [forms.awkward(self.last_id, events)] if self._is_awkward else forms.plain(events):
            self.last_id += 1
            self._send(f'{{"id": {self.last_id}, "channel": "{self.name}", "text": {text}}}')

    def _send(self, body: str) -> None:
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
