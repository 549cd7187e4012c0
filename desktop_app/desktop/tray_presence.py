"""Whether this desktop has a tray now.

Programs of the autostart often begin before the panel.  Qt looks for a tray on the session bus once in the life of a
program and remembers that there was none, so it is asked only when there is one.
"""

from __future__ import annotations

import asyncio
import os
import sys

from desktop_app.desktop.tray import Tray
from desktop_app.runtime.thread_worker import ThreadWorker

BUS_WITHIN_S = 1.0
_WATCHER = "org.kde.StatusNotifierWatcher"


class TrayPresence:
    """Looks for a tray.  `close` ends its thread."""

    def __init__(self) -> None:
        self._x11 = ThreadWorker("tray")

    async def is_there(self) -> bool:
        """Return True if an icon would be shown now."""
        if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
            return Tray.is_available()
        return (await _is_on_session_bus() or await self._x11.run(_is_on_x11)) and Tray.is_available()

    async def close(self) -> None:
        """End the thread."""
        await self._x11.stop()


if sys.platform == "linux":

    async def _is_on_session_bus() -> bool:
        """Return True if the service of the newer trays runs (KDE, GNOME's extension, Xfce)."""
        from jeepney.bus_messages import message_bus
        from jeepney.io.asyncio import Proxy

        from desktop_app.desktop.session_bus import DBUS_ERRORS, session_bus

        try:
            async with asyncio.timeout(BUS_WITHIN_S), session_bus() as router:
                (has_owner,) = await Proxy(message_bus, router).NameHasOwner(_WATCHER)
                return bool(has_owner)
        except (*DBUS_ERRORS, TimeoutError):
            return False

    def _is_on_x11() -> bool:
        """Return True if a program has the selection of the older trays."""
        if not os.environ.get("DISPLAY"):
            return False
        from desktop_app.desktop.x11 import X_ERRORS, x_connection

        try:
            with x_connection() as display:
                selection = display.intern_atom(f"_NET_SYSTEM_TRAY_S{display.get_default_screen()}")
                return bool(display.get_selection_owner(selection))
        except X_ERRORS:
            return False
