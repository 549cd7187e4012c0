"""The page of messages: the form on the left, the outbox with the delivery state of each message on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.models.conversation import ENTRY, ConversationModel
from desktop_app.models.formatting import format_money
from desktop_app.models.lamps import Index
from desktop_app.models.messages import MESSAGE, MessageModel
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.ui.compose import Compose
from desktop_app.ui.painting import draw_text
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.theme import MARGIN, SMALL_PX, TEXT_PX, Theme


class MessagesPage(QWidget):
    """Shows the outbox, or the conversation with the single recipient of the form."""

    def __init__(
        self,
        model: MessageModel,
        conversation: ConversationModel,
        compose: Compose,
        theme: Theme,
        name_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._model, self._conversation, self._name_of = model, conversation, name_of
        self.compose = compose
        compose.setMinimumWidth(300)
        compose.setMaximumWidth(380)
        self.list = self._make_list(tr("Sent messages"), model, MessageDelegate(model, theme, self))
        self.list.activated.connect(self._answer)
        self.conversation_view = self._make_list(tr("Conversation"), conversation, EntryDelegate(theme, self))
        self._no_gateway = plain_label(
            tr("This exchange has no gateway for text messages. Ask the vendor to switch it on, then send once more."),
            "note",
        )
        self._no_gateway.setWordWrap(True)
        self._title = plain_label(kind="strong")
        self._all = QPushButton(tr("All messages"))
        self._all.setProperty("kind", "chip")
        self._all.clicked.connect(lambda: self._show_conversation(""))
        self._sum = plain_label(kind="small")
        self._lay_out()
        for changed in (model.rowsInserted, model.modelReset):
            changed.connect(self._show_content)
        compose.wrote_to.connect(self._show_conversation)
        self._no_gateway.hide()
        self._show_content()

    def _lay_out(self) -> None:
        empty = plain_label(tr("No messages yet. What is sent stays here with every step of its way."), "dim")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._stack = QStackedLayout()
        for widget in (self.list, empty, self.conversation_view):
            self._stack.addWidget(widget)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._all)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._no_gateway)
        right.addLayout(head)
        right.addLayout(self._stack, 1)
        right.addWidget(self._sum)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 12)
        layout.setSpacing(16)
        layout.addWidget(self.compose, 2)
        layout.addLayout(right, 3)

    @staticmethod
    def _make_list(name: str, model: QAbstractItemModel, delegate: QStyledItemDelegate) -> QListView:
        view = QListView()
        view.setModel(model)
        view.setAccessibleName(name)
        view.setItemDelegate(delegate)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        return view

    def show_gateway(self, has_none: bool) -> None:
        """Show or hide the note that this exchange cannot send messages."""
        self._no_gateway.setVisible(has_none)

    def show_sum(self, messages: int, grosze: int) -> None:
        """Show the number and the billed cost of this month's messages."""
        words = tr("This month: {n} messages", messages)
        self._sum.setText(" · ".join(filter(None, (words, format_money(grosze) if grosze else ""))))

    def _answer(self, index: QModelIndex) -> None:
        self.compose.begin(index.data(MESSAGE).number)

    def _show_conversation(self, number: str) -> None:
        self._conversation.show(number)
        self._show_content()

    def _show_content(self) -> None:
        number = self._conversation.number
        self._title.setText(self._name_of(number) or format_number(number) if number else tr("Sent messages"))
        self._all.setVisible(bool(number))
        self._stack.setCurrentIndex(2 if number else 0 if self._model.rowCount() else 1)


class MessageDelegate(QStyledItemDelegate):
    """Paints one message: recipient, time, delivery state and text."""

    def __init__(self, model: MessageModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._theme = model, theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, 66)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect = self._theme.tokens, option.rect
        message = index.data(MESSAGE)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        inner = rect.adjusted(16, 9, -16, -9)
        line = inner.height() // 2
        top = QRect(inner.left(), inner.top(), inner.width(), line)
        under = QRect(inner.left(), inner.top() + line, inner.width(), line)
        state = self._model.state_text(message)
        failed = message.stage in ("refused", "unknown") or (
            message.state is not None and message.state.is_final and message.state.value != "DELIVERED"
        )
        done = message.state is not None and message.state.value == "DELIVERED"
        color = tokens.busy if failed else tokens.idle if done else tokens.ringing
        strong = self._theme.font(SMALL_PX, strong=True)
        bold = self._theme.font(TEXT_PX, strong=True, figures=True)
        small, plain = self._theme.font(SMALL_PX, figures=True), self._theme.font(TEXT_PX)
        taken = draw_text(painter, top, state, strong, color, right=True) + 12
        draw_text(painter, top.adjusted(0, 0, -taken, 0), self._model.whom(message), bold, tokens.text)
        when = "  ".join(part for part in (format_money(message.cost_grosze), self._model.when(message)) if part)
        taken = draw_text(painter, under, when, small, tokens.dim, right=True) + 12
        draw_text(painter, under.adjusted(0, 0, -taken, 0), message.body.replace("\n", " "), plain, tokens.dim)


class EntryDelegate(QStyledItemDelegate):
    """Paints one entry of a conversation: a call in one line, a message with its text below."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, 58 if index.data(ENTRY).text else 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect, entry = self._theme.tokens, option.rect, index.data(ENTRY)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.line))
        inner = rect.adjusted(16, 8, -16, -8)
        top = QRect(inner.left(), inner.top(), inner.width(), 20)
        color = {True: tokens.idle, False: tokens.busy, None: tokens.ringing}[entry.is_good]
        small, plain = self._theme.font(SMALL_PX, figures=True), self._theme.font(TEXT_PX)
        taken = draw_text(painter, top, entry.right, small, color, right=True) + 12
        draw_text(painter, QRect(top.left(), top.top(), 110, 20), entry.when, small, tokens.dim)
        draw_text(painter, top.adjusted(116, 0, -taken, 0), entry.title, plain, tokens.text)
        if entry.text:
            under = QRect(inner.left() + 116, inner.top() + 21, inner.width() - 116, 20)
            draw_text(painter, under, entry.text.replace("\n", " "), plain, tokens.dim)
