"""The command bar: one box for names, extensions, numbers and commands.

For people and numbers Enter calls, Ctrl+Enter writes a message and → opens the details; for a command Enter runs it.
The results hang under the box and never take the focus.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from desktop_app.ui.command_table import Command, CommandTable, Context, shown_key
from desktop_app.ui.look import Look
from desktop_app.ui.painting import draw_text
from desktop_app.ui.theme import SMALL_PX, TEXT_PX, TINY_PX
from desktop_app.ui.widget_commands import pressed_command

ROW_HEIGHT = 38
FOUND = Qt.ItemDataRole.UserRole + 1


class CommandBar(QLineEdit):
    """The box and its list of results.  Signals carry the number of the chosen result."""

    called = Signal(str)
    written_to = Signal(str)
    details = Signal(str)
    left = Signal()

    def __init__(self, finder: Finder | None, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("command")
        self._finder = finder
        self._commands = CommandTable(())
        self._key = ""
        self._theme, self._icons = look.theme, look.icons
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
        self._list.setItemDelegate(FoundDelegate(look, self._list))
        self._list.hide()
        self._list.itemClicked.connect(self._clicked)
        self.textEdited.connect(self._search)
        look.theme.changed.connect(self.update)

    def set_finder(self, finder: Finder) -> None:
        """Search with this finder."""
        self._finder = finder

    def set_commands(self, commands: CommandTable) -> None:
        """Find these commands too."""
        self._commands, self._key = commands, commands["command-bar"].key
        self.update()

    def start_with(self, text: str) -> None:
        """Take the focus and search for text that was typed elsewhere."""
        self.setFocus()
        self.setText(text)
        self._search(text)

    def set_host(self, host: QWidget) -> None:
        """Set the widget over which the list of results is placed."""
        self._list.setParent(host)

    def found(self) -> list[SearchResult]:
        """The people and numbers that are listed now."""
        return [one for one in self._results() if isinstance(one, SearchResult)]

    def found_commands(self) -> list[Command]:
        """The commands that are listed now."""
        return [one for one in self._results() if isinstance(one, Command)]

    def _results(self) -> list[SearchResult | Command]:
        rows = [self._list.item(row).data(FOUND) for row in range(self._list.count())]
        return [found for found in rows if found is not None]

    def _search(self, text: str) -> None:
        people = self._finder.find(text) if self._finder else []
        self._show_results([*people, *self._commands.find(text)], text)

    def _show_results(self, found: Sequence[SearchResult | Command], text: str) -> None:
        self._list.clear()
        for one in found:
            item = QListWidgetItem(_title(one))
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

    def _open(self, found: SearchResult | Command) -> None:
        """Call a person or number, run a command."""
        if isinstance(found, SearchResult):
            self._choose(found, self.called)
            return
        self.dismiss()
        if found.run is not None and found.can_run:
            found.run()

    def _clicked(self, item: QListWidgetItem) -> None:
        if item.data(FOUND) is not None:
            self._open(item.data(FOUND))

    def dismiss(self) -> None:
        """Clear the text and the results."""
        self.clear()
        self._list.clear()
        self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self._list.currentItem() if self._list.isVisible() else None
        found: SearchResult | Command | None = item.data(FOUND) if item is not None else None
        match pressed_command(event, Context.COMMAND_BAR):
            case "command-bar.choose":
                if found is not None and not event.isAutoRepeat():
                    self._open(found)
            case "command-bar.write":
                if isinstance(found, SearchResult) and not event.isAutoRepeat():
                    self._choose(found, self.written_to)
            case "command-bar.next" if found is None and not self.text() and self._finder is not None:
                self._show_results(self._finder.recent(), "")
            case "command-bar.next" if found is not None:
                self._step(+1)
            case "command-bar.previous" if found is not None:
                self._step(-1)
            case "command-bar.details" if isinstance(found, SearchResult) and self.cursorPosition() == len(self.text()):
                self._choose(found, self.details)
            case "command-bar.leave":
                self.dismiss()
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())

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
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)


_ICONS = {ResultKind.NUMBER: "phone-call", ResultKind.COLLEAGUE: "phone", ResultKind.CONTACT: "users"}


def _title(found: SearchResult | Command) -> str:
    if isinstance(found, Command):
        return found.text
    return tr("Call {number}").format(number=found.title) if found.kind is ResultKind.NUMBER else found.title


def _hint(found: SearchResult | Command) -> str:
    """The dim text at the right end of a row."""
    if isinstance(found, Command):
        return found.key
    if found.kind is ResultKind.NUMBER:
        return shown_key("Return")
    return "   ".join(filter(None, (found.note, format_number(found.number))))


def in_words(found: SearchResult | Command) -> str:
    """A row of the list as one sentence, for screen readers."""
    if isinstance(found, Command):
        return ", ".join(filter(None, (found.text, found.key)))
    if found.kind is ResultKind.NUMBER:
        return tr("Call {number}").format(number=found.title)
    return ", ".join(filter(None, (found.title, format_number(found.number), found.note)))


class FoundDelegate(QStyledItemDelegate):
    """Paints one row: picture, title, number at the right."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._icons = look.theme, look.icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        found: SearchResult | Command | None = index.data(FOUND)
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
        icon = found.icon if isinstance(found, Command) else _ICONS[found.kind]
        pixmap = self._icons.pixmap(icon, tokens.dim, 16, painter.device().devicePixelRatio())
        painter.drawPixmap(rect.left() + 12, rect.top() + 11, pixmap)
        room = rect.adjusted(40, 0, -14, 0)
        hint_font, font = self._theme.font(SMALL_PX, figures=True), self._theme.font(TEXT_PX, strong=True)
        taken = draw_text(painter, room, _hint(found), hint_font, tokens.dim, right=True) + 12
        draw_text(painter, room.adjusted(0, 0, -taken, 0), _title(found), font, tokens.text)
        painter.restore()
