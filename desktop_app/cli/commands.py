"""The commands of the command line, built on the same services as the window."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path

from desktop_app.archive import call_backs
from desktop_app.archive.records import CallFilter
from desktop_app.cli.exit_codes import DONE, FAILED, REFUSED, code_of
from desktop_app.cli.terminal import UsageError, complain, say
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import Profile
from desktop_app.desktop.keyring_store import KeyringStore
from desktop_app.export import call_lines, csv_writer, file_names, files
from desktop_app.i18n.text import tr
from desktop_app.pbx.exchange_time import unix_seconds
from desktop_app.phone_numbers.kinds import is_emergency, sms_number
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.security.credentials import check_keyring
from desktop_app.services import connection_checks, user_messages
from desktop_app.services.dialler import Done
from desktop_app.services.messenger import MESSAGE_LIMIT
from desktop_app.services.session import Session


def check_arguments(options: argparse.Namespace) -> None:
    """Validate the arguments before anything is sent.  Raises UsageError."""
    if options.command == "dial":
        number = parse_number(options.number)
        if number is None:
            raise UsageError(tr("«{text}» is not a number that can be dialled.").format(text=options.number))
        if is_emergency(number) and not options.yes:
            raise UsageError(tr("{number} is an emergency number. Add --yes if you mean it.").format(number=number))
    if options.command == "sms":
        if sms_number(options.number) is None:
            raise UsageError(tr("A message goes to a Polish mobile number: nine digits, +48 is taken away."))
        if not options.text.strip() or len(options.text) > MESSAGE_LIMIT:
            raise UsageError(tr("A message has at least one character and at most 1024."))
    if options.command == "calls":
        _days(options)
    if options.command == "watch" and options.record:
        _check_unused(options.record)
    if options.command == "recording":
        _check_unused(options.file)


def _check_unused(path: Path) -> None:
    """Raise UsageError if there is a file of this name."""
    if path.exists():
        raise UsageError(tr("{file} is there already and is not written over.").format(file=path.name))


async def dial(session: Session, options: argparse.Namespace) -> int:
    """Order one call and print the outcome.  Returns the exit code."""
    outcome = await session.dialler.call(options.number, again=options.yes)
    options.code = code_of(outcome)
    say(user_messages.of_call(outcome, options.number, session.config.extension))
    return code_of(outcome)


async def sms(session: Session, options: argparse.Namespace) -> int:
    """Send one message and print the outcome.  Returns the exit code."""
    outcome = await session.messenger.send(options.number, options.text, test=options.test)
    options.code = code_of(outcome)
    say(user_messages.of_message(outcome, options.number, test=options.test))
    if isinstance(outcome, Done):
        say(tr("Its identifier is {id}.").format(id=outcome.id))
    return code_of(outcome)


async def calls(session: Session, options: argparse.Namespace) -> int:
    """Print or export the calls of a range of days.  Returns the exit code; raises PbxError."""
    first, last = _days(options, session.calls.today())
    report = await session.calls.refresh(first, last)
    if report.cut_days:
        days = ", ".join(sorted(day.isoformat() for day in report.cut_days))
        complain(tr("Incomplete, because the exchange lists at most 10 000 records a day: {days}.").format(days=days))
    if report.unread:
        complain(user_messages.of_unread_records(report.unread))
    await session.directory.learn_from_billing()
    if options.to_call_back:
        return await _to_call_back(session, options, first)
    found = await session.calls.page(CallFilter(first, last), limit=-1)
    if options.csv:
        csv_writer.write_csv(options.csv, found, session.directory.name_of)
        say(tr("{n} calls were written.", len(found)))
    elif options.json:
        for call in found:
            say(json.dumps(call_lines.call_to_dict(call), ensure_ascii=False))
    else:
        for call in found:
            say(call_lines.format_call(call, session.directory.name_of))
    return DONE


async def _to_call_back(session: Session, options: argparse.Namespace, first: date) -> int:
    """Print the outside numbers to call back since the beginning of a day, the latest call first."""
    since_s = unix_seconds(f"{first.isoformat()} 00:00:00", "")
    entries = await session.archive.run(lambda db: call_backs.to_call_back(db, since_s))
    if options.csv:
        last_calls = [entry.last for entry in entries]
        csv_writer.write_csv(options.csv, last_calls, session.directory.name_of)
        say(tr("{n} calls were written.", len(entries)))
    for entry in entries if not options.csv else ():
        if options.json:
            line = {"number": entry.number, "times": entry.times, "last": call_lines.call_to_dict(entry.last)}
            say(json.dumps(line, ensure_ascii=False))
        else:
            say(f"{entry.number} ({entry.times})  {call_lines.format_call(entry.last, session.directory.name_of)}")
    return DONE


def _days(options: argparse.Namespace, today: date | None = None) -> tuple[date, date]:
    """Return the first and last day given.  Without `today` only their format is checked.  Raises UsageError."""
    try:
        fallback = today or date(2000, 1, 1)
        first = date.fromisoformat(options.first) if options.first else fallback
        last = date.fromisoformat(options.last) if options.last else (first if options.first else fallback)
        if date.max in (first, last):  # has no day after it
            raise ValueError
    except ValueError:
        raise UsageError(tr("A day is written as 2026-01-31.")) from None
    if last < first and (options.first or today):
        raise UsageError(tr("The last day is before the first."))
    if last - first > timedelta(days=3660):
        raise UsageError(tr("That is more than ten years of calls; ask for fewer days."))
    return first, last


async def recording(session: Session, options: argparse.Namespace) -> int:
    """Save one recording to a new file.  Returns the exit code; raises PbxError, OSError, UsageError.

    The name ends with what the file is, where another sound format was given.
    """
    body, container = await session.recordings.sound(options.uniqueid)
    target = file_names.with_true_ending(options.file, container)
    _check_unused(target)
    files.write_atomically(target, body)
    say(tr("The recording was saved as {file}.").format(file=target.name))
    return DONE


async def doctor(config: ExchangeConfig, key: str, options: argparse.Namespace) -> int:
    """Test each part of the connection and print the results.  Returns the exit code."""
    findings = await connection_checks.check_rest(config, key)
    findings.append(await connection_checks.check_events(config, key))
    keyring = KeyringStore(Profile(options.profile).tag, timeout_s=15)
    findings.append(await check_keyring(keyring))
    await keyring.close()
    marks = {"good": "✓", "doubtful": "?", "bad": "✗", "refused": "✗"}
    for finding in findings:
        say(f"{marks[finding.verdict.value]} {finding.words}")
    verdicts = {finding.verdict for finding in findings}
    if connection_checks.Verdict.REFUSED in verdicts:
        return REFUSED
    return FAILED if connection_checks.Verdict.FAILED in verdicts else DONE
