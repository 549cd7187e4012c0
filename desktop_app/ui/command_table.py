"""The table of commands.

One entry for each thing that can be done by name or by key.  The menu, the shortcuts of the window, the F1 dialog, the
tooltips and the command bar are all built from it.  `controllers.commands` fills it for the window;
`ui.widget_commands` lists the keys that a widget handles while it has the focus.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QKeySequence

from desktop_app.i18n.text import folded, tr

MOST_FOUND = 3
SHORTEST_QUERY = 2
_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter"}


class Context(Enum):
    """Where a key works: in the whole window, or while one kind of widget has the focus."""

    WINDOW = "window"
    PANEL = "panel"
    CARD = "card"
    CALLS = "calls"
    CALL_BACKS = "call backs"
    COMMAND_BAR = "command bar"
    DETAILS = "details"
    MESSAGE = "message"
    PERSON = "person"
    PLAYER = "player"
    WALLBOARD = "wallboard"


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Command:
    """One thing that can be done.

    `keys` are portable key sequences such as "Ctrl+K"; the first one is shown.  `section` is the title of its submenu
    and of its part of the F1 dialog; an empty section puts it into the menu itself.  `keywords` are further words that
    find it in the command bar, besides those of `text` and `id`.  `run` is None where the focused widget carries the
    command out.  `in_menu` is False for what only a key makes sense for.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    section: str = ""
    icon: str = "menu"
    keywords: str = ""
    context: Context = Context.WINDOW
    run: Callable[[], object] | None = None
    is_enabled: Callable[[], bool] = _always
    in_menu: bool = True

    @property
    def key(self) -> str:
        """The first key as it is shown, or an empty text."""
        return shown_key(self.keys[0]) if self.keys else ""

    @property
    def shown_keys(self) -> str:
        """All keys as they are shown, each once."""
        return "  ".join(dict.fromkeys(map(shown_key, self.keys)))

    @property
    def tip(self) -> str:
        """The text for a tooltip, with the key."""
        return with_key(self.text, self.key)

    @property
    def can_run(self) -> bool:
        """True when it can be run now from the menu or the command bar."""
        return self.run is not None and self.is_enabled()


class CommandTable:
    """All commands in the order of the menu.

    Raises:
        ValueError: an id occurs twice, or a key has two meanings in one context.
    """

    def __init__(self, commands: Iterable[Command]) -> None:
        self.all = tuple(commands)
        ids = Counter(command.id for command in self.all)
        keys = Counter((command.context, key) for command in self.all for key in command.keys)
        if twice := [one for one, count in (*ids.items(), *keys.items()) if count > 1]:
            raise ValueError(f"more than one command for {twice}")
        self._by_id = {command.id: command for command in self.all}

    def __getitem__(self, identifier: str) -> Command:
        return self._by_id[identifier]

    def of(self, context: Context) -> tuple[Command, ...]:
        """The commands of one context."""
        return tuple(command for command in self.all if command.context is context)

    def sections(self) -> dict[str, list[Command]]:
        """The commands by the title of their section, in the order of the table."""
        found: dict[str, list[Command]] = {}
        for command in self.all:
            found.setdefault(command.section, []).append(command)
        return found

    def find(self, text: str) -> list[Command]:
        """The commands that can be run now and in which each typed word begins some word, best first.

        The ids are English, so that English words find a command in every language.  One letter finds nothing: it
        would fit too many.
        """
        typed = folded(text).split()
        if len("".join(typed)) < SHORTEST_QUERY:
            return []
        hits = []
        for place, command in enumerate(self.all):
            title = _words(command.text)
            words = [*title, *_words(command.keywords), *_words(command.id)]
            fits = all(any(word.startswith(one) for word in words) for one in typed)
            if fits and command.can_run and command.in_menu:
                is_in_title = any(word.startswith(typed[0]) for word in title)
                hits.append((not is_in_title, place, command))
        return [command for _, _, command in sorted(hits, key=lambda hit: hit[:2])][:MOST_FOUND]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text))


def shown_key(key: str) -> str:
    """A portable key sequence as people read it: arrows as signs, Return as Enter."""
    if sys.platform == "darwin":
        return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    head, plus, last = key.rpartition("+")
    return head + plus + (tr("Space") if last == "Space" else _SIGNS.get(last, last))


def with_key(text: str, key: str) -> str:
    """A tooltip's text with the key in parentheses, where there is one."""
    return f"{text} ({key})" if key else text
