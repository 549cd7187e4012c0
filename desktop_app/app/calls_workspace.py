"""Everything on the screen that is about calls that were: both pages, who is to be called back, the player, the files.

A part of the composition root.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, SignalInstance

from desktop_app.config.settings import CALL_COLUMNS, Settings
from desktop_app.controllers.call_export import ExportController
from desktop_app.controllers.playback import PlaybackController
from desktop_app.controllers.saving import SavingController
from desktop_app.controllers.statistics import StatisticsController
from desktop_app.i18n.text import tr
from desktop_app.models.call_backs import CallBackModel
from desktop_app.models.calls import CallMarks, CallModel
from desktop_app.models.finder import Finder
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services.call_backs import CallBack
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.call_back_card import CallBackCard
from desktop_app.ui.calls_page import CallsPage
from desktop_app.ui.filter_menu import Choices
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import CALLS, MainWindow

Start = Callable[[str, Coroutine[Any, Any, None]], None]


class CallsWorkspace(QObject):
    """`calls` and `recordings` are the models of the two pages."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        actions: Actions,
        theme: Theme,
        icons: Icons,
        settings: Settings,
        finder: Finder,
        make_sound: Callable[[], Sound],
        worker: ThreadWorker,
        start: Start,
    ) -> None:
        super().__init__()
        self._session, self._window, self._actions, self._settings = session, window, actions, settings
        self._start = start
        self.calls, self.recordings = self._make_model(), self._make_model()
        self.call_backs = CallBackModel(session.call_backs, session.directory, session.calls.today, self)
        self._card = CallBackCard(self.call_backs, actions)
        choices = Choices(
            session.calls.today, finder.find, session.directory.numbers_of, self._queues, lambda: session.filters.all
        )
        look = Look(theme, icons)
        self.page = CallsPage(self.calls, actions, look, choices, worklist=self._card)
        self.recordings_page = CallsPage(self.recordings, actions, look, choices, only_recorded=True)
        self.listening = PlaybackController(session, window, actions, make_sound, self.calls, start)
        self.saving = SavingController(
            session, window, actions, self.recordings, self.recordings_page, settings, worker, start
        )
        self.charting = StatisticsController(
            session, window, actions, self.page, theme, icons, self._queues, worker, start
        )
        self.exporting = ExportController(session, window, actions, self.page, worker, start)
        for page in (self.page, self.recordings_page):
            page.columns.take(settings.get(CALL_COLUMNS))
            page.columns.chosen.connect(self._columns_chosen)
        for model in (self.calls, self.recordings):
            session.notes.subscribe(model.notes_changed)

    def _make_model(self) -> CallModel:
        session = self._session
        return CallModel(
            session.calls,
            session.directory,
            session.tasks,
            session.config.extension,
            CallMarks(session.notes.noted_of, session.messenger.messaged_at),
            self,
        )

    def wires(self) -> list[tuple[SignalInstance, Callable[..., Any]]]:
        """What a person can ask for, and who does it."""
        actions, filters = self._actions, self._session.filters
        return [
            (actions.play, self.listening.play),
            (actions.save_recording, self.saving.save),
            (actions.save_all, self.saving.ask_all),
            (actions.note_call, self.listening.note_call),
            (actions.export_calls, self.exporting.ask),
            (actions.export_contacts, self.exporting.ask_contacts),
            (actions.history, self.show_history),
            (actions.ring_history, self._ring_history),
            (actions.keep_filter, lambda saved: self._start(f"filter {saved.name}", filters.keep(saved))),
            (actions.forget_filter, lambda name: self._start(f"filter {name}", filters.forget(name))),
            (self._card.closed, self._close_call_back),
        ]

    async def close(self) -> None:
        """Leave the player to the next desk."""
        await self.listening.close()

    # ---- what is shown -------------------------------------------------------------------------

    def are_old(self) -> None:
        """The archive has news: show them without asking the exchange again."""
        for page, model in ((self.page, self.calls), (self.recordings_page, self.recordings)):
            if model.wanted is not None:
                page.reload(ask=False)

    def messages_are_old(self) -> None:
        """Messages were sent, or reported on."""
        for model in (self.calls, self.recordings):
            model.messages_changed()

    def _queues(self) -> dict[str, frozenset[str]]:
        """The agents of each queue, as far as they are known now."""
        return {name: frozenset(queue.agents) for name, queue in self._session.live.office.queues.items()}

    def _columns_chosen(self, names: tuple[str, ...]) -> None:
        self._settings.set(CALL_COLUMNS, names)
        for page in (self.page, self.recordings_page):
            page.columns.take(names)

    def show_history(self, number: str) -> None:
        """Calls with one number."""
        self._window.show_page(CALLS)
        self.page.show_number(number)

    def _ring_history(self) -> None:
        """Calls with whoever rings now, or was missed last."""
        ring = self._session.attention.ring
        missed = self._session.attention.missed.calls
        number = ring.number if ring is not None else missed[0].number if missed else ""
        if number:
            self.show_history(number)
        else:
            self._actions.notice.emit(tr("Nobody rings your phone now, and nobody was missed."))

    # ---- to call back --------------------------------------------------------------------------

    def _close_call_back(self, entry: CallBack, note: str) -> None:
        """Done by hand; what was meant otherwise can be taken back."""
        self._start(f"done {entry.number}", self._session.call_backs.close(entry, note))
        words = tr("{who} is done.").format(who=self.call_backs.who(entry))
        self._actions.offer.emit(words, tr("Undo"), lambda: self._reopen_call_back(entry.number))

    def _reopen_call_back(self, number: str) -> None:
        self._start(f"reopen {number}", self._session.call_backs.reopen(number))
