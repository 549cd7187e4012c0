"""All recordings shown become files in a folder: named by the pattern, once, with a way to stop."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.program import Program
from desktop_app.saving import ALL
from desktop_app.settings import RECORDING_NAMES, Settings
from desktop_app.ui.save_all_dialog import SaveAllDialog
from desktop_app.ui.window import RECORDINGS
from tests.gui.conftest import OnExchange
from tests.support.demo import RunningDemo
from tests.support.wait import until


async def recordings_shown(program: Program) -> int:
    desk = program.desk
    assert desk is not None
    program.window.show_page(RECORDINGS)
    desk.pages.recordings.bar.choose_period("yesterday")
    await until(lambda: desk.recordings.rowCount() > 3)
    await until(lambda: not desk.session.tasks.is_running(desk.recordings._asking))
    await until(lambda: not desk.session.tasks.is_running(desk.recordings._filling))
    return desk.recordings.rowCount()


def dialog_of(program: Program) -> SaveAllDialog:
    program.actions.save_all.emit()
    dialog = program.window.findChild(SaveAllDialog)
    assert dialog is not None
    return dialog


def test_all_shown_are_saved_once_under_the_names_asked_for(on_exchange: OnExchange, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    settings = Settings(None, None, {})

    async def work(program: Program, demo: RunningDemo) -> None:
        count = await recordings_shown(program)
        dialog = dialog_of(program)
        dialog.folder.setText(str(tmp_path / "nowhere"))
        assert not dialog._yes.isEnabled()
        dialog.folder.setText(str(folder))
        dialog.pattern.setText("../{number}/{date} {name}")
        assert dialog.shown.text().endswith(".wav")
        assert "/" not in dialog.shown.text()
        QTest.mouseClick(dialog._yes, Qt.MouseButton.LeftButton)
        assert program.desk is not None
        tasks = program.desk.session.tasks
        await until(lambda: not tasks.is_running(ALL), within_s=60)
        files = sorted(folder.iterdir())
        assert len(files) == count
        assert all(file.stat().st_size > 1000 for file in files)
        assert all(oct(file.stat().st_mode)[-3:] == "600" for file in files)
        assert f"{count} recordings were saved" in program.window.notice.text()
        assert settings.get(RECORDING_NAMES) == "../{number}/{date} {name}"
        # A second time makes no second files of the same.
        before = {file: file.stat().st_mtime_ns for file in files}
        again = dialog_of(program)
        assert again.folder.text() == str(folder)
        QTest.mouseClick(again._yes, Qt.MouseButton.LeftButton)
        await until(lambda: not tasks.is_running(ALL), within_s=60)
        assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before

    on_exchange(settings, work)


def test_saving_can_be_stopped_and_a_folder_that_takes_nothing_is_told(on_exchange: OnExchange, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()

    async def work(program: Program, demo: RunningDemo) -> None:
        count = await recordings_shown(program)
        dialog = dialog_of(program)
        dialog.folder.setText(str(folder))
        dialog.accept()
        await until(lambda: any(folder.glob("*.wav")))
        assert program.desk is not None
        program.desk.about_calls.saving._stop()
        await until(lambda: not program.desk or not program.desk.session.tasks.is_running(ALL))
        assert "Stopped" in program.window.notice.text()
        await program.desk._worker.run(lambda: None)  # what was being written is whole by then
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
