"""The event channel: a running number, and everybody who listens to it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

BACKLOG = 10_000


class Channel:
    """Numbers each message from 1 and hands it to every listener.  Nothing is replayed to who comes later."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.last_id = 0
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def publish(self, text: dict[str, Any]) -> None:
        """Send one message with one or more events, keyed by their kind."""
        self.last_id += 1
        body = json.dumps({"id": self.last_id, "channel": self.name, "text": text}, ensure_ascii=False)
        # The exchange prints device names with a single backslash, which is no JSON escape.
        self.send_raw(body.replace("SIP\\\\", "SIP\\"))

    def send_raw(self, body: str) -> None:
        """Send a frame as it is, with no number of ours."""
        for listener in list(self._listeners):
            if listener.qsize() >= BACKLOG:
                self._listeners.discard(listener)
                listener.put_nowait(None)
            else:
                listener.put_nowait(body)

    def listen(self) -> asyncio.Queue[str | None]:
        """A queue of frames from now on; None means that the channel has let go."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[str | None]) -> None:
        """Stop listening."""
        self._listeners.discard(queue)

    def restart(self) -> None:
        """The server begins again: everybody is let go, and the numbers begin at 1."""
        self.hang_up()
        self.last_id = 0

    def hang_up(self) -> None:
        """Let every listener go, as a restart does."""
        for listener in self._listeners:
            listener.put_nowait(None)
        self._listeners.clear()
