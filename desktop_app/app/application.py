"""The running program: first run or a session, the tray, and an orderly end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from desktop_app.app.connection_test import run_connection_test
from desktop_app.app.demo_process import DemoFailed, DemoProcess
from desktop_app.app.workspace import Workspace
from desktop_app.archive.store import Archive
from desktop_app.config import exchange
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import Profile, machine_settings_file, resources
from desktop_app.config.settings import DO_NOT_DISTURB, LINKS_UNASKED, OUTPUT, SKIP_SILENCE, VOLUME, WINDOW, Settings
from desktop_app.controllers.commands import command_table
from desktop_app.controllers.system_integration import SystemIntegration
from desktop_app.controllers.tray import TrayController, TraySource
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.desktop.network import NetworkWatch
from desktop_app.desktop.notifications import Notifications
from desktop_app.desktop.tray import Tray
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import api_urls, checked_key, events_server
from desktop_app.pbx.errors import BadAddress, PbxError
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.security import archive_opening, credentials, erasure
from desktop_app.services import user_messages
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.session import Session
from desktop_app.services.stream_recording import Replay, replay_config
from desktop_app.ui.actions import Actions
from desktop_app.ui.first_run import FirstRunPage
from desktop_app.ui.icons import Icons
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.settings_page import SettingsPage
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import MainWindow

log = logging.getLogger(__name__)


class Application(QObject):
    """Owns what lives as long as the program does."""

    def __init__(
        self,
        profile: Profile,
        settings: Settings,
        secrets: KeyringStore,
        window: MainWindow,
        theme: Theme,
        actions: Actions,
        *,
        demo: bool,
        replay: Replay | None = None,
    ) -> None:
        super().__init__()
        self.profile, self.settings, self.window, self.theme, self.actions = profile, settings, window, theme, actions
        self._secrets = secrets
        self._is_demo = demo
        self._replay = replay
        self._demo: DemoProcess | None = None
        self._first_run: FirstRunPage | None = None
        self._tray: TrayController | None = None
        self._network = NetworkWatch(self._network_changed, self)
        self._link = ""
        self._link_waited = False
        self._sound: Sound | None = None
        self._notifications = Notifications("CloudPBX Desktop")
        self.tasks = TaskSupervisor(self._task_died)
        self.reach = SystemIntegration(settings, profile.root, actions, window, self._do)
        self.reach.selected.connect(self._call_selected)
        self.reach.wanted.connect(window.come_forward)
        self.quitting = asyncio.Event()
        self.desk: Workspace | None = None
        window.closing.connect(self._window_closed)
        window.set_commands(command_table(window, actions, settings))
        actions.do_not_disturb.connect(self._toggle_quiet)
        window.status.disturb.connect(self._toggle_quiet)
        window.status.show_quiet(settings.get(DO_NOT_DISTURB))
        player = window.player
        player.remember(settings.get(VOLUME), skips_silence=settings.get(SKIP_SILENCE), output=settings.get(OUTPUT))
        player.volume_changed.connect(lambda percent: settings.set(VOLUME, percent))
        player.silence_changed.connect(lambda skips: settings.set(SKIP_SILENCE, skips))
        player.output_changed.connect(lambda output: settings.set(OUTPUT, output))
        settings.subscribe(lambda _: window.status.show_quiet(settings.get(DO_NOT_DISTURB)))

    # ---- beginning and ending ------------------------------------------------------------------

    async def start(self) -> None:
        """Connect to what is set up, or ask."""
        self.reach.begin()
        if self._replay is not None:
            await self._connect(replay_config(self._replay), "replay")
            return
        if self._is_demo:
            await self._start_demo()
            return
        config = self._config()
        if config is None:
            self._ask()
            return
        self.window.wait_for(tr("Waiting for the keyring … Unlock it if the system asks for its password."))
        found = await credentials.api_key(self._secrets)
        if not found.key:
            self._ask(found.words)
            return
        await self._connect(config, found.key)

    async def stop(self) -> None:
        """End in stages: tasks, the session, the demo, the keyring."""
        self.settings.set(WINDOW, self.window.place())
        if self._tray is not None:
            self._tray.hide()
        await self.tasks.close()
        await self._disconnect()
        await self._leave_demo()
        await self._secrets.close()
        self._notifications.close()
        await self.reach.close()
        self.window.keeps_running = False
        self.window.close()

    def quit(self) -> None:
        """Leave, in order."""
        self.quitting.set()

    def _window_closed(self) -> None:
        if not self.window.keeps_running:
            self.quit()

    def wish(self, wish: dict[str, str]) -> None:
        """What a second start asks of us."""
        self.window.come_forward()
        if "link" in wish:
            self._link = wish["link"]
            self._offer_link()

    def _call_selected(self, text: str) -> None:
        """The key for what is selected was pressed in another program."""
        if self.desk is None:
            self.window.come_forward()  # it shows why nothing can be called now
            return
        if not extract_numbers(text):
            self.window.come_forward()  # or nobody would see why nothing happens
        self.desk.ordering.take_text(text)

    def _offer_link(self) -> None:
        """Show what a link wants called; it waits until an exchange is connected."""
        if self._link and self.desk is None:
            self._link_waited = True
            self.actions.notice.emit(tr("A number waits to be called until an exchange is connected."))
        elif self._link and self.desk is not None:
            link, self._link = self._link, ""
            scheme = link.partition(":")[0].lower()
            # Nobody but the administrator can let links dial by themselves: a web page must not spend money.
            unasked = self.settings.get(LINKS_UNASKED) if self.settings.locked_by(LINKS_UNASKED) else ()
            # What waited is old: whoever clicked it may have gone.
            self.desk.ordering.take_link(link, asks=self._link_waited or scheme not in unasked)
            self._link_waited = False

    def _task_died(self, name: str, error: BaseException) -> None:
        log.error("task %s died", name, exc_info=error)
        self.actions.notice.emit(user_messages.of_error(error))
        if self.desk is None and not self.quitting.is_set():
            self._ask(user_messages.of_error(error))  # nothing is connected: do not leave a person waiting for it

    # ---- which exchange ------------------------------------------------------------------------

    def _config(self) -> ExchangeConfig | None:
        """What the settings say, or None when something is missing or unusable."""
        try:
            config = exchange.exchange_config(self.settings)
        except BadAddress:
            return None
        return config if config.is_complete else None

    def _ask(self, words: str = "") -> None:
        """First run, or a key that has to be entered again."""
        if self._first_run is None:
            self._first_run = page = FirstRunPage(self.settings)
            page.form.tried.connect(lambda *typed: self._do("try", self._try(page, *typed)))
            page.form.kept.connect(lambda *typed: self._do("keep", self._keep(*typed)))
            page.demo.connect(lambda: self._do("demo", self._start_demo()))
        self._first_run.say(words)
        self.window.show_alone(self._first_run)

    def _do(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        if self.tasks.is_running(name):
            work.close()
            return
        self.tasks.start(name, work)

    async def _try(
        self, page: FirstRunPage | SettingsPage, api: str, events: str, pbx_name: str, extension: str, key: str
    ) -> None:
        """Try each part and say in words what works."""
        form = page.form
        self._complain("")
        form.show_findings([])
        form.set_busy(True)
        try:
            form.show_findings(await run_connection_test(api, events, pbx_name, extension, key, self._secrets))
        finally:
            form.set_busy(False)

    async def _keep(self, api: str, events: str, pbx_name: str, extension: str, key: str) -> None:
        """Keep what was entered and connect with it."""
        try:
            config = ExchangeConfig(api_urls(api), events_server(events), pbx_name, extension)
            key = checked_key(key) if key or self.desk is None else (await credentials.api_key(self._secrets)).key
            checked_key(key)
        except PbxError as error:
            self._complain(user_messages.of_error(error))
            return
        if not config.is_complete:
            self._complain(tr("The PBX name is missing."))
            return
        self.profile.make()
        stored = Settings(self.profile.settings_file, machine_settings_file())
        for settings in (self.settings, stored):  # the demo's own settings are not kept; these are
            exchange.save_exchange_config(settings, config)
        self.window.wait_for(tr("Waiting for the keyring … Unlock it if the system asks for its password."))
        words = await credentials.keep_api_key(self._secrets, key)
        await self._disconnect()
        await self._leave_demo()
        await self._connect(config, key)
        if words:
            self.actions.notice.emit(words)

    def _complain(self, sentence: str) -> None:
        if self.desk is None and self._first_run is not None:
            self._first_run.say(sentence)
        elif sentence:
            self.actions.notice.emit(sentence)

    async def _start_demo(self) -> None:
        self.window.wait_for(tr("Starting the demo exchange …"))
        self._demo = demo = DemoProcess()
        try:
            config = await demo.start()
        except DemoFailed:
            self._ask(tr("The demo exchange did not start."))
            return
        self._is_demo = True
        await self._connect(config, demo.key)

    async def _leave_demo(self) -> None:
        self._is_demo = False
        demo, self._demo = self._demo, None
        if demo is not None:
            await demo.stop()

    # ---- a session -----------------------------------------------------------------------------

    async def _connect(self, config: ExchangeConfig, key: str, *, begins_anew: bool = False) -> None:
        replay, self._replay = self._replay, None
        opened = await self._open_archive(config, replay, begins_anew=begins_anew)
        kept = tr("Calls, recordings, messages and contacts are kept encrypted in {file}; the key is in the keyring.")
        kept_words = opened.words or kept.format(file=self.profile.archive_file(config.pbx_name))
        session = Session(
            config,
            key,
            opened.archive,
            on_failure=self._task_died,
            on_calls=self._calls_are_old,
            on_messages=self._messages_are_old,
            source=replay.open if replay is not None else None,
            guard=OrderGuard(None if self._is_demo or replay is not None else self.profile.orders_file),
            rules=partial(exchange.dial_rules, self.settings),
            ages=partial(exchange.retention_periods, self.settings),
        )
        await session.start()
        self.desk = desk = Workspace(
            session,
            self.window,
            self.actions,
            self.theme,
            Icons(resources() / "icons"),
            self.settings,
            kept_words,
            self._make_sound,
            self._notifications,
            self.reach.form(),
            is_demo=self._is_demo,
        )
        form = desk.pages.settings.form
        form.tried.connect(lambda *typed: self._do("try", self._try(desk.pages.settings, *typed)))
        form.kept.connect(lambda *typed: self._do("keep", self._keep(*typed)))
        desk.pages.settings.kept.forgotten.connect(lambda: self._do("forget", self._forget()))
        desk.open()
        if self._first_run is not None:
            self.window.stack.removeWidget(self._first_run)
            self._first_run.deleteLater()
            self._first_run = None
        if self._tray is not None:
            self._tray.follow(TraySource(session, desk.lamps, desk.bells.lists_changed))
        if opened.is_key_lost:
            self._offer_anew(opened.words, desk, config, key)
        elif opened.words and not self._is_demo:
            self.actions.notice.emit(opened.words)
        self._offer_link()

    async def _open_archive(
        self, config: ExchangeConfig, replay: Replay | None, *, begins_anew: bool
    ) -> archive_opening.Opened:
        """The profile's, or one in memory for what is not the person's own exchange."""
        words = ""
        if replay is not None:
            words = tr("This is a recording played back: nothing can be ordered or asked.")
        elif self._is_demo:
            words = tr("This is the demo: nothing of it is kept.")
        if not words:
            path = self.profile.archive_file(config.pbx_name)
            return await archive_opening.open_archive(self._secrets, path, begins_anew=begins_anew)
        archive = Archive(None, None)
        await archive.open()
        return archive_opening.Opened(archive, words)

    def _offer_anew(self, words: str, desk: Workspace, config: ExchangeConfig, key: str) -> None:
        """Ask whether what was kept under a lost key is given up; the settings go on asking."""

        def begin() -> None:
            self._do("keep", self._begin_anew(config, key))

        desk.pages.settings.kept.anew.show()
        desk.pages.settings.kept.anew.clicked.connect(lambda _=False: begin())
        self.actions.offer.emit(words, tr("Begin anew"), begin)

    async def _begin_anew(self, config: ExchangeConfig, key: str) -> None:
        """A person gave up what was kept under a lost key: it is set aside, and filled again from the exchange."""
        await self._disconnect()
        await self._connect(config, key, begins_anew=True)

    async def _disconnect(self) -> None:
        desk, self.desk = self.desk, None
        if self._tray is not None:
            self._tray.follow(None)
        if desk is not None:
            desk.disconnect_actions()
            await desk.close()
            await desk.session.stop()

    async def _forget(self) -> None:
        """Leave nothing of ours on this computer, and end."""
        self.window.wait_for(tr("Forgetting everything …"))
        await self._disconnect()
        self.settings.forget()
        try:
            await erasure.forget_everything(self._secrets, self.profile)
        except (OSError, KeyringError) as error:
            log.error("not everything could be forgotten: %s", type(error).__name__)
            self._ask(tr("Not everything could be deleted: the keyring or a file refused. Try it again."))
            return
        self.quit()

    def _network_changed(self) -> None:
        if self.desk is not None:
            self.desk.session.live.network_changed()

    def _calls_are_old(self) -> None:
        if self.desk is not None:
            self.desk.calls_are_old()

    def _messages_are_old(self) -> None:
        if self.desk is not None:
            self.desk.messages_are_old()

    def _make_sound(self) -> Sound:
        from desktop_app.desktop.audio import Player  # QtMultimedia only when something is played

        if self._sound is None:
            self._sound = Player(self)
        return self._sound

    # ---- the tray ------------------------------------------------------------------------------

    def show_tray(self) -> bool:
        """Put the icon into the tray; False where this desktop has none."""
        if Tray.is_available():
            self._tray = TrayController(self.window, self.settings, self.actions, self.reach, self.quit, self)
            self.settings.subscribe(lambda _: self._tray.refresh() if self._tray is not None else None)
        return self.has_tray

    @property
    def has_tray(self) -> bool:
        """True while the icon is in a tray."""
        return self._tray is not None

    def _toggle_quiet(self) -> None:
        quiet = not self.settings.get(DO_NOT_DISTURB)
        self.settings.set(DO_NOT_DISTURB, quiet)
        words = tr("No pop-ups and no sounds until you switch them on again.") if quiet else tr("Pop-ups are on again.")
        self.actions.notice.emit(words)
