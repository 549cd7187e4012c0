"""Data retention: what is stored, for how long, and the deletion of all local data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QMessageBox, QPushButton, QVBoxLayout, QWidget

from desktop_app.config.settings import KEEP_CALLS, KEEP_MESSAGES, KEEP_RECORDINGS, Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.setting_fields import choice


class DataRetentionForm(QWidget):
    """Changes settings at once.  `erase_confirmed` is emitted after the user has confirmed the deletion.

    `replace_archive` is shown when the stored data cannot be read; it sets them aside and starts an empty archive.
    """

    erase_confirmed = Signal()

    def __init__(self, settings: Settings, storage_note: str, *, is_demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = plain_label(storage_note)
        words.setWordWrap(True)
        spans = {"0": tr("for ever"), "30": tr("30 days"), "90": tr("90 days")}
        spans |= {"365": tr("a year"), "1825": tr("5 years")}
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for title, setting in (
            (tr("Calls are kept"), KEEP_CALLS),
            (tr("Recordings are kept"), KEEP_RECORDINGS),
            (tr("Messages are kept"), KEEP_MESSAGES),
        ):
            form.addRow(title, choice(settings, title, setting, spans))
        about = plain_label(tr("What is older is forgotten here once a day; the exchange has its own copy."), "small")
        about.setWordWrap(True)
        self.forget = QPushButton(tr("Forget everything on this computer …"))
        self.forget.setEnabled(not is_demo)
        self.forget.clicked.connect(self._ask)
        self.replace_archive = QPushButton(tr("Begin anew"))
        self.replace_archive.hide()
        row = QHBoxLayout()
        row.addWidget(self.replace_archive)
        row.addWidget(self.forget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(about)
        layout.addLayout(row)

    def _ask(self) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(tr("Forget everything on this computer?"))
        box.setInformativeText(
            tr(
                "Calls, recordings, messages, contacts, settings and the key are deleted, and the program ends. "
                "What you wrote yourself cannot be brought back."
            )
        )  # fmt: skip
        yes = box.addButton(tr("Forget everything"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        yes.clicked.connect(self.erase_confirmed)
        box.open()
