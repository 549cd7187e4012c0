"""The commands without a screen, on the same services as the screens.

Exit codes: 0 done, 1 refused, 2 usage, 3 not known.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from desktop_app.app.demo_process import DemoFailed, DemoProcess
from desktop_app.archive.records import CallFilter
from desktop_app.archive.store import Archive
from desktop_app.cli import json_output
from desktop_app.config import exchange
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import Profile, machine_settings_file
from desktop_app.config.settings import Settings, SettingsError
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.export import call_lines, files, tables
from desktop_app.i18n.text import tr
from desktop_app.office import Change
from desktop_app.pbx.addresses import checked_key
from desktop_app.pbx.errors import InvalidAddress, InvalidKey, KeyRefused, NotARecording, NotFound, PbxError
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.phone_numbers.kinds import is_emergency, sms_number
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.security.credentials import API_KEY, KEY_VARIABLE, keyring_finding
from desktop_app.services import connection_checks, user_messages
from desktop_app.services.live_feed import Connection, Status
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.orders import MESSAGE_LIMIT
from desktop_app.services.session import Session
from desktop_app.services.stream_recording import BadRecording, Replay, StreamRecorder, replay_config

DONE, REFUSED, USAGE, NOT_KNOWN = 0, 1, 2, 3


class Usage(Exception):
    """The command cannot be carried out as it was given; the text says why."""


def main(options: argparse.Namespace) -> int:
    """Carry out one command."""
    try:
        return asyncio.run(_run(options))
    except KeyboardInterrupt:
        return _interrupted(options)
    except (Usage, SettingsError, InvalidAddress, InvalidKey) as error:
        _complain(user_messages.of_error(error) if isinstance(error, PbxError) else str(error))
        return USAGE
    except PbxError as error:
        _complain(user_messages.of_error(error))
        return REFUSED if isinstance(error, KeyRefused | NotFound | NotARecording) else NOT_KNOWN
    except OSError as error:
        where = Path(str(error.filename)).name if error.filename else ""
        _complain(tr("{file} cannot be used: {why}.").format(file=where or "?", why=error.strerror or error))
        return USAGE
    except DemoFailed:
        _complain(tr("The demo exchange did not start."))
        return NOT_KNOWN


def _interrupted(options: argparse.Namespace) -> int:
    """An order that was interrupted may have left; one whose end was told already keeps it."""
    if options.command not in ("dial", "sms"):
        return DONE
    if hasattr(options, "code"):
        return int(options.code)
    words = user_messages.of_call if options.command == "dial" else partial(user_messages.of_message, test=options.test)
    outcome, own = NotKnown("it was interrupted"), ("",) if options.command == "dial" else ()
    _complain(words(outcome, options.number, *own))
    return NOT_KNOWN


async def _run(options: argparse.Namespace) -> int:
    _check(options)
    if options.command == "watch" and options.replay:
        return await _replay(options)
    async with _exchange(options) as (config, key):
        if options.command == "doctor":
            return await _doctor(config, key, options)
        guard = OrderGuard(None if options.demo else Profile(options.profile).orders_file)
        rules = partial(exchange.dial_rules, _settings(options))
        session = Session(config, key, Archive(None, None), on_failure=_report, guard=guard, rules=rules)
        await session.archive.open()
        try:
            return await COMMANDS[options.command](session, options)
        finally:
            await session.stop()


def _check(options: argparse.Namespace) -> None:
    """What is wrong with the arguments is said before anything is asked of anybody."""
    if options.command == "dial":
        number = parse_number(options.number)
        if number is None:
            raise Usage(tr("«{text}» is not a number that can be dialled.").format(text=options.number))
        if is_emergency(number) and not options.yes:
            raise Usage(tr("{number} is an emergency number. Add --yes if you mean it.").format(number=number))
    if options.command == "sms":
        if sms_number(options.number) is None:
            raise Usage(tr("A message goes to a Polish mobile number: nine digits, +48 is taken away."))
        if not options.text.strip() or len(options.text) > MESSAGE_LIMIT:
            raise Usage(tr("A message has at least one character and at most 1024."))
    if options.command == "calls":
        _days(options)
    if options.command == "watch" and options.record and options.record.exists():
        raise Usage(tr("{file} is there already and is not written over.").format(file=options.record.name))
    if options.command == "recording" and options.file.exists():
        raise Usage(tr("{file} is there already and is not written over.").format(file=options.file.name))


@asynccontextmanager
async def _exchange(options: argparse.Namespace) -> AsyncIterator[tuple[ExchangeConfig, str]]:
    """Which exchange, and the key: from the environment, the profile and the keyring; or the demo's own."""
    if options.demo:
        demo = DemoProcess()
        try:
            yield await demo.start(), demo.key
        finally:
            await demo.stop()
        return
    profile = Profile(options.profile)
    config = exchange.exchange_config(_settings(options))
    if not config.is_complete and options.command in ("watch", "doctor"):
        raise Usage(
            tr(
                "No exchange is set up: start the program once, or set CLOUDPBX_EVENTS_URL and CLOUDPBX_PBX_NAME. "
                "With --demo the built-in exchange is used."
            )
        )
    yield config, await _key(profile)


