"""Sessions for tests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.runtime.task_supervisor import OnFailure
from desktop_app.services.session import Session, SessionOptions
from tests.support.demo import KEY

NOWHERE = ExchangeConfig(("http://127.0.0.1:9",), "ws://127.0.0.1:9", "X", "101")
DEFAULTS = SessionOptions()


def ignore(name: str, error: BaseException) -> None:
    """Take the report of a failed task."""


@asynccontextmanager
async def session_of(
    config: ExchangeConfig = NOWHERE, options: SessionOptions = DEFAULTS, on_failure: OnFailure = ignore
) -> AsyncIterator[Session]:
    """Open a session on an archive in memory until the block ends."""
    async with Archive(None, None) as archive, Session(config, KEY, archive, on_failure, options) as session:
        yield session


def receive(session: Session, number: int, **text: object) -> None:
    """Let the session's feed receive one message."""
    session.live.process(json.dumps({"id": number, "channel": "pbx_X", "text": text}).encode())
