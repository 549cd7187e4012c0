"""The settings of calling: prefixes, links, the global shortcut, the copied number, starting with the session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.settings import CLIPBOARD_WATCH, HOTKEY, INTERNATIONAL, OUTSIDE_PREFIX, Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.setting_fields import choice, line, switch


class CallingForm(QWidget):
    """Changes settings at once.

    `linked` asks to register this program for links, `started_with_session` switches autostart.
    """

    linked = Signal()
    started_with_session = Signal(bool)
    exported = Signal()

    def __init__(
        self,
        settings: Settings,
        starts_with_session: bool,
        hotkey_words: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hotkey_words = hotkey_words
        self._hotkey = plain_label(kind="small")
        self._hotkey.setWordWrap(True)
        self.refresh()
        autostart = QCheckBox(tr("Start with the session, into the tray"))
        autostart.setChecked(starts_with_session)
        autostart.toggled.connect(self.started_with_session)
        link = QPushButton(tr("Open tel:, callto: and sip: links with this program"))
        link.clicked.connect(self.linked)
        about = plain_label(tr("A link never dials by itself: its number is shown, and you say yes."), "small")
        about.setWordWrap(True)
        export = QPushButton(tr("Save the settings as a file …"))
        export.setToolTip(tr("Without any secret"))
        export.clicked.connect(self.exported)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(_number_fields(settings))
        layout.addWidget(self._hotkey)
        layout.addWidget(switch(settings, tr("Offer a copied number in the tray's menu"), CLIPBOARD_WATCH))
        layout.addWidget(autostart)
        layout.addLayout(_row(link))
        layout.addWidget(about)
        layout.addLayout(_row(export))

    def refresh(self) -> None:
        """Show whether the global shortcut works."""
        words = self._hotkey_words()
        self._hotkey.setText(words)
        self._hotkey.setVisible(bool(words))


def _number_fields(settings: Settings) -> QFormLayout:
    """Return the fields for prefixes and the global shortcut."""
    form = QFormLayout()
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(8)
    title = tr("Before outside numbers")
    form.addRow(title, line(settings, title, tr("nothing"), OUTSIDE_PREFIX))
    title = tr("Numbers abroad begin with")
    form.addRow(title, choice(settings, title, INTERNATIONAL, {}))
    title = tr("Key that calls what is selected anywhere")
    form.addRow(title, line(settings, title, tr("none; such as {keys}").format(keys="Ctrl+Alt+C"), HOTKEY))
    return form


def _row(button: QPushButton) -> QHBoxLayout:
    """Return a row that keeps `button` at its natural width."""
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
