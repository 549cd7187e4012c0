"""Load the Qt Linguist translation of a language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from desktop_app.i18n.text import CONTEXT, install_translator


def install(language: str, folder: Path) -> None:
    """Switch to `language`, or to the computer's for "system".  Languages without a file in `folder` are English."""
    code = QLocale.system().name()[:2] if language == "system" else language
    application = QCoreApplication.instance()
    # English has a file too, for its plurals.  Without any file the texts of the code are shown.
    files = [folder / f"cloudpbx_{name}.qm" for name in (code, "en")]
    file = next((file for file in files if file.exists()), None)
    install_translator(None)
    # The texts are those of this file: the country's direction would mirror an English window.
    QGuiApplication.setLayoutDirection(QLocale(file.stem[-2:] if file is not None else "en").textDirection())
    if application is None or file is None:
        return
    qt_translator = QTranslator(application)  # for Qt's own dialogs
    if qt_translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(qt_translator)
    translator = QTranslator(application)
    if translator.load(str(file)):
        application.installTranslator(translator)
        install_translator(lambda source, count: QCoreApplication.translate(CONTEXT, source, None, count))
