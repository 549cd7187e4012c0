"""The bar above the field: which states are shown, sorting, shape and size."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.panel_view import PanelView, Shape, Show, Sort
from desktop_app.ui.look import Look
from desktop_app.ui.wheel_safe import WheelSafeComboBox

_ICONS = {Shape.TILES: "layout-grid", Shape.COMPACT: "rows", Shape.LIST: "list"}


class PanelBar(QWidget):
    """Shows a `PanelView`; `asked` carries the view that was chosen instead."""

    asked = Signal(object)
    wallboard = Signal()
    imported = Signal()
    done = Signal()

    def __init__(self, view: PanelView, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme, self._icons = view, look.theme, look.icons
        self._shows = QButtonGroup(self)
        self._shapes = QButtonGroup(self)
        self._lay_out()
        self._connect()
        look.theme.changed.connect(self._paint_icons)
        self._paint_icons()
        self.show_view(view)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self._make_chips()
        layout.addWidget(self._chips)
        layout.addWidget(self._show_box)
        self._show_box.hide()
        layout.addStretch(1)
        self._sort = WheelSafeComboBox()
        self._sort.setAccessibleName(tr("Order of the panel"))
        self._sort.setToolTip(tr("Order of the panel"))
        for sort in Sort:
            self._sort.addItem(_sort_words(sort), sort)
        self._sort.setProperty("kind", "small")
        layout.addWidget(self._sort)
        for number, shape in enumerate(Shape):
            button = self._flat(_shape_words(shape))
            button.setCheckable(True)
            self._shapes.addButton(button, number)
            layout.addWidget(button)
        self._more = self._flat(tr("More ways of looking"))
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        layout.addWidget(self._more)

    def _make_chips(self) -> None:
        """Make one chip for each state, and the list that replaces them in a narrow window."""
        self._chips = QWidget()
        chips = QHBoxLayout(self._chips)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(6)
        self._show_box = WheelSafeComboBox()
        self._show_box.setProperty("kind", "small")
        self._show_box.setAccessibleName(tr("Who is shown"))
        for number, show in enumerate(Show):
            chip = QPushButton(_show_words(show))
            chip.setCheckable(True)
            chip.setProperty("kind", "chip")
            self._shows.addButton(chip, number)
            chips.addWidget(chip)
            self._show_box.addItem(_show_words(show))

    def _connect(self) -> None:
        self._menu.aboutToShow.connect(self._fill_menu)
        self._shows.idClicked.connect(lambda place: self._ask(show=tuple(Show)[place]))
        self._shapes.idClicked.connect(lambda place: self._ask(shape=tuple(Shape)[place]))
        self._sort.currentIndexChanged.connect(lambda place: self._ask(sort=tuple(Sort)[place]))
        self._show_box.currentIndexChanged.connect(lambda place: self._ask(show=tuple(Show)[place]))
        # Return the focus to the field after a choice.
        for box in (self._sort, self._show_box):
            box.activated.connect(self.done)
        for group in (self._shows, self._shapes):
            group.idClicked.connect(self.done)
        self._menu.aboutToHide.connect(self.done)

    def show_view(self, view: PanelView) -> None:
        """Show this view as the current one."""
        self._view = view
        self._shows.button(tuple(Show).index(view.show)).setChecked(True)
        self._shapes.button(tuple(Shape).index(view.shape)).setChecked(True)
        for box, place in ((self._sort, tuple(Sort).index(view.sort)), (self._show_box, tuple(Show).index(view.show))):
            box.blockSignals(True)
            box.setCurrentIndex(place)
            box.blockSignals(False)

    def minimumSizeHint(self) -> QSize:
        """Small: the chips become a list before they widen the window."""
        return QSize(260, 30)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tools = self._sort.sizeHint().width() + 4 * 36 + 12
        is_narrow = self._chips.sizeHint().width() + tools > self.width()
        self._chips.setVisible(not is_narrow)
        self._show_box.setVisible(is_narrow)

    def _ask(self, **changes: object) -> None:
        self.asked.emit(replace(self._view, **changes))

    def _flat(self, words: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "tool")
        button.setFixedSize(30, 30)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    def _paint_icons(self) -> None:
        color = self._theme.tokens.dim
        for number, shape in enumerate(Shape):
            self._shapes.button(number).setIcon(self._icons.icon(_ICONS[shape], color, 16))
        self._more.setIcon(self._icons.icon("ellipsis", color, 16))

    def _fill_menu(self) -> None:
        view, menu = self._view, self._menu
        menu.clear()
        for words, name, is_on in (
            (tr("Hide the unavailable"), "hides_unavailable", view.hides_unavailable),
            (tr("Show hidden people"), "shows_hidden", view.shows_hidden),
        ):
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(is_on)
            action.toggled.connect(lambda on, name=name: self._ask(**{name: on}))
        menu.addSeparator()
        for words, steps in ((tr("Larger"), 1), (tr("Smaller"), -1)):
            menu.addAction(words).triggered.connect(partial(self._zoom, steps))
        menu.addAction(tr("Usual size ({n} %)", 100)).triggered.connect(lambda _=False: self._ask(zoom=100))
        menu.addAction(tr("Open all groups")).triggered.connect(lambda _=False: self._ask(collapsed=frozenset()))
        menu.addSeparator()
        menu.addAction(tr("Wallboard of the queues")).triggered.connect(lambda _=False: self.wallboard.emit())
        menu.addAction(tr("Import a directory …")).triggered.connect(lambda _=False: self.imported.emit())

    def _zoom(self, steps: int, _checked: bool = False) -> None:
        self._ask(zoom=self._view.zoomed(steps))


def _show_words(show: Show) -> str:
    return {
        Show.EVERYBODY: tr("All"),
        Show.FREE: tr("Free now"),
        Show.ENGAGED: tr("Talking now"),
        Show.RINGING: tr("Ringing now"),
        Show.AWAY: tr("Away"),
    }[show]


def _sort_words(sort: Sort) -> str:
    return {
        Sort.GROUP: tr("By group"),
        Sort.HAND: tr("By hand"),
        Sort.NAME: tr("By name"),
        Sort.EXTENSION: tr("By extension"),
        Sort.STATE: tr("By state"),
    }[sort]


def _shape_words(shape: Shape) -> str:
    return {Shape.TILES: tr("Tiles"), Shape.COMPACT: tr("Compact tiles"), Shape.LIST: tr("List")}[shape]
