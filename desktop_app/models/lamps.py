"""The lamps as rows: dense, with a map from extension to row, and changed precisely."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.archive.records import NO_GROUP
from desktop_app.i18n.text import folded, tr
from desktop_app.models.coalescer import Coalescer
from desktop_app.models.formatting import lamp_text, last_seen_text, state_duration_text
from desktop_app.office import Agent, Change, DeviceState, Lamp, Part
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.kinds import is_extension
from desktop_app.runtime.clock import Clock

if TYPE_CHECKING:
    from desktop_app.services.directory import Directory, ExtensionPreferences
    from desktop_app.services.live_feed import LiveFeed


Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1
EXTENSION = Qt.ItemDataRole.UserRole + 2

FAVOURITES = "\0favourites"


class LampRow(msgspec.Struct, frozen=True):
    """Everything that the panel paints of one extension.

    `group` is where it belongs (a person's group, else its first queue); `name_key` puts names in their order, those
    without one last.
    """

    extension: str
    name: str
    name_key: tuple[bool, str, str, str]
    lamp: Lamp
    is_live: bool
    preferences: ExtensionPreferences
    group: str
    badges: tuple[tuple[str, Agent, bool], ...] = ()
    is_watched: bool = False

    @property
    def title(self) -> str:
        """The name, or the number of somebody whose name we do not know."""
        return self.name or self.extension

    @property
    def pause(self) -> Agent | None:
        """The first queue's agent that is paused now, if any; what was heard before a doubt does not count."""
        return next((agent for _, agent, is_live in self.badges if is_live and agent.paused), None)

    @property
    def taken(self) -> int:
        """Calls taken in all queues, as far as they were said since the last doubt."""
        return sum(agent.calls or 0 for _, agent, is_live in self.badges if is_live)

    def peer_text(self, name_of: Callable[[str], str]) -> str:
        """Whom with: the best name and the number as it is written."""
        peer = self.lamp.peer
        if peer is None:
            return ""
        name = name_of(peer.number) or peer.name
        number = format_number(peer.number) if peer.number else ""
        return f"{name} · {number}" if name and number and name != number else name or number


class LampModel(QAbstractListModel):
    """Reads the live feed and the directory; tells views which rows look different.

    `rows_changed` carries the extensions of one flush, new ones among them.
    """

    rows_changed = Signal(object)

    def __init__(
        self,
        live: LiveFeed,
        directory: Directory,
        clock: Clock,
        parent: QObject | None = None,
        is_watched: Callable[[str], bool] = lambda extension: False,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._is_awaited = is_watched
        self._directory = directory
        self._clock = clock
        self._extensions: list[str] = []
        self._row_of: dict[str, int] = {}
        self._rows: dict[str, LampRow] = {}
        self._name_keys: dict[str, tuple[str, tuple[bool, str, str, str]]] = {}
        self._coalescer = Coalescer(self)
        self._coalescer.flushed.connect(self._flush)
        self._unsubscribe = live.subscribe(self._heard)
        directory.subscribe(self._names_changed)
        self._add(set(live.office.lamps) | directory.extensions)

    def close(self) -> None:
        """Stop listening."""
        self._unsubscribe()

    @property
    def name_of(self) -> Callable[[str], str]:
        """The directory's way from a number to a name, for painters."""
        return self._directory.name_of

    def now(self) -> datetime:
        """The moment that running times count to."""
        return self._clock()

    # ---- what a view asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._extensions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return self.data_of(self._extensions[index.row()], role)

    def data_of(self, extension: str, role: int) -> Any:
        """What a view asks of one extension."""
        row = self.row(extension)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.in_words(row)
            case Qt.ItemDataRole.ToolTipRole:
                # A tooltip guesses whether it is markup, and names come from outside.
                return f"<qt>{escape(self.in_words(row))}</qt>"
            case _ if role == ROW:
                return row
            case _ if role == EXTENSION:
                return row.extension
        return None

    @property
    def extensions(self) -> tuple[str, ...]:
        """Everybody there is a row for, in the order in which we learned of them."""
        return tuple(self._extensions)

    def row(self, extension: str) -> LampRow:
        """One row as it is now; made when it is first asked for after a change."""
        row = self._rows.get(extension)
        if row is None:
            row = self._rows[extension] = self._make(extension)
        return row

    def lamp_of(self, extension: str) -> Lamp | None:
        """What is known of a phone at this moment, the times of mere repetitions included."""
        return self._live.office.lamps.get(extension)

    def index_of(self, extension: str) -> QModelIndex:
        """Where an extension stands, or an invalid index."""
        row = self._row_of.get(extension)
        return QModelIndex() if row is None else self.index(row)

    def in_words(self, row: LampRow) -> str:
        """The whole lamp as a sentence, for a screen reader and a tooltip; plain text."""
        parts = [row.title] if row.title == row.extension else [row.title, row.extension]
        if row.is_live:
            parts += [lamp_text(row.lamp), row.peer_text(self.name_of), state_duration_text(row.lamp, self.now())]
        elif row.lamp.seen_at is not None:
            seen = tr("not known now, {when}: {state}")
            parts.append(seen.format(when=last_seen_text(row.lamp, self.now()), state=lamp_text(row.lamp)))
        else:
            parts.append(tr("not known, nothing heard yet"))
        if row.is_watched:
            parts.append(tr("you are told when free"))
        if row.pause is not None:
            parts.append(tr("paused: {reason}").format(reason=row.pause.reason or "–"))
        return ", ".join(part for part in parts if part)

    def _make(self, extension: str) -> LampRow:
        office = self._live.office
        lamp = office.lamps.get(extension) or Lamp(extension)
        badges = tuple((queue.name, agent, office.is_live(agent)) for queue, agent in office.queues_of(extension))
        preferences, name = self._directory.preferences(extension), self._directory.name_of(extension)
        return LampRow(
            extension=extension,
            name=name,
            name_key=self._name_key(extension, name),
            lamp=lamp,
            is_live=office.is_live(lamp) and lamp.state is not DeviceState.UNKNOWN,
            preferences=preferences,
            group=""
            if preferences.group == NO_GROUP
            else preferences.group or min((name for name, _, _ in badges), default=""),
            is_watched=self._is_awaited(extension),
            badges=badges,
        )

    def _name_key(self, extension: str, name: str) -> tuple[bool, str, str, str]:
        """Made once for each name: folding letters costs more than the rest of a row."""
        kept = self._name_keys.get(extension)
        if kept is None or kept[0] != name:
            kept = self._name_keys[extension] = (name, (not name, folded(name), name, f"{extension:>8}"))
        return kept[1]

    # ---- what changes ----------------------------------------------------------------------------

    def _heard(self, changes: tuple[Change, ...]) -> None:
        office = self._live.office
        for change in changes:
            if change.part is Part.EVERYTHING:
                self._coalescer.mark_all((*self._extensions, *office.lamps))
            elif change.part is Part.LAMP:
                is_ringing = office.lamps[change.key].state is DeviceState.RINGING
                self._coalescer.mark(change.key, urgent=is_ringing)
            elif change.extension:
                self._coalescer.mark(change.extension)

    def refresh(self) -> None:
        """Something besides the office is different: names, places, who is waited for."""
        self._names_changed()

    def _names_changed(self, numbers: Collection[str] | None = None) -> None:
        """Other names for these numbers; None for everybody."""
        if numbers is None:
            self._coalescer.mark_all((*self._extensions, *self._directory.extensions))
            return
        for number in numbers:
            if number in self._row_of or is_extension(number):
                self._coalescer.mark(number)

    def _flush(self, extensions: set[str]) -> None:
        new = extensions - self._row_of.keys()
        for extension in new:  # somebody may have asked for the row before there was a lamp
            self._rows.pop(extension, None)
        self._add(new)
        changed = set(new)
        for extension in extensions - new:
            old = self._rows.pop(extension, None)
            if old is None or old != self.row(extension):
                changed.add(extension)
                index = self.index(self._row_of[extension])
                self.dataChanged.emit(index, index)
        if changed:
            self.rows_changed.emit(changed)

    def _add(self, new: Iterable[str]) -> None:
        added = sorted(new)
        if not added:
            return
        first = len(self._extensions)
        self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
        for extension in added:
            self._row_of[extension] = len(self._extensions)
            self._extensions.append(extension)
        self.endInsertRows()
