"""Uncaught exceptions: logged, never printed, and reported to the user in one sentence."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)

TOLD_EVERY_S = 30.0
_ENDINGS = (KeyboardInterrupt, SystemExit, asyncio.CancelledError)


class ExceptionHooks:
    """Handles uncaught exceptions of the main thread, other threads, destructors and the event loop.

    It does so from `install()` to `remove()`.  `tell` is called on the event loop's thread, at most once in 30 seconds.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Callable[[], None]) -> None:
        self._loop, self._tell = loop, tell
        self._told_at = -TOLD_EVERY_S
        self._before = (sys.excepthook, sys.unraisablehook, threading.excepthook)

    def install(self) -> None:
        sys.excepthook = self._from_interpreter
        sys.unraisablehook = self._from_destructor
        threading.excepthook = self._from_thread
        self._loop.set_exception_handler(self._from_loop)

    def remove(self) -> None:
        """Restore the previous hooks."""
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._before
        self._loop.set_exception_handler(None)

    def _from_interpreter(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, _ENDINGS):
            sys.__excepthook__(kind, error, traceback)
        else:
            self._report("an exception was not caught", error)

    def _from_thread(self, arguments: threading.ExceptHookArgs) -> None:
        name = arguments.thread.name if arguments.thread is not None else "?"
        self._report(f"thread {name} died", arguments.exc_value)

    def _from_destructor(self, arguments: sys.UnraisableHookArgs) -> None:
        self._report("an exception was ignored while an object was destroyed", arguments.exc_value)

    def _from_loop(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._report(f"event loop: {context.get('message', '')}", context.get("exception"))

    def _report(self, what: str, error: BaseException | None) -> None:
        if isinstance(error, _ENDINGS):
            return
        log.error(what, exc_info=error)
        try:
            self._loop.call_soon_threadsafe(self._tell_now)
        except RuntimeError:  # the loop is closed
            return

    def _tell_now(self) -> None:
        now = time.monotonic()
        if now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            self._tell()
