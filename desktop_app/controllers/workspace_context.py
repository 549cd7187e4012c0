"""The context that every controller of a connected exchange receives, and its scope."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Hashable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import SignalInstance

from desktop_app.config.settings import Settings
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services import user_messages
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.look import Look
from desktop_app.ui.window import MainWindow


class WorkspaceScope:
    """Everything whose lifetime is that of a workspace: connections, subscriptions, tasks, a thread for files.

    Connections and subscriptions made through the scope end, in reverse order, when the workspace closes.
    """

    def __init__(self, stack: AsyncExitStack, tasks: TaskSupervisor, worker: ThreadWorker) -> None:
        self._stack = stack
        self.tasks = tasks
        self.worker = worker

    def connect(self, signal: SignalInstance, slot: Callable[..., Any]) -> None:
        """Connect a signal until the scope closes."""
        signal.connect(slot)
        self._stack.callback(_disconnect, signal, slot)

    def on_exit(self, end: Callable[[], object]) -> None:
        """Call `end` (an unsubscribe function, for example) when the scope closes."""
        self._stack.callback(end)

    def on_exit_await(self, end: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Await `end()` when the scope closes."""
        self._stack.push_async_callback(end)


@dataclass(frozen=True)
class WorkspaceContext:
    """The session and scope of an exchange, with the window and the settings of the program."""

    session: Session
    window: MainWindow
    actions: Actions
    settings: Settings
    look: Look
    scope: WorkspaceScope

    def start(self, key: Hashable, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work` until the workspace closes.  A task running under the same key is cancelled first."""
        self.scope.tasks.restart(key, work)

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work` until the workspace closes.  `name` is for error reports."""
        self.scope.tasks.spawn(name, work)

    def say(self, sentence: str) -> None:
        """Show a sentence in the status area of the window."""
        self.actions.notice.emit(sentence)

    def withdraw(self, sentence: str) -> None:
        """Hide this sentence, if it is still shown: what it spoke of is over."""
        self.actions.withdraw.emit(sentence)

    def offer(self, sentence: str, label: str, work: Callable[[], object]) -> None:
        """Show a sentence with a button that runs `work`."""
        self.actions.offer.emit(sentence, label, work)

    async def write_file(self, write: Callable[[], object]) -> bool:
        """Run `write` on the thread for files.  On OSError, tell the user and return False."""
        try:
            await self.scope.worker.run(write)
        except OSError:
            self.say(user_messages.not_written())
            return False
        return True


def _disconnect(signal: SignalInstance, slot: Callable[..., Any]) -> None:
    with suppress(RuntimeError):  # the sender has been destroyed
        signal.disconnect(slot)
