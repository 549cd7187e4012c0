"""The workspace's part for past calls: calls page, recordings page, call-backs, player and exports."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop_app.config.settings import CALL_COLUMNS
from desktop_app.controllers.call_backs import CallBackController
from desktop_app.controllers.call_export import CallExportController
from desktop_app.controllers.contact_export import ContactExportController
from desktop_app.controllers.playback import PlaybackController
from desktop_app.controllers.saving import SavingController
from desktop_app.controllers.statistics import StatisticsController
from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import tr
from desktop_app.models.call_backs import CallBackModel
from desktop_app.models.calls import CallMarks, CallModel
from desktop_app.models.finder import Finder
from desktop_app.ui.call_back_card import CallBackCard
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.filter_menu import Choices
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.window import CALLS


class CallsWorkspace:
    """Models and pages of past calls.  `owner` is the parent of the models `calls` and `recordings`."""

    def __init__(self, context: WorkspaceContext, finder: Finder, owner: QObject) -> None:
        self._context, self._session = context, context.session
        session, actions = context.session, context.actions
        self.calls, self.recordings = self._model(owner), self._model(owner)
        self.call_backs = CallBackModel(session.call_backs, session.directory, session.calls.today, owner)
        for model in (self.calls, self.recordings, self.call_backs):
            context.scope.on_exit(model.close)
        self._card = CallBackCard(self.call_backs, actions)
        choices = Choices(
            session.calls.today, finder.find, session.directory.numbers_of, self._queues, lambda: session.filters.all
        )
        self.page = CallsPage(self.calls, actions, context.look, choices, worklist=self._card)
        self.recordings_page = CallsPage(self.recordings, actions, context.look, choices, only_recorded=True)

    def connect(self, make_sound: Callable[[], Sound]) -> None:
        """Create the controllers and connect them, until the scope ends."""
        context, session, scope = self._context, self._session, self._context.scope
        PlaybackController(context, self.calls, make_sound)
        SavingController(context, self.recordings, self.recordings_page)
        StatisticsController(context, self.page, self._queues)
        self.call_export = CallExportController(context, self.page)
        ContactExportController(context)
        CallBackController(context, self.call_backs, self._card)
        for page in (self.page, self.recordings_page):
            page.columns.take(context.settings.get(CALL_COLUMNS))
            scope.connect(page.columns.chosen, self._columns_chosen)
        for model in (self.calls, self.recordings):
            scope.on_exit(session.notes.subscribe(model.notes_changed))
            scope.on_exit(session.messages_changed.subscribe(model.messages_changed))
        scope.on_exit(session.calls_changed.subscribe(self.reload))
        actions, filters = context.actions, session.filters
        scope.connect(actions.save_filter, lambda saved: context.spawn("save filter", filters.keep(saved)))
        scope.connect(actions.delete_filter, lambda name: context.spawn("delete filter", filters.forget(name)))
        scope.connect(actions.history, self.show_history)
        scope.connect(actions.ring_history, self._show_ring_history)
        scope.connect(context.window.looked_at_calls, self._looked_at_missed)

    def _model(self, owner: QObject) -> CallModel:
        session = self._session
        return CallModel(
            session.calls,
            session.directory,
            self._context.scope.tasks,
            session.config.extension,
            CallMarks(session.notes.noted_of, session.messenger.messaged_at),
            owner,
        )

    def reload(self) -> None:
        """Reload both pages from the archive, without a request to the exchange."""
        for page, model in ((self.page, self.calls), (self.recordings_page, self.recordings)):
            if model.wanted is not None:
                page.reload(ask=False)

    def _queues(self) -> dict[str, frozenset[str]]:
        """Return the currently known agents of each queue."""
        return {name: frozenset(queue.agents) for name, queue in self._session.live.office.queues.items()}

    def _columns_chosen(self, names: tuple[str, ...]) -> None:
        self._context.settings.set(CALL_COLUMNS, names)
        for page in (self.page, self.recordings_page):
            page.columns.take(names)

    def show_history(self, number: str) -> None:
        """Show the calls with one number."""
        self._context.window.show_page(CALLS)
        self.page.show_number(number)

    def _show_ring_history(self) -> None:
        """Show the calls with the caller ringing now, or else with the last missed caller."""
        alerts = self._session.alerts
        missed = alerts.missed.calls
        number = alerts.ring.number if alerts.ring is not None else missed[0].number if missed else ""
        if number:
            self.show_history(number)
        else:
            self._context.say(tr("Nobody rings your phone now, and nobody was missed."))

    def _looked_at_missed(self) -> None:
        self._context.spawn("missed calls seen", self._session.alerts.missed.mark_seen())
