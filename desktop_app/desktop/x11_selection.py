"""The text that is selected or copied in another program on X11, read within a bounded time.

QClipboard is not used for this: Qt's xcb plugin waits for the owner of the selection on the GUI thread, 15 s when the
owner does not answer (5 s for each of three formats).  Reading converts the selection into a property of a window of
our own, so that neither the clipboard nor its owner changes.
"""

from __future__ import annotations

import time
from enum import Enum
from typing import Any

from Xlib import X
from Xlib.display import Display

from desktop_app.desktop.clipboard import LONGEST_TEXT
from desktop_app.desktop.x11 import X_ERRORS, next_event, x_connection

WITHIN_S = 2.0
_BYTES_PER_CHARACTER = 4  # the most that UTF-8 takes
_LONGEST_BYTES = LONGEST_TEXT * _BYTES_PER_CHARACTER
# The requested text formats: nearly every program supports the first, some old ones only the second.
_TARGETS = (("UTF8_STRING", "utf-8"), ("STRING", "latin-1"))


class Selection(Enum):
    """A selection of X11, by the name of its atom."""

    PRIMARY = "PRIMARY"
    """What is marked with the mouse or the keys."""
    CLIPBOARD = "CLIPBOARD"
    """What was copied."""


def read_selection(selection: Selection, within_s: float = WITHIN_S) -> str:
    """Return the text of a selection, cut to `LONGEST_TEXT` characters.

    It is empty when the selection has no owner, when it is no text, and when its owner has not answered within
    `within_s` seconds.  Blocks, longer than that only while the X server itself does not answer.
    """
    deadline_s = time.monotonic() + within_s
    try:
        with x_connection() as display:
            requestor = _Requestor(display, selection, deadline_s)
            for target, encoding in _TARGETS:
                content = requestor.convert(target)
                if content is not None:
                    return content.decode(encoding, "replace")[:LONGEST_TEXT]
    except X_ERRORS:  # TimeoutError is an OSError
        pass
    return ""


class _Requestor:
    """A hidden window into whose property the owner of the selection writes."""

    def __init__(self, display: Display, selection: Selection, deadline_s: float) -> None:
        self._display, self._deadline_s = display, deadline_s
        root = display.screen().root
        self._window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        self._selection = display.intern_atom(selection.value)
        self._property = display.intern_atom("CLOUDPBX_SELECTION")
        self._incremental = display.intern_atom("INCR")

    def convert(self, target: str) -> bytes | None:
        """Return the first bytes of the selection as `target`; None when its owner refuses, or there is none."""
        atom = self._display.intern_atom(target)
        self._window.convert_selection(self._selection, atom, self._property, X.CurrentTime)
        while (event := self._next()).type != X.SelectionNotify:
            pass
        if event.property == X.NONE:
            return None
        found = self._take()
        if found is not None and found.property_type == self._incremental:
            return self._parts()
        return None if found is None else bytes(found.value)

    def _parts(self) -> bytes:
        """Collect a large selection, of which each part is written when the one before was deleted.

        The rest of one that is longer than we need is left: the owner sees that our window is gone.
        """
        content = b""
        while len(content) < _LONGEST_BYTES:
            event = self._next()
            if event.type != X.PropertyNotify or event.atom != self._property or event.state != X.PropertyNewValue:
                continue
            part = self._take()
            if part is None or not part.value:
                break
            content += bytes(part.value)
        return content

    def _take(self) -> Any:
        """Return the property, cut to `_LONGEST_BYTES`, and delete it."""
        found = self._window.get_property(self._property, X.AnyPropertyType, 0, _LONGEST_BYTES // 4)
        self._window.delete_property(self._property)
        return found

    def _next(self) -> Any:
        return next_event(self._display, self._deadline_s)
