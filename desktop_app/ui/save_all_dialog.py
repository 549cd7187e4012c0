"""The dialog for saving all recordings shown: the folder and the pattern of the file names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.ui.plain_label import plain_label

WIDTH = 560


@dataclass(frozen=True)
class FileNames:
    """How saved recordings are named.

    `pattern` is the one in use and may hold `fields` in braces, `default` replaces an empty one, `example` gives the
    name of one file by a pattern.
    """

    pattern: str
    default: str
    fields: tuple[str, ...]
    example: Callable[[str], str]


class SaveAllDialog(QDialog):
    """Asks for the folder and the names, and passes both to `save`.  Opened, never exec'd."""

    def __init__(
        self,
        count: int,
        folder: Path,
        names: FileNames,
        save: Callable[[Path, str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Save all shown"))
        self.setMinimumWidth(WIDTH)
        self._names, self._save = names, save
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(tr("Folder"))
        self.folder.textChanged.connect(lambda _: self._show())
        self.pattern = QLineEdit(names.pattern)
        self.pattern.setAccessibleName(tr("Names of the files"))
        self.pattern.setMaxLength(200)
        self.pattern.textChanged.connect(lambda _: self._show())
        self.shown = plain_label("", "small")
        self.shown.setWordWrap(True)
        buttons = QDialogButtonBox()
        self._yes = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._yes.setProperty("kind", "primary")
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(plain_label(tr("{n} recordings", count), "title"))
        layout.addLayout(self._build_fields())
        layout.addWidget(buttons)
        self._show()

    def _build_fields(self) -> QGridLayout:
        """Return the folder, the pattern and the example, one below the other."""
        choose = QPushButton(tr("Choose …"))
        choose.clicked.connect(lambda _=False: self._choose())
        fields = plain_label(" ".join(f"{{{name}}}" for name in self._names.fields), "small")
        fields.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.addWidget(plain_label(tr("Folder")), 0, 0)
        grid.addWidget(self.folder, 0, 1)
        grid.addWidget(choose, 0, 2)
        grid.addWidget(plain_label(tr("Names of the files")), 1, 0)
        grid.addWidget(self.pattern, 1, 1, 1, 2)
        grid.addWidget(fields, 2, 1, 1, 2)
        grid.addWidget(plain_label(tr("For example")), 3, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.shown, 3, 1, 1, 2)
        return grid

    def _show(self) -> None:
        self.shown.setText(self._names.example(self._pattern()))
        self._yes.setEnabled(self._path().is_dir())

    def _pattern(self) -> str:
        return self.pattern.text().strip() or self._names.default

    def _path(self) -> Path:
        return Path(self.folder.text().strip()).expanduser()

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Folder"), str(self._path()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def accept(self) -> None:
        self._save(self._path(), self._pattern())
        super().accept()
