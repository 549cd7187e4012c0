"""The command bar: one box for names, extensions and numbers.

Enter calls, Ctrl+Enter writes a message, → opens details, Esc goes back.  What is found hangs under the box without
taking the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.models.finder import Finder, ResultKind, SearchResult
from desktop_app.models.lamps import Index
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import SMALL_PX, TEXT_PX, TINY_PX, Theme

ROW_HEIGHT = 38
FOUND = Qt.ItemDataRole.UserRole + 1


class CommandBar(QLineEdit):
    """The box itself.  Signals carry the number that is meant."""

    called = Signal(str)
    written_to = Signal(str)
    details = Signal(str)
    left = Signal()

    def __init__(self, finder: Finder | None, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("command")
        self._finder = finder
        self._theme, self._icons = theme, icons
        self.setAccessibleName(tr("Call, write or find: name, extension or number"))
        self.setPlaceholderText(tr("Who, or which number? Just type …"))
        self.setMinimumHeight(40)
        self.setTextMargins(24, 0, 60, 0)
        self._list = QListWidget(parent)
        self._list.setObjectName("found")
        self._list.setAccessibleName(tr("Found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(FoundDelegate(theme, icons, self._list))
        self._list.hide()
        self._list.itemClicked.connect(self._clicked)
        self.textEdited.connect(self._search)
        theme.changed.connect(self.update)

    def set_finder(self, finder: Finder) -> None:
        """Search with this from now on."""
        self._finder = finder

    def start_with(self, text: str) -> None:
        """Begin with what was typed elsewhere."""
        self.setFocus()
        self.setText(text)
        self._search(text)

    def set_host(self, host: QWidget) -> None:
        """The widget over which the list hangs."""
        self._list.setParent(host)

    def found(self) -> list[SearchResult]:
        """What is listed now."""
        rows = [self._list.item(row).data(FOUND) for row in range(self._list.count())]
        return [found for found in rows if found is not None]

    def _search(self, text: str) -> None:
        self._list_up(self._finder.find(text) if self._finder else [], text)

    def _list_up(self, found: list[SearchResult], text: str) -> None:
        self._list.clear()
        for one in found:
            item = QListWidgetItem(one.title)
            item.setData(FOUND, one)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, in_words(one))
            self._list.addItem(item)
        if not found and not text.strip():
            self._list.hide()
            return
        if not found:
            nobody = QListWidgetItem(tr("Nobody and no number found"))
            nobody.setFlags(Qt.ItemFlag.NoItemFlags)
            self._list.addItem(nobody)
        self._list.setCurrentRow(0)
        self._place()
        self._list.show()
        self._list.raise_()

    def _place(self) -> None:
        host = self._list.parentWidget()
        if host is None:
            return
        corner = self.mapTo(host, QPoint(0, self.height() + 4))
        height = self._list.count() * ROW_HEIGHT + 10
        self._list.setGeometry(QRect(corner, QSize(self.width(), height)))

    def _choose(self, found: SearchResult, signal: SignalInstance) -> None:
        self.dismiss()
        signal.emit(found.number)

    def _clicked(self, item: QListWidgetItem) -> None:
        if item.data(FOUND) is not None:
            self._choose(item.data(FOUND), self.called)

    def dismiss(self) -> None:
        """Forget what was typed and found."""
        self.clear()
        self._list.clear()
        self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        item = self._list.currentItem() if self._list.isVisible() and self.found() else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if item is not None and not event.isAutoRepeat():
                control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                self._choose(item.data(FOUND), self.written_to if control else self.called)
        elif key == Qt.Key.Key_Down and item is None and not self.text() and self._finder is not None:
            self._list_up(self._finder.recent(), "")  # whom was called before
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and item is not None:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
        elif key == Qt.Key.Key_Right and item is not None and self.cursorPosition() == len(self.text()):
            self._choose(item.data(FOUND), self.details)
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._list.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = self._icons.pixmap("search", tokens.faint, 16, self.devicePixelRatioF())
        painter.drawPixmap(14, (self.height() - 16) // 2, glass)
        box = QRect(self.width() - 62, (self.height() - 20) // 2, 48, 20)
        painter.setPen(QColor(tokens.line))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self._theme.font(TINY_PX))
        painter.setPen(QColor(tokens.dim))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Ctrl K")


def in_words(found: SearchResult) -> str:
    """A row of the list as a sentence."""
    if found.kind is ResultKind.NUMBER:
        return tr("Call {number}").format(number=found.title)
    return ", ".join(filter(None, (found.title, format_number(found.number), found.note)))


class FoundDelegate(QStyledItemDelegate):
    """Paints one row: picture, title, number at the right."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        found: SearchResult | None = index.data(FOUND)
        rect = option.rect
        if found is None:
            painter.setFont(self._theme.font(TEXT_PX))
            painter.setPen(QColor(tokens.dim))
            painter.drawText(rect.adjusted(14, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, str(index.data()))
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_tint))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 8, 8)
        name = {ResultKind.NUMBER: "phone-call", ResultKind.COLLEAGUE: "phone", ResultKind.CONTACT: "users"}[found.kind]
        painter.drawPixmap(
            rect.left() + 12,
            rect.top() + 11,
            self._icons.pixmap(name, tokens.dim, 16, painter.device().devicePixelRatio()),
        )
        painter.setPen(QColor(tokens.text))
        painter.setFont(self._theme.font(TEXT_PX, strong=True))
        words = tr("Call {number}").format(number=found.title) if found.kind is ResultKind.NUMBER else found.title
        painter.drawText(rect.adjusted(40, 0, -220, 0), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(self._theme.font(SMALL_PX, figures=True))
        painter.setPen(QColor(tokens.dim))
        hint = (
            "Enter"
            if found.kind is ResultKind.NUMBER
            else "   ".join(filter(None, (found.note, format_number(found.number))))
        )
        painter.drawText(rect.adjusted(0, 0, -14, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, hint)
        painter.restore()
