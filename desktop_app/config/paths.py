"""Where things are kept: settings, the archive, and the names under which the keyring holds our secrets.

Without `--profile` the folders of the system are used; with it everything is in one folder, so that two exchanges
(or a test) can live beside each other.  Folders are 0700, files 0600.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import platformdirs

APP = "cloudpbx-desktop"


class Profile:
    """The places of one profile.  `tag` tells its secrets and its socket from those of others."""

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
        """The person's settings, as TOML."""
        return self.config_dir / "settings.toml"

    def archive_file(self, pbx_name: str) -> Path:
        """The encrypted archive of one exchange: two exchanges have nothing in common, not even extensions."""
        return self.data_dir / f"archive-{hashlib.sha256(pbx_name.encode()).hexdigest()[:8]}.db"

    @property
    def log_file(self) -> Path:
        """The newest of the log's files."""
        return self.log_dir / "cloudpbx-desktop.log"

    @property
    def orders_file(self) -> Path:
        """Where all programs of this profile see each other's orders."""
        return self.data_dir / "orders.lock"

    def make(self) -> None:
        """Make the folders, their owner's alone."""
        for folder in (self.config_dir, self.data_dir):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def machine_settings_file() -> Path:
    """The administrator's defaults for everybody on this computer."""
    return Path(platformdirs.site_config_dir(APP, appauthor=False)) / "settings.toml"


def resources() -> Path:
    """The folder of icons, fonts, sounds and translations: beside the package in a checkout, inside it installed."""
    here = Path(__file__).resolve().parent.parent
    installed = here / "_resources"
    return installed if installed.is_dir() else here.parent / "resources"
