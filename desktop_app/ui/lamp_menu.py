"""The context menu of a lamp."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.i18n.text import tr
from desktop_app.models.lamps import LampRow
from desktop_app.services.directory import NO_GROUP
from desktop_app.ui.actions import Actions
from desktop_app.ui.plain_label import plain_action
from desktop_app.ui.text_dialog import ask_text


def lamp_menu(row: LampRow, groups: list[str], is_watched: bool, actions: Actions, parent: QWidget) -> QMenu:
    """Return the menu of one lamp, to be opened and never exec'd.  `groups` are those it can be moved to."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    extension = row.extension
    for words, signal in (
        (tr("Call"), actions.call),
        (tr("Write a message"), actions.write),
        (tr("Details"), actions.details),
        (tr("Calls with this number"), actions.history),
        (tr("Copy the number"), actions.copy),
        (tr("Do not tell me any more") if is_watched else tr("Tell me when free"), actions.await_free),
    ):
        menu.addAction(words).triggered.connect(lambda _=False, signal=signal: signal.emit(extension))
    menu.addSeparator()
    words = tr("No favourite any more") if row.preferences.is_favourite else tr("Favourite")
    menu.addAction(words).triggered.connect(lambda _=False: actions.favourite.emit(extension))
    menu.addAction(tr("Rename …")).triggered.connect(lambda _=False: _rename(row, actions, parent))
    _group_menu(menu, row, groups, actions, parent)
    words = tr("Show again") if row.preferences.is_hidden else tr("Hide")
    hidden = replace(row.preferences, is_hidden=not row.preferences.is_hidden)
    menu.addAction(words).triggered.connect(lambda _=False: actions.place.emit({extension: hidden}))
    return menu


def _group_menu(menu: QMenu, row: LampRow, groups: list[str], actions: Actions, parent: QWidget) -> None:
    inside = menu.addMenu(tr("Group"))

    def put(group: str) -> None:
        actions.place.emit({row.extension: replace(row.preferences, group=group)})

    for words, group in [*((plain_action(group), group) for group in groups), (tr("Office"), NO_GROUP)]:
        action = inside.addAction(words)
        action.setCheckable(True)
        action.setChecked(group == row.group or (group == NO_GROUP and not row.group))
        action.triggered.connect(lambda _=False, group=group: put(group))
    inside.addSeparator()
    new = inside.addAction(tr("New group …"))
    new.triggered.connect(lambda _=False: ask_text(parent, tr("New group"), tr("Name of the group"), "", put))
    if row.preferences.group:
        inside.addAction(tr("As the exchange has it")).triggered.connect(lambda _=False: put(""))


def _rename(row: LampRow, actions: Actions, parent: QWidget) -> None:
    words = tr("Your name for {extension}; empty for the exchange's own").format(extension=row.extension)

    def keep(name: str) -> None:
        actions.place.emit({row.extension: replace(row.preferences, alias=name)})

    ask_text(parent, tr("Rename"), words, row.preferences.alias or row.name, keep)
