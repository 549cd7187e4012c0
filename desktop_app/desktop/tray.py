"""The icon in the system's tray and its menu.  What it shows and does is handed in; desktops differ in clicks, so
everything is in the menu as well."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon


class Tray(QObject):
    """One icon.  `asked` is emitted when a person clicks it to see the window."""

    asked = Signal()

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._shown: tuple[object, str] = (None, "")

    @staticmethod
    def is_available() -> bool:
        """True where this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def add(self, words: str, work: Callable[[], None]) -> QAction:
        """One entry of the menu."""
        action = self._menu.addAction(words)
        action.triggered.connect(lambda _=False: work())
        return action

    def add_switch(self, words: str, work: Callable[[bool], None]) -> QAction:
        """An entry that is on or off."""
        action = self._menu.addAction(words)
        action.setCheckable(True)
        action.toggled.connect(work)
        return action

    def add_list(self, words: str, entries: Callable[[], list[tuple[str, Callable[[], None]]]]) -> QMenu:
        """A menu inside the menu, filled anew each time it is opened; its words may come from outside."""
        inside = self._menu.addMenu(words)

        def fill() -> None:
            inside.clear()
            for text, work in entries():
                inside.addAction(text.replace("&", "&&")).triggered.connect(lambda _=False, work=work: work())

        # Some desktops ask for the whole menu at once, before anything of it is opened.
        self._menu.aboutToShow.connect(fill)
        fill()
        return inside

    def add_line(self) -> None:
        """A line between entries."""
        self._menu.addSeparator()

    def show(self, icon: QIcon, words: str) -> None:
        """Show a state; what is shown already is not sent again."""
        if self._shown != (icon.cacheKey(), words):
            self._shown = (icon.cacheKey(), words)
            self._icon.setIcon(icon)
            self._icon.setToolTip(words)
        self._icon.show()

    def hide(self) -> None:
        """Leave the tray."""
        self._icon.hide()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.asked.emit()
