"""Preview of a directory import: one line for each person, selected where nothing would be lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.contact_import import ImportStatus, Proposal
from desktop_app.ui.plain_label import plain_label


class ImportDialog(QDialog):
    """Passes the selected proposals to `keep`.  Opened, never exec'd."""

    def __init__(
        self, proposals: list[Proposal], unread: int, keep: Callable[[list[Proposal]], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import a directory"))
        self.resize(760, 520)
        self._keep = keep
        self._proposals = [one for one in proposals if one.verdict is not ImportStatus.UNCHANGED]
        counts = {verdict: sum(one.verdict is verdict for one in proposals) for verdict in ImportStatus}
        words = tr("{new} new, {adds} with more numbers, {differs} known under another name, {same} known already.")
        summary = plain_label(
            words.format(
                new=counts[ImportStatus.NEW],
                adds=counts[ImportStatus.EXTENDS],
                differs=counts[ImportStatus.CONFLICT],
                same=counts[ImportStatus.UNCHANGED],
            )
        )
        summary.setWordWrap(True)
        self.table = self._make_table()
        buttons = QDialogButtonBox()
        accept = buttons.addButton(tr("Keep the ticked"), QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setProperty("kind", "primary")
        accept.setEnabled(bool(self._proposals))
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(summary)
        if unread:
            note = plain_label(tr("{n} lines hold no name with a number and are left out.", unread), "dim")
            layout.addWidget(note)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(len(self._proposals), 4)
        table.setAccessibleName(tr("What would be kept"))
        table.setHorizontalHeaderLabels([tr("Name"), tr("Numbers"), tr("Group"), tr("What happens")])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate((190, 200, 120)):
            table.setColumnWidth(column, width)
        for line, one in enumerate(self._proposals):
            numbers = ", ".join(format_number(number) for _, number in one.entry.numbers)
            for column, words in enumerate((one.entry.name, numbers, one.entry.group, _what_happens(one))):
                item = QTableWidgetItem(words)
                if column == 0:
                    is_safe = one.verdict is not ImportStatus.CONFLICT
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setCheckState(Qt.CheckState.Checked if is_safe else Qt.CheckState.Unchecked)
                table.setItem(line, column, item)
        return table

    def ticked(self) -> list[Proposal]:
        """Return the selected proposals."""
        found = []
        for line, one in enumerate(self._proposals):
            item = self.table.item(line, 0)
            if item is not None and item.checkState() is Qt.CheckState.Checked:
                found.append(one)
        return found

    def accept(self) -> None:
        self._keep(self.ticked())
        super().accept()


def _what_happens(one: Proposal) -> str:
    match one.verdict:
        case ImportStatus.NEW:
            return tr("is added")
        case ImportStatus.CONFLICT:
            return tr("is called «{name}» now; ticked: takes the new name").format(name=one.known_as)
    return tr("gets another number")
