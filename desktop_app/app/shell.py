"""What lives as long as the program, and what every workspace uses of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.config.settings import Settings
from desktop_app.desktop.notifications import Notifications
from desktop_app.ui.actions import Actions
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.look import Look
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.window import MainWindow


@dataclass(frozen=True)
class DesktopServices:
    """The operating system's part: its notification service, its sound, what it asks of this program.

    `make_sound` builds the player on first use.  `make_calling_form` gives the settings card of system integration.
    """

    notifications: Notifications
    make_sound: Callable[[], Sound]
    make_calling_form: Callable[[], CallingForm]


@dataclass(frozen=True)
class Shell:
    """The window, its theme and icons, the settings, and the desktop around it."""

    window: MainWindow
    actions: Actions
    look: Look
    settings: Settings
    desktop: DesktopServices
