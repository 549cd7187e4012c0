"""The connection test: makes real use of REST, events, keyring, sound and tray."""

from __future__ import annotations

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.desktop.keyring_store import KeyringStore
from desktop_app.desktop.tray import Tray
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import api_urls, checked_key, events_server
from desktop_app.pbx.errors import PbxError
from desktop_app.security.credentials import api_key, check_keyring
from desktop_app.services import connection_checks, user_messages
from desktop_app.services.connection_checks import CheckResult, Verdict


async def run_connection_test(
    api: str, events: str, pbx_name: str, extension: str, key: str, keyring: KeyringStore
) -> list[CheckResult]:
    """Return the results in the order of display.  An empty `key` means the stored one."""
    results: list[CheckResult] = []
    try:
        key = checked_key(key or (await api_key(keyring)).key)
        config = ExchangeConfig(api_urls(api), events_server(events), pbx_name, extension)
    except PbxError as error:
        results.append(CheckResult("form", Verdict.FAILED, user_messages.of_error(error)))
    else:
        results += await connection_checks.check_rest(config, key)
        if pbx_name:
            results.append(await connection_checks.check_events(config, key))
        else:
            results.append(CheckResult("form", Verdict.FAILED, tr("The PBX name is missing.")))
        if not extension:
            words = tr("Without an own extension the panel works, but calls cannot be placed.")
            results.append(CheckResult("form", Verdict.WARNING, words))
    results.append(await check_keyring(keyring))
    results.append(check_sound())
    results.append(check_tray())
    return results


def check_sound() -> CheckResult:
    """Check whether recordings can be played."""
    try:
        from desktop_app.desktop.audio import Player
    except ImportError:  # a system without the sound library that Qt needs
        words = tr("Sound cannot be used here: a system library is missing (libpulse0). Save the recording instead.")
        return CheckResult("sound", Verdict.WARNING, words)
    if Player.has_output():
        return CheckResult("sound", Verdict.PASSED, tr("Sound works: recordings can be heard here."))
    return CheckResult("sound", Verdict.WARNING, tr("There is no sound output: recordings can only be saved."))


def check_tray() -> CheckResult:
    """Check whether the program can stay in the tray."""
    if Tray.is_available():
        return CheckResult("tray", Verdict.PASSED, tr("The tray works: closing the window keeps the program."))
    return CheckResult("tray", Verdict.WARNING, tr("This desktop has no tray: closing the window ends the program."))
