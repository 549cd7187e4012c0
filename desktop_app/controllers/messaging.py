"""Sending text messages, with their price shown before and their outcome after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.kinds import is_extension, sms_number
from desktop_app.services import user_messages
from desktop_app.services.dialler import NotKnown, Outcome, Refused
from desktop_app.services.sms_text import sms_length
from desktop_app.ui.messages_page import MessagesPage
from desktop_app.ui.window import MESSAGES

NAMES_SHOWN = 8


@dataclass(frozen=True, eq=False)
class MessageOrder:
    """Task key: sending one message.  Each instance is a different key."""

    number: str


@dataclass(frozen=True)
class SaveDraft:
    """Task key: storing the draft."""


class MessagingController:
    """Sends what is written in the compose box and stores drafts and templates.  `tell` as in CallingController."""

    def __init__(self, context: WorkspaceContext, page: MessagesPage, tell: Callable[[str], None]) -> None:
        self._context, self._page, self._tell = context, page, tell
        self._session, self._window = context.session, context.window
        self._compose = compose = page.compose
        actions, scope, messenger = context.actions, context.scope, context.session.messenger
        scope.connect(actions.write, self.write)
        scope.connect(actions.send_messages, self.send)
        scope.connect(actions.caller_waits, self.caller_waits)
        scope.connect(compose.drafted, lambda text: context.start(SaveDraft(), messenger.keep_draft(text)))
        scope.connect(compose.templated, lambda name, text: context.spawn("template", self._keep_template(name, text)))
        scope.on_exit(self._session.directory.subscribe(lambda numbers: self._tell_recipients()))
        scope.on_exit(self._session.messages_changed.subscribe(self.refresh))
        scope.on_exit_await(lambda: messenger.keep_draft(compose.draft()))

    def begin(self) -> None:
        """Fill the page from the archive."""
        self.refresh()
        self._tell_recipients()
        self._compose.take_draft(self._session.messenger.draft)
        self._compose.offer_templates(self._session.messenger.templates)

    def refresh(self) -> None:
        """Show the changes after messages were sent or reported on."""
        self._page.show_gateway(self._session.messenger.has_no_gateway)
        self._context.spawn("messages of the month", self._show_month())

    async def _show_month(self) -> None:
        self._page.show_sum(*await self._session.messenger.month())

    def _tell_recipients(self) -> None:
        contacts = self._session.directory.contacts
        people = [(one.name, mobile) for one in contacts for _, n in one.numbers if (mobile := sms_number(n))]
        self._compose.know(people)

    async def _keep_template(self, name: str, text: str) -> None:
        self._compose.offer_templates(await self._session.messenger.keep_template(name, text))

    # ---- sending ---------------------------------------------------------------------------------

    def write(self, number: str) -> None:
        """Open the compose box for a number.  For an extension, use the colleague's mobile number."""
        mobile = self._mobile_of(number) if is_extension(number) else number
        if mobile:
            self._window.show_page(MESSAGES)
            self._compose.begin(mobile)

    def caller_waits(self, extension: str) -> None:
        """Open the compose box with «a caller waits» for a colleague's mobile number."""
        mobile = self._mobile_of(extension)
        if mobile:
            self._window.show_page(MESSAGES)
            self._compose.begin(mobile, tr("A caller waits for you at the reception."))

    def _mobile_of(self, extension: str) -> str:
        """Return a colleague's mobile number, since the gateway cannot send to extensions.

        If none is known, tell the user and return an empty text.
        """
        mobile = self._session.directory.mobile_of(extension)
        if not mobile:
            sentence = tr("No mobile number of {who} is known: add one to their contact.")
            self._context.say(sentence.format(who=self._session.directory.described(extension)))
        return mobile

    def send(self, numbers: list[str], body: str, test: bool) -> None:
        """Send one message to each number.  Several need a confirmation that shows the total of their parts."""
        texts = {number: self._compose.filled(body, number) for number in numbers}

        def order() -> None:
            self._compose.was_ordered()
            for number, text in texts.items():
                self._context.start(MessageOrder(number), self._deliver(number, text, test=test))

        if len(texts) <= 1:
            order()
            return
        parts = sum(sms_length(text).parts for text in texts.values())
        question = tr("Send {n} separate messages?", len(texts)) + " " + tr("{n} parts together", parts) + "."
        described = self._session.directory.described
        names = ", ".join(described(number) for number in numbers[:NAMES_SHOWN])
        more = " …" if len(numbers) > NAMES_SHOWN else ""
        self._window.ask(f"{question}\n\n{names}{more}", tr("Send"), order)

    async def _deliver(self, number: str, body: str, *, test: bool) -> None:
        outcome: Outcome = NotKnown("the program ended before an answer came")
        try:
            outcome = await self._session.messenger.send(number, body, test=test)
        finally:
            if isinstance(outcome, Refused):  # nothing was sent: restore the text
                self._compose.take_draft(body)
            self._tell(user_messages.of_message(outcome, self._session.directory.described(number), test=test))
