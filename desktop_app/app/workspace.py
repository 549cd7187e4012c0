"""The user interface of one exchange: the models, pages and controllers of a session."""

from __future__ import annotations

from contextlib import AsyncExitStack
from functools import partial
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject, QTimer

from desktop_app.app.calls_workspace import CallsWorkspace
from desktop_app.app.diagnostics import Diagnostics
from desktop_app.app.shell import Shell
from desktop_app.config.paths import resources
from desktop_app.config.settings import PANEL, REDUCED_MOTION
from desktop_app.controllers.calling import CallingController, CallOrder, ConfirmedCall
from desktop_app.controllers.contact_import import ContactImportController
from desktop_app.controllers.messaging import MessageOrder, MessagingController
from desktop_app.controllers.notifications import NotificationController
from desktop_app.controllers.people import PeopleController
from desktop_app.controllers.queue_thresholds import QueueThresholdsController
from desktop_app.controllers.workspace_context import WorkspaceContext, WorkspaceScope
from desktop_app.desktop.alert_sound import play_alert
from desktop_app.models.contacts import ContactModel
from desktop_app.models.conversation import ConversationModel
from desktop_app.models.finder import Finder
from desktop_app.models.lamps import LampModel
from desktop_app.models.messages import MessageModel
from desktop_app.models.panel_view import view_from_text, view_to_text
from desktop_app.models.person import PersonModel
from desktop_app.models.queues import QueueBoard
from desktop_app.pbx.addresses import host_of
from desktop_app.runtime.lifetimes import finish
from desktop_app.runtime.task_supervisor import OnFailure, TaskSupervisor
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services.session import Session
from desktop_app.ui.compose import Compose
from desktop_app.ui.contacts_page import ContactsPage
from desktop_app.ui.details_drawer import DetailsDrawer
from desktop_app.ui.favourites_window import FavouritesWindow
from desktop_app.ui.messages_page import MessagesPage
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.settings_page import SettingsPage
from desktop_app.ui.wallboard import Wallboard
from desktop_app.ui.window import CALLS, Pages

ALARM = resources() / "sounds" / "alarm.wav"
# Before an exchange is left, running orders get this long to finish, so that their outcome can be shown.
ORDERS = (CallOrder, ConfirmedCall, MessageOrder)
SETTLE_S = 5.0
# The recordings page is loaded after the first page has been painted.
LATER_MS = 800


