"""Notifications of Windows and macOS, through desktop-notifier."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_notifier import Button as NativeButton
from desktop_notifier import DesktopNotifier

from desktop_app.desktop.notifications import Button, Work


class NativeNotifications:
    """The notification centre of this system."""

    def __init__(self, app_name: str) -> None:
        self._notifier = DesktopNotifier(app_name=app_name, app_icon=None)

    async def send(self, title: str, body: str, buttons: Sequence[Button], on_click: Work | None) -> str:
        """Show a notification.  Raises RuntimeError when this system has no service for it."""
        if not await self._notifier.get_capabilities():
            raise RuntimeError("no notification service")
        native = [NativeButton(title=text, on_pressed=work) for text, work in buttons]
        return str(await self._notifier.send(title, body, buttons=native, on_clicked=on_click))

    async def clear(self, identifier: str) -> None:
        """Remove a notification."""
        await self._notifier.clear(identifier)

    async def close(self) -> None:
        """Nothing is held open here."""
