"""The page of contacts: the user's own directory, and the form that adds or changes a contact."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.models.contacts import CONTACT, ContactModel
from desktop_app.models.lamps import Index
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.services.directory import Contact
from desktop_app.ui.actions import Actions
from desktop_app.ui.painting import draw_text
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.theme import MARGIN, SMALL_PX, TEXT_PX, Theme

LEAST_NUMBERS, LABEL_WIDTH = 3, 130


class ContactsPage(QWidget):
    """Shows a `ContactModel`.  `saved` carries a contact to save, `deleted` the id of one to delete."""

    saved = Signal(object)
    deleted = Signal(int)

    def __init__(self, model: ContactModel, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._model, self._actions = model, actions
        self._buttons = [QPushButton(words) for words in (tr("Call"), tr("Message"), tr("Change"), tr("Delete"))]
        for button, work in zip(self._buttons, (self._call, self._write, self._change, self._delete), strict=True):
            button.clicked.connect(work)
        self.export = QPushButton(tr("Export …"))
        self.export.clicked.connect(lambda _=False: actions.export_contacts.emit())
        self.list = QListView()
        self.list.setModel(model)
        self.list.setAccessibleName(tr("Contacts"))
        self.list.setItemDelegate(ContactDelegate(theme, self.list))
        self.list.activated.connect(lambda _: self._call())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._refresh())
        empty = plain_label(tr("No contacts here. Add people you call often; their names then show everywhere."))
        empty.setProperty("kind", "dim")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 12)
        layout.setSpacing(8)
        layout.addLayout(self._build_head())
        layout.addLayout(self._stack, 1)
        model.modelReset.connect(self._refresh)
        self._refresh()

    def _build_head(self) -> QHBoxLayout:
        """Return the row with the search and the buttons."""
        search = QLineEdit()
        search.setPlaceholderText(tr("Search names and numbers"))
        search.setAccessibleName(tr("Search in contacts"))
        search.setClearButtonEnabled(True)
        search.setFixedWidth(280)
        search.textChanged.connect(self._model.set_text)
        add = QPushButton(tr("New contact"))
        add.setProperty("kind", "primary")
        add.clicked.connect(lambda: self.edit(Contact(0, "")))
        head = QHBoxLayout()
        head.addWidget(search)
        head.addStretch(1)
        for button in (*self._buttons, self.export, add):
            head.addWidget(button)
        return head

    def _refresh(self) -> None:
        self._stack.setCurrentIndex(0 if self._model.rowCount() else 1)
        self.export.setEnabled(self._model.rowCount() > 0)
        for button in self._buttons:
            button.setEnabled(self._current() is not None)

    def _current(self) -> Contact | None:
        index: QModelIndex = self.list.currentIndex()
        contact: Contact | None = index.data(CONTACT) if index.isValid() else None
        return contact

    def _call(self) -> None:
        contact = self._current()
        if contact and contact.numbers:
            self._actions.call.emit(contact.numbers[0][1])

    def _write(self) -> None:
        contact = self._current()
        if contact and contact.numbers:
            self._actions.write.emit(contact.numbers[0][1])

    def _change(self) -> None:
        contact = self._current()
        if contact:
            self.edit(contact)

    def _delete(self) -> None:
        contact = self._current()
        if contact:
            self.deleted.emit(contact.id)

    def edit(self, contact: Contact) -> None:
        """Open the form; `saved` carries the result."""
        dialog = ContactDialog(contact, self)
        dialog.submitted.connect(self.saved)
        dialog.open()


class ContactDialog(QDialog):
    """The form of one contact.  `submitted` carries the contact when it is valid."""

    submitted = Signal(object)

    def __init__(self, contact: Contact, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Contact"))
        self.setMinimumWidth(440)
        self._contact = contact
        self._name = QLineEdit(contact.name)
        # All numbers and some empty fields: a number that is not shown would be lost on saving.
        empty = [("", "")] * max(LEAST_NUMBERS - len(contact.numbers), 1)
        self._numbers = [(QLineEdit(label), QLineEdit(number)) for label, number in (*contact.numbers, *empty)]
        self._note = QLineEdit(contact.note)
        for edit, name in ((self._name, tr("Name")), (self._note, tr("Note"))):
            edit.setAccessibleName(name)
        self._trouble = plain_label()
        self._trouble.setProperty("kind", "bad")
        self._trouble.setWordWrap(True)
        form = QFormLayout()
        form.addRow(tr("Name"), self._name)
        for place, (label, number) in enumerate(self._numbers, start=1):
            label.setPlaceholderText(tr("such as mobile"))
            label.setMaximumWidth(LABEL_WIDTH)
            label.setAccessibleName(tr("What number {place} is").format(place=place))
            number.setAccessibleName(tr("Number {place}").format(place=place))
            line = QHBoxLayout()
            line.addWidget(number, 1)
            line.addWidget(label)
            form.addRow(tr("Number") if place == 1 else "", line)
        form.addRow(tr("Note"), self._note)
        buttons = QDialogButtonBox()
        save = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setProperty("kind", "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self._trouble)
        layout.addWidget(buttons)

    def _save(self) -> None:
        typed = [(label.text().strip(), number.text().strip()) for label, number in self._numbers]
        typed = [(label, text) for label, text in typed if text]
        bad = next((text for _, text in typed if parse_number(text) is None), None)
        if not self._name.text().strip():
            self._trouble.setText(tr("A contact needs a name."))
        elif not typed:
            self._trouble.setText(tr("A contact needs a number."))
        elif bad is not None:
            self._trouble.setText(tr("«{text}» is not a number that can be dialled.").format(text=bad))
        else:
            numbers = tuple((label, parse_number(text) or text) for label, text in typed)
            self.submitted.emit(
                Contact(self._contact.id, self._name.text().strip(), numbers, self._note.text().strip())
            )
            self.accept()


class ContactDelegate(QStyledItemDelegate):
    """Paints one contact: the name, and its numbers at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, 44)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect = self._theme.tokens, option.rect
        contact: Contact = index.data(CONTACT)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_tint))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        inner: QRect = rect.adjusted(16, 0, -16, 0)
        numbers = "   ".join(format_number(number) for _, number in contact.numbers)
        taken = (
            draw_text(painter, inner, numbers, self._theme.font(SMALL_PX, figures=True), tokens.dim, right=True) + 16
        )
        words = contact.name + (f"  ·  {contact.note}" if contact.note else "")
        draw_text(painter, inner.adjusted(0, 0, -taken, 0), words, self._theme.font(TEXT_PX, strong=True), tokens.text)
