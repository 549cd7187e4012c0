"""Orders as a person gives them: calls from anywhere, links that ask first, messages; and what is said of them.

A part of the composition root: it joins the session's orders to the window.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.kinds import is_extension
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.services import user_messages
from desktop_app.services.call_progress import Progress
from desktop_app.services.orders import Done, NotKnown, Outcome, Question, Refused
from desktop_app.services.session import Session
from desktop_app.services.sms_text import sms_length
from desktop_app.ui.actions import Actions
from desktop_app.ui.window import MESSAGES, MainWindow, Pages

Start = Callable[[str, Coroutine[Any, Any, None]], None]


class CallingController(QObject):
    """Carries out what the actions ask for, on one session."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        pages: Pages,
        actions: Actions,
        start: Start,
        notify: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._notify = notify
        self.session, self._window, self.pages, self._actions, self._start = session, window, pages, actions, start
        self._sent = 0
        session.watch_progress(self._show_progress)

    def close(self) -> None:
        """Show nothing of this session any more, and ask nothing."""
        self._window.drop_questions()
        self.session.watch_progress(lambda progress: None)
        self._window.call_strip.show_progress(None, "", "", self.session.clock)

    # ---- calls ---------------------------------------------------------------------------------

    def call(self, number: str) -> None:
        """A person wants to call: ask where one must ask, else order it."""
        question = self.session.dialler.question(number)
        if question is None:
            self._order_call(number, again=False)
        else:
            self._ask(number, question, "")

    def _ask(self, number: str, question: Question | None, before: str) -> None:
        """Ask; what was not asked about and is so by the time of the yes is asked about then."""

        def said_yes() -> None:
            now = self.session.dialler.question(number)
            if now is Question.AGAIN and question is not Question.AGAIN:
                self._ask(number, now, "")
            else:
                self._order_call(number, again=question is Question.AGAIN)

        text = "\n\n".join(filter(None, (before, self._question_words(number, question))))
        self._window.ask(text, tr("Call"), said_yes)

    def _question_words(self, number: str, question: Question | None) -> str:
        if question is None:
            return ""
        words = {
            Question.EMERGENCY: tr("{number} is an emergency number. Call it?"),
            Question.AGAIN: tr("You called {number} a moment ago. Call again?"),
            Question.ANOTHER: tr("Another call was ordered a moment ago. Call {number} as well?"),
            Question.BUSY: tr("Your own phone is in a call now. Call {number} as well?"),
            Question.UNAVAILABLE: tr(
                "Your phone is unavailable: the exchange cannot ring it. Order the call to {number} all the same?"
            ),
        }[question]
        return words.format(number=self.whom(number))

    def take_text(self, text: str) -> None:
        """A person gave a text (dropped it, selected it and pressed the key): call its number, or choose of several."""
        numbers = extract_numbers(text)
        if len(numbers) == 1:
            self.call(numbers[0])
        elif numbers:
            self._window.come_forward()
            self._window.command.start_with(text.strip()[:200])
        else:
            shown = " ".join(text.split())[:60]
            self._actions.notice.emit(tr("There is no number to call in «{text}».").format(text=shown))

    def take_link(self, link: str, *, asks: bool) -> None:
        """Another program gave a link: its number is shown, and a person says yes."""
        numbers = extract_numbers(link)
        if len(numbers) != 1 or not asks:
            self.take_text(link)
            return
        words = tr("A link in another program wants to call {number}. Call?").format(number=self.whom(numbers[0]))
        self._ask(numbers[0], self.session.dialler.question(numbers[0]), words)

    def redial(self) -> None:
        """The number that was called last, once more."""
        numbers = self.session.dialled.numbers
        if numbers:
            self.call(numbers[0])
        else:
            self._actions.notice.emit(tr("Nobody was called from here yet."))

    def _order_call(self, number: str, *, again: bool) -> None:
        name = f"call {number}"
        if self.session.tasks.is_running(name):
            return  # a second click on the same order
        self._start(name, self._place_call(number, again=again))

    async def _place_call(self, number: str, *, again: bool) -> None:
        whom, own = self.whom(number), self.session.config.extension
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self.session.call(number, again=again)
        finally:  # also when the exchange is being left: the order may have gone
            is_told = isinstance(outcome, Done) and self.session.live.connection.is_up and self._window.isVisible()
            if not is_told:  # else the strip tells how it goes on
                self._tell(user_messages.of_call(outcome, whom, own))

    def _tell(self, sentence: str) -> None:
        """In the window, and where that is hidden as a notification of the system."""
        self._actions.notice.emit(sentence)
        if not self._window.isVisible():
            self._notify(sentence)

    def _show_progress(self, progress: Progress | None) -> None:
        whom = self.whom(progress.number) if progress is not None else ""
        self._window.call_strip.show_progress(progress, whom, self.session.config.extension, self.session.clock)

    def whom(self, number: str) -> str:
        """Somebody by name and number."""
        plain = parse_number(number) or number
        name = self.session.directory.name_of(plain)
        return f"{name} ({format_number(plain)})" if name else format_number(plain)

    # ---- messages ------------------------------------------------------------------------------

    def write(self, number: str) -> None:
        if is_extension(number):  # the gateway knows no extensions: a colleague's mobile, where one is known
            mobile = self.session.directory.mobile_of(number)
            if not mobile:
                words = tr("No mobile number of {who} is known: add one to their contact.")
                self._actions.notice.emit(words.format(who=self.whom(number)))
                return
            number = mobile
        self._window.show_page(MESSAGES)
        self.pages.messages.compose.begin(number)

    def send(self, numbers: list[str], body: str, test: bool) -> None:
        """Send one message to each; more than one is asked about, with what it comes to."""
        texts = {number: self.pages.messages.compose.filled(body, number) for number in numbers}

        def order() -> None:
            self.pages.messages.compose.was_ordered()
            for number, text in texts.items():
                self._sent += 1
                self._start(f"send {self._sent}", self._deliver(number, text, test=test))

        if len(texts) <= 1:
            order()
            return
        parts = sum(sms_length(text).parts for text in texts.values())
        words = tr("Send {n} separate messages?", len(texts)) + " " + tr("{n} parts together", parts) + "."
        names = ", ".join(self.whom(number) for number in numbers[:8]) + (" …" if len(numbers) > 8 else "")
        self._window.ask(f"{words}\n\n{names}", tr("Send"), order)

    async def _deliver(self, number: str, body: str, *, test: bool) -> None:
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self.session.messenger.send(number, body, test=test)
        finally:
            if isinstance(outcome, Refused):  # nothing was sent: what was written is not lost
                self.pages.messages.compose.take_draft(body)
            self._tell(user_messages.of_message(outcome, self.whom(number), test=test))

    def caller_waits(self, extension: str) -> None:
        """Write «caller waits» to a colleague's mobile; who calls or waits is put in, as far as it is known."""
        mobile = self.session.directory.mobile_of(extension)
        if not mobile:
            words = tr("No mobile number of {who} is known: add one to their contact.")
            self._actions.notice.emit(words.format(who=self.whom(extension)))
            return
        self._window.show_page(MESSAGES)
        self.pages.messages.compose.begin(mobile, tr("A caller waits for you at the reception."))
