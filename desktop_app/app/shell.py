"""The program-wide objects that every workspace uses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.config.settings import Settings
from desktop_app.desktop.notifications import Notifications
from desktop_app.runtime.log_file import LogFile
from desktop_app.ui.actions import Actions
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.look import Look
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.window import MainWindow


@dataclass(frozen=True)
class DesktopServices:
    """Services of the operating system: notifications, sound, system integration.

    `make_sound` builds the player on first use.  `make_calling_form` returns the settings card of system integration.
    `log` is None if there is no log file, as in the demo.
    """

    notifications: Notifications
    make_sound: Callable[[], Sound]
    make_calling_form: Callable[[], CallingForm]
    log: LogFile | None = None


@dataclass(frozen=True)
class Shell:
    """The window, its theme and icons, the settings, and the services of the desktop."""

    window: MainWindow
    settings: Settings
    desktop: DesktopServices

    @property
    def actions(self) -> Actions:
        """The signals that the window emits on requests of the user."""
        return self.window.user_actions

    @property
    def look(self) -> Look:
        """The theme and the icons."""
        return self.window.look

    def hide_in_log(self, secret: str) -> None:
        """Redact this text in the log."""
        if self.desktop.log is not None:
            self.desktop.log.redaction.hide(secret)

    async def stop_log(self) -> None:
        """Close the log for good.

        Windows deletes no open file, and any system would create the file again for a later line.
        """
        if self.desktop.log is not None:
            await asyncio.to_thread(self.desktop.log.stop)
