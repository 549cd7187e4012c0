"""Dialogs that ask for a file.  They are opened and answer through a callback: a nested loop would stop other tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where_to_save(
    parent: QWidget,
    title: str,
    suggested: Path,
    formats: Mapping[str, str],
    on_chosen: Callable[[Path, str], object],
) -> QFileDialog:
    """Ask for the file to write.

    `suggested` is folder and name.  `formats` maps what the person reads («Workbook (*.xlsx)») to the ending that is
    added to a name without one.  `on_chosen` gets the path and the chosen format.
    """
    dialog = QFileDialog(parent, title, str(suggested.parent))
    dialog.setNameFilters(list(formats))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(next(iter(formats.values())))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(formats[chosen]))
    dialog.selectFile(suggested.name)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path), dialog.selectedNameFilter()))
    dialog.open()
    return dialog


def ask_for_file(parent: QWidget, title: str, name_filter: str, on_chosen: Callable[[Path], object]) -> None:
    """Ask for a file that exists."""
    dialog = QFileDialog(parent, title, "", name_filter)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: on_chosen(Path(path)))
    dialog.open()
