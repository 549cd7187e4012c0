"""Paints lamps in three shapes (tile, compact tile, list row) and the headings of groups.

Everything is drawn at 100 % and scaled as a whole, so that zooming keeps the proportions.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import lamp_text, last_seen_text, state_duration_text
from desktop_app.models.lamps import FAVOURITES, LampModel, LampRow
from desktop_app.models.panel_order import Section
from desktop_app.models.panel_view import Shape
from desktop_app.office import ACTIVE, DeviceState
from desktop_app.ui.glyphs import colour_of, paint_glyph, tint_of
from desktop_app.ui.painting import triangle
from desktop_app.ui.theme import RADIUS, SMALL_PX, TEXT_PX, TINY_PX, Theme, Tokens, qcolor

_LEFT = 52
_PAD = 12
# Combined once: `|` of two Qt enums in Python costs as much as drawing a short text.
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LEFT_SIDE = Qt.AlignmentFlag.AlignLeft | _MIDDLE
_RIGHT_SIDE = Qt.AlignmentFlag.AlignRight | _MIDDLE
TEXTS_KEPT = 2_000


@dataclass(frozen=True)
class LampLook:
    """Selection, hover and ringing of one lamp.  `pulse` runs from 0 to 1 while it rings."""

    selected: bool = False
    hovered: bool = False
    pulse: float = 0.0


class LampPainter:
    """Paints lamps with one set of fonts."""

    def __init__(self, theme: Theme, lamps: LampModel) -> None:
        self._theme = theme
        self._lamps = lamps
        self._name_font = Type(theme.font(TEXT_PX, strong=True))
        self._number_font = Type(theme.font(TEXT_PX, figures=True))
        self._state_font = Type(theme.font(SMALL_PX, strong=True))
        self._time_font = Type(theme.font(SMALL_PX, figures=True))
        self._badge_font = Type(theme.font(TINY_PX))

    def paint(self, painter: QPainter, rect: QRect, row: LampRow, look: LampLook, shape: Shape, scale: float) -> None:
        """Draw one lamp into its rectangle."""
        state = row.lamp.state if row.is_live else DeviceState.UNKNOWN
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(scale, scale)
        rect = QRect(0, 0, round(rect.width() / scale), round(rect.height() / scale))
        self._card(painter, rect, state, look)
        {Shape.TILES: self._tile, Shape.COMPACT: self._compact, Shape.LIST: self._line}[shape](
            painter, rect, row, state
        )
        painter.restore()

    def paint_heading(
        self, painter: QPainter, rect: QRect, section: Section, scale: float, *, is_over_lamps: bool
    ) -> None:
        """Draw the heading of a group: expanded or not, name, number of lamps, number of free ones."""
        tokens, kind = self._theme.tokens, self._state_font
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(scale, scale)
        height, width = 20, round(rect.width() / scale)
        if is_over_lamps:
            painter.fillRect(QRect(0, 0, width, 25), tokens.color("background"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("dim"))
        painter.drawPath(triangle(is_open=section.shown > 0))
        painter.setFont(kind.font)
        painter.setPen(qcolor(tokens.dim))
        title = section.title.upper() if section.group != FAVOURITES else f"★ {section.title.upper()}"
        painter.drawText(16, 0, width - 16, height, Qt.AlignmentFlag.AlignVCenter, title)
        left = 16 + kind.width(title) + 10
        painter.setFont(self._time_font.font)
        painter.setPen(qcolor(tokens.faint))
        painter.drawText(left, 0, width, height, Qt.AlignmentFlag.AlignVCenter, count_words(section))
        painter.restore()

    def paint_drop(self, painter: QPainter, rect: QRect) -> None:
        """Draw the insertion mark of a drag."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.tokens.color("accent"))
        painter.drawRoundedRect(rect, 1.5, 1.5)

    # ---- the three shapes ----------------------------------------------------------------------

    def _compact(self, painter: QPainter, rect: QRect, row: LampRow, state: DeviceState) -> None:
        tokens, now = self._theme.tokens, self._lamps.now()
        paint_glyph(painter, state, QRectF(10, 10, 16, 16), colour_of(state, tokens))
        line = QRect(34, 0, rect.width() - 34 - _PAD, rect.height())
        is_calm = state not in ACTIVE
        time = "" if is_calm else state_duration_text(row.lamp, now)
        right = row.extension if is_calm and row.name else time
        taken = self._right(painter, line, right, self._time_font, tokens.dim)
        color = tokens.text if row.is_live else tokens.dim
        self._left(painter, line.adjusted(0, 0, -taken, 0), row.title, self._name_font, color)

    def _line(self, painter: QPainter, rect: QRect, row: LampRow, state: DeviceState) -> None:
        tokens, now, height = self._theme.tokens, self._lamps.now(), rect.height()
        paint_glyph(painter, state, QRectF(10, (height - 16) / 2, 16, 16), colour_of(state, tokens))
        name_width = max(120, min(280, rect.width() // 3))
        color = tokens.text if row.is_live else tokens.dim
        self._left(painter, QRect(36, 0, name_width, height), row.title, self._name_font, color)
        left = 36 + name_width + 12
        self._left(
            painter, QRect(left, 0, 56, height), row.extension if row.name else "", self._number_font, tokens.dim
        )
        left += 64
        word = lamp_text(row.lamp) if row.is_live else tr("Not known")
        colour = colour_of(state, tokens).name() if row.is_live else tokens.dim
        self._left(painter, QRect(left, 0, 110, height), word, self._state_font, colour)
        time = state_duration_text(row.lamp, now) if row.is_live else last_seen_text(row.lamp, now)
        self._right(painter, QRect(left + 110, 0, 96, height), time, self._time_font, tokens.dim)
        left += 110 + 96 + 16
        rest = QRect(left, (height - 17) // 2, rect.width() - left - _PAD, 17)
        if rest.width() > 60:
            self._third_line(painter, rest, row, tokens)

    def _tile(self, painter: QPainter, rect: QRect, row: LampRow, state: DeviceState) -> None:
        tokens = self._theme.tokens
        box = QRectF(rect.left() + 11, rect.top() + 11, 32, 32)
        if state not in ACTIVE and state is not DeviceState.UNKNOWN:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint_of(state, tokens))
            painter.drawRoundedRect(box, 8, 8)
        paint_glyph(painter, state, box.adjusted(8, 8, -8, -8), colour_of(state, tokens))
        inner = rect.adjusted(_LEFT, 9, -_PAD, -8)
        self._first_line(painter, inner, row, tokens)
        self._second_line(painter, inner, row, state, tokens)
        self._third_line(painter, inner.adjusted(0, 36, 0, 0), row, tokens)

    def _card(self, painter: QPainter, rect: QRect, state: DeviceState, look: LampLook) -> None:
        tokens = self._theme.tokens
        fill = tint_of(state, tokens) if state in ACTIVE else tokens.color("card")
        edge = QPen(_mixed(fill, colour_of(state, tokens), 0.22) if state in ACTIVE else tokens.color("line"))
        if state is DeviceState.RINGING:
            edge = QPen(_mixed(fill, colour_of(state, tokens), 0.35 + 0.65 * look.pulse), 1.5)
        elif state is DeviceState.UNKNOWN:
            fill = tokens.color("background")
            edge = QPen(_mixed(tokens.color("line"), tokens.color("faint"), 0.45), 1, Qt.PenStyle.DashLine)
        if look.hovered and not look.selected:
            edge = QPen(_mixed(tokens.color("line"), tokens.color("accent"), 0.5))
        if look.selected:
            edge = QPen(tokens.color("accent"), 2)
        painter.setPen(edge)
        painter.setBrush(fill)
        inset = edge.widthF() / 2
        painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _first_line(self, painter: QPainter, inner: QRect, row: LampRow, tokens: Tokens) -> None:
        line = QRect(inner.left(), inner.top(), inner.width(), 18)
        taken = self._right(painter, line, row.extension, self._number_font, tokens.dim) if row.name else 0
        color = tokens.text if row.is_live else tokens.dim
        self._left(painter, line.adjusted(0, 0, -taken, 0), row.title, self._name_font, color)

    def _second_line(self, painter: QPainter, inner: QRect, row: LampRow, state: DeviceState, tokens: Tokens) -> None:
        line = QRect(inner.left(), inner.top() + 19, inner.width(), 16)
        now = self._lamps.now()
        time = state_duration_text(row.lamp, now) if row.is_live else last_seen_text(row.lamp, now)
        word = lamp_text(row.lamp) if row.is_live else tr("Not known")
        taken = self._right(painter, line, time, self._time_font, tokens.dim)
        color = colour_of(state, tokens).name() if row.is_live else tokens.dim
        self._left(painter, line.adjusted(0, 0, -taken, 0), word, self._state_font, color)

    def _third_line(self, painter: QPainter, inner: QRect, row: LampRow, tokens: Tokens) -> None:
        line = QRect(inner.left(), inner.top(), inner.width(), 17)
        if row.is_watched:  # the user is notified when this line is free
            paint_glyph(
                painter, DeviceState.RINGING, QRectF(line.right() - 12, line.top() + 2, 13, 13), tokens.color("accent")
            )
            line.setRight(line.right() - 18)
        if not row.is_live:
            words = tr("seen as: {state}").format(state=lamp_text(row.lamp).lower()) if row.lamp.seen_at else ""
            self._left(painter, line, words, self._time_font, tokens.dim)
            return
        peer = row.peer_text(self._lamps.name_of)
        if peer:
            arrow = {DeviceState.RINGING: "←", DeviceState.CONNECTING: "→"}.get(row.lamp.state, "↔")
            self._left(painter, line, f"{arrow} {peer}", self._time_font, tokens.dim)
            return
        self._badges(painter, line, row, tokens)

    def _badges(self, painter: QPainter, line: QRect, row: LampRow, tokens: Tokens) -> None:
        badges: list[tuple[str, str, str]] = []
        pause = row.pause
        if pause is not None:
            words = tr("pause: {reason}").format(reason=pause.reason) if pause.reason else tr("pause")
            badges.append((f"❚❚ {words}", tokens.ringing, tokens.ringing_tint))
        badges += [(name, tokens.dim, tokens.away_tint) for name, _, _ in row.badges if name != row.group]
        if row.calls_taken:
            badges.append((tr("{n} taken", row.calls_taken), tokens.dim, tokens.away_tint))
        kind = self._badge_font
        left = line.left()
        painter.setFont(kind.font)
        for words, color, tint in badges:
            width = min(kind.width(words) + 12, line.right() - left)
            if width < 24:
                return
            box = QRectF(left, line.top(), width, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(qcolor(tint))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(qcolor(color))
            shown = kind.fitted(words, int(width) - 10)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
            left += int(width) + 4

    @staticmethod
    def _left(painter: QPainter, line: QRect, words: str, kind: Type, color: str) -> None:
        painter.setFont(kind.font)
        painter.setPen(qcolor(color))
        painter.drawText(line, _LEFT_SIDE, kind.fitted(words, line.width()))

    @staticmethod
    def _right(painter: QPainter, line: QRect, words: str, kind: Type, color: str) -> int:
        """Draw at the right edge and return the width to leave free there."""
        if not words:
            return 0
        painter.setFont(kind.font)
        painter.setPen(qcolor(color))
        painter.drawText(line, _RIGHT_SIDE, words)
        return kind.width(words) + 8


class Type:
    """A font with its metrics.  Measured widths are cached across repaints."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self._widths: dict[str, int] = {}
        self._fitted: dict[tuple[str, int], str] = {}

    def width(self, words: str) -> int:
        """Return the width of a text in pixels."""
        width = self._widths.get(words)
        if width is None:
            if len(self._widths) > TEXTS_KEPT:
                self._widths.clear()
            width = self._widths[words] = self.metrics.horizontalAdvance(words)
        return width

    def fitted(self, words: str, width: int) -> str:
        """Return the text, elided to a width."""
        shown = self._fitted.get((words, width))
        if shown is None:
            if len(self._fitted) > TEXTS_KEPT:
                self._fitted.clear()
            shown = self.metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            self._fitted[words, width] = shown
        return shown


def count_words(section: Section) -> str:
    """Return how many lamps a section has and how many of them are free."""
    if not section.known:  # «0 free» would be a claim, and nothing is known
        return f"{section.count}"
    return f"{section.count} · " + tr("{n} free", section.free)


def _mixed(one: QColor, two: QColor, share: float) -> QColor:
    """Return the first colour with `share` of the second."""
    return QColor.fromRgbF(
        one.redF() + (two.redF() - one.redF()) * share,
        one.greenF() + (two.greenF() - one.greenF()) * share,
        one.blueF() + (two.blueF() - one.blueF()) * share,
    )
