"""The API key of a profile: read from the environment or the keyring, written to the keyring."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import checked_key
from desktop_app.pbx.errors import InvalidKey
from desktop_app.security.environment_key import environment_key
from desktop_app.services import user_messages
from desktop_app.services.connection_checks import CheckResult, Verdict

API_KEY = "api-key"


@dataclass(frozen=True)
class FoundKey:
    """The key, or an empty text with the reason in `note`.  Both are empty if no key was ever stored."""

    key: str = ""
    note: str = ""


async def api_key(keyring: KeyringStore) -> FoundKey:
    """Return the key from the environment or, if none is set there, from the keyring."""
    try:
        given = environment_key()
        stored = given or await keyring.read(API_KEY)
        return FoundKey(checked_key(stored)) if stored else FoundKey()
    except InvalidKey as error:
        return FoundKey(note=user_messages.of_error(error))
    except KeyringError as error:
        return FoundKey(note=no_keyring_message(error))


async def store_api_key(keyring: KeyringStore, key: str) -> str:
    """Store the key in the keyring.  Returns a sentence for the user if that fails, else an empty text."""
    try:
        await keyring.write(API_KEY, key)
    except KeyringError as error:
        return no_keyring_message(error)
    return ""


def no_keyring_message(error: KeyringError) -> str:
    """Return a sentence for the user about a missing or locked keyring."""
    if error.why == "locked":
        return tr("The keyring was not unlocked. The program works for this session and asks for the key again.")
    return tr(
        "This computer has no usable keyring. The program works for this session, keeps nothing, and asks for the key "
        "again at the next start."
    )


async def check_keyring(keyring: KeyringStore) -> CheckResult:
    """Check whether the key can be stored in a keyring."""
    try:
        name = await keyring.backend()
        await keyring.read(API_KEY)
    except KeyringError:
        words = tr("There is no usable keyring: the key is asked for at each start, and nothing is kept.")
        return CheckResult("keyring", Verdict.WARNING, words)
    return CheckResult("keyring", Verdict.PASSED, tr("The keyring works ({name}).").format(name=name))