def _settings(options: argparse.Namespace) -> Settings:
    return Settings(None if options.demo else Profile(options.profile).settings_file, machine_settings_file())


async def _key(profile: Profile) -> str:
    given = os.environ.get(KEY_VARIABLE, "")
    if given:
        return checked_key(given)
    secrets = KeyringStore(profile.tag, patience_s=30)
    try:
        kept = await secrets.read(API_KEY)
    except KeyringError as error:
        raise Usage(
            tr("The keyring cannot be read ({why}), and CLOUDPBX_API_KEY is not set.").format(why=error.why)
        ) from None
    finally:
        await secrets.close()
    if not kept:
        raise Usage(tr("No key is kept here: start the program once, or set CLOUDPBX_API_KEY."))
    return checked_key(kept)


# ---- the commands --------------------------------------------------------------------------------


async def _replay(options: argparse.Namespace) -> int:
    """A recording in place of an exchange: no key, no network."""
    if not options.speed > 0:
        raise Usage(tr("The speed is a number above 0."))
    try:
        replay = Replay(options.replay, options.speed)
    except BadRecording as error:
        raise Usage(tr("{file}: {why}.").format(file=options.replay.name, why=tr(str(error)))) from None
    session = Session(replay_config(replay), "replay", Archive(None, None), on_failure=_report, source=replay.open)
    await session.archive.open()
    try:
        return await _watch(session, options, replay)
    finally:
        await session.stop()


@contextlib.contextmanager
def _written_down(session: Session, options: argparse.Namespace) -> Iterator[None]:
    """Write down what is heard, where that is asked for; its owner alone can read the file."""
    if not options.record:
        yield
        return
    with os.fdopen(os.open(options.record, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        recorder = StreamRecorder(file, session.config.pbx_name, time.monotonic, mask=options.mask)
        session.live.record(recorder)
        yield
        session.live.record(None)
        if recorder.failed is not None:
            _complain(tr("The recording ended early: {why}.").format(why=recorder.failed.strerror))


async def _first_of(*events: asyncio.Event | None) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events if event is not None]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _watch(session: Session, options: argparse.Namespace, replay: Replay | None = None) -> int:
    """A line for each change; the office at the end."""
    live = session.live
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows has no such handlers; Ctrl+C ends it there
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)

    def heard(changes: tuple[Change, ...]) -> None:
        for change in changes:
            line = json_output.change_line(live.office, change, session.clock())
            if line:
                _say(json.dumps(line, ensure_ascii=False) if options.json else json_output.in_words(line))

    def connected(connection: Connection) -> None:
        line = json_output.connection_line(connection)
        _say(json.dumps(line, ensure_ascii=False) if options.json else json_output.in_words(line))
        if connection.status is Status.REFUSED:
            stop.set()

    endings = (live.subscribe(heard), live.watch_connection(connected))
    with _written_down(session, options):
        session.tasks.start("live feed", live.run())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(options.seconds):
                await _first_of(stop, replay.is_over if replay else None)
    for end in endings:  # the office is the last line
        end()
    status, connection = live.connection.status, live.connection
    if options.json:
        _say(json.dumps({"office": json_output.whole(live.office, connection)}, ensure_ascii=False))
    if status is Status.REFUSED:
        _complain(user_messages.of_error(KeyRefused(403)))
        return REFUSED
    return DONE if connection.is_up or live.last_event_at else NOT_KNOWN


