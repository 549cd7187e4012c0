"""The cards beside the field: each queue with its waiting callers large and its agents; each conference."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.models.queues import QueueBoard
from desktop_app.models.words import talk_time
from desktop_app.office import Agent, DeviceState, Member, Queue
from desktop_app.services.numbers import written
from desktop_app.text import tr
from desktop_app.ui.glyphs import colour_of, like_device, paint_glyph
from desktop_app.ui.theme import CARD_RADIUS, SMALL_PX, TEXT_PX, Theme

WIDTH = 300
HEAD = 62
LINE = 24
ROOM_HEAD = 36
BOTTOM = 10


class Card(QWidget):
    """What queue and conference cards share: the frame and its texts."""

    def __init__(self, board: QueueBoard, theme: Theme) -> None:
        super().__init__()
        self._board, self._theme = board, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _begin(self) -> QPainter:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.line))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        return painter

    def _line(self, painter: QPainter, y: int, state: DeviceState, left: str, right: str, *, dimmed: bool) -> None:
        """One person: glyph, name, and what stands at the right."""
        tokens = self._theme.tokens
        paint_glyph(painter, state, QRectF(15, y + 5, 14, 14), colour_of(state, tokens))
        figures = self._theme.font(SMALL_PX, figures=True)
        taken = QFontMetrics(figures).horizontalAdvance(right) + 22
        self._put(painter, QRect(15, y, self.width() - 30, LINE), right, figures, tokens.dim, right=True)
        room = QRect(37, y, self.width() - 37 - taken, LINE)
        self._put(painter, room, left, self._theme.font(SMALL_PX), tokens.dim if dimmed else tokens.text)

    @staticmethod
    def _put(painter: QPainter, rect: QRect, words: str, font: QFont, color: str, *, right: bool = False) -> None:
        painter.setFont(font)
        painter.setPen(QColor(color))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


class QueueCard(Card):
    """One queue: how many wait, since when the first does (as we saw it), who is free, every agent."""

    def __init__(self, board: QueueBoard, theme: Theme, queue: Queue) -> None:
        super().__init__(board, theme)
        self.show_queue(queue)

    def show_queue(self, queue: Queue) -> None:
        """Take the newest state of the queue."""
        self._queue = queue
        self._agents = self._board.agents(queue)
        self.setAccessibleName(f"{queue.name}: {self._summary()}")
        self.setToolTip(tr("Waiting time as seen from here: the exchange tells a number, not who waits."))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEAD + LINE * len(self._agents) + BOTTOM)

    def _summary(self) -> str:
        queue, parts = self._queue, []
        if not self._board.is_live(queue) or queue.waiting is None:
            return tr("not known now")
        if queue.waiting == 0:
            parts.append(tr("nobody waits"))
        elif queue.waiting_since is not None:
            waited = talk_time((self._board.now() - queue.waiting_since).total_seconds())
            parts.append(tr("waiting for {time}").format(time=waited))
        free = tr("{free} of {all} free").format(free=self._board.free(queue), all=self._board.known(queue))
        return " · ".join([*parts, free])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, queue = self._begin(), self._theme.tokens, self._queue
        is_live = self._board.is_live(queue) and queue.waiting is not None
        number = str(queue.waiting) if is_live else "–"
        color = tokens.dim if not is_live else tokens.idle if queue.waiting == 0 else tokens.ringing
        painter.setFont(self._theme.font(30, strong=True, figures=True))
        painter.setPen(QColor(color))
        painter.drawText(QRect(8, 8, 58, 48), Qt.AlignmentFlag.AlignCenter, number)
        name = QRect(70, 12, self.width() - 84, 20)
        self._put(painter, name, queue.name, self._theme.font(TEXT_PX, strong=True), tokens.text)
        under = QRect(70, 32, self.width() - 84, 18)
        self._put(painter, under, self._summary(), self._theme.font(SMALL_PX, figures=True), tokens.dim)
        for number_, agent in enumerate(self._agents):
            self._paint_agent(painter, HEAD + LINE * number_, agent)

    def _paint_agent(self, painter: QPainter, y: int, agent: Agent) -> None:
        is_live = self._board.is_live(agent)
        state = like_device(agent.state) if is_live else DeviceState.UNKNOWN
        if agent.paused and state is DeviceState.IDLE:
            state = DeviceState.ON_HOLD
        right = "" if agent.calls is None else str(agent.calls)
        if agent.paused and is_live:
            right = tr("pause: {reason}").format(reason=agent.reason) if agent.reason else tr("pause")
        elif not is_live:
            right = tr("not known")
        name = self._board.name_of(agent.extension)
        self._line(painter, y, state, name, right, dimmed=not is_live or agent.paused)


class RoomCard(Card):
    """One conference: who is in it, and since when we saw them there."""

    def __init__(self, board: QueueBoard, theme: Theme, name: str, members: list[Member]) -> None:
        super().__init__(board, theme)
        self.show_room(name, members)

    def show_room(self, name: str, members: list[Member]) -> None:
        """Take the newest state of the room."""
        self._name, self._members = name, members
        who = ", ".join(member.name or member.number for member in members)
        self.setAccessibleName(tr("Conference {name}: {who}").format(name=name, who=who))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, ROOM_HEAD + LINE * len(self._members) + BOTTOM)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = self._begin(), self._theme.tokens
        title = tr("Conference: {name}").format(name=self._name)
        head = QRect(15, 10, self.width() - 30, 20)
        self._put(painter, head, title, self._theme.font(TEXT_PX, strong=True), tokens.text)
        for number, member in enumerate(self._members):
            is_live = self._board.is_live(member)
            time = talk_time((self._board.now() - member.since).total_seconds()) if is_live else tr("not known")
            name = member.name or written(member.number) or "?"
            state = DeviceState.IN_USE if is_live else DeviceState.UNKNOWN
            self._line(painter, ROOM_HEAD + LINE * number, state, name, time, dimmed=not is_live)


class QueueColumn(QScrollArea):
    """All cards, one under the other."""

    def __init__(self, board: QueueBoard, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._theme = board, theme
        self._queues: dict[str, QueueCard] = {}
        self._rooms: dict[str, RoomCard] = {}
        self._hidden = False
        self.setWidgetResizable(True)
        self.setFixedWidth(WIDTH + 12)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, 12, 0)
        self._layout.setSpacing(12)
        self._layout.addStretch(1)
        self.setWidget(inside)
        board.changed.connect(self.refresh)
        theme.changed.connect(self._repaint)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._repaint)
        self.refresh()

    def refresh(self) -> None:
        """Make, change and remove cards as the office has queues and rooms."""
        queues = self._board.queues()
        for queue in queues:
            if queue.name in self._queues:
                self._queues[queue.name].show_queue(queue)
            else:
                card = self._queues[queue.name] = QueueCard(self._board, self._theme, queue)
                place = sorted(self._queues).index(queue.name)
                self._layout.insertWidget(place, card)
        rooms = dict(self._board.rooms())
        for name in self._rooms.keys() - rooms.keys():
            self._rooms.pop(name).deleteLater()
        for name, members in rooms.items():
            if name in self._rooms:
                self._rooms[name].show_room(name, members)
            else:
                self._rooms[name] = RoomCard(self._board, self._theme, name, members)
                self._layout.insertWidget(self._layout.count() - 1, self._rooms[name])
        self._show_or_hide()

    def set_hidden(self, hidden: bool) -> None:
        """Step aside for the drawer, or come back."""
        self._hidden = hidden
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(not self._hidden and bool(self._queues or self._rooms))

    def _repaint(self) -> None:
        for card in (*self._queues.values(), *self._rooms.values()):
            card.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
