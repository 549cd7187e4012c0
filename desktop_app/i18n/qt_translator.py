"""The language of the screens, through Qt Linguist's files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_app.i18n.text import CONTEXT, install_translator


def install(language: str, folder: Path) -> None:
    """Use `language` («system» follows the computer); without a file for it the screens are English."""
    chosen = QLocale.system().name()[:2] if language == "system" else language
    application = QCoreApplication.instance()
    # English has a file as well, for its plurals; without any the screens show the texts of the code.
    files = [folder / f"cloudpbx_{code}.qm" for code in (chosen, "en")]
    file = next((file for file in files if file.exists()), None)
    install_translator(None)
    if application is None or file is None:
        return
    of_qt = QTranslator(application)  # the texts of Qt's own dialogs
    if of_qt.load(f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(of_qt)
    translator = QTranslator(application)
    if translator.load(str(file)):
        application.installTranslator(translator)
        install_translator(lambda source, count: QCoreApplication.translate(CONTEXT, source, None, count))
