"""Holds a telephone link from another program until an exchange is connected."""

from __future__ import annotations

from desktop_app.app.connection_controller import ConnectionController
from desktop_app.config.settings import LINKS_UNASKED, Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.actions import Actions


class LinkInbox:
    """Holds the newest link until it can be offered to the user."""

    def __init__(self, settings: Settings, actions: Actions, connection: ConnectionController) -> None:
        self._settings, self._actions, self._connection = settings, actions, connection
        self._link = ""
        self._has_waited = False

    def take(self, link: str) -> None:
        """Offer a link now, or as soon as an exchange is connected."""
        self._link = link
        self.offer()

    def offer(self) -> None:
        """Offer the waiting link, if there is one and an exchange is connected."""
        workspace = self._connection.workspace
        if not self._link:
            return
        if workspace is None:
            if not self._has_waited:
                self._actions.notice.emit(tr("A number waits to be called until an exchange is connected."))
            self._has_waited = True
            return
        link, self._link = self._link, ""
        scheme = link.partition(":")[0].lower()
        # Only the administrator can let links dial without a question: a web page must not spend money.
        unasked = self._settings.get(LINKS_UNASKED) if self._settings.locked_by(LINKS_UNASKED) else ()
        # A link that has waited is old, so the user is always asked.
        asks = self._has_waited or scheme not in unasked
        self._has_waited = False
        workspace.calling.take_link(link, asks=asks)
