"""The lamps as a list model: a dense list of rows with a map from extension to row, and precise change signals."""

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

    `group` is the user's group, else the first queue by name.  `name_key` sorts by name, extensions without one last.
    `badges` are the queues: name, agent, and whether the agent is live.
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
        """The name, or the extension when no name is known."""
        return self.name or self.extension

    @property
    def pause(self) -> Agent | None:
        """The first live agent that is paused, if any."""
        return next((agent for _, agent, is_live in self.badges if is_live and agent.paused), None)

    @property
    def calls_taken(self) -> int:
        """Calls taken in all queues by live agents."""
        return sum(agent.calls or 0 for _, agent, is_live in self.badges if is_live)

    def peer_text(self, name_of: Callable[[str], str]) -> str:
        """Return the other party as name and formatted number; empty without one."""
        peer = self.lamp.peer
        if peer is None:
            return ""
        name = name_of(peer.number) or peer.name
        number = format_number(peer.number) if peer.number else ""
        return f"{name} · {number}" if name and number and name != number else name or number


class LampModel(QAbstractListModel):
    """The lamps of the live feed with the names of the directory.

    `rows_changed` carries the set of extensions of one flush, new ones included.
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
        self._subscriptions = (live.subscribe(self._heard), directory.subscribe(self._names_changed))
        self._add(set(live.office.lamps) | directory.extensions)

    def close(self) -> None:
        """End the subscriptions."""
        for unsubscribe in self._subscriptions:
            unsubscribe()

    @property
    def name_of(self) -> Callable[[str], str]:
        """The directory's function from a number to a name."""
        return self._directory.name_of

    def now(self) -> datetime:
        """Return the present time, up to which running times count."""
        return self._clock()

    # ---- what a view asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._extensions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return self.data_of(self._extensions[index.row()], role)

    def data_of(self, extension: str, role: int) -> Any:
        """Return the data of one extension for a role."""
        row = self.row(extension)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.accessible_text(row)
            case Qt.ItemDataRole.ToolTipRole:
                # Qt guesses whether a tooltip is markup, and names come from outside.
                return f"<qt>{escape(self.accessible_text(row))}</qt>"
            case _ if role == ROW:
                return row
            case _ if role == EXTENSION:
                return row.extension
        return None

    @property
    def extensions(self) -> tuple[str, ...]:
        """All extensions with a row, in the order of the rows."""
        return tuple(self._extensions)

    def row(self, extension: str) -> LampRow:
        """Return the present row; it is built on the first call after a change."""
        row = self._rows.get(extension)
        if row is None:
            row = self._rows[extension] = self._make(extension)
        return row

    def lamp_of(self, extension: str) -> Lamp | None:
        """Return the present lamp, including the time of its last repeated event."""
        return self._live.office.lamps.get(extension)

    def index_of(self, extension: str) -> QModelIndex:
        """Return the index of an extension, or an invalid one."""
        row = self._row_of.get(extension)
        return QModelIndex() if row is None else self.index(row)

    def accessible_text(self, row: LampRow) -> str:
        """Return the whole lamp as plain text for a screen reader and a tooltip."""
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
        """Return the sort key, cached per name: folding letters costs more than the rest of a row."""
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
        """Update all rows after a change outside the office, such as of the watched extensions."""
        self._names_changed()

    def _names_changed(self, numbers: Collection[str] | None = None) -> None:
        """Update the rows of numbers whose names changed; None for all."""
        if numbers is None:
            self._coalescer.mark_all((*self._extensions, *self._directory.extensions))
            return
        for number in numbers:
            if number in self._row_of or is_extension(number):
                self._coalescer.mark(number)

    def _flush(self, extensions: set[str]) -> None:
        new = extensions - self._row_of.keys()
        for extension in new:  # the row may have been built before there was a lamp
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
