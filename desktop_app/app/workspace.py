"""One exchange on the screen: models over a session's services, pages over the models, and the wires between.

A part of the composition root: it knows everything that one exchange needs and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication

from desktop_app.app.calls_workspace import CallsWorkspace
from desktop_app.config.paths import resources
from desktop_app.config.settings import PANEL, REDUCED_MOTION, Settings
from desktop_app.controllers.calling import CallingController
from desktop_app.controllers.contact_import import ContactImportController
from desktop_app.controllers.notifications import NotificationController
from desktop_app.desktop.alert_sound import chime
from desktop_app.desktop.notifications import Notifications
from desktop_app.i18n.text import tr
from desktop_app.models.contacts import ContactModel
from desktop_app.models.conversation import ConversationModel
from desktop_app.models.finder import Finder
from desktop_app.models.lamps import LampModel
from desktop_app.models.messages import MessageModel
from desktop_app.models.panel_view import view_from_text, view_to_text
from desktop_app.models.person import PersonModel
from desktop_app.models.queues import QueueBoard, QueueThresholds
from desktop_app.pbx.addresses import host_of
from desktop_app.phone_numbers.kinds import sms_number
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services import user_messages
from desktop_app.services.directory import Contact
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.compose import Compose
from desktop_app.ui.contacts_page import ContactsPage
from desktop_app.ui.details_drawer import DetailsDrawer
from desktop_app.ui.favourites_window import FavouritesWindow
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.messages_page import MessagesPage
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.queue_thresholds_dialog import QueueThresholdsDialog
from desktop_app.ui.settings_page import SettingsPage
from desktop_app.ui.theme import Theme
from desktop_app.ui.wallboard import Wallboard
from desktop_app.ui.window import CALLS, CONTACTS, MainWindow, Pages

_WORKS = {None: "not tried", True: "shown", False: "no service"}
Wire = tuple[SignalInstance, Callable[..., Any]]

ALARM = resources() / "sounds" / "alarm.wav"
# Orders under way are given a moment to end before their exchange is left, so that their end can be told.
ORDERS = ("call ", "send ")
SETTLE_S = 5.0


class Workspace(QObject):
    """Everything on the screen that belongs to one session."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        theme: Theme,
        icons: Icons,
        settings: Settings,
        kept_words: str,
        make_sound: Callable[[], Sound],
        notifications: Notifications,
        calling: CallingForm,
        *,
        is_demo: bool,
    ) -> None:
        super().__init__()
        self.session, self._window, self._actions, self._settings = session, window, actions, settings
        self.notifications = notifications
        self._worker = ThreadWorker("sound pictures")
        live, directory, tasks, clock = session.live, session.directory, session.tasks, session.clock
        self.lamps = LampModel(live, directory, clock, self, self._is_awaited)
        self.board = QueueBoard(live, directory, session.attention.alarms, clock, self)
        self.messages = MessageModel(session.messenger, directory, tasks, clock, self)
        self.conversation = ConversationModel(self.messages, session.calls, directory, tasks, self)
        self.contacts = ContactModel(directory, self)
        self.person = PersonModel(self.lamps, directory, session.calls, session.history, tasks, self)
        finder = Finder(self.lamps, directory, lambda: session.dialled.numbers)
        self.about_calls = CallsWorkspace(
            session, window, actions, theme, icons, settings, finder, make_sound, self._worker, self._start
        )
        self.calls, self.recordings = self.about_calls.calls, self.about_calls.recordings
        view = view_from_text(settings.get(PANEL))
        self.pages = Pages(
            panel=PanelPage(self.lamps, self.board, actions, Look(theme, icons), view, self._is_awaited),
            calls=self.about_calls.page,
            recordings=self.about_calls.recordings_page,
            messages=MessagesPage(
                self.messages,
                self.conversation,
                Compose(actions, directory.name_of, session.config.extension, clock),
                theme,
                directory.name_of,
            ),
            contacts=ContactsPage(self.contacts, actions, theme),
            settings=SettingsPage(settings, kept_words, self.diagnostics, self.report, calling, is_demo=is_demo),
            drawer=DetailsDrawer(self.person, actions, theme, self._is_awaited),
            finder=finder,
        )
        self.pages.panel.field.reduced_motion = settings.get(REDUCED_MOTION)
        self.strip = FavouritesWindow(self.lamps, actions, theme, window)
        self.wallboard = Wallboard(self.board, theme, window)
        self.ordering = CallingController(session, window, self.pages, actions, self._start, self._notify)
        self.importing = ContactImportController(directory, window, actions, self._worker, self._start)
        self.bells = NotificationController(
            session, settings, actions, notifications, partial(chime, ALARM), window.come_forward
        )
        self._connect()

    def open(self) -> None:
        """Put the pages into the window and fill them."""
        window, session = self._window, self.session
        window.attach(self.pages)
        window.own_phone.follow(self.lamps, session.config.extension)
        where = " · ".join((session.config.pbx_name, *(host_of(url) for url in session.config.api_urls[:1])))
        window.status.follow(session.live, self.board, where)
        self._lists_changed()
        self.messages_are_old()
        self._tell_compose()
        self.pages.messages.compose.take_draft(session.messenger.draft)
        self.pages.messages.compose.offer_templates(session.messenger.templates)
        self.pages.calls.begin()
        # What the first page does not show can wait until it is painted.
        QTimer.singleShot(800, self.pages.recordings, self.pages.recordings.begin)

    async def close(self) -> None:
        """Take everything down again."""
        await self.session.tasks.settle(ORDERS, within_s=SETTLE_S)
        await self.session.messenger.keep_draft(self.pages.messages.compose.draft())
        await self.bells.close()
        await self.about_calls.close()
        self.ordering.close()
        self.strip.close()
        self.strip.deleteLater()
        self.wallboard.close()
        self.wallboard.deleteLater()
        self._window.detach()
        self.lamps.close()
        self.board.close()
        await self._worker.stop()

    # ---- wires ---------------------------------------------------------------------------------

    def _connect(self) -> None:
        actions, session = self._actions, self.session
        self._wires: list[Wire] = [
            (actions.call, self.ordering.call),
            (actions.write, self.ordering.write),
            (actions.details, self._details),
            (actions.favourite, self._favourite),
            (actions.copy, self._copy),
            (actions.send_messages, self.ordering.send),
            (actions.add_contact, self._add_contact),
            (actions.reconnect, self.session.live.reconnect_now),
            (actions.await_free, self._await_free),
            (actions.place, session.directory.place),
            (actions.wallboard, self.wallboard.showFullScreen),
            (actions.import_directory, self.importing.ask),
            (actions.queue_limits, self._queue_limits),
            (actions.favourites_window, self._toggle_strip),
            (self._window.dropped, self.ordering.take_text),
            (self._window.looked_at_calls, self._looked_at_calls),
            (actions.redial, self.ordering.redial),
            (actions.caller_waits, self.ordering.caller_waits),
            *self.about_calls.wires(),
        ]
        for signal, work in self._wires:
            signal.connect(work)
        self.pages.panel.view_changed.connect(lambda view: self._settings.set(PANEL, view_to_text(view)))
        self.pages.settings.attention.tried.connect(self.bells.show_example)
        self.bells.lists_changed.connect(self._lists_changed)
        compose = self.pages.messages.compose
        compose.drafted.connect(lambda text: self._start("draft", session.messenger.keep_draft(text)))
        compose.templated.connect(lambda name, text: self._start(f"template {name}", self._keep_template(name, text)))
        self.session.directory.subscribe(lambda numbers: self._tell_compose())
        self.session.call_backs.subscribe(self._lists_changed)
        self.pages.contacts.saved.connect(self._save_contact)
        self.pages.contacts.deleted.connect(self._delete_contact)
        self.pages.settings.copied.connect(self._copy)

    def disconnect_actions(self) -> None:
        """Leave the actions to the next desk."""
        for wire in self._wires:
            wire[0].disconnect(wire[1])

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self.session.tasks.start(name, work)

    # ---- people --------------------------------------------------------------------------------

    def _details(self, number: str) -> None:
        self.person.show(number)
        self.pages.drawer.show()

    def _favourite(self, extension: str) -> None:
        self.session.directory.toggle_favourite(extension)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._actions.notice.emit(tr("Copied."))

    def _add_contact(self, number: str) -> None:
        self._window.show_page(CONTACTS)
        directory = self.session.directory
        # Somebody who is there already is shown: a second entry would be one person twice.
        known = directory.contact_of(number)
        self.pages.contacts.edit(known or Contact(0, directory.name_of(number), (("", number),)))

    def _save_contact(self, contact: Contact) -> None:
        self._start("save contact", self.session.directory.save_contact(contact))

    def _delete_contact(self, contact_id: int) -> None:
        self._start("delete contact", self.session.directory.delete_contact(contact_id))

    # ---- messages ------------------------------------------------------------------------------

    def messages_are_old(self) -> None:
        """The outbox has news."""
        self.messages.refresh()
        self.about_calls.messages_are_old()
        if self.conversation.number:
            self.conversation.show(self.conversation.number)
        self.pages.messages.show_gateway(self.session.messenger.has_no_gateway)
        self._start("month", self._tell_month())

    async def _tell_month(self) -> None:
        self.pages.messages.show_sum(*await self.session.messenger.month())

    def _tell_compose(self) -> None:
        contacts = self.session.directory.contacts
        people = [(one.name, mobile) for one in contacts for _, n in one.numbers if (mobile := sms_number(n))]
        self.pages.messages.compose.know(people)

    async def _keep_template(self, name: str, text: str) -> None:
        templates = await self.session.messenger.keep_template(name, text)
        self.pages.messages.compose.offer_templates(templates)

    def _notify(self, sentence: str) -> None:
        """The window is hidden: the system says it."""
        self._start("notify", self._show_notification(sentence))

    async def _show_notification(self, sentence: str) -> None:
        await self.notifications.show("order", "CloudPBX Desktop", sentence, on_click=self._window.come_forward)

    # ---- attention -----------------------------------------------------------------------------

    def _is_awaited(self, extension: str) -> bool:
        return extension in self.session.attention.waiting_for.extensions

    def _await_free(self, extension: str) -> None:
        session = self.session
        was_awaited = self._is_awaited(extension)
        session.attention.waiting_for.toggle(extension, session.live.office, session.clock())
        if self._is_awaited(extension):
            words = tr("You are told when {who} is free, within the next four hours.")
            self._actions.notice.emit(words.format(who=self.ordering.whom(extension)))
        elif was_awaited:
            self._actions.notice.emit(
                tr("You are not told about {who} any more.").format(who=self.ordering.whom(extension))
            )

    def _lists_changed(self) -> None:
        self._window.rail.set_count(CALLS, len(self.session.call_backs.entries))
        self.pages.drawer.refresh()
        self.lamps.refresh()

    def _looked_at_calls(self) -> None:
        self._start("looked at", self.session.attention.missed.mark_seen())

    def _queue_limits(self, queue: str) -> None:
        alarms = self.session.attention.alarms

        def keep(limits: QueueThresholds) -> None:
            self._start(f"limits {queue}", alarms.set_thresholds(queue, limits))
            self.pages.panel.queues.refresh()

        QueueThresholdsDialog(queue, alarms.thresholds(queue), keep, self._window).open()

    # ---- the rest ------------------------------------------------------------------------------

    def calls_are_old(self) -> None:
        """The archive has news: show them where calls (and bills) are shown, without asking the exchange again."""
        self.messages_are_old()
        self.about_calls.are_old()

    def _toggle_strip(self) -> None:
        self.strip.setVisible(not self.strip.isVisible())

    def diagnostics(self) -> str:
        """The report for support: counts and states, no key, no numbers of people."""
        live = self.session.live
        lines = [f"connection: {live.connection.status.value} {live.connection.why}".rstrip()]
        lines.append(f"heard: {live.messages_heard} messages, {live.events_heard} events")
        lines += [f"{name}: {count}" for name, count in sorted(live.counts.items()) if not name.startswith("unread ")]
        latest = {one.kind: one for one in live.unread}
        lines += [
            user_messages.of_undecoded(one, live.counts[f"unread {kind}"]) for kind, one in sorted(latest.items())
        ]
        lines.append(f"lamps: {len(live.office.lamps)}, queues: {len(live.office.queues)}")
        lines.append(f"pop-ups: {_WORKS[self.notifications.works]}")
        return "\n".join(lines)

    def report(self) -> str:
        """The same with everything that could not be read, masked, for support."""
        lines = [self.diagnostics()]
        lines += [f"unread {one.kind}: {one.why}: {one.sample}" for one in self.session.live.unread]
        return "\n".join(lines)
