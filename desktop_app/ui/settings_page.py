"""The page of settings: exchange, appearance, calling, notifications, data retention, diagnostics."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config.settings import LANGUAGE, PALETTE, REDUCED_MOTION, SIZE, STAY_IN_TRAY, THEME, Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.data_retention_form import DataRetentionForm
from desktop_app.ui.exchange_form import ExchangeForm
from desktop_app.ui.notification_form import NotificationForm
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.setting_fields import choice, choice_words, switch
from desktop_app.ui.theme import MARGIN

WIDTH = 720


class Diagnostics(Protocol):
    """What a supporter needs to know.  `log_folder` is None where nothing is logged to a file."""

    log_folder: Path | None

    def summary(self) -> str: ...

    def report(self) -> str: ...


class SettingsPage(QScrollArea):
    """Changes settings at once, except those of the exchange, which are confirmed.

    `diagnostics` gives the text that is shown for support, and the longer one that is copied.
    """

    copied = Signal(str)

    def __init__(
        self,
        settings: Settings,
        storage_note: str,
        diagnostics: Diagnostics,
        calling: CallingForm,
        *,
        is_demo: bool,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._settings, self._diagnostics = settings, diagnostics
        self.form = ExchangeForm(settings, tr("Save and reconnect"))
        if not is_demo:
            self.form.key.setPlaceholderText(tr("kept in the keyring; enter a new one to change it"))
        self._report = plain_label(kind="small")
        self._report.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.data_retention = DataRetentionForm(settings, storage_note, is_demo=is_demo)
        self.attention = NotificationForm(settings)
        self.calling = calling
        self.setWidget(self._build_cards(is_demo))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(lambda: self._report.setText(self._diagnostics.summary()))

    def _build_cards(self, is_demo: bool) -> QWidget:
        copy = QPushButton(tr("Copy the report"))
        copy.clicked.connect(lambda: self.copied.emit(self._diagnostics.report()))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 20)
        layout.setSpacing(16)
        cards: tuple[tuple[str, list[QWidget]], ...] = (
            (tr("Exchange"), [*_demo_note(is_demo), self.form]),
            (tr("Appearance"), [self._appearance()]),
            (tr("Calling"), [self.calling]),
            (tr("Pop-ups"), [self.attention]),
            (tr("What is kept"), [self.data_retention]),
            (tr("Diagnostics"), [self._report, copy, *_log_button(self._diagnostics.log_folder)]),
        )
        for title, content in cards:
            layout.addWidget(_card(title, content))
        layout.addStretch(1)
        return inside

    def _appearance(self) -> QWidget:
        area = QWidget()
        form = QFormLayout(area)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        words = choice_words()
        for title, one in ((tr("Light or dark"), THEME), (tr("Colours of states"), PALETTE)):
            form.addRow(title, choice(self._settings, title, one, words))
        form.addRow(tr("Size of everything (from the next start)"), choice(self._settings, tr("Size"), SIZE, words))
        form.addRow(tr("Language (from the next start)"), choice(self._settings, tr("Language"), LANGUAGE, words))
        for label, setting in (
            (tr("Nothing pulses"), REDUCED_MOTION),
            (tr("Closing the window keeps the program in the tray"), STAY_IN_TRAY),
        ):
            form.addRow(switch(self._settings, label, setting))
        return area

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._report.setText(self._diagnostics.summary())
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def _log_button(folder: Path | None) -> list[QWidget]:
    if folder is None:
        return []
    button = QPushButton(tr("Open log folder"))
    button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
    return [button]


def _demo_note(is_demo: bool) -> list[QWidget]:
    if not is_demo:
        return []
    note = plain_label(tr("You are looking at the demo exchange. Fill this in to connect to your own."))
    note.setProperty("kind", "note")
    note.setWordWrap(True)
    return [note]


def _card(title: str, content: list[QWidget]) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "card")
    card.setMaximumWidth(WIDTH)
    heading = plain_label(title)
    heading.setProperty("kind", "title")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(20, 16, 20, 16)
    layout.setSpacing(10)
    layout.addWidget(heading)
    for widget in content:
        alignment = Qt.AlignmentFlag.AlignLeft if isinstance(widget, QPushButton) else Qt.AlignmentFlag(0)
        layout.addWidget(widget, 0, alignment)
    return card
