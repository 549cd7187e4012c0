"""The status bar (connection, last event, waiting callers), and the chip of the own phone beside the command bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import connection_text, format_rough_duration, lamp_text
from desktop_app.models.lamps import LampModel
from desktop_app.models.queues import QueueBoard
from desktop_app.office import DeviceState
from desktop_app.services.connection import Status
from desktop_app.ui.glyphs import colour_of, paint_glyph
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.theme import RADIUS, TEXT_PX, Theme

if TYPE_CHECKING:
    from desktop_app.services.live_feed import LiveFeed


_COLOURS = {
    Status.LIVE: "idle",
    Status.QUIET: "ringing",
    Status.CONNECTING: "ringing",
    Status.LOST: "busy",
    Status.REFUSED: "busy",
    Status.OFF: "away",
}


class StatusBar(QWidget):
    """Shows how current the screen is."""

    reconnect = Signal()
    disturb = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(30)
        self._theme = theme
        self._live: LiveFeed | None = None
        self._board: QueueBoard | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._connection = plain_label()
        self._event = plain_label()
        self._waiting = plain_label()
        self._address = plain_label()
        self._reconnect_button = QPushButton(tr("Reconnect now"))
        self._reconnect_button.setProperty("kind", "flat")
        self._reconnect_button.clicked.connect(self.reconnect)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 0, 20, 0)
        layout.setSpacing(18)
        self._quiet_button = QPushButton(tr("Do not disturb is on"))
        self._quiet_button.setProperty("kind", "flat")
        self._quiet_button.setToolTip(tr("No pop-ups and no sounds; click to have them again"))
        self._quiet_button.clicked.connect(self.disturb)
        self._quiet_button.hide()
        for label in (self._connection, self._reconnect_button, self._event, self._waiting, self._quiet_button):
            layout.addWidget(label)
        for label in (self._connection, self._event, self._waiting, self._address):
            label.setProperty("kind", "small")
        layout.addStretch(1)
        layout.addWidget(self._address)
        self._reconnect_button.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def follow(self, live: LiveFeed, board: QueueBoard, where: str) -> None:
        """Show the state of this feed."""
        self._live, self._board = live, board
        self._address.setText(where)
        self._unsubscribe = live.watch_connection(lambda _: self.refresh())
        self._timer.start()
        self.refresh()

    def forget(self) -> None:
        """Show that nothing is connected."""
        self._live = self._board = None
        self._unsubscribe()
        self._unsubscribe = lambda: None
        self._timer.stop()
        for label in (self._event, self._waiting, self._address):
            label.setText("")
        self._reconnect_button.hide()
        self._connection.setStyleSheet("")
        self.refresh()

    def show_quiet(self, quiet: bool) -> None:
        """Show or hide «do not disturb», so that missing pop-ups have a visible reason."""
        self._quiet_button.setVisible(quiet)

    def text(self) -> str:
        """Return the text of the connection."""
        return self._connection.text()

    def refresh(self) -> None:
        """Update the ages."""
        if self._live is None or self._board is None:
            self._connection.setText(tr("Not connected"))
            return
        connection, now = self._live.connection, self._board.now()
        color = getattr(self._theme.tokens, _COLOURS[connection.status])
        words = connection_text(connection, now)
        self._connection.setText(f"● {words}")
        self._connection.setAccessibleName(f"{tr('Connection')}: {words}")
        self._connection.setStyleSheet(f"color: {color}; font-weight: 600;")
        self._reconnect_button.setVisible(connection.status in (Status.LOST, Status.REFUSED))
        self._event.setText(_last_event(self._live.last_event_at, now))
        waiting = self._board.waiting() if connection.is_up else None
        self._waiting.setText("" if waiting is None else tr("{n} callers waiting", waiting))


def _last_event(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    age = format_rough_duration((now - at).total_seconds())
    return tr("last event {age} ago").format(age=age)


class OwnPhoneChip(QWidget):
    """Shows the state of the own phone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lamps: LampModel | None = None
        self._extension = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def follow(self, lamps: LampModel, extension: str) -> None:
        """Show this extension of these lamps."""
        self._lamps, self._extension = lamps, extension
        lamps.rows_changed.connect(self._lamps_changed)
        self._update_text()

    def forget(self) -> None:
        """Hide: nothing is connected."""
        self._lamps, self._extension = None, ""
        self._update_text()

    def _lamps_changed(self, extensions: set[str]) -> None:
        if self._extension in extensions:
            self._update_text()

    def _update_text(self) -> None:
        self.setVisible(self._lamps is not None)  # unknown while nothing is connected
        self.setAccessibleName(" ".join(self._words()))
        self.updateGeometry()
        self.update()

    def _words(self) -> tuple[str, str]:
        if not self._extension:
            return tr("No own phone"), tr("see Settings")
        mine = tr("My phone {extension}").format(extension=self._extension)
        if self._lamps is None:
            return mine, ""
        row = self._lamps.row(self._extension)
        if not row.is_live:
            return mine, tr("not known")
        return mine, lamp_text(row.lamp).lower()

    def sizeHint(self) -> QSize:
        mine, state = self._words()
        strong = QFontMetrics(self._theme.font(TEXT_PX, strong=True))
        plain = QFontMetrics(self._theme.font(TEXT_PX))
        return QSize(36 + strong.horizontalAdvance(mine) + 9 + plain.horizontalAdvance(state) + 18, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(tokens.line))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        row = self._lamps.row(self._extension) if self._lamps and self._extension else None
        state = row.lamp.state if row and row.is_live else DeviceState.UNKNOWN
        paint_glyph(painter, state, QRectF(13, (self.height() - 16) / 2, 16, 16), colour_of(state, tokens))
        mine, word = self._words()
        painter.setFont(self._theme.font(TEXT_PX, strong=True))
        painter.setPen(QColor(tokens.text))
        painter.drawText(36, 0, self.width(), self.height(), Qt.AlignmentFlag.AlignVCenter, mine)
        left = 36 + QFontMetrics(painter.font()).horizontalAdvance(mine) + 9
        painter.setFont(self._theme.font(TEXT_PX))
        painter.setPen(QColor(tokens.dim))
        painter.drawText(left, 0, self.width(), self.height(), Qt.AlignmentFlag.AlignVCenter, word)
