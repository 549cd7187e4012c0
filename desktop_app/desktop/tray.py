"""The icon in the system tray and its menu.

Desktops differ in what a click on the icon does, so everything is in the menu as well.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon


class Tray(QObject):
    """One icon.  `clicked` is emitted when it is clicked or double-clicked."""

    clicked = Signal()

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._shown: tuple[object, str] = (None, "")

    @staticmethod
    def is_available() -> bool:
        """Return whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def add_action(self, text: str, work: Callable[[], None]) -> QAction:
        """Append an entry to the menu."""
        action = self._menu.addAction(text)
        action.triggered.connect(lambda _=False: work())
        return action

    def add_toggle(self, text: str, work: Callable[[bool], None]) -> QAction:
        """Append an entry that is on or off."""
        action = self._menu.addAction(text)
        action.setCheckable(True)
        action.toggled.connect(work)
        return action

    def add_submenu(self, title: str, entries: Callable[[], list[tuple[str, Callable[[], None]]]]) -> None:
        """Append a submenu that is filled each time the menu is opened.

        The texts of `entries` come from outside: an ampersand in them is no mnemonic.
        """
        submenu = self._menu.addMenu(title)

        def fill() -> None:
            submenu.clear()
            for text, work in entries():
                submenu.addAction(text.replace("&", "&&")).triggered.connect(lambda _=False, work=work: work())

        # Some desktops read the whole menu at once, before anything of it is opened.
        self._menu.aboutToShow.connect(fill)
        fill()

    def add_separator(self) -> None:
        """Append a separator."""
        self._menu.addSeparator()

    def show(self, icon: QIcon, tooltip: str) -> None:
        """Show the icon.  Nothing is sent when nothing changed: an icon costs a file and a D-Bus transfer."""
        if self._shown != (icon.cacheKey(), tooltip):
            self._shown = (icon.cacheKey(), tooltip)
            self._icon.setIcon(icon)
            self._icon.setToolTip(tooltip)
        self._icon.show()

    def hide(self) -> None:
        """Remove the icon from the tray."""
        self._icon.hide()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.clicked.emit()
