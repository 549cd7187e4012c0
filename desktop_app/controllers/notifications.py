"""Desktop notifications of incoming and missed calls, queue alarms, free colleagues and failed messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.config.settings import (
    DO_NOT_DISTURB,
    POPUP_FREE,
    POPUP_MESSAGE,
    POPUP_MISSED,
    POPUP_QUEUE,
    POPUP_RING,
    SCREEN_POP,
    SCREEN_POP_ON_RING,
    Setting,
)
from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.desktop.notifications import Button, Notifications
from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import format_call_time
from desktop_app.models.formatting import format_duration, format_time, sms_state_text
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services import user_messages
from desktop_app.services.alerts import Alert, BecameFree, IncomingCall, MissedCall, QueueRed, RingEnded
from desktop_app.services.dialler import NotKnown
from desktop_app.services.messenger import MessageFailure
from desktop_app.services.screen_pop import page_url


class NotificationController:
    """Shows the session's alerts that the settings allow.  `sound` plays the sound of a queue alarm."""

    def __init__(self, context: WorkspaceContext, notifications: Notifications, sound: Callable[[], None]) -> None:
        self._context, self._session, self._settings = context, context.session, context.settings
        self._actions, self._notifications, self._sound = context.actions, notifications, sound
        self._missed_shown = 0
        self._ring_at: datetime | None = None
        scope = context.scope
        scope.on_exit_await(lambda: notifications.withdraw("ring"))
        scope.on_exit(self._session.alerts.raised.subscribe(self._show_alert))
        scope.on_exit(self._session.messenger.failed.subscribe(self._message_failed))

    def _show_alert(self, alert: Alert) -> None:
        match alert:
            case IncomingCall():
                self._rings(alert)
            case RingEnded():
                self._context.spawn("notification", self._notifications.withdraw("ring"))
            case MissedCall():
                self._missed(alert)
            case BecameFree():
                self._became_free(alert.extension)
            case QueueRed():
                self._queue_is_red(alert)

    # ---- kinds of alerts ---------------------------------------------------------------------------

    def _rings(self, ring: IncomingCall) -> None:
        self._context.spawn("notification", self._notify_of_ring(ring))
        is_new, self._ring_at = ring.at != self._ring_at, ring.at
        if not is_new:  # an update of the same call, whose page is open already
            return
        if self._settings.get(SCREEN_POP_ON_RING) and ring.number and not self._settings.get(DO_NOT_DISTURB):
            self.open_page(ring.number, ring.name, ring.queue)

    async def _notify_of_ring(self, ring: IncomingCall) -> None:
        lines = [self._number_line(ring.number, ring.name)]
        if ring.queue:
            lines.append(tr("Queue: {queue}").format(queue=ring.queue))
        last = await self._last_contact(ring.number)
        if last:
            lines.append(last)
        title = tr("{who} rings").format(who=self._who(ring.number, ring.name))
        buttons = self._about(ring.number)[1:]
        await self._pop_up(POPUP_RING, "ring", title, lines, buttons, lambda: self._session.alerts.ring == ring)

    def _missed(self, one: MissedCall) -> None:
        title = tr("Missed call: {who}").format(who=self._who(one.number, one.name))
        now = self._session.clock()
        rang = format_duration((now - one.at).total_seconds())
        lines = [tr("At {time}, rang {rang}").format(time=format_time(one.at, now), rang=rang)]
        lines.append(self._number_line(one.number, one.name))
        if one.queue:
            lines.append(tr("Queue: {queue}").format(queue=one.queue))
        self._missed_shown += 1
        key = f"missed {self._missed_shown}"
        self._notify(POPUP_MISSED, key, title, lines, self._about(one.number))

    def _became_free(self, extension: str) -> None:
        who = self._who(extension, "")
        self._context.say(tr("{who} is free now.").format(who=who))
        buttons = [(tr("Call now"), lambda: self._actions.call.emit(extension))]
        title = tr("{who} is free now").format(who=who)
        self._notify(POPUP_FREE, f"free {extension}", title, [format_number(extension)], buttons)

    def _queue_is_red(self, red: QueueRed) -> None:
        queue = red.queue
        words = tr("{queue}: over the limit, {n} waiting", queue.waiting or 0).format(queue=queue.name)
        self._context.say(words)
        if red.limits.is_heard and not self._settings.get(DO_NOT_DISTURB):
            self._sound()
        title = tr("{queue} is over its limit").format(queue=queue.name)
        self._notify(POPUP_QUEUE, f"queue {queue.name}", title, [words], [])

    def _message_failed(self, failure: MessageFailure) -> None:
        who = self._who(failure.number, "")
        if failure.outcome is not None:
            title, words = tr("Message to {who} was not sent").format(who=who), failure.outcome
            lines = [user_messages.of_message(words, who, test=False)]
            if isinstance(words, NotKnown):
                title = tr("Message to {who}: not known whether it was sent").format(who=who)
        else:
            state = sms_state_text(failure.state) if failure.state is not None else ""
            title, lines = tr("Message to {who}: {state}").format(who=who, state=state), [format_number(failure.number)]
        self._notify(POPUP_MESSAGE, f"message {failure.key}", title, lines, self._about(failure.number))

    def show_example(self) -> None:
        """Show an example, so that the user sees whether this desktop shows notifications."""
        self._context.spawn("notification", self._show_example())

    async def _show_example(self) -> None:
        own = self._session.config.extension
        words = tr("This is how a call to {extension} is told.").format(extension=own or tr("your phone"))
        if not await self._notifications.show("example", tr("A pop-up of CloudPBX Desktop"), words):
            self._context.say(tr("This desktop has no service that shows pop-ups."))

    # ---- showing ---------------------------------------------------------------------------------------

    def _notify(self, kind: Setting[bool], key: str, title: str, lines: list[str], buttons: Sequence[Button]) -> None:
        self._context.spawn("notification", self._pop_up(kind, key, title, lines, buttons))

    async def _pop_up(
        self,
        kind: Setting[bool],
        key: str,
        title: str,
        lines: list[str],
        buttons: Sequence[Button],
        is_current: Callable[[], bool] = lambda: True,
    ) -> None:
        if not self._settings.get(kind) or self._settings.get(DO_NOT_DISTURB):
            return
        body = "\n".join(line for line in lines if line)
        await self._notifications.show(key, title, body, buttons, self._context.window.come_forward, is_current)

    def _about(self, number: str) -> list[Button]:
        """Return the buttons for a caller: call back, message, open."""
        if not number:
            return []

        def open_person() -> None:
            self._context.window.come_forward()
            self._actions.details.emit(number)
            if self._settings.get(SCREEN_POP):
                self.open_page(number, "", "")

        def write() -> None:
            self._context.window.come_forward()
            self._actions.write.emit(number)

        return [
            (tr("Call back"), lambda: self._actions.call.emit(number)),
            (tr("Message"), write),
            (tr("Open"), open_person),
        ]

    def open_page(self, number: str, name: str, queue: str) -> None:
        """Open the caller's CRM page in the browser if a valid template is set."""
        name = self._session.directory.name_of(number) or name
        page = page_url(self._settings.get(SCREEN_POP), number, name, queue)
        if page is not None:
            QDesktopServices.openUrl(QUrl.fromEncoded(page.encode()))

    def _who(self, number: str, name: str) -> str:
        return self._session.directory.name_of(number) or name or format_number(number) or tr("Unknown number")

    def _number_line(self, number: str, name: str) -> str:
        who = self._who(number, name)
        return format_number(number) if number and format_number(number) != who else ""

    async def _last_contact(self, number: str) -> str:
        """Return when and with whom this number last spoke; empty if never."""
        if not number:
            return ""
        for call in await self._session.calls.with_number(number, 8):
            if call.outcome == "answered" and call.direction != "message":
                ours = call.answered_by if call.from_number == number else call.from_number
                when = format_call_time(call.calldate, self._session.calls.today())
                return tr("Last spoke {when}, with {who}").format(when=when, who=self._who(ours, ""))
        return ""
