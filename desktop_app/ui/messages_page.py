"""Messages: compose on the left, the outbox with every message's way on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.models.lamps import Index
from desktop_app.models.messages import MESSAGE, MessageModel
from desktop_app.models.words import money
from desktop_app.services.numbers import message_number, written
from desktop_app.services.orders import MESSAGE_LIMIT
from desktop_app.text import tr
from desktop_app.ui.actions import Actions
from desktop_app.ui.plain import plain_label
from desktop_app.ui.theme import MARGIN, SMALL_PX, TEXT_PX, Theme


class _Body(QPlainTextEdit):
    """The text; Ctrl+Enter sends, Tab goes on."""

    sent = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.sent.emit()
            return
        super().keyPressEvent(event)


class Compose(QFrame):
    """One message: to whom, what, and whether it is a test."""

    def __init__(self, actions: Actions, name_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._actions, self._name_of = actions, name_of
        title = plain_label(tr("New message"))
        title.setProperty("kind", "strong")
        self.to = QLineEdit()
        self.to.setAccessibleName(tr("To: a Polish mobile number"))
        self.to.setPlaceholderText(tr("To: a Polish mobile number"))
        self._hint = plain_label()
        self._hint.setProperty("kind", "faint")
        self._hint.setWordWrap(True)
        self.body = _Body()
        self.body.setAccessibleName(tr("Text"))
        self.body.setPlaceholderText(tr("Text"))
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(140)
        self._counter = plain_label()
        self._counter.setProperty("kind", "small")
        self.test = QCheckBox(tr("Test: not delivered, free of charge"))
        self.send = QPushButton(tr("Send"))
        self.send.setProperty("kind", "primary")
        self.send.setToolTip(tr("Send (Ctrl+Enter)"))
        self._lay_out(title)
        self.to.textChanged.connect(self._refresh)
        self.body.textChanged.connect(self._refresh)
        self.body.sent.connect(self.submit)
        self.send.clicked.connect(self.submit)
        self._refresh()

    def _lay_out(self, title: QLabel) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._counter)
        foot.addStretch(1)
        foot.addWidget(self.send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (title, self.to, self._hint, self.body, self.test):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addStretch(1)

    def begin(self, number: str, body: str = "") -> None:
        """Write to somebody, perhaps with a text to begin with; what was written already is not lost."""
        self.to.setText(written(number))
        if body and not self.body.toPlainText().strip():
            self.body.setPlainText(body)
            self.body.moveCursor(QTextCursor.MoveOperation.End)
        (self.body if message_number(number) else self.to).setFocus()

    def submit(self) -> None:
        """Hand the message over, once: the box is empty afterwards."""
        number, body = message_number(self.to.text()), self.body.toPlainText()
        if number is None or not self.send.isEnabled():
            return
        self.body.clear()
        self._actions.send_message.emit(number, body, self.test.isChecked())

    def _refresh(self) -> None:
        text, number = self.to.text().strip(), message_number(self.to.text())
        length = len(self.body.toPlainText())
        name = self._name_of(number) if number else ""
        if text and number is None:
            hint = tr("A message goes to a Polish mobile number: nine digits, +48 is taken away.")
        else:
            hint = " · ".join(part for part in (name, written(number) if number else "") if part)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._counter.setText(tr("{used} of {all} characters").format(used=length, all=MESSAGE_LIMIT))
        self._counter.setProperty("kind", "bad" if length > MESSAGE_LIMIT else "small")
        self._counter.style().polish(self._counter)
        is_text = bool(self.body.toPlainText().strip())
        self.send.setEnabled(number is not None and is_text and length <= MESSAGE_LIMIT)


class MessagesPage(QWidget):
    """Reads the outbox, asks through `actions`."""

    def __init__(
        self,
        model: MessageModel,
        actions: Actions,
        theme: Theme,
        name_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.compose = Compose(actions, name_of)
        self.compose.setMinimumWidth(300)
        self.compose.setMaximumWidth(380)
        self.list = QListView()
        self.list.setModel(model)
        self.list.setAccessibleName(tr("Sent messages"))
        self.list.setItemDelegate(MessageDelegate(model, theme, self.list))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        empty = plain_label(tr("No messages yet. What is sent stays here with every step of its way."))
        empty.setProperty("kind", "dim")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        stack = QStackedLayout()
        stack.addWidget(self.list)
        stack.addWidget(empty)

        def show_emptiness() -> None:
            stack.setCurrentIndex(0 if model.rowCount() else 1)

        for changed in (model.rowsInserted, model.modelReset):
            changed.connect(show_emptiness)
        show_emptiness()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 8, MARGIN, 12)
        layout.setSpacing(16)
        right = QWidget()
        right.setLayout(stack)
        layout.addWidget(self.compose, 2)
        layout.addWidget(right, 3)


class MessageDelegate(QStyledItemDelegate):
    """Paints one message: whom, when, how far, and its text."""

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
        state = self._model.state_words(message)
        failed = message.stage in ("refused", "unknown") or (
            message.state is not None and message.state.is_final and message.state.value != "DELIVERED"
        )
        done = message.state is not None and message.state.value == "DELIVERED"
        color = tokens.busy if failed else tokens.idle if done else tokens.ringing
        taken = self._put(painter, top, state, SMALL_PX, color, strong=True, right=True)
        self._put(painter, top.adjusted(0, 0, -taken, 0), self._model.whom(message), TEXT_PX, tokens.text, strong=True)
        when = "  ".join(part for part in (money(message.cost_grosze), self._model.when(message)) if part)
        taken = self._put(painter, under, when, SMALL_PX, tokens.dim, right=True)
        self._put(painter, under.adjusted(0, 0, -taken, 0), message.body.replace("\n", " "), TEXT_PX, tokens.dim)

    def _put(
        self,
        painter: QPainter,
        rect: QRect,
        words: str,
        px: int,
        color: str,
        *,
        strong: bool = False,
        right: bool = False,
    ) -> int:
        font = self._theme.font(px, strong=strong, figures=True)
        painter.setFont(font)
        painter.setPen(QColor(color))
        metrics = QFontMetrics(font)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown) + 12
