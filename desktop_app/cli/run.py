"""Runs one command: finds the exchange and its key, opens a session, and turns errors into sentences and exit codes."""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from desktop_app.app.demo_process import DemoFailed, DemoProcess
from desktop_app.archive.store import Archive
from desktop_app.cli import commands
from desktop_app.cli.exit_codes import DONE, FAILED, NOT_KNOWN, REFUSED, USAGE
from desktop_app.cli.terminal import UsageError, complain, report_failure
from desktop_app.cli.watch import watch, watch_replay
from desktop_app.config.exchange import ExchangeConfig, dial_rules, exchange_config
from desktop_app.config.paths import Profile, machine_settings_file
from desktop_app.config.settings import Settings, SettingsError
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import checked_key
from desktop_app.pbx.errors import InvalidAddress, InvalidKey, KeyRefused, NotARecording, NotFound, PbxError
from desktop_app.runtime.log_redaction import Redaction
from desktop_app.security.credentials import API_KEY
from desktop_app.security.environment_key import environment_key
from desktop_app.services import user_messages
from desktop_app.services.dialler import NotKnown
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.session import Session, SessionOptions

KEYRING_TIMEOUT_S = 30

Command = Callable[[Session, argparse.Namespace], Awaitable[int]]
COMMANDS: dict[str, Command] = {
    "watch": watch,
    "dial": commands.dial,
    "sms": commands.sms,
    "calls": commands.calls,
    "recording": commands.recording,
}
ORDERS = ("dial", "sms")


def main(options: argparse.Namespace) -> int:
    """Run one command and return its exit code.  Errors are printed as one sentence."""
    logging.getLogger().addHandler(logging.NullHandler())  # or warnings with a person's data go to standard error
    try:
        return asyncio.run(_run(options))
    except KeyboardInterrupt:
        return _interrupted(options)
    except (UsageError, SettingsError, InvalidAddress, InvalidKey) as error:
        complain(user_messages.of_error(error) if isinstance(error, PbxError) else str(error))
        return USAGE
    except PbxError as error:
        complain(user_messages.of_error(error))
        return REFUSED if isinstance(error, KeyRefused | NotFound | NotARecording) else FAILED
    except OSError as error:
        where = Path(str(error.filename)).name if error.filename else ""
        complain(tr("{file} cannot be used: {why}.").format(file=where or "?", why=error.strerror or error))
        return USAGE
    except DemoFailed:
        complain(tr("The demo exchange did not start."))
        return FAILED
    except Exception as error:
        complain(Redaction().error(error))
        complain(tr("The command failed because of an error in this program."))
        return NOT_KNOWN if options.command in ORDERS else FAILED


def _interrupted(options: argparse.Namespace) -> int:
    """Return the exit code after Ctrl+C.

    An interrupted order may have been sent, so its outcome is not known, unless it has been printed already.
    """
    if options.command not in ORDERS:
        return DONE
    if hasattr(options, "code"):
        return int(options.code)
    outcome = NotKnown("it was interrupted")
    if options.command == "dial":
        complain(user_messages.of_call(outcome, options.number, ""))
    else:
        complain(user_messages.of_message(outcome, options.number, test=options.test))
    return NOT_KNOWN


async def _run(options: argparse.Namespace) -> int:
    commands.check_arguments(options)
    if options.command == "watch" and options.replay:
        return await watch_replay(options)
    async with _exchange(options) as (config, key):
        if options.command == "doctor":
            return await commands.doctor(config, key, options)
        guard = OrderGuard(None if options.demo else Profile(options.profile).orders_file)
        chosen = SessionOptions(guard=guard, rules=partial(dial_rules, _settings(options)))
        async with Archive(None, None) as archive, Session(config, key, archive, report_failure, chosen) as session:
            return await COMMANDS[options.command](session, options)


@asynccontextmanager
async def _exchange(options: argparse.Namespace) -> AsyncIterator[tuple[ExchangeConfig, str]]:
    """Yield the exchange and its key: those of the demo, or those in the environment, settings and keyring."""
    if options.demo:
        demo = DemoProcess()
        async with demo as config:
            yield config, demo.key
        return
    config = exchange_config(_settings(options))
    if not config.is_complete and options.command in ("watch", "doctor"):
        raise UsageError(
            tr(
                "No exchange is set up: start the program once, or set CLOUDPBX_EVENTS_URL and CLOUDPBX_PBX_NAME. "
                "With --demo the built-in exchange is used."
            )
        )
    yield config, await _key(Profile(options.profile))


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings(None if options.demo else Profile(options.profile).settings_file, machine_settings_file())
    if settings.set_aside is not None:
        complain(user_messages.of_damaged_settings(settings.set_aside))
    return settings


async def _key(profile: Profile) -> str:
    given = environment_key()
    if given:
        return checked_key(given)
    keyring = KeyringStore(profile.tag, timeout_s=KEYRING_TIMEOUT_S)
    try:
        stored = await keyring.read(API_KEY)
    except KeyringError as error:
        raise UsageError(
            tr("The keyring cannot be read ({why}), and CLOUDPBX_API_KEY is not set.").format(why=error.why)
        ) from None
    finally:
        await keyring.close()
    if not stored:
        raise UsageError(tr("No key is kept here: start the program once, or set CLOUDPBX_API_KEY."))
    return checked_key(stored)