async def _dial(session: Session, options: argparse.Namespace) -> int:
    outcome = await session.dialler.call(options.number, again=options.yes)
    options.code = _code(outcome)
    _say(user_messages.of_call(outcome, options.number, session.config.extension))
    return _code(outcome)


async def _sms(session: Session, options: argparse.Namespace) -> int:
    outcome = await session.messenger.send(options.number, options.text, test=options.test)
    options.code = _code(outcome)
    _say(user_messages.of_message(outcome, options.number, test=options.test))
    if isinstance(outcome, Done):
        _say(tr("Its identifier is {id}.").format(id=outcome.id))
    return _code(outcome)


async def _calls(session: Session, options: argparse.Namespace) -> int:
    first, last = _days(options, session.calls.today())
    report = await session.calls.refresh(first, last)
    if report.cut_days:
        days = ", ".join(sorted(day.isoformat() for day in report.cut_days))
        _complain(tr("Incomplete, because the exchange lists at most 10 000 records a day: {days}.").format(days=days))
    await session.directory.learn_from_billing()
    found = await session.calls.page(CallFilter(first, last), limit=-1)
    if options.csv:
        tables.write_csv(options.csv, found, session.directory.name_of)
        _say(tr("{n} calls were written.", len(found)))
    elif options.json:
        for call in found:
            _say(json.dumps(call_lines.as_json(call), ensure_ascii=False))
    else:
        for call in found:
            _say(call_lines.in_words(call, session.directory.name_of))
    return DONE


def _days(options: argparse.Namespace, today: date | None = None) -> tuple[date, date]:
    try:
        fallback = today or date(2000, 1, 1)
        first = date.fromisoformat(options.first) if options.first else fallback
        last = date.fromisoformat(options.last) if options.last else (first if options.first else fallback)
    except ValueError:
        raise Usage(tr("A day is written as 2026-01-31.")) from None
    if last < first and (options.first or today):
        raise Usage(tr("The last day is before the first."))
    if last - first > timedelta(days=3660):
        raise Usage(tr("That is more than ten years of calls; ask for fewer days."))
    return first, last


async def _recording(session: Session, options: argparse.Namespace) -> int:
    target: Path = options.file
    body, _ = await session.recordings.sound(options.uniqueid)
    files.write_bytes(target, body)
    _say(tr("The recording was saved ({n} bytes).", len(body)))
    return DONE


async def _doctor(config: ExchangeConfig, key: str, options: argparse.Namespace) -> int:
    findings = await connection_checks.check_rest(config, key)
    findings.append(await connection_checks.check_events(config, key))
    secrets = KeyringStore(Profile(options.profile).tag, patience_s=15)
    findings.append(await keyring_finding(secrets))
    await secrets.close()
    marks = {"good": "✓", "doubtful": "?", "bad": "✗", "refused": "✗"}
    for finding in findings:
        _say(f"{marks[finding.verdict.value]} {finding.words}")
    verdicts = {finding.verdict for finding in findings}
    if connection_checks.Verdict.REFUSED in verdicts:
        return REFUSED
    return NOT_KNOWN if connection_checks.Verdict.BAD in verdicts else DONE


COMMANDS: dict[str, Callable[[Session, argparse.Namespace], Awaitable[int]]] = {
    "watch": _watch,
    "dial": _dial,
    "sms": _sms,
    "calls": _calls,
    "recording": _recording,
}


# ---- saying --------------------------------------------------------------------------------------


def _code(outcome: Outcome) -> int:
    if isinstance(outcome, Done):
        return DONE
    return REFUSED if isinstance(outcome, Refused) else NOT_KNOWN


def _say(line: str) -> None:
    try:
        print(line, flush=True)
    except BrokenPipeError:
        # Whoever read us has had enough; a second complaint at exit helps nobody.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        raise KeyboardInterrupt from None


def _complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _report(name: str, error: BaseException) -> None:
    _complain(user_messages.of_error(error))
