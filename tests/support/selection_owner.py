"""An X11 client that owns a selection, like a program in which text is selected or copied."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Mapping
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol import event


class SelectionOwner(threading.Thread):
    """Owns a selection until `close`.  `content` is its data for each target; None means it never answers.

    With `part_bytes` the content is sent in parts of this size, as programs do with large selections (INCR).
    """

    def __init__(
        self, display_name: str, selection: str, content: Mapping[str, bytes] | None, part_bytes: int | None = None
    ) -> None:
        super().__init__(daemon=True)
        self._content, self._part_bytes = content, part_bytes
        self._display = Display(display_name)
        self._parts: list[tuple[Any, int, int, bytes]] = []
        self._stopped, self._stopping = socket.socketpair()
        self.requests = 0
        root = self._display.screen().root
        self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self._window.set_selection_owner(self._atom(selection), X.CurrentTime)
        self._display.sync()
        self.start()

    def close(self) -> None:
        """Release the selection."""
        self._stopping.close()
        self.join()
        self._stopped.close()
        self._display.close()

    def run(self) -> None:
        while True:
            while self._display.pending_events():
                self._answer(self._display.next_event())
            if self._stopped in select.select([self._display, self._stopped], [], [])[0]:
                return

    def _answer(self, request: Any) -> None:
        if request.type == X.PropertyNotify and request.state == X.PropertyDelete and self._parts:
            window, atom, target, part = self._parts.pop(0)
            window.change_property(atom, target, 8, part)
            self._display.flush()
        elif request.type == X.SelectionRequest:
            self.requests += 1
            if self._content is not None:
                self._give(request, self._content.get(self._display.get_atom_name(request.target)))

    def _give(self, request: Any, content: bytes | None) -> None:
        window, atom, size = request.requestor, request.property, self._part_bytes
        if content is None:
            atom = X.NONE
        elif size is None:
            window.change_property(atom, request.target, 8, content)
        else:
            parts = [content[at : at + size] for at in range(0, len(content), size)]
            self._parts = [(window, atom, request.target, part) for part in [*parts, b""]]
            window.change_attributes(event_mask=X.PropertyChangeMask)
            window.change_property(atom, self._atom("INCR"), 32, [len(content)])
        window.send_event(
            event.SelectionNotify(
                time=request.time, requestor=window, selection=request.selection, target=request.target, property=atom
            )
        )
        self._display.flush()

    def _atom(self, name: str) -> int:
        return int(getattr(Xatom, name, 0) or self._display.intern_atom(name))
