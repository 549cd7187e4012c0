"""The settings of notifications: which pop-ups are shown, do not disturb, and the web page of a caller."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.config.settings import (
    DO_NOT_DISTURB,
    POPUP_FREE,
    POPUP_MESSAGE,
    POPUP_MISSED,
    POPUP_QUEUE,
    POPUP_RING,
    SCREEN_POP,
    SCREEN_POP_ON_RING,
    Settings,
)
from desktop_app.i18n.text import tr
from desktop_app.services.screen_pop import is_valid_template
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.setting_fields import line, switch


class NotificationForm(QWidget):
    """Changes settings at once.  `tried` asks for an example pop-up."""

    tried = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for words, setting in (
            (tr("Do not disturb: no pop-ups and no sounds"), DO_NOT_DISTURB),
            (tr("A pop-up when my phone rings"), POPUP_RING),
            (tr("A pop-up when I missed a call"), POPUP_MISSED),
            (tr("A pop-up when somebody I wait for is free"), POPUP_FREE),
            (tr("A pop-up when a queue is over its limit"), POPUP_QUEUE),
            (tr("A pop-up when a message was not delivered"), POPUP_MESSAGE),
        ):
            layout.addWidget(switch(settings, words, setting))
        attempt = QPushButton(tr("Show a pop-up"))
        attempt.clicked.connect(self.tried)
        attempt.setMaximumWidth(200)
        layout.addWidget(attempt)
        title = tr("Page of a caller in the browser")
        layout.addSpacing(6)
        layout.addWidget(plain_label(title, "heading"))
        page = line(settings, title, "https://crm.example.com/?phone={number}", SCREEN_POP)
        layout.addWidget(page)
        complaint = plain_label(
            tr("This is no address of a page: it begins with https:// or http:// and a host."), "bad"
        )
        complaint.setWordWrap(True)
        page.textChanged.connect(
            lambda text: complaint.setVisible(bool(text.strip()) and not is_valid_template(text.strip()))
        )
        complaint.setVisible(bool(page.text()) and not is_valid_template(page.text()))
        layout.addWidget(complaint)
        fields = plain_label(tr("{number}, {name} and {queue} are put in, encoded."), "small")
        layout.addWidget(fields)
        layout.addWidget(switch(settings, tr("Open it when my phone rings"), SCREEN_POP_ON_RING))