class Workspace:
    """The models, pages and controllers of one session.

    Entering `async with` adds the pages to the window.  Leaving waits for running orders, ends every subscription and
    signal connection, and removes the pages, also after an exception.  `archive_note` says where data is stored.
    """

    def __init__(
        self, session: Session, shell: Shell, on_failure: OnFailure, *, archive_note: str, is_demo: bool
    ) -> None:
        self.session = session
        self._shell, self._on_failure = shell, on_failure
        self._archive_note, self._is_demo = archive_note, is_demo
        self._scope = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            worker = await stack.enter_async_context(ThreadWorker("files"))
            tasks = await stack.enter_async_context(TaskSupervisor(self._on_failure))
            scope = WorkspaceScope(stack, tasks, worker)
            shell = self._shell
            self.context = WorkspaceContext(
                self.session, shell.window, shell.actions, shell.settings, shell.look, scope
            )
            self._build_models()
            self._build_pages()
            self._attach()
            scope.on_exit_await(tasks.close)  # while the models and pages that take the results still exist
            scope.on_exit_await(lambda: tasks.settle(ORDERS, within_s=SETTLE_S))
            self._connect()
            self._scope = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await finish(self._scope.aclose())

    # ---- construction ----------------------------------------------------------------------------

    def _build_models(self) -> None:
        session, scope = self.session, self.context.scope
        live, directory, tasks, clock = session.live, session.directory, scope.tasks, session.clock
        owner = QObject()
        scope.on_exit(owner.deleteLater)
        self.lamps = LampModel(live, directory, clock, owner, self._is_awaited)
        self.board = QueueBoard(live, directory, session.alerts.alarms, clock, owner)
        self.messages = MessageModel(session.messenger, directory, tasks, clock, owner)
        self.conversation = ConversationModel(self.messages, session.calls, directory, tasks, owner)
        self.contacts = ContactModel(directory, owner)
        self.person = PersonModel(self.lamps, directory, session.calls, session.history, tasks, owner)
        self.finder = Finder(self.lamps, directory, lambda: session.dial_history.numbers)
        for model in (self.lamps, self.board, self.contacts, self.finder):
            scope.on_exit(model.close)
        self.past_calls = CallsWorkspace(self.context, self.finder, owner)
        self.calls, self.recordings = self.past_calls.calls, self.past_calls.recordings

    def _build_pages(self) -> None:
        session, context = self.session, self.context
        actions, settings = context.actions, context.settings
        theme = context.look.theme
        desktop, name_of = self._shell.desktop, session.directory.name_of
        diagnostics = Diagnostics(session.live, desktop.notifications, desktop.log.folder if desktop.log else None)
        view = view_from_text(settings.get(PANEL))
        compose = Compose(actions, name_of, session.config.extension, session.clock)
        self.pages = Pages(
            panel=PanelPage(self.lamps, self.board, actions, context.look, view, self._is_awaited),
            calls=self.past_calls.page,
            recordings=self.past_calls.recordings_page,
            messages=MessagesPage(self.messages, self.conversation, compose, theme, name_of),
            contacts=ContactsPage(self.contacts, actions, theme),
            settings=SettingsPage(
                settings,
                self._archive_note,
                diagnostics,
                desktop.make_calling_form(),
                is_demo=self._is_demo,
            ),
            drawer=DetailsDrawer(self.person, actions, theme, self._is_awaited),
            finder=self.finder,
        )
        self.pages.panel.field.reduced_motion = settings.get(REDUCED_MOTION)
        self.favourites = FavouritesWindow(self.lamps, actions, theme, context.window)
        self.wallboard = Wallboard(self.board, theme, context.window)
        for window in (self.favourites, self.wallboard):
            context.scope.on_exit(window.deleteLater)
            context.scope.on_exit(window.close)

    def _attach(self) -> None:
        """Add the pages to the window."""
        window, session = self.context.window, self.session
        self.context.scope.on_exit(window.detach)
        window.attach(self.pages)
        window.own_phone.follow(self.lamps, session.config.extension)
        where = " · ".join((session.config.pbx_name, *(host_of(url) for url in session.config.api_urls[:1])))
        window.status.follow(session.live, self.board, where)

    def _connect(self) -> None:
        context, session, pages = self.context, self.session, self.pages
        scope, actions, desktop = context.scope, context.actions, self._shell.desktop
        self.calling = CallingController(context, self._tell)
        self.people = PeopleController(context, pages, self.person)
        messaging = MessagingController(context, pages.messages, self._tell)
        ContactImportController(context)
        QueueThresholdsController(context, pages.panel)
        notifications = NotificationController(context, desktop.notifications, partial(play_alert, ALARM))
        self.past_calls.connect(desktop.make_sound)
        scope.connect(actions.reconnect, session.live.reconnect_now)
        scope.connect(actions.wallboard, self.wallboard.showFullScreen)
        scope.connect(actions.favourites_window, self._toggle_favourites)
        scope.connect(pages.panel.view_changed, lambda view: context.settings.set(PANEL, view_to_text(view)))
        scope.connect(pages.settings.attention.tried, notifications.show_example)
        scope.connect(pages.settings.copied, actions.copy.emit)
        scope.on_exit(session.alerts.lists_changed.subscribe(self._lists_changed))
        scope.on_exit(session.call_backs.subscribe(self._lists_changed))
        scope.on_exit(session.messages_changed.subscribe(self._messages_changed))
        # A new billing record may contain the price of a message.
        scope.on_exit(session.calls_changed.subscribe(session.messages_changed.notify))
        self._lists_changed()
        self.messages.refresh()
        messaging.begin()
        pages.calls.begin()
        QTimer.singleShot(LATER_MS, pages.recordings, pages.recordings.begin)

    # ---- changes ---------------------------------------------------------------------------------

    def _is_awaited(self, extension: str) -> bool:
        return extension in self.session.alerts.availability_watch.extensions

    def _lists_changed(self) -> None:
        self.context.window.rail.set_count(CALLS, len(self.session.call_backs.entries))
        self.pages.drawer.refresh()
        self.lamps.refresh()

    def _messages_changed(self) -> None:
        self.messages.refresh()
        if self.conversation.number:
            self.conversation.show(self.conversation.number)

    def _toggle_favourites(self) -> None:
        self.favourites.setVisible(not self.favourites.isVisible())

    def _tell(self, sentence: str) -> None:
        """Show a sentence in the window, and also as a notification if the window is hidden."""
        window = self.context.window
        self.context.say(sentence)
        if not window.isVisible():
            notifications = self._shell.desktop.notifications
            shown = notifications.show("order", "CloudPBX Desktop", sentence, on_click=window.come_forward)
            self.context.spawn("notification", shown)
