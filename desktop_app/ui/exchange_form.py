"""The form that connects the program to an exchange, used at first run and on the page of settings."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.config.settings import API_URLS, EVENTS_URL, EXTENSION, PBX_NAME, Settings
from desktop_app.i18n.text import tr
from desktop_app.services.connection_checks import CheckResult, Verdict
from desktop_app.ui.plain_label import plain_label

_MARKS = {Verdict.PASSED: "✓", Verdict.WARNING: "?", Verdict.FAILED: "✗", Verdict.REFUSED: "✗"}
_KINDS = {Verdict.PASSED: "good", Verdict.WARNING: "doubtful", Verdict.FAILED: "bad", Verdict.REFUSED: "bad"}


class ExchangeForm(QWidget):
    """`tried` asks for a connection test, `submitted` for saving and connecting.

    Both carry what was typed: API addresses, events server, PBX name, extension and key.  From `tried` until
    `show_findings` the form is busy and emits neither; `busy_changed` tells the owner.  Findings that arrive
    after the form was deleted are dropped.
    """

    tried = Signal(str, str, str, str, str)
    submitted = Signal(str, str, str, str, str)
    busy_changed = Signal(bool)

    def __init__(self, settings: Settings, keep_words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.api = self._line(tr("API addresses"), "https://api.cloudpbx.pl, https://api2.cloudpbx.pl")
        self.events = self._line(tr("Events server"), "wss://pbxvisor1.cloudpbx.pl")
        self.pbx_name = self._line(tr("PBX name"), "MojaCentrala")
        self.extension = self._line(tr("Own extension"), "101")
        self.key = self._line(tr("API key"), tr("from the vendor; it goes into the system's keyring"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        for edit in self._edits():
            self._form.addRow(edit.accessibleName(), edit)
        self._locked = plain_label()
        self._locked.setProperty("kind", "faint")
        self._locked.setWordWrap(True)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(4)
        self.try_button = QPushButton(tr("Try it"))
        self.keep_button = QPushButton(keep_words)
        self.keep_button.setProperty("kind", "primary")
        self.try_button.clicked.connect(self._test)
        self.keep_button.clicked.connect(lambda: self.submitted.emit(*self._values()))
        self.key.returnPressed.connect(self.keep_button.click)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.try_button)
        buttons.addWidget(self.keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(self._form)
        layout.addWidget(self._locked)
        layout.addLayout(self._findings)
        layout.addLayout(buttons)
        self.fill()

    def _edits(self) -> tuple[QLineEdit, ...]:
        return self.api, self.events, self.pbx_name, self.extension, self.key

    @staticmethod
    def _line(name: str, example: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setPlaceholderText(example)
        edit.setMinimumHeight(32)  # otherwise the layout shrinks it when the findings need room
        return edit

    def _test(self) -> None:
        # Busy at once: the test starts in a task, and a second click could come before it.
        self.set_busy(True)
        self.tried.emit(*self._values())

    def _values(self) -> tuple[str, ...]:
        return tuple(edit.text().strip() for edit in self._edits())

    def fill(self) -> None:
        """Show the settings.  A field that the administrator locked is disabled, and its file is named."""
        settings = self._settings
        self.api.setText(", ".join(settings.get(API_URLS)))
        for edit, setting in ((self.events, EVENTS_URL), (self.pbx_name, PBX_NAME), (self.extension, EXTENSION)):
            edit.setText(settings.get(setting))
        files = set()
        for edit, locked in (
            (self.api, settings.locked_by(API_URLS)),
            (self.events, settings.locked_by(EVENTS_URL)),
            (self.pbx_name, settings.locked_by(PBX_NAME)),
            (self.extension, settings.locked_by(EXTENSION)),
        ):
            edit.setEnabled(locked is None)
            if locked is not None:
                files.add(str(locked))
        self._locked.setText(tr("Locked by the administrator in {file}").format(file=", ".join(files)) if files else "")
        self._locked.setVisible(bool(files))

    def show_findings(self, findings: Iterable[CheckResult]) -> None:
        """Show the results of a connection test."""
        if not isValid(self):
            return
        self.set_busy(False)
        while (item := self._findings.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for finding in findings:
            label = plain_label(f"{_MARKS[finding.verdict]}  {finding.words}")
            label.setWordWrap(True)
            label.setProperty("kind", _KINDS[finding.verdict])
            self._findings.addWidget(label)
            label.ensurePolished()
            label.setMinimumHeight(label.heightForWidth(self.width()))

    def set_busy(self, busy: bool) -> None:
        """Disable both buttons while a connection test runs."""
        if not isValid(self):
            return
        self.try_button.setEnabled(not busy)
        self.keep_button.setEnabled(not busy)
        self.try_button.setText(tr("Trying …") if busy else tr("Try it"))
        self.busy_changed.emit(busy)
