"""The panel: the busy-lamp field, with queues and conferences beside it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.lamps import FAVOURITES, LampModel
from desktop_app.models.panel_order import EVERYONE, PanelOrder, heading
from desktop_app.models.panel_view import PanelView, Shape, Show, Sort
from desktop_app.models.queues import QueueBoard
from desktop_app.services.directory import NO_GROUP
from desktop_app.ui.actions import Actions
from desktop_app.ui.lamp_field import LampField
from desktop_app.ui.lamp_menu import lamp_menu
from desktop_app.ui.lamp_painter import LampPainter
from desktop_app.ui.look import Look
from desktop_app.ui.panel_bar import PanelBar
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.queue_cards import QueueColumn
from desktop_app.ui.theme import MARGIN


class PanelPage(QWidget):
    """Shows the lamps and the queues and emits `actions`.

    `view_changed` carries a view to save.  `is_watched` tells whether the user waits for an extension to be free.
    """

    view_changed = Signal(object)

    def __init__(
        self,
        lamps: LampModel,
        board: QueueBoard,
        actions: Actions,
        look: Look,
        view: PanelView,
        is_watched: Callable[[str], bool],
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._lamps, self._actions, self._is_watched = lamps, actions, is_watched
        self.order = PanelOrder(lamps, view, self)
        self.bar = PanelBar(view, look)
        self.field = LampField(self.order, LampPainter(look.theme, lamps), look.theme)
        self.field.setAccessibleName(tr("Panel"))
        self._empty = plain_label(kind="dim")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.queues = QueueColumn(board, actions, look.theme)
        self._lay_out()
        self._connect()
        self._allow_drag()
        self._show_content()

    def _connect(self) -> None:
        actions = self._actions
        for signal, action in (
            (self.field.called, actions.call),
            (self.field.written_to, actions.write),
            (self.field.details, actions.details),
            (self.field.history, actions.history),
            (self.field.favourite, actions.favourite),
            (self.field.copied, actions.copy),
            (self.bar.wallboard, actions.wallboard),
            (self.bar.imported, actions.import_directory),
        ):
            signal.connect(action)
        self.bar.asked.connect(self.look)
        self.bar.done.connect(self.field.setFocus)
        self.field.zoomed.connect(lambda steps: self.look(replace(self.view, zoom=self.view.zoomed(steps))))
        self.field.toggled.connect(self._toggle_group)
        self.field.opened_all.connect(lambda: self.look(replace(self.view, collapsed=frozenset())))
        self.field.dropped.connect(self._drop)
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.field.customContextMenuRequested.connect(self._menu_at)
        self.order.sections_changed.connect(self._show_content)

    def _lay_out(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self.field)
        self._stack.addWidget(self._empty)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, 4, 8, 0)
        layout.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.bar)
        left.addLayout(self._stack)
        layout.addLayout(left, 1)
        layout.addWidget(self.queues)

    @property
    def view(self) -> PanelView:
        """The current view."""
        return self.order.view

    def look(self, view: PanelView) -> None:
        """Switch to another view and emit `view_changed`."""
        if view == self.view:
            return
        self.order.look(view)
        self.bar.show_view(view)
        self._allow_drag()
        self.field.doItemsLayout()
        self.view_changed.emit(view)

    def show_free(self) -> None:
        """Show only who is free, or everybody again."""
        wanted = Show.EVERYBODY if self.view.show is Show.FREE else Show.FREE
        self.look(replace(self.view, show=wanted))

    def next_shape(self) -> None:
        """Switch to the next shape: tiles, compact tiles, list."""
        shapes = tuple(Shape)
        self.look(replace(self.view, shape=shapes[(shapes.index(self.view.shape) + 1) % len(shapes)]))

    def zoom(self, steps: int) -> None:
        """Zoom by this many steps; 0 restores 100 %."""
        self.look(replace(self.view, zoom=self.view.zoomed(steps) if steps else 100))

    def set_queues_hidden(self, hidden: bool) -> None:
        """Hide or show the column of queues."""
        self.queues.set_hidden(hidden)

    def _allow_drag(self) -> None:
        self.field.can_be_ordered = self.view.sort.has_groups

    def _toggle_group(self, group: str) -> None:
        self.look(replace(self.view, collapsed=self.view.collapsed ^ {group}))
        self.field.show_heading(group)

    def _show_content(self) -> None:
        if not self._lamps.rowCount():
            self._empty.setText(
                tr("Nothing heard yet. The exchange tells no list: people appear here as their phones are used.")
            )
        else:
            self._empty.setText(tr("Nobody is shown: {filter}.").format(filter=self._filter_words()))
        self._stack.setCurrentIndex(0 if self.order.sections() else 1)

    def _filter_words(self) -> str:
        return {
            Show.FREE: tr("it is known of nobody that they are free"),
            Show.ENGAGED: tr("nobody talks, as far as is known"),
            Show.RINGING: tr("no phone rings, as far as is known"),
            Show.AWAY: tr("nobody is unavailable, as far as is known"),
        }.get(self.view.show, tr("everybody is hidden"))

    def _drop(self, extension: str, group: str, before: str) -> None:
        """Insert a lamp before another one of a group, and sort by hand from now on."""
        members = [one for one in self.order.members(group) if one != extension]
        place = members.index(before) if before in members else len(members)
        members.insert(place, extension)
        moved = {one: replace(self._lamps.row(one).preferences, position=n) for n, one in enumerate(members)}
        if group == FAVOURITES:
            moved[extension] = replace(moved[extension], is_favourite=True)
        elif group != EVERYONE:
            own_group = group or NO_GROUP
            moved[extension] = replace(moved[extension], is_favourite=False, group=own_group)
        before_view, before_placings = (
            self.view,
            {one: self._lamps.row(one).preferences for one in moved},
        )
        self._actions.place.emit(moved)
        self.look(replace(self.view, sort=Sort.HAND))

        def undo() -> None:
            self._actions.place.emit(before_placings)
            self.look(before_view)

        words = tr("{who} stands in «{group}» now, and the panel is in order by hand.")
        said = words.format(who=self._lamps.row(extension).title, group=heading(group))
        self._actions.offer.emit(said, tr("Undo"), undo)

    def _menu_at(self, point: QPoint) -> None:
        index = self.field.indexAt(point)
        if index.isValid():
            self.field.setCurrentIndex(index)
            row = self.order.row_at(index.row())
            groups = sorted({self._lamps.row(extension).group for extension in self._lamps.extensions} - {""})
            menu = lamp_menu(row, groups, self._is_watched(row.extension), self._actions, self)
            menu.popup(self.field.viewport().mapToGlobal(point))
