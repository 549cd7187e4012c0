"""Locations of settings, archive and log.

By default the system's standard folders are used.  `--profile` puts everything into one folder, so that two exchanges
(or a test) can run side by side.  Folders have mode 0700, files 0600.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import platformdirs

APP = "cloudpbx-desktop"


class Profile:
    """The folders of one profile.  `tag` is unique to it and names its keyring entries and its socket."""

    def __init__(self, root: Path | None = None) -> None:
        self.root: Path | None = None if root is None else root.expanduser().resolve()
        if root is None:
            self.tag = "default"
            self.config_dir = Path(platformdirs.user_config_dir(APP, appauthor=False))
            self.data_dir = Path(platformdirs.user_data_dir(APP, appauthor=False))
            self.log_dir = Path(platformdirs.user_log_dir(APP, appauthor=False))
        else:
            resolved = root.expanduser().resolve()
            self.tag = hashlib.sha256(str(resolved).encode()).hexdigest()[:12]
            self.config_dir = self.data_dir = self.log_dir = resolved

    @property
    def settings_file(self) -> Path:
        """The user's settings, as TOML."""
        return self.config_dir / "settings.toml"

    def archive_file(self, pbx_name: str) -> Path:
        """Return the path of an exchange's archive.  Exchanges share no archive, since their extensions differ."""
        return self.data_dir / f"archive-{hashlib.sha256(pbx_name.encode()).hexdigest()[:8]}.db"

    @property
    def log_file(self) -> Path:
        """The current log file; older ones have a numbered suffix."""
        return self.log_dir / "cloudpbx-desktop.log"

    @property
    def orders_file(self) -> Path:
        """The file in which all processes of this profile record their orders, so that none is sent twice."""
        return self.data_dir / "orders.lock"


def machine_settings_file() -> Path:
    """Return the path of the administrator's settings for all users of this computer."""
    return Path(platformdirs.site_config_dir(APP, appauthor=False)) / "settings.toml"


def resources() -> Path:
    """Return the folder of icons, fonts, sounds and translations: next to the package in a checkout, else inside it."""
    here = Path(__file__).resolve().parent.parent
    installed = here / "_resources"
    return installed if installed.is_dir() else here.parent / "resources"
