"""The bar that shows the progress of an ordered call.  It takes no focus and hides itself when the call is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_duration
from desktop_app.office import DeviceState
from desktop_app.services.call_progress import Progress, Stage
from desktop_app.ui.glyphs import colour_of, paint_glyph
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.theme import Theme

_LIKE = {
    Stage.ORDERED: DeviceState.CONNECTING,
    Stage.OWN_RINGS: DeviceState.RINGING,
    Stage.OTHER_CALLED: DeviceState.CONNECTING,
    Stage.OTHER_RINGS: DeviceState.RINGING,
    Stage.TALKING: DeviceState.IN_USE,
    Stage.ENDED: DeviceState.IDLE,
    Stage.LOST: DeviceState.UNKNOWN,
}


class _Glyph(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.state = DeviceState.CONNECTING
        self.setFixedSize(QSize(18, 18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_glyph(painter, self.state, QRectF(1, 1, 16, 16), colour_of(self.state, self._theme.tokens))
        painter.end()


class CallProgressBar(QWidget):
    """Shows a `CallProgress`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("callstrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._glyph = _Glyph(theme)
        self._words = plain_label(kind="strong")
        self._close = QPushButton(tr("Close"))
        self._close.setProperty("kind", "flat")
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 6, 12, 6)
        layout.setSpacing(10)
        layout.addWidget(self._glyph)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._close)
        self._progress: Progress | None = None
        self._whom, self._own = "", ""
        self._now: Callable[[], datetime] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._refresh)
        self.hide()

    def show_progress(self, progress: Progress | None, whom: str, own: str, now: Callable[[], datetime]) -> None:
        """Show the progress of a call from the phone `own` to `whom`; None hides the bar."""
        is_news = progress is not None and (self._progress is None or self._progress.stage is not progress.stage)
        self._progress, self._whom, self._own, self._now = progress, whom, own, now
        if progress is None:
            self._timer.stop()
            self.hide()
            return
        self._refresh()
        self.show()
        self._timer.start()
        if is_news:
            QAccessible.updateAccessibility(QAccessibleEvent(self._words, QAccessible.Event.Alert))

    def text(self) -> str:
        """Return the text that is shown, or an empty text."""
        return self._words.text() if self.isVisible() else ""

    def _refresh(self) -> None:
        progress = self._progress
        if progress is None or self._now is None:
            return
        words = self._sentence(progress, (self._now() - progress.since).total_seconds())
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._glyph.state = _LIKE[progress.stage]
        self._glyph.update()

    def _sentence(self, progress: Progress, seconds: float) -> str:
        whom, own = self._whom, self._own
        match progress.stage:
            case Stage.ORDERED:
                words = tr("The call to {whom} is ordered …").format(whom=whom)
            case Stage.OWN_RINGS:
                words = tr("Your phone {own} rings. Pick it up, and {whom} is called.").format(own=own, whom=whom)
            case Stage.OTHER_CALLED:
                words = tr("You picked up; {whom} is called …").format(whom=whom)
            case Stage.OTHER_RINGS:
                words = tr("The phone of {whom} rings … {time}").format(whom=whom, time=format_duration(seconds))
            case Stage.TALKING:
                words = tr("Talking with {whom} {time}").format(whom=whom, time=format_duration(seconds))
            case Stage.ENDED if progress.talked_s is not None:
                words = tr("The call to {whom} has ended after {time}.").format(
                    whom=whom, time=format_duration(progress.talked_s)
                )
            case Stage.ENDED:
                words = tr("The call to {whom} has ended without a talk.").format(whom=whom)
            case _:
                words = tr("How the call to {whom} goes on is not known: nothing is heard of your phone.").format(
                    whom=whom
                )
        return f"{words} {tr('(presumably)')}" if progress.is_guess else words
