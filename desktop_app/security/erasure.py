"""Everything of a profile erased: files, keyring entries, what was registered with the system."""

from __future__ import annotations

from desktop_app.config.paths import Profile
from desktop_app.desktop import autostart, links
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.security.archive_opening import ARCHIVE_KEY
from desktop_app.security.credentials import API_KEY


async def erase_profile(keyring: KeyringStore, profile: Profile) -> None:
    """Delete every file and every secret of a profile.  Raises KeyringError and OSError; something is left then."""
    # The archive's key first: without it the files cannot be read, whatever happens next.
    for name in (ARCHIVE_KEY, API_KEY):
        try:
            await keyring.delete(name)
        except KeyringError as error:
            if error.why != "none":  # without a keyring there is nothing in it
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
