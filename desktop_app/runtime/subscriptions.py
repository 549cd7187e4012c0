"""Notifying listeners.

`subscribe` returns the function that ends the subscription, so an exit stack can hold it.  An exception of a listener
is logged, and the remaining listeners are notified all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, ParamSpec

log = logging.getLogger(__name__)

P = ParamSpec("P")
Unsubscribe = Callable[[], None]


class Listeners(Generic[P]):
    """The listeners to one kind of change, notified in the order in which they subscribed.

    `news` names it in the log.  `on_failure` is called after a listener has raised.  `len` gives the number of present
    subscriptions.
    """

    def __init__(self, news: str, on_failure: Callable[[], None] = lambda: None) -> None:
        self.news = news
        self._on_failure = on_failure
        # Replaced, never changed in place: a listener may unsubscribe while it is being notified.
        self._listeners: tuple[Callable[P, object], ...] = ()

    def __len__(self) -> int:
        return len(self._listeners)

    def subscribe(self, listener: Callable[P, object]) -> Unsubscribe:
        """Notify `listener` from now on.  Calling the result ends that; calling it again does nothing."""

        def entry(*args: P.args, **kwargs: P.kwargs) -> object:
            return listener(*args, **kwargs)

        self._listeners += (entry,)

        def unsubscribe() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not entry)

        return unsubscribe

    def notify(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every listener.  An exception of one is logged; the next one is called all the same."""
        for listener in self._listeners:
            try:
                listener(*args, **kwargs)
            except Exception:
                log.exception("a listener to %s failed", self.news)
                self._on_failure()
