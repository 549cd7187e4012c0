"""The order of the panel: which lamps are shown, under which headings and in which order.

Each group keeps its sort keys sorted and counts its free lamps incrementally, so an event costs a binary search in its
group, however many lamps there are.  Only another view rebuilds everything.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, NamedTuple

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from desktop_app.i18n.text import folded, tr
from desktop_app.models.lamps import FAVOURITES, Index, LampModel, LampRow
from desktop_app.models.panel_view import PanelView, Show, Sort
from desktop_app.office import DeviceState

Key = tuple[Any, ...]
EVERYONE = "\0everyone"
_FREE = DeviceState.IDLE
_BY_ATTENTION = (
    DeviceState.RINGING,
    DeviceState.CONNECTING,
    DeviceState.IN_USE,
    DeviceState.BUSY,
    DeviceState.ON_HOLD,
    DeviceState.IDLE,
    DeviceState.UNAVAILABLE,
    DeviceState.UNKNOWN,
)
_RANK = {state: rank for rank, state in enumerate(_BY_ATTENTION)}


class Section(msgspec.Struct, frozen=True):
    """A heading and the rows under it.

    Of its `count` lamps, `shown` rows follow from row `first` (none when collapsed).  `known` lamps are live, `free` of
    those are free.
    """

    group: str
    title: str
    first: int
    count: int
    shown: int
    free: int
    known: int


class _Place(NamedTuple):
    """The place of a lamp: its group, its sort key (None when it is hidden), and how it is counted."""

    group: str
    key: Key | None
    is_known: bool
    is_free: bool


class _Group:
    """The lamps of one heading in order.  `first` is its first row."""

    __slots__ = ("collapsed", "extensions", "first", "free", "keys", "known")

    def __init__(self, collapsed: bool) -> None:
        self.keys: list[Key] = []
        self.extensions: list[str] = []
        self.collapsed = collapsed
        self.first = self.free = self.known = 0

    @property
    def shown(self) -> int:
        return 0 if self.collapsed else len(self.keys)

    def count(self, place: _Place, sign: int) -> None:
        self.known += sign * place.is_known
        self.free += sign * place.is_free


class PanelOrder(QAbstractListModel):
    """A LampModel in the order of a PanelView.

    `rearranging` is emitted before a change.  After it comes `sections_changed` when rows have moved, or `counted` when
    only the counts in headings differ.
    """

    rearranging = Signal()
    sections_changed = Signal()
    counted = Signal()

    def __init__(self, lamps: LampModel, view: PanelView | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lamps = lamps
        self.view = view or PanelView()
        self._groups: dict[str, _Group] = {}
        self._order: list[str] = []
        self._places: dict[str, _Place] = {}
        self._rows = 0
        self._is_moved = self._is_counted = False
        lamps.rows_changed.connect(self._lamps_changed)
        self._lay_out()

    # ---- what a view asks ------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        return self._lamps.data_of(self.extension_at(index.row()), role)

    def extension_at(self, position: int) -> str:
        """Return the extension at a row.  Raises IndexError."""
        for name in self._order:
            group = self._groups[name]
            if position < group.first + group.shown:
                return group.extensions[position - group.first]
        raise IndexError(position)

    def row_at(self, position: int) -> LampRow:
        """Return the lamp at a row.  Raises IndexError."""
        return self._lamps.row(self.extension_at(position))

    def index_of(self, extension: str) -> QModelIndex:
        """Return the index of an extension; an invalid one when it is not shown."""
        position = self._position(self._places.get(extension))
        return self.index(position) if position >= 0 else QModelIndex()

    def sections(self) -> list[Section]:
        """Return the headings in the order of the rows."""
        found = []
        for name in self._order:
            group = self._groups[name]
            shown = (group.first, len(group.keys), group.shown, group.free, group.known)
            found.append(Section(name, heading(name), *shown))
        return found

    def group_of(self, extension: str) -> str | None:
        """Return the group of an extension; None when it is unknown."""
        place = self._places.get(extension)
        return place.group if place is not None else None

    def members(self, group: str) -> list[str]:
        """Return the extensions of a group in order."""
        return list(self._groups[group].extensions) if group in self._groups else []

    # ---- another view ----------------------------------------------------------------------------

    def look(self, view: PanelView) -> None:
        """Rebuild the order for this view."""
        if view != self.view:
            self.view = view
            self._lay_out()

    def _lay_out(self) -> None:
        self.beginResetModel()
        self._places.clear()
        entries: dict[str, list[tuple[Key, str]]] = {}
        for extension in self._lamps.extensions:
            place = self._places[extension] = self._place(extension)
            if place.key is not None:
                entries.setdefault(place.group, []).append((place.key, extension))
        self._groups = {}
        for name, members in entries.items():
            group = self._groups[name] = _Group(name in self.view.collapsed)
            members.sort()
            group.keys = [key for key, _ in members]
            group.extensions = [extension for _, extension in members]
            for extension in group.extensions:
                group.count(self._places[extension], +1)
        self._order = sorted(self._groups, key=_group_key)
        self._renumber()
        self.endResetModel()
        self.sections_changed.emit()

    def _renumber(self) -> None:
        first = 0
        for name in self._order:
            group = self._groups[name]
            group.first = first
            first += group.shown
        self._rows = first

    # ---- what changes ----------------------------------------------------------------------------

    def _lamps_changed(self, extensions: set[str]) -> None:
        self.rearranging.emit()
        for extension in extensions:
            self._update(extension)
        is_moved, is_counted = self._is_moved, self._is_counted
        self._is_moved = self._is_counted = False
        if is_moved:
            self.sections_changed.emit()
        elif is_counted:
            self.counted.emit()

    def _update(self, extension: str) -> None:
        old, new = self._places.get(extension), self._place(extension)
        self._places[extension] = new
        if old is not None and old.group == new.group and old.key == new.key:
            if new.key is not None:
                self._recount(old, new)
                position = self._position(new)
                if position >= 0:
                    index = self.index(position)
                    self.dataChanged.emit(index, index)
            return
        if old is not None and self._move(extension, old, new):
            return
        if old is not None and old.key is not None:
            self._take(old, old.key)
        if new.key is not None:
            self._put(extension, new, new.key)

    def _recount(self, old: _Place, new: _Place) -> None:
        if old != new:
            group = self._groups[new.group]
            group.count(old, -1)
            group.count(new, +1)
            self._is_counted = True

    def _move(self, extension: str, old: _Place, new: _Place) -> bool:
        """Move a shown row, so that it stays selected.  Return False when it must be removed and inserted instead."""
        source, target = self._groups.get(old.group), self._groups.get(new.group)
        if old.key is None or new.key is None or source is None or target is None:
            return False
        if source.collapsed or target.collapsed or len(source.keys) == 1:
            return False
        place = bisect_left(source.keys, old.key)
        there = bisect_left(target.keys, new.key)
        begin, end = source.first + place, target.first + there
        moves = begin not in (end, end - 1)
        if moves:
            self.beginMoveRows(QModelIndex(), begin, begin, QModelIndex(), end)
        del source.keys[place], source.extensions[place]
        source.count(old, -1)
        there = bisect_left(target.keys, new.key)
        target.keys.insert(there, new.key)
        target.extensions.insert(there, extension)
        target.count(new, +1)
        self._renumber()
        if moves:
            self.endMoveRows()
        index = self.index(self._position(new))
        self.dataChanged.emit(index, index)
        self._is_moved = True
        return True

    def _take(self, place: _Place, key: Key) -> None:
        group = self._groups[place.group]
        at = bisect_left(group.keys, key)
        if not group.collapsed:
            self.beginRemoveRows(QModelIndex(), group.first + at, group.first + at)
        del group.keys[at], group.extensions[at]
        group.count(place, -1)
        if not group.keys:
            del self._groups[place.group]
            self._order.remove(place.group)
        self._renumber()
        if not group.collapsed:
            self.endRemoveRows()
        self._is_moved = True

    def _put(self, extension: str, place: _Place, key: Key) -> None:
        group = self._groups.get(place.group)
        if group is None:
            group = self._groups[place.group] = _Group(place.group in self.view.collapsed)
            at = bisect_left(self._order, _group_key(place.group), key=_group_key)
            self._order.insert(at, place.group)
            self._renumber()
        at = bisect_left(group.keys, key)
        if not group.collapsed:
            self.beginInsertRows(QModelIndex(), group.first + at, group.first + at)
        group.keys.insert(at, key)
        group.extensions.insert(at, extension)
        group.count(place, +1)
        self._renumber()
        if not group.collapsed:
            self.endInsertRows()
        self._is_moved = True

    def _position(self, place: _Place | None) -> int:
        if place is None or place.key is None:
            return -1
        group = self._groups[place.group]
        return -1 if group.collapsed else group.first + bisect_left(group.keys, place.key)

    # ---- where a lamp belongs --------------------------------------------------------------------

    def _place(self, extension: str) -> _Place:
        row, view = self._lamps.row(extension), self.view
        state = row.lamp.state if row.is_live else None
        by_group = row.group if view.sort.has_groups else EVERYONE
        group = FAVOURITES if row.preferences.is_favourite else by_group
        key = self._key(row, state) if self._is_shown(row, state) else None
        return _Place(group, key, state is not None, state is _FREE)

    def _is_shown(self, row: LampRow, state: DeviceState | None) -> bool:
        view = self.view
        if row.preferences.is_hidden and not view.shows_hidden:
            return False
        if view.only_favourites and not row.preferences.is_favourite:
            return False
        if view.hides_unavailable and state is DeviceState.UNAVAILABLE and view.show is not Show.AWAY:
            return False
        return view.show.includes(state)

    def _key(self, row: LampRow, state: DeviceState | None) -> Key:
        match self.view.sort:
            case Sort.EXTENSION:
                return (_as_number(row.extension),)
            case Sort.STATE:
                return (_RANK[state or DeviceState.UNKNOWN], *row.name_key)
            case Sort.HAND:
                place = row.preferences.position
                return (place is None, place or 0, *row.name_key)
        return row.name_key


def _group_key(group: str) -> Key:
    """Sort favourites first, then groups by name, then everybody else."""
    return (group != FAVOURITES, group in ("", EVERYONE), folded(group), group)


def _as_number(extension: str) -> tuple[int, str]:
    """Sort 9 before 10, and text that is not a number last."""
    return (int(extension) if extension.isascii() and extension.isdigit() else 10**20, extension)


def heading(group: str) -> str:
    """Return the shown name of a group."""
    return {FAVOURITES: tr("Favourites"), EVERYONE: tr("Everybody"), "": tr("Office")}.get(group, group)
