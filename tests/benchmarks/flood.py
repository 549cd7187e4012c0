"""An event server that sends its clients all messages at once, and ends when its standard input is closed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading

from tests.support.stream import TEXT, StreamServer, frame

MESSAGES = 30_000
LAMPS = 500


def messages() -> bytes:
    """Return all frames."""
    frames = []
    for number in range(1, MESSAGES + 1):
        fields = {
            "peer": f"X-{1000 + number % LAMPS}",
            "statusValue": number // LAMPS % 2,
            "connectPeerNumber": "600100200",
        }
        envelope = {"id": number, "channel": "pbx_X", "text": {"subscriber": fields}}
        frames.append(frame(TEXT, json.dumps(envelope).encode()))
    return b"".join(frames)


class Flood(StreamServer):
    """Sends all frames at once to each client."""

    def __init__(self) -> None:
        super().__init__()
        self._all = messages()

    async def listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self._all)
        await super().listen(reader, writer)


async def main() -> None:
    """Serve until the process ends."""
    server = Flood()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


def leave_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=leave_with_parent, daemon=True).start()
    asyncio.run(main())
