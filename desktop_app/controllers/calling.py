"""Ordering calls: from the window, from a link, from dropped or selected text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import isolated, tr
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.parsing import parse_number
from desktop_app.services import user_messages
from desktop_app.services.call_progress import Progress
from desktop_app.services.dialler import Done, NotKnown, Outcome, Question


@dataclass(frozen=True)
class CallOrder:
    """Task key: ordering a call to a number."""

    number: str


@dataclass(frozen=True, eq=False)
class ConfirmedCall:
    """The key of the task that orders a call after a person has confirmed it; each is its own."""

    number: str


class CallingController:
    """Asks for confirmation where necessary, orders each call once, and shows the outcome.

    `tell` shows a sentence in the window, and also as a notification if the window is hidden.
    """

    def __init__(self, context: WorkspaceContext, tell: Callable[[str], None]) -> None:
        self._context, self._tell = context, tell
        self._session, self._window, self._actions = context.session, context.window, context.actions
        scope = context.scope
        scope.connect(self._actions.call, self.call)
        scope.connect(self._actions.redial, self.redial)
        scope.connect(self._window.dropped, self.take_text)
        scope.on_exit(self._window.drop_questions)
        scope.on_exit(lambda: self._show_progress(None))
        scope.on_exit(self._session.progress_changed.subscribe(self._show_progress))

    def call(self, number: str) -> None:
        """Call a number, after a question if necessary.  Does nothing while the same number is being ordered."""
        self._context.scope.tasks.start_unless_running(CallOrder(number), self._ask_or_order(number))

    async def _ask_or_order(self, number: str) -> None:
        question = await self._session.dialler.question(number)
        if question is None:
            await self._order(number, again=False)
        else:
            self._ask(number, question, "")

    def _ask(self, number: str, question: Question | None, before: str) -> None:
        """Ask, with the sentence `before` in front of the question."""

        def confirmed() -> None:
            # Not under the order's key: an order that is about to end would swallow what a person has confirmed.
            self._context.start(ConfirmedCall(number), self._order_confirmed(number, question))

        text = "\n\n".join(filter(None, (before, self._question_text(number, question))))
        if not self._window.ask(text, tr("Call"), confirmed):
            self._context.say(tr("Another request to call was ignored, because a question is still open."))

    async def _order_confirmed(self, number: str, asked: Question | None) -> None:
        """Order a confirmed call.  Asks again if the number was called from elsewhere while the question was open."""
        now = await self._session.dialler.question(number)
        if now is Question.AGAIN and asked is not Question.AGAIN:
            self._ask(number, now, "")
        else:
            await self._order(number, again=asked is Question.AGAIN)

    def _question_text(self, number: str, question: Question | None) -> str:
        if question is None:
            return ""
        text = {
            Question.EMERGENCY: tr("{number} is an emergency number. Call it?"),
            Question.AGAIN: tr("You called {number} a moment ago. Call again?"),
            Question.ANOTHER: tr("Another call was ordered a moment ago. Call {number} as well?"),
            Question.BUSY: tr("Your own phone is in a call now. Call {number} as well?"),
            Question.UNAVAILABLE: tr(
                "Your phone is unavailable: the exchange cannot ring it. Order the call to {number} all the same?"
            ),
        }[question]
        return text.format(number=self._asked(number))

    def take_text(self, text: str) -> None:
        """Call the number in a dropped or selected text.  If it contains several, offer them in the command bar."""
        numbers = extract_numbers(text)
        if len(numbers) == 1:
            self.call(numbers[0])
        elif numbers:
            self._window.come_forward()
            self._window.command.start_with(text.strip()[:200])
        else:
            shown = " ".join(text.split())[:60]
            self._context.say(tr("There is no number to call in «{text}».").format(text=shown))

    def take_link(self, link: str, *, asks: bool) -> None:
        """Show the number of a link from another program, and call it once the user confirms.

        `asks` is False only for link schemes that the administrator allows to dial without a question.
        """
        numbers = extract_numbers(link)
        if len(numbers) != 1 or not asks:
            self.take_text(link)
        else:
            self._context.spawn("question about a link", self._ask_about_link(numbers[0]))

    async def _ask_about_link(self, number: str) -> None:
        question = await self._session.dialler.question(number)
        text = tr("A link in another program wants to call {number}. Call?").format(number=self._asked(number))
        self._ask(number, question, text)

    def redial(self) -> None:
        """Call the last called number again."""
        numbers = self._session.dial_history.numbers
        if numbers:
            self.call(numbers[0])
        else:
            self._context.say(tr("Nobody was called from here yet."))

    async def _order(self, number: str, *, again: bool) -> None:
        described, own = self._described(number), self._session.config.extension
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self._session.call(number, again=again)
        finally:  # also when cancelled, since the order may have been sent
            is_shown = isinstance(outcome, Done) and self._session.live.connection.is_up and self._window.isVisible()
            if not is_shown:  # otherwise the progress bar shows the state of the call
                self._tell(user_messages.of_call(outcome, described, own))

    def _show_progress(self, progress: Progress | None) -> None:
        described = self._described(progress.number) if progress is not None else ""
        own, clock = self._session.config.extension, self._session.clock
        self._window.call_strip.show_progress(progress, described, own, clock)

    def _asked(self, number: str) -> str:
        """Return who is called, for a question: a name from outside cannot change how the number reads."""
        plain = parse_number(number) or number
        name, shown = self._session.directory.name_of(plain), isolated(format_number(plain), is_number=True)
        return f"{isolated(name)} ({shown})" if name else shown

    def _described(self, number: str) -> str:
        return self._session.directory.described(number)
