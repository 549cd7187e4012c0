"""The last hour of one phone: a band whose height and colour give the state, with gaps where nothing is known."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import device_state_text, format_time
from desktop_app.models.person import PersonModel
from desktop_app.office import DeviceState
from desktop_app.office.history import HOUR
from desktop_app.ui.glyphs import colour_of
from desktop_app.ui.plain_label import plain_tip
from desktop_app.ui.theme import TINY_PX, Theme

BAND = 30
FOOT = 18
# The height gives the state as well as the colour; as a share of the band, from its foot.
_HEIGHTS = {
    DeviceState.IDLE: 0.16,
    DeviceState.UNAVAILABLE: 0.34,
    DeviceState.CONNECTING: 0.55,
    DeviceState.RINGING: 0.72,
    DeviceState.IN_USE: 1.0,
    DeviceState.BUSY: 1.0,
    DeviceState.ON_HOLD: 0.86,
}


class HourTimeline(QWidget):
    """Shows the history of a `PersonModel`."""

    def __init__(self, person: PersonModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person, self._theme = person, theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, BAND + FOOT + 20)

    def refresh(self) -> None:
        """Draw the hour up to now."""
        words = self._person.last_hour_text()
        self.setAccessibleName(words)
        now = self._person.now()
        spells = [
            f"{format_time(spell.start, now)} {device_state_text(spell.state) if spell.state else tr('Not known')}"
            for spell in self._person.hour()[-12:]
        ]
        self.setToolTip(plain_tip(f"{words}: " + ", ".join(spells)) if spells else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens = QPainter(self), self._theme.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._theme.font(TINY_PX, figures=True)
        painter.setFont(font)
        painter.setPen(QColor(tokens.dim))
        painter.drawText(QRectF(0, 0, self.width(), 16), Qt.AlignmentFlag.AlignLeft, self._person.last_hour_text())
        now = self._person.now()
        begin = now - HOUR
        top, width = 20.0, float(self.width())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(0.5)
        painter.setBrush(QBrush(tokens.color("faint"), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(QRectF(0, top, width, BAND))
        painter.setOpacity(1)
        for spell in self._person.hour():
            if spell.state is None or spell.state is DeviceState.UNKNOWN:
                continue
            x = width * ((spell.start - begin) / HOUR)
            end = width * ((spell.end - begin) / HOUR)
            band = QRectF(x, top, max(end - x, 1.0), BAND)
            painter.setBrush(tokens.color("background"))
            painter.drawRect(band)
            height = BAND * _HEIGHTS[spell.state]
            painter.setBrush(colour_of(spell.state, tokens))
            painter.drawRect(QRectF(band.left(), top + BAND - height, band.width(), height))
        painter.setPen(QColor(tokens.dim))
        foot = QRectF(0, top + BAND + 2, width, FOOT - 2)
        for place, side in enumerate(
            (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        ):
            moment = begin + timedelta(minutes=30 * place)
            painter.drawText(foot, side, format_time(moment, now))
        painter.end()
