"""Follows the tray of the desktop, which may come after the program and go before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desktop_app.config.settings import STAY_IN_TRAY, Settings
from desktop_app.controllers.tray import TrayController, TraySource
from desktop_app.desktop.tray_presence import TrayPresence
from desktop_app.ui.window import MainWindow

LOOK_EVERY_S = 2.0
# A program that starts with the desktop waits so long for a tray before it shows its window.
SHOW_WINDOW_AFTER_S = 20.0


class TrayFollower:
    """Shows the icon once there is a tray, and lets the window close into it only while there is one."""

    def __init__(self, window: MainWindow, settings: Settings, make_tray: Callable[[], TrayController]) -> None:
        self._window, self._settings, self._make_tray = window, settings, make_tray
        self._presence = TrayPresence()
        self._tray: TrayController | None = None
        self._source: TraySource | None = None
        self.is_there = False

    async def follow(self) -> None:
        """Look for the tray until cancelled.  Without one, a window that is still hidden is shown after a while."""
        loop = asyncio.get_running_loop()
        show_window_at = loop.time() + SHOW_WINDOW_AFTER_S
        while True:
            await self._look()
            if not self.is_there and self._tray is None and loop.time() >= show_window_at:
                self._window.show()
                show_window_at = float("inf")
            await asyncio.sleep(LOOK_EVERY_S)

    async def close(self) -> None:
        """Remove the icon."""
        if self._tray is not None:
            self._tray.hide()
        await self._presence.close()

    def show(self, source: TraySource | None) -> None:
        """Show the state of this exchange; None if none is connected."""
        self._source = source
        if self._tray is not None:
            self._tray.follow(source)

    def refresh(self) -> None:
        """Apply the settings."""
        self._window.keeps_running = self.is_there and self._settings.get(STAY_IN_TRAY)
        if self._tray is not None:
            self._tray.refresh()

    async def _look(self) -> None:
        was_there, self.is_there = self.is_there, await self._presence.is_there()
        if self.is_there and self._tray is None:
            self._tray = self._make_tray()
            self._tray.follow(self._source)
        if was_there is not self.is_there:
            self.refresh()
