"""Fields that show a setting and change it at once.

A setting that the administrator locked is disabled; its tooltip names the file.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop_app.config.settings import SIZE, Setting, Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_tip
from desktop_app.ui.wheel_safe import WheelSafeComboBox


def choice_words() -> dict[str, str]:
    """The values of the appearance settings in the language of the screens."""
    return {
        "system": tr("as the system"),
        "light": tr("light"),
        "dark": tr("dark"),
        "standard": tr("standard"),
        "colour-blind": tr("for colour-blind eyes"),
        "en": "English",
        "pl": "Polski",
        **{percent: f"{percent} %" for percent in SIZE.choices},
    }


def choice(settings: Settings, title: str, setting: Setting[str], words: dict[str, str]) -> WheelSafeComboBox:
    """A list of the setting's choices, which follows changes made elsewhere."""
    box = WheelSafeComboBox()
    box.setAccessibleName(title)
    for value in setting.choices:
        box.addItem(words.get(value, value), value)
    box.setCurrentIndex(setting.choices.index(settings.get(setting)))
    _lock(box, settings, setting)
    box.currentIndexChanged.connect(lambda place: settings.set(setting, setting.choices[place]))
    _follow(box, settings, setting, lambda: box.setCurrentIndex(setting.choices.index(settings.get(setting))))
    return box


def switch(settings: Settings, words: str, setting: Setting[bool]) -> QCheckBox:
    """A check box for the setting, which follows changes made elsewhere."""
    box = QCheckBox(words)
    box.setChecked(settings.get(setting))
    _lock(box, settings, setting)
    box.toggled.connect(lambda on: settings.set(setting, on))
    _follow(box, settings, setting, lambda: box.setChecked(settings.get(setting)))
    return box


def _follow(box: QWidget, settings: Settings, setting: Setting[str] | Setting[bool], show: Callable[[], None]) -> None:
    unsubscribe = settings.subscribe(lambda name: show() if name == setting.name else None)
    box.destroyed.connect(lambda: unsubscribe())


def line(settings: Settings, title: str, hint: str, setting: Setting[str]) -> QLineEdit:
    """Return a text field that stores the setting when editing is finished."""
    edit = QLineEdit(settings.get(setting))
    edit.setAccessibleName(title)
    edit.setPlaceholderText(hint)
    _lock(edit, settings, setting)
    edit.editingFinished.connect(lambda: settings.set(setting, edit.text().strip()))
    return edit


def _lock(field: QWidget, settings: Settings, setting: Setting[str] | Setting[bool]) -> None:
    file = settings.locked_by(setting)
    if file is not None:
        field.setEnabled(False)
        field.setToolTip(plain_tip(tr("Set by the administrator in {file}").format(file=file)))
