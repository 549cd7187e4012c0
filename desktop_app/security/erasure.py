"""Erases a profile: its files, keyring entries, autostart entry and link handler."""

from __future__ import annotations

from desktop_app.config.paths import Profile
from desktop_app.desktop import autostart, links
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.security.archive_opening import ARCHIVE_KEY
from desktop_app.security.credentials import API_KEY


async def erase_profile(keyring: KeyringStore, profile: Profile) -> None:
    """Delete every file and every secret of a profile.

    Raises KeyringError or OSError if something could not be deleted; the rest may then remain as well.
    """
    # The archive's key goes first: without it the files are unreadable even if deleting them fails.
    for name in (ARCHIVE_KEY, API_KEY):
        try:
            await keyring.delete(name)
        except KeyringError as error:
            if error.why != "none":  # without a keyring there are no entries
                raise
    for folder, patterns in (
        (profile.data_dir, ("archive-*", "orders.lock*")),
        (profile.config_dir, (profile.settings_file.name, ".settings-*")),
        (profile.log_dir, (f"{profile.log_file.name}*",)),
    ):
        for pattern in patterns:
            for file in folder.glob(pattern):
                file.unlink(missing_ok=True)
    autostart.set_enabled(False, profile.root)
    links.unregister()
