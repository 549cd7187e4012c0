"""What calls for attention, shown: pop-ups of the system, a sound, the caller's page, the counts on tray and rail.

A part of the composition root: it joins the watchers, the settings and the desktop.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
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
    Settings,
)
from desktop_app.desktop.notifications import Button, Notifications
from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import when_words
from desktop_app.models.formatting import clock_time, message_word, talk_time
from desktop_app.office import SmsState
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.alerts import Alert, BecameFree, Missed, QueueRed, Ring, RingEnded
from desktop_app.services.screen_pop import page_for
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions


class NotificationController(QObject):
    """Hears the session's attention.  `lists_changed`: what was missed, or who is waited for, is different."""

    lists_changed = Signal()

    def __init__(
        self,
        session: Session,
        settings: Settings,
        actions: Actions,
        notifications: Notifications,
        sound: Callable[[], None],
        come_forward: Callable[[], None],
    ) -> None:
        super().__init__()
        self._session, self._settings, self._actions = session, settings, actions
        self._notifications, self._sound, self._come_forward = notifications, sound, come_forward
        self._shown = 0
        self._ring_at: datetime | None = None
        session.attention.subscribe(self._called, self.lists_changed.emit)
        session.messenger.on_failed = self._message_failed

    def _called(self, call: Alert) -> None:
        match call:
            case Ring():
                self._rings(call)
            case RingEnded():
                self._start(self._notifications.withdraw("ring"))
            case Missed():
                self._missed(call)
            case BecameFree():
                self._became_free(call.extension)
            case QueueRed():
                self._queue_is_red(call)

    # ---- one of each kind ----------------------------------------------------------------------

    def _rings(self, ring: Ring) -> None:
        self._start(self._tell_of_ring(ring))
        is_new, self._ring_at = ring.at != self._ring_at, ring.at
        if not is_new:  # more is known of the same ring: the page is open already
            return
        if self._settings.get(SCREEN_POP_ON_RING) and ring.number and not self._settings.get(DO_NOT_DISTURB):
            self.open_page(ring.number, ring.name, ring.queue)

    async def _tell_of_ring(self, ring: Ring) -> None:
        lines = [self._number_line(ring.number, ring.name)]
        if ring.queue:
            lines.append(tr("Queue: {queue}").format(queue=ring.queue))
        last = await self._last_contact(ring.number)
        if last:
            lines.append(last)
        title = tr("{who} rings").format(who=self._who(ring.number, ring.name))
        buttons = self._about(ring.number)[1:]
        await self._pop_up(POPUP_RING, "ring", title, lines, buttons, lambda: self._session.attention.ring == ring)

    def _missed(self, one: Missed) -> None:
        title = tr("Missed call: {who}").format(who=self._who(one.number, one.name))
        now = self._session.clock()
        rang = talk_time((now - one.at).total_seconds())
        lines = [tr("At {time}, rang {rang}").format(time=clock_time(one.at, now), rang=rang)]
        lines.append(self._number_line(one.number, one.name))
        if one.queue:
            lines.append(tr("Queue: {queue}").format(queue=one.queue))
        self._shown += 1
        self._start(self._pop_up(POPUP_MISSED, f"missed {self._shown}", title, lines, self._about(one.number)))

    def _became_free(self, extension: str) -> None:
        who = self._who(extension, "")
        self._actions.notice.emit(tr("{who} is free now.").format(who=who))
        buttons = [(tr("Call now"), lambda: self._actions.call.emit(extension))]
        title = tr("{who} is free now").format(who=who)
        self._start(self._pop_up(POPUP_FREE, f"free {extension}", title, [format_number(extension)], buttons))

    def _queue_is_red(self, red: QueueRed) -> None:
        queue = red.queue
        words = tr("{queue}: over the limit, {n} waiting", queue.waiting or 0).format(queue=queue.name)
        self._actions.notice.emit(words)
        if red.limits.is_heard and not self._settings.get(DO_NOT_DISTURB):
            self._sound()
        title = tr("{queue} is over its limit").format(queue=queue.name)
        self._start(self._pop_up(POPUP_QUEUE, f"queue {queue.name}", title, [words], []))

    def _message_failed(self, message_id: str, number: str, state: SmsState) -> None:
        title = tr("Message to {who}: {state}").format(who=self._who(number, ""), state=message_word(state))
        lines, buttons = [format_number(number)], self._about(number)
        self._start(self._pop_up(POPUP_MESSAGE, f"message {message_id}", title, lines, buttons))

    def show_example(self) -> None:
        """A pop-up to look at, so that a person knows whether this desktop shows any."""
        self._start(self._show_example())

    async def _show_example(self) -> None:
        own = self._session.config.extension
        words = tr("This is how a call to {extension} is told.").format(extension=own or tr("your phone"))
        if not await self._notifications.show("example", tr("A pop-up of CloudPBX Desktop"), words):
            self._actions.notice.emit(tr("This desktop has no service that shows pop-ups."))

    # ---- how ---------------------------------------------------------------------------------------

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
        await self._notifications.show(key, title, body, buttons, self._come_forward, is_current)

    async def close(self) -> None:
        """Nobody rings any more, as far as this exchange is concerned."""
        await self._notifications.withdraw("ring")

    def _about(self, number: str) -> list[Button]:
        """What can be done with a caller; a pressed button is a person's wish."""
        if not number:
            return []

        def open_person() -> None:
            self._come_forward()
            self._actions.details.emit(number)
            if self._settings.get(SCREEN_POP):
                self.open_page(number, "", "")

        def write() -> None:
            self._come_forward()
            self._actions.write.emit(number)

        return [
            (tr("Call back"), lambda: self._actions.call.emit(number)),
            (tr("Message"), write),
            (tr("Open"), open_person),
        ]

    def open_page(self, number: str, name: str, queue: str) -> None:
        """Open the caller's page in the browser, where a template is set that may be opened."""
        name = self._session.directory.name_of(number) or name
        page = page_for(self._settings.get(SCREEN_POP), number, name, queue)
        if page is not None:
            QDesktopServices.openUrl(QUrl.fromEncoded(page.encode()))

    def _who(self, number: str, name: str) -> str:
        return self._session.directory.name_of(number) or name or format_number(number) or tr("Unknown number")

    def _number_line(self, number: str, name: str) -> str:
        who = self._who(number, name)
        return format_number(number) if number and format_number(number) != who else ""

    async def _last_contact(self, number: str) -> str:
        """When somebody here spoke with this number last, and who."""
        if not number:
            return ""
        for call in await self._session.calls.with_number(number, 8):
            if call.outcome == "answered" and call.direction != "message":
                ours = call.answered_by if call.from_number == number else call.from_number
                when = when_words(call.calldate, self._session.calls.today())
                return tr("Last spoke {when}, with {who}").format(when=when, who=self._who(ours, ""))
        return ""

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._shown += 1
        self._session.tasks.start(f"bell {self._shown}", work)
