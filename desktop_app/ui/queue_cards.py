"""The cards beside the field: one for each queue, with its waiting callers and agents, and one for each conference."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QContextMenuEvent, QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration
from desktop_app.models.queues import ALL_CARDS, AgentLine, Level, QueueBoard
from desktop_app.office import DeviceState, Member, Queue
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.ui.actions import Actions
from desktop_app.ui.cards import WIDTH, Card, Line
from desktop_app.ui.glyphs import like_device
from desktop_app.ui.painting import draw_text
from desktop_app.ui.theme import SMALL_PX, TEXT_PX, Theme, Tokens

HEAD = 62
ROOM_HEAD = 36
_SIGNS = {Level.AMBER: "▲ ", Level.RED: "‼ "}


def level_colours(level: Level, tokens: Tokens) -> tuple[str, str]:
    """Return (colour of the number, background of the card).  `level_words` says the same in words."""
    return {
        Level.UNKNOWN: (tokens.dim, tokens.card),
        Level.GREEN: (tokens.idle, tokens.card),
        Level.AMBER: (tokens.ringing, tokens.ringing_tint),
        Level.RED: (tokens.busy, tokens.busy_tint),
    }[level]


def level_words(level: Level) -> str:
    """Return what amber and red mean, in words."""
    return {Level.AMBER: tr("near the limit"), Level.RED: tr("over the limit")}.get(level, "")


class QueueCard(Card):
    """One queue: the number of callers, how long the first has waited as seen here, free agents, all agents."""

    def __init__(self, board: QueueBoard, actions: Actions, theme: Theme, queue: Queue) -> None:
        super().__init__(board, theme, HEAD)
        self._actions = actions
        self.show_queue(queue)

    def show_queue(self, queue: Queue) -> None:
        """Show the new state of the queue."""
        self._queue = queue
        height = self.height_wanted
        self._lines = [_line(one) for one in self._board.agents(queue)]
        waiting = "" if queue.waiting is None or not self._board.is_live(queue) else f"{queue.waiting}, "
        level = level_words(self._board.level(queue))
        self.setAccessibleName(f"{queue.name}: {waiting}{', '.join(filter(None, (level, self._summary())))}")
        sight = tr("Waiting time as seen from here: the exchange tells a number, not who waits.")
        self.setToolTip(" – ".join(filter(None, (level, sight))))
        if height != self.height_wanted:
            self.updateGeometry()
        self.update()

    def refresh_times(self) -> None:
        """Update the running times."""
        self.show_queue(self._queue)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.height_wanted)

    def _summary(self) -> str:
        queue, parts = self._queue, []
        if not self._board.is_live(queue) or queue.waiting is None:
            return tr("not known now")
        if queue.waiting == 0:
            parts.append(tr("nobody waits"))
        elif queue.waiting_since is not None:
            parts.append(tr("waiting for {time}").format(time=self._board.waited(queue)))
        return " · ".join(filter(None, (*parts, self._board.free_text(queue))))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, queue = self._theme.tokens, self._queue
        is_live = self._board.is_live(queue) and queue.waiting is not None
        level = self._board.level(queue)
        color, fill = level_colours(level, tokens)
        painter = self._begin(fill)
        painter.setFont(self._theme.font(30, strong=True, figures=True))
        painter.setPen(QColor(color))
        number = QRect(8, 8, 58, 48)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(queue.waiting) if is_live else "–")
        sign = _SIGNS.get(level, "")  # never by colour alone
        name = QRect(70, 12, self.width() - 84, 20)
        draw_text(painter, name, f"{sign}{queue.name}", self._theme.font(TEXT_PX, strong=True), tokens.text)
        under = QRect(70, 32, self.width() - 84, 18)
        draw_text(painter, under, self._summary(), self._theme.font(SMALL_PX, figures=True), tokens.dim)
        self._paint_lines(painter)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self._line_at(event.pos())
        if place >= 0:
            number = self._lines[place].number
            menu.addAction(tr("Call")).triggered.connect(lambda _=False: self.called.emit(number))
            menu.addAction(tr("Details")).triggered.connect(lambda _=False: self.details.emit(number))
            menu.addSeparator()
        name = self._queue.name
        limits, board = self._actions.queue_limits, self._actions.wallboard
        menu.addAction(tr("Limits and alarm …")).triggered.connect(lambda _=False: limits.emit(name))
        menu.addAction(tr("Wallboard of the queues")).triggered.connect(lambda _=False: board.emit())
        menu.popup(event.globalPos())


def _line(one: AgentLine) -> Line:
    state = like_device(one.agent.state) if one.is_live else DeviceState.UNKNOWN
    if one.agent.paused and state is DeviceState.IDLE:
        state = DeviceState.ON_HOLD
    is_dimmed = not one.is_live or one.agent.paused
    return Line(state, one.name, one.status, one.agent.extension, one.talks_with, is_dimmed)


class ConferenceCard(Card):
    """One conference: its members and since when they were seen there.  A member can be called."""

    def __init__(self, board: QueueBoard, theme: Theme, name: str, members: list[Member]) -> None:
        super().__init__(board, theme, ROOM_HEAD)
        self.show_room(name, members)

    def show_room(self, name: str, members: list[Member]) -> None:
        """Show the new state of the conference."""
        self._name, self._members = name, members
        self._lines = [self._member(member) for member in members]
        who = ", ".join(member.name or member.number for member in members)
        self.setAccessibleName(tr("Conference {name}: {who}").format(name=name, who=who))
        self.updateGeometry()
        self.update()

    def refresh_times(self) -> None:
        """Update the running times."""
        self._lines = [self._member(member) for member in self._members]
        self.update()

    def _member(self, member: Member) -> Line:
        is_live = self._board.is_live(member)
        time = format_duration((self._board.now() - member.since).total_seconds()) if is_live else tr("not known")
        number = format_number(member.number) if member.number else ""
        known = self._board.name_of(member.number) if member.number else ""
        name = member.name or (known if known != member.number else "") or number or "?"
        right = f"{number}  {time}" if number and number != name else time
        state = DeviceState.IN_USE if is_live else DeviceState.UNKNOWN
        return Line(state, name, right, member.number, is_dimmed=not is_live)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.height_wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = self._begin(), self._theme.tokens
        title = tr("Conference: {name}").format(name=self._name)
        head = QRect(15, 10, self.width() - 30, 20)
        draw_text(painter, head, title, self._theme.font(TEXT_PX, strong=True), tokens.text)
        self._paint_lines(painter)
        painter.end()


class QueueColumn(QScrollArea):
    """All cards, one below the other."""

    def __init__(self, board: QueueBoard, actions: Actions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._actions, self._theme = board, actions, theme
        self._queues: dict[str, QueueCard] = {}
        self._rooms: dict[str, ConferenceCard] = {}
        self._hidden = self._is_old = False
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
        board.changed.connect(self._changed)
        theme.changed.connect(self._tick)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.refresh()

    def _changed(self, names: set[str]) -> None:
        """Rebuild the named cards, or note that they are stale while the column is hidden."""
        if self._hidden or not (self.isVisible() or self._is_empty()):
            self._is_old = True
            return
        self.refresh(None if ALL_CARDS in names else names)

    def _is_empty(self) -> bool:
        return not (self._queues or self._rooms)

    def refresh(self, names: set[str] | None = None) -> None:
        """Add, update and remove cards; only the named ones, or all."""
        self._is_old = False
        for queue in self._board.queues():
            if queue.name in self._queues:
                if names is None or queue.name in names:
                    self._queues[queue.name].show_queue(queue)
            else:
                card = self._queues[queue.name] = QueueCard(self._board, self._actions, self._theme, queue)
                place = sorted(self._queues, key=str.casefold).index(queue.name)
                self._layout.insertWidget(place, self._wired(card))
        rooms = dict(self._board.conferences())
        for name in self._rooms.keys() - rooms.keys():
            self._rooms.pop(name).deleteLater()
        for name, members in rooms.items():
            if name in self._rooms:
                if names is None or name in names:
                    self._rooms[name].show_room(name, members)
            else:
                self._rooms[name] = ConferenceCard(self._board, self._theme, name, members)
                self._layout.insertWidget(self._layout.count() - 1, self._wired(self._rooms[name]))
        self._show_or_hide()

    def _wired(self, card: Card) -> Card:
        card.called.connect(self._actions.call)
        card.details.connect(self._actions.details)
        return card

    def set_hidden(self, hidden: bool) -> None:
        """Hide the column to make room for the details drawer, or show it again."""
        self._hidden = hidden
        if not hidden and self._is_old:
            self.refresh()
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self.setVisible(not self._hidden and bool(self._queues or self._rooms))

    def _tick(self) -> None:
        for card in (*self._queues.values(), *self._rooms.values()):
            card.refresh_times()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_old:
            self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
