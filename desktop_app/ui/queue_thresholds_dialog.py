"""The thresholds of a queue: when it turns amber and red, the alarm sound, and whether the wallboard shows it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from desktop_app.i18n.text import tr
from desktop_app.services.queue_thresholds import QueueThresholds, ordered
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.wheel_safe import WheelSafeSpinBox


class QueueThresholdsDialog(QDialog):
    """Passes the thresholds to `keep` when confirmed; a threshold that is off is ignored.  Opened, never exec'd."""

    def __init__(
        self, queue: str, limits: QueueThresholds, keep: Callable[[QueueThresholds], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Limits and alarm"))
        self._keep = keep
        self._boxes: dict[str, WheelSafeSpinBox] = {}
        self._heard = QCheckBox(tr("Sound an alarm when it turns red"))
        self._heard.setChecked(limits.is_heard)
        self._on_wallboard = QCheckBox(tr("Show on the wallboard"))
        self._on_wallboard.setChecked(limits.is_on_wallboard)
        buttons = QDialogButtonBox()
        keep_button = buttons.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep_button.setProperty("kind", "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(plain_label(queue, "title"))
        layout.addLayout(self._make_grid(limits))
        layout.addWidget(self._heard)
        layout.addWidget(self._on_wallboard)
        layout.addWidget(buttons)

    def _make_grid(self, limits: QueueThresholds) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        for column, words in enumerate((tr("amber from"), tr("red from"))):
            grid.addWidget(plain_label(words, "heading"), 0, column + 1)
        for line, (words, amber, red, unit, most) in enumerate(
            (
                (tr("Callers waiting"), "waiting_amber", "waiting_red", "", 999),
                (tr("The first has waited"), "wait_amber_s", "wait_red_s", " s", 7200),
                (tr("Agents free, at most"), "free_amber", "free_red", "", 999),
            ),
            start=1,
        ):
            grid.addWidget(plain_label(words), line, 0)
            for column, name in enumerate((amber, red)):
                box = self._boxes[name] = WheelSafeSpinBox()
                box.setRange(-1, most)
                box.setSpecialValueText(tr("off"))
                box.setSuffix(unit)
                box.setAccessibleName(f"{words}, {(tr('amber from'), tr('red from'))[column]}")
                value = getattr(limits, name)
                box.setValue(-1 if value is None else value)
                grid.addWidget(box, line, column + 1)
        return grid

    def accept(self) -> None:
        values = {name: None if box.value() < 0 else box.value() for name, box in self._boxes.items()}
        limits = QueueThresholds(
            **values, is_heard=self._heard.isChecked(), is_on_wallboard=self._on_wallboard.isChecked()
        )
        self._keep(ordered(limits))
        super().accept()
