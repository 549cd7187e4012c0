"""The command `watch`: one line per change of the office, live or from a recorded stream."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator

from desktop_app.archive.store import Archive
from desktop_app.cli import json_output
from desktop_app.cli.exit_codes import DONE, FAILED, REFUSED
from desktop_app.cli.terminal import UsageError, complain, report_failure, say
from desktop_app.i18n.text import tr
from desktop_app.office import Change
from desktop_app.pbx.errors import KeyRefused
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services import user_messages
from desktop_app.services.live_feed import Connection, Status
from desktop_app.services.session import Background, Session, SessionOptions
from desktop_app.services.stream_recording import BadRecording, Replay, StreamRecorder, replay_config


async def watch_replay(options: argparse.Namespace) -> int:
    """Play a recorded stream, without key and network.  Returns the exit code; raises UsageError."""
    if not options.speed > 0:
        raise UsageError(tr("The speed is a number above 0."))
    try:
        replay = Replay(options.replay, options.speed)
    except BadRecording as error:
        raise UsageError(tr("{file}: {why}.").format(file=options.replay.name, why=tr(str(error)))) from None
    if replay.unreadable:
        complain(tr("{n} lines of the recording could not be read and were left out.", replay.unreadable))
    config, chosen = replay_config(replay), SessionOptions(source=replay.open)
    async with Archive(None, None) as archive, Session(config, "replay", archive, report_failure, chosen) as session:
        return await watch(session, options, replay.is_over)


async def watch(session: Session, options: argparse.Namespace, is_over: asyncio.Event | None = None) -> int:
    """Print each change until a signal, the timeout of the options or `is_over`, then the whole office with `--json`.

    Returns the exit code.
    """
    live, stop = session.live, asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows has no such handlers; Ctrl+C ends the command there
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)

    def print_changes(changes: tuple[Change, ...]) -> None:
        for change in changes:
            line = json_output.change_line(live.office, change, session.clock())
            if line:
                say(json.dumps(line, ensure_ascii=False) if options.json else json_output.as_text(line))

    def print_connection(connection: Connection) -> None:
        line = json_output.connection_line(connection)
        say(json.dumps(line, ensure_ascii=False) if options.json else json_output.as_text(line))
        if connection.status is Status.REFUSED:
            stop.set()

    subscriptions = (live.subscribe(print_changes), live.watch_connection(print_connection))
    with _recorded(session, options):
        session.tasks.restart(Background.LIVE_FEED, live.run())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(options.seconds):
                await _first_of(stop, is_over)
    for unsubscribe in subscriptions:  # so that the office is the last line
        unsubscribe()
    if options.json:
        say(json.dumps({"office": json_output.office_json(live.office, live.connection)}, ensure_ascii=False))
    if live.connection.status is Status.REFUSED:
        complain(user_messages.of_error(KeyRefused(403)))
        return REFUSED
    return DONE if live.connection.is_up or live.last_event_at else FAILED


@contextlib.contextmanager
def _recorded(session: Session, options: argparse.Namespace) -> Iterator[None]:
    """Record the stream if the options name a file, which is created with mode 0600.  Raises OSError if it exists."""
    if not options.record:
        yield
        return
    with os.fdopen(os.open(options.record, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        recorder = StreamRecorder(file, session.config.pbx_name, time.monotonic, mask=options.mask)
        session.live.record(recorder)
        yield
        session.live.record(None)
        if recorder.failed is not None:
            complain(tr("The recording ended early: {why}.").format(why=recorder.failed.strerror))


async def _first_of(*events: asyncio.Event | None) -> None:
    """Wait until one of these events is set."""
    happened = asyncio.Event()

    async def follow(event: asyncio.Event) -> None:
        await event.wait()
        happened.set()

    async with TaskSupervisor(report_failure) as waits:
        for event in events:
            if event is not None:
                waits.spawn("event", follow(event))
        await happened.wait()
