"""Paints the rows of the calls table.

The direction is an arrow, missed calls are red, and the last cell has the play button.  An expanded call shows its
billing records underneath, in the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.models import calls as columns
from desktop_app.models.call_details import LegText
from desktop_app.models.calls import CALL, MESSAGED, NOTE, CallModel
from desktop_app.models.lamps import Index
from desktop_app.services.archive_sync import LOST
from desktop_app.ui.look import Look
from desktop_app.ui.painting import draw_text, triangle
from desktop_app.ui.row_heights import LEG_HEIGHT, ROW_HEIGHT
from desktop_app.ui.theme import TEXT_PX

_ARROWS = {"in": "arrow-down-left", "out": "arrow-up-right", "internal": "arrow-left-right", "message": "mail"}
_RIGHT = (columns.RANG, columns.TALKED, columns.COST)

_LEG_WORDS: dict[int, Callable[[LegText], str]] = {
    columns.WHEN: lambda leg: leg.at,
    columns.WHO: lambda leg: leg.who,
    columns.NUMBER: lambda leg: leg.number,
    columns.RANG: lambda leg: leg.rang,
    columns.TALKED: lambda leg: leg.ended,
    columns.COST: lambda leg: leg.cost,
}


class CallDelegate(QStyledItemDelegate):
    """Paints the cells of a `CallModel`."""

    def __init__(self, model: CallModel, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self._theme, self._icons = model, look.theme, look.icons
        self._plain = look.theme.font(TEXT_PX, figures=True)
        self._strong = look.theme.font(TEXT_PX, strong=True)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = self._theme.tokens
        whole: QRect = option.rect
        rect = QRect(whole.topLeft(), QSize(whole.width(), ROW_HEIGHT))
        call = index.data(CALL)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(whole, QColor(tokens.accent_tint))
        painter.fillRect(whole.left(), whole.bottom(), whole.width(), 1, QColor(tokens.line))
        if call is None:  # not fetched yet
            draw_text(
                painter, rect.adjusted(12, 0, -12, 0), str(index.data() or ""), self._plain, tokens.faint, right=False
            )
            return
        is_lost = call.direction != "message" and call.outcome in LOST
        column = index.column()
        legs = self._model.details.legs_of(self._model.id_at(index.row()))
        self._legs(painter, rect, column, legs)
        if column == columns.FOLD:
            if call.legs > 1 or legs:
                self._sign(painter, rect, is_open=bool(legs))
            return
        if column in (columns.WAY, columns.PLAY):
            if column == columns.PLAY:
                self._marks(painter, rect, index)
            self._picture(painter, rect, column, call.direction, is_lost=is_lost, has_recording=call.has_recording)
            return
        font = self._strong if column == columns.WHO else self._plain
        color = tokens.busy if is_lost and column == columns.TALKED else tokens.text
        draw_text(painter, rect.adjusted(12, 0, -12, 0), str(index.data() or ""), font, color, right=column in _RIGHT)

    def _legs(self, painter: QPainter, rect: QRect, column: int, legs: Sequence[LegText]) -> None:
        """Paint one cell of each billing record, below the cell that shows the same of the whole call."""
        tokens, words_of = self._theme.tokens, _LEG_WORDS.get(column)
        if words_of is None:
            return
        for number, leg in enumerate(legs):
            line = QRect(rect.left(), rect.bottom() + number * LEG_HEIGHT, rect.width(), LEG_HEIGHT)
            indent = 24 if column == columns.WHO else 12
            color = tokens.busy if leg.is_lost and column == columns.TALKED else tokens.dim
            draw_text(
                painter, line.adjusted(indent, 0, -12, 0), words_of(leg), self._plain, color, right=column in _RIGHT
            )

    def _sign(self, painter: QPainter, rect: QRect, *, is_open: bool) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.left() + 12, rect.center().y() - 9)
        painter.fillPath(triangle(is_open=is_open), QColor(self._theme.tokens.dim))
        painter.restore()

    def _marks(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Paint the marks of the call (recording, note, message), each at its place."""
        for role, name, x in ((MESSAGED, "mail", 4), (NOTE, "sticky-note", 28)):
            if index.data(role) is not None:
                self._draw(painter, rect.left() + x, rect, name, self._theme.tokens.dim)

    def _picture(
        self, painter: QPainter, rect: QRect, column: int, direction: str, *, is_lost: bool, has_recording: bool
    ) -> None:
        tokens = self._theme.tokens
        if column == columns.WAY:
            color = tokens.busy if is_lost and direction == "in" else tokens.dim
            self._draw(painter, rect.center().x() - 8, rect, _ARROWS.get(direction, "minus"), color)
        elif has_recording:
            self._draw(painter, rect.right() - 28, rect, "play", tokens.accent, filled=True)

    def _draw(self, painter: QPainter, x: int, rect: QRect, name: str, color: str, *, filled: bool = False) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(x, rect.center().y() - 8, self._icons.pixmap(name, color, 16, ratio, filled=filled))
