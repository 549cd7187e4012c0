"""The task that connects, replaces and leaves exchanges.

It reads a queue of requests and carries them out one after another, never interleaved.  While an exchange is connected,
its archive, session and workspace are open as nested `async with` blocks.  The next request, an error or the end of
the program therefore closes all of them in order.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from desktop_app.app.demo_process import DemoFailed, DemoProcess
from desktop_app.app.shell import Shell
from desktop_app.app.workspace import Workspace
from desktop_app.archive.store import Archive
from desktop_app.config.exchange import ExchangeConfig, dial_rules, retention_periods
from desktop_app.config.paths import Profile
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.runtime.subscriptions import Listeners
from desktop_app.runtime.task_supervisor import OnFailure
from desktop_app.security.archive_opening import OpenedArchive, open_profile_archive
from desktop_app.security.erasure import erase_profile
from desktop_app.services import user_messages
from desktop_app.services.live_feed import Source
from desktop_app.services.order_guard import OrderGuard
from desktop_app.services.session import Session, SessionOptions
from desktop_app.services.stream_recording import Replay, replay_config

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Connect:
    """Connect to the user's exchange.  `notice` is shown once it is connected.

    With `replaces_lost` an archive whose key is lost is set aside and a new one is created.
    """

    config: ExchangeConfig
    key: str
    notice: str = ""
    replaces_lost: bool = False


@dataclass(frozen=True)
class ConnectDemo:
    """Start the demo exchange and connect to it.  Nothing is stored."""


@dataclass(frozen=True)
class ConnectReplay:
    """Show a recorded event stream instead of an exchange."""

    replay: Replay


@dataclass(frozen=True)
class EraseAll:
    """Delete everything of this profile and end the program."""


Connection = Connect | ConnectDemo | ConnectReplay
Request = Connection | EraseAll


class ConnectionController:
    """Carries out requests.  `workspace` is that of the connected exchange, else None.

    `changed` is notified after `workspace` was set, `failed` with a sentence if a request could not be carried out,
    `erased` after everything was deleted.
    """

    def __init__(self, shell: Shell, profile: Profile, keyring: KeyringStore, on_failure: OnFailure) -> None:
        self._shell, self._profile, self._keyring, self._on_failure = shell, profile, keyring, on_failure
        self._requests: asyncio.Queue[Request] = asyncio.Queue()
        self.changed: Listeners[[]] = Listeners("the workspace")
        self.failed: Listeners[[str]] = Listeners("failed connections")
        self.erased: Listeners[[]] = Listeners("erasure")
        self.workspace: Workspace | None = None

    def request(self, request: Request) -> None:
        """Queue `request`.  It is carried out after all earlier ones."""
        self._requests.put_nowait(request)

    async def run(self) -> None:
        """Carry out requests until cancelled.  Cancelling closes the connected exchange in order."""
        request = await self._requests.get()
        while True:
            try:
                if isinstance(request, EraseAll):
                    await self._erase()
                    request = await self._requests.get()
                else:
                    request = await self._hold(request)
            except DemoFailed:
                request = await self._report(tr("The demo exchange did not start."))
            except Exception as error:
                log.exception("the exchange could not be connected")
                request = await self._report(user_messages.of_error(error))

    async def _report(self, sentence: str) -> Request:
        self.failed.notify(sentence)
        return await self._requests.get()

    # ---- an exchange -----------------------------------------------------------------------------

    async def _hold(self, wanted: Connection) -> Request:
        """Connect, stay connected until the next request, and return that request."""
        async with AsyncExitStack() as stack:
            target = await self._target(wanted, stack)
            opened = await stack.enter_async_context(self._archive(wanted, target.config))
            guard = OrderGuard(target.orders_file)
            stack.callback(guard.watch_sharing(self._sharing_changed))
            session = await stack.enter_async_context(self._session(target, opened, guard))
            note = opened.note or self._stored_in(target.config)
            workspace = Workspace(session, self._shell, self._on_failure, archive_note=note, is_demo=target.is_demo)
            await stack.enter_async_context(workspace)
            session.start_background()
            stack.callback(self._set_workspace, None)
            self._set_workspace(workspace)
            self._show_notices(wanted, opened, workspace)
            return await self._requests.get()

    async def _target(self, wanted: Connection, stack: AsyncExitStack) -> _Target:
        match wanted:
            case Connect():
                self._shell.hide_in_log(wanted.key)
                return _Target(wanted.config, wanted.key, self._profile.orders_file)
            case ConnectReplay():
                return _Target(replay_config(wanted.replay), "replay", source=wanted.replay.open)
        self._shell.window.wait_for(tr("Starting the demo exchange …"))
        demo = DemoProcess()
        return _Target(await stack.enter_async_context(demo), demo.key, is_demo=True)

    @asynccontextmanager
    async def _archive(self, wanted: Connection, config: ExchangeConfig) -> AsyncIterator[OpenedArchive]:
        """Open the profile's archive for the user's exchange, or one in memory for the demo or a replay."""
        if isinstance(wanted, Connect):
            path = self._profile.archive_file(config.pbx_name)
            async with open_profile_archive(self._keyring, path, replaces_lost=wanted.replaces_lost) as opened:
                yield opened
            return
        note = tr("This is the demo: nothing of it is kept.")
        if isinstance(wanted, ConnectReplay):
            note = tr("This is a recording played back: nothing can be ordered or asked.")
        async with Archive(None, None) as archive:
            yield OpenedArchive(archive, note)

    def _session(self, target: _Target, opened: OpenedArchive, guard: OrderGuard) -> Session:
        settings = self._shell.settings
        options = SessionOptions(
            source=target.source,
            guard=guard,
            rules=partial(dial_rules, settings),
            retention=partial(retention_periods, settings),
        )
        return Session(target.config, target.key, opened.archive, self._on_failure, options)

    def _sharing_changed(self, is_shared: bool) -> None:
        if not is_shared:
            words = tr("Calls go on. Those of other programs on this computer are not seen: a file is not writable.")
            self._shell.actions.notice.emit(words)

    def _stored_in(self, config: ExchangeConfig) -> str:
        text = tr("Calls, recordings, messages and contacts are kept encrypted in {file}; the key is in the keyring.")
        return text.format(file=self._profile.archive_file(config.pbx_name))

    def _set_workspace(self, workspace: Workspace | None) -> None:
        self.workspace = workspace
        self.changed.notify()

    def _show_notices(self, wanted: Connection, opened: OpenedArchive, workspace: Workspace) -> None:
        if isinstance(wanted, ConnectReplay) and (count := wanted.replay.unreadable):
            words = tr("{n} lines of the recording could not be read and were left out.", count)
            self._shell.actions.notice.emit(words)
        if not isinstance(wanted, Connect):
            return
        if opened.is_key_lost:
            again = replace(wanted, replaces_lost=True, notice="")
            retention = workspace.pages.settings.data_retention
            retention.replace_archive.show()
            retention.replace_archive.clicked.connect(lambda _=False: self.request(again))
            self._shell.actions.offer.emit(opened.note, tr("Begin anew"), lambda: self.request(again))
        elif opened.note:
            self._shell.actions.notice.emit(opened.note)
        if wanted.notice:
            self._shell.actions.notice.emit(wanted.notice)

    # ---- erasing ---------------------------------------------------------------------------------

    async def _erase(self) -> None:
        self._shell.window.wait_for(tr("Forgetting everything …"))
        self._shell.settings.forget()
        await self._shell.stop_log()
        try:
            await erase_profile(self._keyring, self._profile)
        except (OSError, KeyringError):
            self.failed.notify(tr("Not everything could be deleted: the keyring or a file refused. Try it again."))
        else:
            self.erased.notify()


@dataclass(frozen=True)
class _Target:
    """The exchange of a request.  `orders_file` is None if no other process can order calls there."""

    config: ExchangeConfig
    key: str
    orders_file: Path | None = None
    source: Source | None = None
    is_demo: bool = False
