"""The form for text messages: recipients, templates, and the number of parts that will be billed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.models.formatting import format_time
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.kinds import sms_number
from desktop_app.services.messenger import MESSAGE_LIMIT
from desktop_app.services.sms_text import SmsLength, fill_template, sms_length, to_gsm
from desktop_app.ui.actions import Actions
from desktop_app.ui.command_table import Context, with_key
from desktop_app.ui.plain_label import plain_action, plain_label
from desktop_app.ui.text_dialog import ask_text
from desktop_app.ui.widget_commands import pressed_command, widget_key

DRAFT_MS = 800
MOST_RECIPIENTS = 50


class _Body(QPlainTextEdit):
    """The text of the message.  Ctrl+Enter sends, Tab moves the focus."""

    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Text"))
        self.setPlaceholderText(tr("Text"))
        self.setTabChangesFocus(True)
        self.setMinimumHeight(140)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_command(event, Context.MESSAGE) == "message.send":
            if not event.isAutoRepeat():
                self.sent.emit()
            return
        super().keyPressEvent(event)


class Compose(QFrame):
    """Recipients, text, and whether the message is a test.

    `drafted` carries the unsent text.  `templated` carries a template to save (name, text; an empty text deletes it).
    `wrote_to` carries the single recipient's number, or an empty text when there are none or several.
    """

    drafted = Signal(str)
    templated = Signal(str, str)
    wrote_to = Signal(str)

    def __init__(
        self,
        actions: Actions,
        name_of: Callable[[str], str],
        own: str,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._actions, self._name_of, self._own, self._now = actions, name_of, own, now
        self._templates: Sequence[tuple[str, str]] = ()
        self._single = ""
        self._people = QStringListModel(self)
        self.to = self._build_recipients()
        self._hint = plain_label(kind="faint")
        self._hint.setWordWrap(True)
        self.body = _Body()
        self._counter = plain_label(kind="small")
        self._counter.setWordWrap(True)
        self._fold = QPushButton()
        self._fold.clicked.connect(self._fold_letters)
        self._templates_button = QPushButton(tr("Templates"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._templates_button.setMenu(self._menu)
        self.test = QCheckBox(tr("Test: not delivered, free of charge"))
        self.send = QPushButton(tr("Send"))
        self.send.setProperty("kind", "primary")
        self.send.setToolTip(with_key(tr("Send"), widget_key("message.send")))
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(DRAFT_MS)
        self._lay_out()
        self._connect()
        self._refresh()

    def _build_recipients(self) -> QLineEdit:
        """Return the field of recipients, which completes the names of `_people`."""
        completer = QCompleter(self._people, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        field = QLineEdit()
        field.setAccessibleName(tr("To: a Polish mobile number"))
        field.setPlaceholderText(tr("To: names or mobile numbers, separated by commas"))
        field.setCompleter(completer)
        return field

    def _connect(self) -> None:
        self._draft.timeout.connect(lambda: self.drafted.emit(self.body.toPlainText()))
        self.to.textChanged.connect(self._refresh)
        self.body.textChanged.connect(self._refresh)
        self.body.textChanged.connect(self._draft.start)
        self.body.sent.connect(self.submit)
        self.send.clicked.connect(self.submit)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._templates_button)
        foot.addStretch(1)
        foot.addWidget(self.send)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        title: QLabel = plain_label(tr("New message"), "strong")
        for widget in (title, self.to, self._hint, self.body, self._counter, self._fold, self.test):
            layout.addWidget(widget)
        layout.addLayout(foot)
        layout.addStretch(1)

    # ---- what it is given ------------------------------------------------------------------------

    def know(self, people: Sequence[tuple[str, str]]) -> None:
        """Set the people offered by completion: (name, mobile number)."""
        self._people.setStringList([f"{name} <{format_number(number)}>" for name, number in people])

    def offer_templates(self, templates: Sequence[tuple[str, str]]) -> None:
        """Set the templates of the menu."""
        self._templates = templates

    def begin(self, number: str, body: str = "") -> None:
        """Write to `number`, with a text if given; the text being written is stored as a draft and offered back."""
        self.to.setText(format_number(number) if number else "")
        self.test.setChecked(False)
        before = self.body.toPlainText()
        if body and before != body:
            self._put(body)
            if before.strip():
                words = tr("The text that you were writing was set aside.")
                self._actions.offer.emit(words, tr("Put it back"), lambda: self._put(before))
        (self.body if sms_number(number) else self.to).setFocus()

    def take_draft(self, text: str) -> None:
        """Restore a text that was not sent."""
        if text and not self.body.toPlainText():
            self._put(text)

    def recipients(self) -> tuple[list[str], list[str]]:
        """Return (the mobile numbers to write to, each once; the entries that are not mobile numbers)."""
        numbers: list[str] = []
        wrong: list[str] = []
        for part in filter(None, map(str.strip, re.split(r"[,;\n]", self.to.text()))):
            in_brackets = re.search(r"<([^<>]+)>\s*$", part)  # a name may contain digits
            found = extract_numbers(in_brackets.group(1) if in_brackets else part)
            mobiles = [mobile for one in found if (mobile := sms_number(one))]
            is_whole = bool(found) and len(mobiles) == len(found)
            if is_whole and len(set(numbers) | set(mobiles)) <= MOST_RECIPIENTS:
                numbers += mobiles
            else:
                wrong.append(part)
        return list(dict.fromkeys(numbers)), wrong

    # ---- sending ---------------------------------------------------------------------------------

    def submit(self) -> None:
        """Emit the messages.  `was_ordered` clears the form once they have been ordered."""
        if self.send.isEnabled():
            self._actions.send_messages.emit(self.recipients()[0], self.body.toPlainText(), self.test.isChecked())

    def was_ordered(self) -> None:
        """Clear the form: the messages have been ordered and are no draft any more."""
        self.body.clear()
        self._draft.stop()
        self.drafted.emit("")

    def draft(self) -> str:
        """Return the unsent text."""
        return self.body.toPlainText()

    def _text_for(self, number: str) -> str:
        """Return the text for one recipient, with the template's fields filled in."""
        return self.filled(self.body.toPlainText(), number)

    def filled(self, text: str, number: str) -> str:
        """Return `text` with the template's fields (name, number, time, own extension) filled in for one recipient."""
        values = {
            "name": self._name_of(number),
            "number": format_number(number),
            "time": format_time(self._now(), self._now()),
            "own": self._own,
        }
        return fill_template(text, values)

    # ---- what is shown ---------------------------------------------------------------------------

    def _refresh(self) -> None:
        numbers, wrong = self.recipients()
        self._hint.setText(self._hint_words(numbers, wrong))
        self._hint.setVisible(bool(self._hint.text()))
        texts = [self._text_for(number) for number in numbers] or [self.body.toPlainText()]
        measures = [sms_length(text) for text in texts]
        longest = max(measures, key=lambda one: one.characters)
        too_long = longest.characters > MESSAGE_LIMIT
        self._counter.setText(self._count_words(longest, measures, len(numbers)))
        self._counter.setProperty("kind", "bad" if too_long else "small")
        self._counter.style().polish(self._counter)
        self._offer_folding(longest, texts)
        is_text = bool(self.body.toPlainText().strip())
        self.send.setEnabled(bool(numbers) and not wrong and is_text and not too_long)
        self.send.setText(tr("Send {n} messages", len(numbers)) if len(numbers) > 1 else tr("Send"))
        single = numbers[0] if len(numbers) == 1 else ""
        if single != self._single:
            self._single = single
            self.wrote_to.emit(single)

    def _hint_words(self, numbers: Sequence[str], wrong: Sequence[str]) -> str:
        if wrong:
            shown = ", ".join(wrong[:3])
            return tr("No Polish mobile number: {parts}. Nine digits, +48 is taken away.").format(parts=shown)
        named = [self._name_of(number) or format_number(number) for number in numbers]
        if len(named) == 1:
            return " · ".join(dict.fromkeys((named[0], format_number(numbers[0]))))
        return ", ".join(named)

    def _count_words(self, longest: SmsLength, measures: Sequence[SmsLength], recipients: int) -> str:
        words = [tr("{used} of {all} characters").format(used=longest.characters, all=MESSAGE_LIMIT)]
        if longest.characters:
            words.append(("GSM" if longest.is_gsm else "UCS-2") + ", " + tr("{n} parts", longest.parts))
        if recipients > 1 and longest.characters:
            parts = sum(one.parts for one in measures)
            words.append(tr("{n} messages", recipients) + ", " + tr("{n} parts together", parts))
        return " · ".join(words)

    def _offer_folding(self, longest: SmsLength, texts: Sequence[str]) -> None:
        """Offer to remove the letters that make the message longer, with the number of parts without them."""
        folded_parts = max((sms_length(to_gsm(text)).parts for text in texts), default=0)
        can_fold = not longest.is_gsm and to_gsm(self.body.toPlainText()) != self.body.toPlainText()
        self._fold.setVisible(can_fold)
        if can_fold:
            letters = " ".join(longest.non_gsm[:12])
            saved = tr("{n} parts", folded_parts)
            self._fold.setText(tr("Without {letters}: {parts}").format(letters=letters, parts=saved))
            self._fold.setToolTip(tr("Writes these letters plainly; the message becomes shorter in parts"))

    def _fold_letters(self) -> None:
        self._put(to_gsm(self.body.toPlainText()))
        self.body.setFocus()

    def _put(self, text: str) -> None:
        """Replace the text in one step that Ctrl+Z undoes."""
        cursor = self.body.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.body.setTextCursor(cursor)

    # ---- templates -------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        menu, text = self._menu, self.body.toPlainText()
        menu.clear()
        for name, body in self._templates:
            menu.addAction(plain_action(name)).triggered.connect(lambda _=False, body=body: self._put(body))
        if self._templates:
            menu.addSeparator()
        keep = menu.addAction(tr("Keep this text as a template …"))
        keep.setEnabled(bool(text.strip()))
        keep.triggered.connect(lambda _=False: self._ask_for_name(text))
        if self._templates:
            forget = menu.addMenu(tr("Forget a template"))
            for name, _ in self._templates:
                action = forget.addAction(plain_action(name))
                action.triggered.connect(lambda _=False, name=name: self.templated.emit(name, ""))
        about = menu.addAction(tr("{name} {number} {time} {own} are put in when it is sent"))
        about.setEnabled(False)

    def _ask_for_name(self, text: str) -> None:
        def keep(name: str) -> None:
            if name:
                self.templated.emit(name, text)

        ask_text(self, tr("Template"), tr("Name of the template"), "", keep)
