"""One call at a time, whether the window, a command or a link orders it.

All programs of one profile share their claims in a small file that only its owner can read.  The file is locked while
it is read and written.  Waiting for the lock blocks: for ever when a program was stopped while it holds it, or when
the home is on a dead network: so the file is used on a thread of its own and for a bounded time.  Whatever happens to
the file, the claims of this process are also held in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from desktop_app.runtime.file_lock import open_to_lock, try_lock, unlock
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe
from desktop_app.runtime.thread_worker import ThreadWorker
from desktop_app.services.order_claims import (
    Claim,
    Entries,
    Entry,
    fresh,
    merged,
    new_entry,
    read_claims,
    standing,
    to_text,
)

log = logging.getLogger(__name__)

LOCK_WITHIN_S = 2.0
_LOCK_RETRY_S = 0.02
_LONGEST_FILE = 65_536


class OrderGuard:
    """Claims numbers.  Without a `path` it guards this program alone.  `now_s` is the wall clock of the computer."""

    def __init__(
        self, path: Path | None = None, now_s: Callable[[], float] = time.time, *, lock_within_s: float = LOCK_WITHIN_S
    ) -> None:
        self._path, self._now_s, self._lock_within_s = path, now_s, lock_within_s
        self._worker = ThreadWorker("order guard")
        self._own: Entries = ()
        self._under_way: set[str] = set()  # numbers of this program's orders; no clock can make it forget them
        self._waiting: threading.Event | None = None  # set when no caller waits for the job on the thread
        self._is_shared = True
        self._sharing_changed: Listeners[[bool]] = Listeners("the order guard")

    def watch_sharing(self, listener: Callable[[bool], object]) -> Unsubscribe:
        """Call `listener` with False when the file cannot be used any more, and with True when it can again.

        Without the file this program still guards its own orders, but neither sees those of others nor shows them its.
        """
        return self._sharing_changed.subscribe(listener)

    async def look(self, number: str) -> Claim:
        """How the claims of all programs stand to this number.  Nothing is claimed."""
        if number in self._under_way:
            return Claim.UNDER_WAY
        return standing(await self._shared(), number, self._now_s())

    async def claim(self, number: str, *, again: bool) -> Claim:
        """Claim a number: FREE says that it is ours.  `again` says that the user confirmed to call it once more."""
        if number in self._under_way:
            return Claim.UNDER_WAY
        entry = new_entry(number, self._now_s())
        found = Claim.FREE

        def rule(entries: Entries) -> Entries:
            nonlocal found
            found = standing(entries, number, entry.at)
            is_taken = found is Claim.UNDER_WAY or (found is Claim.AGAIN and not again)
            return () if is_taken else (entry,)

        if not await self._change(rule):
            return found
        self._under_way.add(number)
        return Claim.FREE

    async def release(self, number: str, *, happened: bool = True) -> None:
        """The order has ended.  After one that was refused (`happened` False) the number may be tried again at once."""
        self._under_way.discard(number)
        mine = next((entry for entry in reversed(self._own) if entry.open and entry.is_for(number)), None)
        if mine is None:
            return
        # A claim that is as old as can be is dropped by everybody.
        ended = Entry(mine.salt, mine.hash, mine.at if happened else 0.0, False)
        await self._change(lambda entries: (ended,))

    async def close(self) -> None:
        """End the thread."""
        await self._worker.stop()

    async def _shared(self) -> Entries:
        seen: Entries = ()

        def rule(entries: Entries) -> Entries:
            nonlocal seen
            seen = entries
            return ()

        await self._change(rule)
        return seen

    async def _change(self, rule: Callable[[Entries], Entries]) -> Entries:
        """Apply a rule to the claims of all programs; it returns the claims to add or to replace, which are ours."""
        changed: Entries | None = None
        if self._path is not None and (self._waiting is None or not self._waiting.is_set()):
            changed = await self._change_file(self._path, rule)
        self._note_sharing(changed is not None or self._path is None)
        if changed is None:
            changed = rule(fresh(self._own, self._now_s()))
        self._own = fresh(merged(self._own, changed), self._now_s())
        return changed

    def _note_sharing(self, is_shared: bool) -> None:
        if is_shared is not self._is_shared:
            self._is_shared = is_shared
            self._sharing_changed.notify(is_shared)

    async def _change_file(self, path: Path, rule: Callable[[Entries], Entries]) -> Entries | None:
        """The same in the file; None when it cannot be used in time."""
        given_up = self._waiting = threading.Event()
        own, deadline_s = self._own, time.monotonic() + self._lock_within_s

        def work() -> Entries | None:
            try:
                with open_to_lock(path) as file, _locked(file, given_up, deadline_s):
                    if given_up.is_set():  # the caller has decided from memory since; the order may even have ended
                        return self._apply(file, self._own, lambda entries: ())
                    return self._apply(file, own, rule)
            except Exception as error:  # whatever is wrong with the file, orders go on
                log.warning("the file of orders cannot be used: %s", type(error).__name__)
                return None
            finally:
                given_up.clear()

        try:
            async with asyncio.timeout(self._lock_within_s * 1.5):
                return await self._worker.run(work)
        except TimeoutError:
            given_up.set()  # opening hangs: until it comes back the memory alone is used
            return None

    def _apply(self, file: IO[str], own: Entries, rule: Callable[[Entries], Entries]) -> Entries:
        before = file.read(_LONGEST_FILE)
        now_s = self._now_s()
        stored, is_whole = read_claims(before)
        if not is_whole:  # renaming it would leave programs that wait for its lock with another file than ours
            log.warning("the file of orders was damaged; its whole claims are kept")
        entries = fresh(merged(stored, own), now_s)
        changed = rule(entries)
        after = to_text(fresh(merged(entries, changed), now_s))
        if after != before:
            file.seek(0)
            file.truncate()
            file.write(after)
            file.flush()
        return changed


@contextlib.contextmanager
def _locked(file: IO[str], given_up: threading.Event, deadline_s: float) -> Iterator[None]:
    """Hold the system's lock on the file, which ends with the program however that ends.  Raises TimeoutError."""
    while not try_lock(file):
        if given_up.wait(_LOCK_RETRY_S) or time.monotonic() > deadline_s:
            raise TimeoutError
    try:
        yield
    finally:
        unlock(file)
