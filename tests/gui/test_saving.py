"""Saving all recordings by a name pattern, and exporting calls."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from desktop_app.app.application import Application
from desktop_app.config.settings import RECORDING_NAMES, Settings
from desktop_app.controllers.call_export import CallExport
from desktop_app.controllers.saving import Job
from desktop_app.i18n.qt_translator import install
from desktop_app.i18n.text import install_translator
from desktop_app.services.directory import Contact
from desktop_app.ui.contacts_page import ContactDialog
from desktop_app.ui.save_all_dialog import SaveAllDialog
from desktop_app.ui.window import CALLS, RECORDINGS
from tests.gui.conftest import OnExchange
from tests.gui.test_translation import FOLDER
from tests.support.demo import FixedSound, RunningDemo
from tests.support.sounds import GSM_FORMAT, chunk, mp3_frames, wav
from tests.support.wait import until
from tests.support.widgets import button

GSM_WAV = wav(bytes(650), before=chunk(b"fmt ", GSM_FORMAT))


async def recordings_shown(program: Application) -> int:
    workspace = program.workspace
    assert workspace is not None
    program.window.show_page(RECORDINGS)
    workspace.pages.recordings.bar.choose_period("yesterday")
    await until(lambda: workspace.recordings.rowCount() > 3)
    await until(lambda: not workspace.recordings.is_loading)
    return workspace.recordings.rowCount()


def stop_button(program: Application) -> QPushButton | None:
    """The button of the progress notice."""
    buttons = program.window.notice.findChildren(QPushButton)
    return next((one for one in buttons if one.text() == "Stop" and one.isVisible()), None)


def dialog_of(program: Application) -> SaveAllDialog:
    program.actions.save_all.emit()
    dialog = program.window.findChild(SaveAllDialog)
    assert dialog is not None
    return dialog


def test_all_recordings_shown_are_saved_once_under_the_name_pattern(on_exchange: OnExchange, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    settings = Settings(None, None, {})

    async def work(program: Application, demo: RunningDemo) -> None:
        count = await recordings_shown(program)
        dialog = dialog_of(program)
        dialog.folder.setText(str(tmp_path / "nowhere"))
        assert not button(dialog, "Save").isEnabled()
        dialog.folder.setText(str(folder))
        dialog.pattern.setText("../{number}/{date} {name}")
        assert dialog.shown.text().endswith(".wav")
        assert "/" not in dialog.shown.text()
        QTest.mouseClick(button(dialog, "Save"), Qt.MouseButton.LeftButton)
        assert program.workspace is not None
        tasks = program.workspace.context.scope.tasks
        await until(lambda: not tasks.is_running(Job.SAVE_ALL), within_s=60)
        files = sorted(folder.iterdir())
        assert len(files) == count
        assert all(file.stat().st_size > 1000 for file in files)
        assert all(oct(file.stat().st_mode)[-3:] == "600" for file in files)
        assert f"{count} recordings were saved" in program.window.notice.text()
        assert settings.get(RECORDING_NAMES) == "../{number}/{date} {name}"
        # Saving again creates no duplicates.
        before = {file: file.stat().st_mtime_ns for file in files}
        again = dialog_of(program)
        assert again.folder.text() == str(folder)
        QTest.mouseClick(button(again, "Save"), Qt.MouseButton.LeftButton)
        await until(lambda: not tasks.is_running(Job.SAVE_ALL), within_s=60)
        assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before

    on_exchange(settings, work)


def test_saving_can_be_stopped_and_an_unwritable_folder_is_reported(on_exchange: OnExchange, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()

    async def work(program: Application, demo: RunningDemo) -> None:
        count = await recordings_shown(program)
        dialog = dialog_of(program)
        dialog.folder.setText(str(folder))
        dialog.accept()
        await until(lambda: any(folder.glob("*.wav")))
        assert program.workspace is not None
        await until(lambda: stop_button(program) is not None)
        stop = stop_button(program)
        assert stop is not None
        stop.click()
        tasks = program.workspace.context.scope.tasks
        await until(lambda: not tasks.is_running(Job.SAVE_ALL))
        assert "Stopped" in program.window.notice.text()
        await program.workspace.context.scope.worker.run(lambda: None)  # so the file being written is complete
        whole = [file for file in folder.iterdir() if not file.name.startswith(".")]
        assert 0 < len(whole) < count
        assert all(file.read_bytes()[:4] in (b"RIFF", b"OggS") for file in whole)
        dialog = dialog_of(program)
        for file in folder.iterdir():
            file.unlink()
        dialog.folder.setText(str(folder))
        folder.rmdir()
        dialog.accept()
        await until(lambda: "could not be written" in program.window.notice.text())

    on_exchange(Settings(None, None, {}), work)


@pytest.mark.parametrize(
    ("body", "listed", "suffix"),
    [(mp3_frames(9), "wav", ".mp3"), (GSM_WAV, "wav49", ".wav"), (b"\xd1" + bytes(32), "wav", ".gsm")],
    ids=["mp3 as wav", "wav49", "bare gsm as wav"],
)
def test_a_recording_is_saved_under_the_ending_of_what_it_is(
    on_exchange: OnExchange, tmp_path: Path, body: bytes, listed: str, suffix: str
) -> None:
    def chosen(program: Application) -> QFileDialog | None:
        return next((one for one in program.window.findChildren(QFileDialog) if one.isVisible()), None)

    async def work(program: Application, demo: RunningDemo) -> None:
        demo.exchange.speech = FixedSound(body)
        for entry in demo.exchange.billing.recordings.values():
            entry["format"] = listed
        await recordings_shown(program)
        assert program.workspace is not None
        call = program.workspace.recordings.some_call()
        assert call is not None
        program.actions.save_recording.emit(call.uniqueid)
        await until(lambda: chosen(program) is not None)
        dialog = chosen(program)
        assert dialog is not None
        assert program.window.notice.text() == "", "the download is over"
        (suggested,) = dialog.selectedFiles()
        assert Path(suggested).suffix == suffix
        assert dialog.defaultSuffix() == suffix[1:]
        # The file that the person did not choose stays.
        (tmp_path / f"x{suffix}").write_bytes(b"another")
        name = "x.wav49" if suffix == ".wav" else "x.wav"
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.reject()
        await until(lambda: "saved as" in program.window.notice.text())
        assert f"x (2){suffix}" in program.window.notice.text()

    on_exchange(Settings(None, None, {}), work)
    assert {file.name: file.read_bytes() for file in tmp_path.glob("x*")} == {
        f"x{suffix}": b"another",
        f"x (2){suffix}": body,
    }


def test_a_file_of_headers_is_not_saved(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        demo.exchange.speech = FixedSound(wav(b""))
        await recordings_shown(program)
        assert program.workspace is not None
        call = program.workspace.recordings.some_call()
        assert call is not None
        program.actions.save_recording.emit(call.uniqueid)
        await until(lambda: "a sound file without sound" in program.window.notice.text())
        assert not program.window.findChildren(QFileDialog)

    on_exchange(Settings(None, None, {}), work)


@pytest.mark.skipif(not (FOLDER / "cloudpbx_pl.qm").exists(), reason="bootstrap.py compiles the translations")
def test_the_calls_shown_are_exported_in_the_language_of_the_window(
    on_exchange: OnExchange, tmp_path: Path, qapp: QApplication
) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        program.window.show_page(CALLS)
        workspace.pages.calls.bar.choose_period("yesterday")
        await until(lambda: workspace.calls.rowCount() > 3)
        await until(lambda: not workspace.calls.is_loading)
        program.actions.export_calls.emit()
        dialog = next(one for one in program.window.findChildren(QFileDialog) if one.isVisible())
        day = workspace.pages.calls.wanted().first.isoformat()
        assert [Path(name).stem for name in dialog.selectedFiles()] == [f"calls-{day}"]
        install("pl", FOLDER)
        try:
            dialog.fileSelected.emit(str(tmp_path / "out.csv"))
            dialog.reject()
            key = CallExport(tmp_path / "out.csv")
            await until(lambda: not workspace.context.scope.tasks.is_running(key))
        finally:
            for translator in qapp.findChildren(QTranslator):
                QCoreApplication.removeTranslator(translator)
            install_translator(None)
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.DictReader(file, delimiter=";"))
        assert len(found) == workspace.calls.rowCount()
        assert {row["Kierunek"] for row in found} >= {"przychodząca", "wychodząca"}

    on_exchange(Settings(None, None, {}), work)


def test_an_existing_contact_is_not_added_again(on_exchange: OnExchange) -> None:
    async def work(program: Application, demo: RunningDemo) -> None:
        workspace = program.workspace
        assert workspace is not None
        directory = workspace.session.directory
        await directory.save_contact(Contact(0, "Ewa Wójcik", (("mobile", "+48 600 100 200"),)))
        assert workspace.calls.is_contact("600100200")
        assert not workspace.calls.is_contact("600100299")
        program.actions.add_contact.emit("600100200")
        dialog = program.window.findChild(ContactDialog)
        assert dialog is not None
        submitted: list[Contact] = []
        dialog.submitted.connect(submitted.append)
        button(dialog, "Save").click()
        assert [one.id for one in submitted] == [directory.contacts[0].id]
        await until(lambda: directory.contacts == submitted)

    on_exchange(Settings(None, None, {}), work)
