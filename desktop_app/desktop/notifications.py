"""Desktop notifications: shown by the desktop itself, so that they never take the focus.

The service of this system is loaded with the first notification.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Protocol
from weakref import WeakValueDictionary

log = logging.getLogger(__name__)

Work = Callable[[], object]
Button = tuple[str, Work]
TIMEOUT_S = 5.0


class NotificationService(Protocol):
    """What shows notifications on one system.  Every method raises whatever the system raises."""

    async def send(self, title: str, body: str, buttons: Sequence[Button], on_click: Work | None) -> str:
        """Show a notification of plain text; return an identifier for `clear`."""
        ...

    async def clear(self, identifier: str) -> None:
        """Remove a notification; one that is gone already is no error."""
        ...

    async def close(self) -> None:
        """Disconnect from the system."""
        ...


class Notifications:
    """Notifications by key: a new one replaces the one of the same key.

    `works` tells whether the last one could be shown; None before the first.
    """

    def __init__(self, app_name: str, service: NotificationService | None = None, timeout_s: float = TIMEOUT_S) -> None:
        self._app_name, self._service, self._timeout_s = app_name, service, timeout_s
        self._shown: dict[str, str] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.works: bool | None = None

    async def show(
        self,
        key: str,
        title: str,
        body: str,
        buttons: Sequence[Button] = (),
        on_click: Work | None = None,
        is_current: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Show a notification of plain text; return False when this desktop cannot.

        One for which `is_current` has become false while it was sent is removed again.
        """
        try:
            async with asyncio.timeout(self._timeout_s), self._lock(key):
                await self._clear(key)
                if is_current():
                    self._shown[key] = await self._system_service().send(title, body, buttons, on_click)
                if not is_current():
                    await self._clear(key)
        except Exception as error:  # whatever a desktop's service raises, the program goes on without it
            log.info("no notification could be shown: %s", type(error).__name__)
            self.works = False
            return False
        self.works = True
        return True

    async def withdraw(self, key: str) -> None:
        """Remove a notification, also one that is being sent; does nothing when it is gone."""
        try:
            async with asyncio.timeout(self._timeout_s), self._lock(key):
                await self._clear(key)
        except Exception as error:
            log.info("a notification could not be withdrawn: %s", type(error).__name__)

    async def close(self) -> None:
        """Disconnect from the desktop's service.  Notifications that are shown stay."""
        service, self._service = self._service, None
        if service is not None:
            await service.close()

    async def _clear(self, key: str) -> None:
        identifier = self._shown.pop(key, None)
        if identifier is not None:
            await self._system_service().clear(identifier)

    def _lock(self, key: str) -> asyncio.Lock:
        """Return the lock of a key, which exists while it is in use."""
        return self._locks.setdefault(key, asyncio.Lock())

    def _system_service(self) -> NotificationService:
        if self._service is None:
            if sys.platform == "linux":
                from desktop_app.desktop.notifications_dbus import DBusNotifications

                self._service = DBusNotifications(self._app_name)
            else:
                from desktop_app.desktop.notifications_native import NativeNotifications

                self._service = NativeNotifications(self._app_name)
        return self._service
