"""The key and the archive of a profile: fetched from the keyring, opened, or honestly not there."""

from __future__ import annotations

import os
from dataclasses import dataclass

from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import checked_key
from desktop_app.pbx.errors import InvalidKey
from desktop_app.services import user_messages
from desktop_app.services.connection_checks import Finding, Verdict

API_KEY = "api-key"
KEY_VARIABLE = "CLOUDPBX_API_KEY"


@dataclass
class Found:
    """What a vault gave: the value, and a sentence when a person should know something about it."""

    key: str = ""
    words: str = ""


async def api_key(secrets: KeyringStore) -> Found:
    """The key from the environment or the keyring; empty with a sentence when there is none."""
    try:
        given = os.environ.get(KEY_VARIABLE, "")
        kept = given or await secrets.read(API_KEY)
        return Found(checked_key(kept)) if kept else Found()
    except InvalidKey as error:
        return Found(words=user_messages.of_error(error))
    except KeyringError as error:
        return Found(words=no_keyring_words(error))


async def keep_api_key(secrets: KeyringStore, key: str) -> str:
    """Put the key into the keyring; a sentence when that cannot be done."""
    try:
        await secrets.write(API_KEY, key)
    except KeyringError as error:
        return no_keyring_words(error)
    return ""


def no_keyring_words(error: KeyringError) -> str:
    """What a missing or locked keyring means for the work."""
    if error.why == "locked":
        return tr("The keyring was not unlocked. The program works for this session and asks for the key again.")
    return tr(
        "This computer has no usable keyring. The program works for this session, keeps nothing, and asks for the key "
        "again at the next start."
    )


async def keyring_finding(secrets: KeyringStore) -> Finding:
    """Can the key be kept?"""
    try:
        name = await secrets.backend()
        await secrets.read(API_KEY)
    except KeyringError:
        words = tr("There is no usable keyring: the key is asked for at each start, and nothing is kept.")
        return Finding("keyring", Verdict.DOUBTFUL, words)
    return Finding("keyring", Verdict.GOOD, tr("The keyring works ({name}).").format(name=name))
