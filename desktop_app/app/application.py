"""The running program: everything that does not depend on which exchange is connected."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from enum import Enum, auto
from types import TracebackType
from typing import Self

from PySide6.QtCore import QObject

from desktop_app.app.connection_controller import ConnectionController, EraseAll, Request
from desktop_app.app.exchange_setup import ExchangeSetup
from desktop_app.app.link_inbox import LinkInbox
from desktop_app.app.shell import DesktopServices, Shell
from desktop_app.app.tray_follower import TrayFollower
from desktop_app.app.workspace import Workspace
from desktop_app.config.paths import Profile
from desktop_app.config.settings import (
    DO_NOT_DISTURB,
    OUTPUT,
    PALETTE,
    REDUCED_MOTION,
    SKIP_SILENCE,
    THEME,
    VOLUME,
    WINDOW,
    Settings,
)
from desktop_app.controllers.commands import command_table
from desktop_app.controllers.system_integration import SystemIntegration
from desktop_app.controllers.tray import TrayController, TraySource
from desktop_app.desktop.keyring_store import KeyringStore
from desktop_app.desktop.network import NetworkWatch
from desktop_app.desktop.notifications import Notifications
from desktop_app.i18n.text import tr
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.runtime.exception_hooks import ExceptionHooks
from desktop_app.runtime.lifetimes import finish
from desktop_app.runtime.log_file import LogFile
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services import user_messages
from desktop_app.ui.player_bar import PlayerBar, Sound
from desktop_app.ui.window import MainWindow

log = logging.getLogger(__name__)

SAVE_AGAIN_S = 30.0


class Job(Enum):
    """Task keys."""

    CONNECTION = auto()
    SAVING = auto()
    TRAY = auto()


class Application(QObject):
    """Owns the connection, the tray and the system integration.

    `start` connects, `quitting` is set when the program should end, and leaving `async with` closes everything.
    """

    def __init__(
        self,
        profile: Profile,
        keyring: KeyringStore,
        settings: Settings,
        window: MainWindow,
        log_file: LogFile | None = None,
    ) -> None:
        super().__init__()
        self.settings, self.window, self.actions = settings, window, window.user_actions
        self._keyring = keyring
        self._scope = AsyncExitStack()
        self._sound: Sound | None = None
        self._notifications = Notifications("CloudPBX Desktop")
        self.quitting = asyncio.Event()
        self.tasks = TaskSupervisor(self._task_failed)
        self.integration = SystemIntegration(settings, profile.root, self.actions, window, self.tasks)
        desktop = DesktopServices(self._notifications, self._make_sound, self.integration.form, log_file)
        self._shell = Shell(window, settings, desktop)
        self.connection = ConnectionController(self._shell, profile, keyring, self._task_failed)
        self._setup = ExchangeSetup(self._shell, profile, keyring, self.connection, self.tasks)
        self.tray = TrayFollower(window, settings, self._make_tray)
        self._links = LinkInbox(settings, self.actions, self.connection)

    # ---- lifetime --------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as scope:
            hooks = ExceptionHooks(asyncio.get_running_loop(), self._show_failure)
            hooks.install()
            scope.callback(hooks.remove)
            scope.callback(self._close_window)
            scope.push_async_callback(self._keyring.close)
            scope.push_async_callback(self._notifications.close)
            scope.push_async_callback(self.tray.close)
            await scope.enter_async_context(self.integration)
            await scope.enter_async_context(self.tasks)
            self._connect_signals(scope)
            NetworkWatch(self._network_changed, self)
            self.tasks.restart(Job.CONNECTION, self.connection.run())
            self._scope = scope.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.settings.set(WINDOW, self.window.place())
        self.settings.save()  # a last attempt, if an earlier one failed
        await finish(self._scope.aclose())

    def start(self, first: Request | None = None) -> None:
        """Connect to `first`, or to the exchange that the settings name, and show the icon if there is a tray."""
        self.tasks.restart(Job.TRAY, self.tray.follow())
        if self.settings.set_aside is not None:
            self.actions.notice.emit(user_messages.of_damaged_settings(self.settings.set_aside))
        if first is None:
            self._setup.start()
        else:
            self.connection.request(first)

    def quit(self) -> None:
        """Request the end of the program."""
        self.quitting.set()

    @property
    def workspace(self) -> Workspace | None:
        """The connected exchange on the screen; None while there is none."""
        return self.connection.workspace

    def _connect_signals(self, scope: AsyncExitStack) -> None:
        window, settings = self.window, self.settings
        window.closing.connect(self._window_closed)
        window.set_commands(command_table(window, self.actions, settings))
        self.actions.do_not_disturb.connect(self._toggle_do_not_disturb)
        window.status.disturb.connect(self._toggle_do_not_disturb)
        window.status.show_quiet(settings.get(DO_NOT_DISTURB))
        _remember_player(window.player, settings)
        self.integration.selected.connect(self._call_selected)
        self.integration.woken.connect(window.come_forward)
        for unsubscribe in (
            settings.subscribe(self._settings_changed),
            settings.watch_saving(self._settings_not_saved),
            self.connection.changed.subscribe(self._workspace_changed),
            self.connection.changed.subscribe(self._setup.workspace_changed),
            self.connection.changed.subscribe(self._links.offer),
            self.connection.failed.subscribe(self._setup.ask),
            self.connection.erased.subscribe(self.quit),
        ):
            scope.callback(unsubscribe)

    def _close_window(self) -> None:
        self.window.keeps_running = False
        self.window.close()

    # ---- requests --------------------------------------------------------------------------------

    def take_request(self, request: dict[str, str]) -> None:
        """Handle the request of a second start of the program: show the window, and offer its link if there is one."""
        self.window.come_forward()
        if "link" in request:
            self._links.take(request["link"])

    def _call_selected(self, text: str) -> None:
        """Call the text selected in another program.  The window comes forward if the text contains no number."""
        workspace = self.workspace
        if workspace is None or not extract_numbers(text):
            self.window.come_forward()
        if workspace is not None:
            workspace.calling.take_text(text)

    # ---- changes ---------------------------------------------------------------------------------

    def _workspace_changed(self) -> None:
        workspace = self.workspace
        self.tray.show(TraySource(workspace.session, workspace.lamps) if workspace is not None else None)
        if workspace is not None:
            erase = workspace.pages.settings.data_retention.erase_confirmed
            erase.connect(lambda: self.connection.request(EraseAll()))

    def _settings_changed(self, name: str) -> None:
        theme, settings = self.window.look.theme, self.settings
        if name == THEME.name:
            theme.set_mode(settings.get(THEME))
        elif name == PALETTE.name:
            theme.set_palette(settings.get(PALETTE))
        elif name == REDUCED_MOTION.name and self.workspace is not None:
            self.workspace.pages.panel.field.reduced_motion = settings.get(REDUCED_MOTION)
        elif name == DO_NOT_DISTURB.name:
            self.window.status.show_quiet(settings.get(DO_NOT_DISTURB))
        self.tray.refresh()

    def _settings_not_saved(self) -> None:
        words = tr("Settings cannot be saved: the disk is full or read-only. They apply now and are saved later.")
        self.actions.notice.emit(words)
        self.tasks.restart(Job.SAVING, self._save_later())

    async def _save_later(self) -> None:
        while not self.settings.is_saved:
            await asyncio.sleep(SAVE_AGAIN_S)
            self.settings.save()

    def _toggle_do_not_disturb(self) -> None:
        quiet = not self.settings.get(DO_NOT_DISTURB)
        self.settings.set(DO_NOT_DISTURB, quiet)
        off, on = tr("No pop-ups and no sounds until you switch them on again."), tr("Pop-ups are on again.")
        self._shell.actions.notice.emit(off if quiet else on)

    def _window_closed(self) -> None:
        if not self.window.keeps_running:
            self.quit()

    def _network_changed(self) -> None:
        if self.workspace is not None:
            self.workspace.session.live.network_changed()

    def _task_failed(self, name: str, error: BaseException) -> None:
        log.error("task %s failed", name, exc_info=error)
        sentence = user_messages.of_error(error)
        self._shell.actions.notice.emit(sentence)
        if self.workspace is None and not self.quitting.is_set():  # do not leave the user waiting for a connection
            self._setup.ask(sentence)

    def _show_failure(self) -> None:
        """Tell the user of an uncaught exception, which has been logged."""
        self.actions.notice.emit(tr("Something in this program failed. It goes on; the log has the details."))

    # ---- the desktop -----------------------------------------------------------------------------

    def _make_tray(self) -> TrayController:
        return TrayController(self.window, self.settings, self._shell.actions, self.integration, self.quit, self)

    def _make_sound(self) -> Sound:
        from desktop_app.desktop.audio import Player  # loads QtMultimedia, which only recordings need

        if self._sound is None:
            self._sound = Player(self)
        return self._sound


def _remember_player(player: PlayerBar, settings: Settings) -> None:
    """Apply the stored settings of the player, and store its changes."""
    player.remember(settings.get(VOLUME), skips_silence=settings.get(SKIP_SILENCE), output=settings.get(OUTPUT))
    player.volume_changed.connect(lambda percent: settings.set(VOLUME, percent))
    player.silence_changed.connect(lambda skips: settings.set(SKIP_SILENCE, skips))
    player.output_changed.connect(lambda output: settings.set(OUTPUT, output))
