"""Notifications of the system: shown by the desktop itself, so they never take the focus; clicked ones come back to us.

Through desktop-notifier, which is loaded with the first one.  A desktop without a notification service shows none, and
`works` says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

log = logging.getLogger(__name__)

Work = Callable[[], object]
PATIENCE_S = 5.0


class Notifications:
    """Each notification has a key of ours; a new one of the same key takes the place of the old."""

    def __init__(self, app_name: str) -> None:
        self._app_name = app_name
        self._notifier: DesktopNotifier | None = None
        self._shown: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._takes_markup: bool | None = None
        self.works: bool | None = None

    async def show(
        self,
        key: str,
        title: str,
        body: str,
        buttons: Sequence[tuple[str, Work]] = (),
        on_click: Work | None = None,
        is_still_so: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Show one; False when this desktop cannot.  One that is no longer so when it stands there is withdrawn."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._locks.setdefault(key, asyncio.Lock()):
                await self._clear(key)
                if is_still_so():
                    self._shown[key] = await self._send(title, body, buttons, on_click)
                if not is_still_so():
                    await self._clear(key)
        except Exception as error:  # whatever a desktop's service does, the program goes on without it
            log.info("no notification could be shown: %s", type(error).__name__)
            self.works = False
            return False
        self.works = True
        return True

    async def withdraw(self, key: str) -> None:
        """Take one away again, also one that is just being shown; nothing happens when it is gone."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._locks.setdefault(key, asyncio.Lock()):
                await self._clear(key)
        except Exception as error:
            log.info("a notification could not be withdrawn: %s", type(error).__name__)

    async def _clear(self, key: str) -> None:
        identifier = self._shown.pop(key, None)
        if identifier is not None and self._notifier is not None:
            await self._notifier.clear(identifier)

    def close(self) -> None:
        """Let go of the desktop's service."""
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        self._notifier = None
        if bus is not None:
            bus.disconnect()

    async def _send(self, title: str, body: str, buttons: Sequence[tuple[str, Work]], on_click: Work | None) -> str:
        from desktop_notifier import Button, DesktopNotifier

        if self._notifier is None:
            self._notifier = DesktopNotifier(app_name=self._app_name, app_icon=None)
        capabilities = await self._notifier.get_capabilities()
        if not capabilities:
            raise RuntimeError("no notification service")
        if self._takes_markup is None:
            self._takes_markup = await _takes_markup(self._notifier)
        return await self._notifier.send(
            title,
            escape(body, quote=False) if self._takes_markup else body,
            buttons=[Button(title=words, on_pressed=work) for words, work in buttons],
            on_clicked=on_click,
        )


async def _takes_markup(notifier: DesktopNotifier) -> bool:
    """True where the service reads the body as markup, as most do on Linux: names from outside must be escaped there.

    The library has no question for this, so its connection is asked; when that is not there, the text is not markup.
    """
    interface: Any = getattr(getattr(notifier, "_backend", None), "interface", None)
    if interface is None or not hasattr(interface, "call_get_capabilities"):
        return False
    return "body-markup" in await interface.call_get_capabilities()
