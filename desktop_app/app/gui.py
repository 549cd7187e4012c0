"""The program with its window: one instance per profile, one event loop for Qt and asyncio."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import (
    QCoreApplication,
    QLoggingCategory,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app import __version__
from desktop_app.config.paths import Profile, machine_settings_file, resources
from desktop_app.config.settings import (
    LANGUAGE,
    PALETTE,
    SIZE,
    THEME,
    WINDOW,
    Settings,
    SettingsError,
)
from desktop_app.desktop.instance_lock import InstanceLock
from desktop_app.desktop.keyring_store import KeyringStore
from desktop_app.desktop.single_instance import InstanceServer, send_request, socket_name
from desktop_app.i18n.qt_translator import install as install_language
from desktop_app.i18n.text import tr
from desktop_app.runtime.gui_thread_gc import GuiThreadGc
from desktop_app.runtime.log_file import LogFile
from desktop_app.security.environment_key import environment_key
from desktop_app.ui.actions import Actions
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.app.application import Application
    from desktop_app.app.connection_controller import Request
    from desktop_app.services.stream_recording import Replay

log = logging.getLogger(__name__)

ALREADY_RUNNING = 0
CANNOT_START = 2
HAND_OVER_WITHIN_S = 8.0
HAND_OVER_EVERY_S = 0.2
# How long a worker thread holds the GIL while the GUI thread waits for it.  The GUI thread needs it again after each
# call into Qt: with Python's 5 ms an export blocked the window for up to 42 ms, with this value for 5 ms.
SWITCH_INTERVAL_S = 0.001


@dataclass(frozen=True)
class Start:
    """One start of the program: its options, profile and settings, and whether anything is stored.

    `is_transient` is True for the demo and for a replay without a profile.  They store nothing, not even the size of
    the window.
    """

    options: argparse.Namespace
    profile: Profile
    settings: Settings
    is_transient: bool

    @property
    def instance_name(self) -> str:
        """The name of the socket on which a second start contacts this one; empty if there can be none."""
        try:
            if self.options.demo and self.is_transient:
                return socket_name("demo")
            return socket_name(f"replay-{os.getpid()}" if self.is_transient else self.profile.tag)
        except OSError as error:
            log.warning("no socket for later starts: %s", error)
            return ""

    @property
    def request(self) -> dict[str, str]:
        """The request that is sent to an instance that is already running."""
        link = self.options.link[:500]
        return {"id": self.options.start_id} | ({"link": link} if link else {"show": "window"})


def main(options: argparse.Namespace) -> int:
    """Run the program until the user quits.  Returns the exit code."""
    if not _has_display():
        if not options.tour:
            sentence = tr("There is no display here. Use a command without a screen (see --help).")
            sys.stderr.write(f"{sentence}\n")
            return CANNOT_START
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    environment_key()  # before any other program is started
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    profile = Profile(options.profile)
    is_transient = bool((options.demo or options.replay) and not options.profile)
    settings_file = None if is_transient or options.tour else profile.settings_file
    log_file = None if is_transient or options.tour else LogFile(profile.log_file, options.log_level)
    try:
        settings = Settings(settings_file, machine_settings_file())
    except (SettingsError, OSError) as error:
        return _cannot_start(_make_qt(""), _unreadable(error))
    application = _make_qt(settings.get(SIZE))
    try:
        with _logging_to(log_file):
            return _run_once(application, Start(options, profile, settings, is_transient), log_file)
    except AlreadyRunning:
        return ALREADY_RUNNING
    except NotAnswering as error:
        return _cannot_start(application, str(error))


def _make_qt(size_percent: str) -> QApplication:
    """Create the QApplication.  Qt reads the scale factor only then."""
    if size_percent not in ("", "100"):
        os.environ.setdefault("QT_SCALE_FACTOR", str(int(size_percent) / 100))
    QCoreApplication.setApplicationName("cloudpbx-desktop")
    QGuiApplication.setApplicationDisplayName("CloudPBX Desktop")
    QGuiApplication.setDesktopFileName("cloudpbx-desktop")
    qInstallMessageHandler(_log_qt_message)
    QLoggingCategory.setFilterRules("qt.multimedia.*.info=false")  # else FFmpeg logs the format of each recording
    application = QApplication(sys.argv[:1])
    application.setApplicationVersion(__version__)
    application.setStyle("Fusion")
    application.setQuitOnLastWindowClosed(False)
    return application


@contextmanager
def _logging_to(log_file: LogFile | None) -> Iterator[None]:
    """Log to the file, or nowhere without one.  Nothing is logged to standard error."""
    if log_file is None:
        logging.getLogger().addHandler(logging.NullHandler())
        yield
        return
    log_file.start()
    try:
        yield
    finally:
        log_file.stop()


def _run_once(application: QApplication, start: Start, log_file: LogFile | None) -> int:
    """Run as the only instance of the profile and return the exit code.  Raises AlreadyRunning, NotAnswering."""
    if not start.options.tour and send_request(start.instance_name, start.request):
        raise AlreadyRunning
    lock = None if start.is_transient or start.options.tour else _lock_profile(start)
    gui_gc = GuiThreadGc(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            return int(loop.run_until_complete(_run(start, log_file)))
    finally:
        asyncio.set_event_loop(None)
        gui_gc.stop()
        if lock is not None:
            lock.release()


class AlreadyRunning(Exception):
    """Another instance of the same profile is running and has accepted the request."""


class NotAnswering(Exception):
    """Another instance of the same profile is running and does not answer.  The text is a sentence for the user."""


def _lock_profile(start: Start) -> InstanceLock | None:
    """Take the lock of the profile; None if its folder cannot be written, since the program works without the lock.

    Raises AlreadyRunning or NotAnswering if another instance has it.
    """
    lock = InstanceLock(start.profile.data_dir / "running.lock")
    give_up_at = time.monotonic() + HAND_OVER_WITHIN_S
    while time.monotonic() < give_up_at:  # the other one may be starting or ending
        try:
            if lock.take():
                return lock
        except OSError as error:
            log.warning("the profile cannot be locked: %s", error)
            return None
        if send_request(start.instance_name, start.request):
            raise AlreadyRunning
        time.sleep(HAND_OVER_EVERY_S)
    words = tr("CloudPBX Desktop is running already{process} and does not answer. End that program and start again.")
    holder = lock.holder()
    raise NotAnswering(words.format(process="" if holder is None else f" ({holder})"))


def _log_qt_message(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
    level = logging.CRITICAL if kind == QtMsgType.QtFatalMsg else logging.DEBUG
    logging.getLogger("qt").log(level, "%s", text)


def _has_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _unreadable(error: SettingsError | OSError) -> str:
    path = error.path if isinstance(error, SettingsError) else error.filename
    words = tr("{file} cannot be read, so the program does not start. Mend or remove it.")
    return words.format(file=path)


def _cannot_start(application: QApplication, sentence: str) -> int:
    """Show what prevents the start, in a window and on standard error.  Returns the exit code."""
    sys.stderr.write(f"{sentence}\n")
    if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        box = QMessageBox(QMessageBox.Icon.Warning, "CloudPBX Desktop", sentence)
        box.finished.connect(application.quit)
        box.open()
        application.exec()
    return CANNOT_START


async def _run(start: Start, log_file: LogFile | None) -> int:
    options, settings = start.options, start.settings
    install_language(settings.get(LANGUAGE), resources() / "translations")
    theme = Theme(resources(), settings.get(THEME), settings.get(PALETTE))
    theme.apply()
    window = MainWindow(Look(theme, Icons(resources() / "icons")), Actions())
    window.restore(settings.get(WINDOW))
    if not options.minimized:
        window.wait_for(tr("Starting …"))
        window.show()
        # Paint the first window before loading the large modules.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    from desktop_app.app.application import Application

    first = _first_request(options)
    keyring = KeyringStore(start.profile.tag)
    async with Application(start.profile, keyring, settings, window, log_file) as application:
        _quit_on_signals(application)
        if options.tour:
            return await _tour(application, first, options.tour)
        instance = InstanceServer(start.instance_name)
        instance.request_received.connect(application.take_request)
        application.start(first)
        if options.link:
            application.take_request(start.request)
        try:
            await application.quitting.wait()
        finally:
            instance.close()
    return 0


async def _tour(application: Application, first: Request | None, folder: Path) -> int:
    from desktop_app.app.tour import Tour

    application.start(first)
    return await Tour(application, folder).run()


def _first_request(options: argparse.Namespace) -> Request | None:
    """Return the request that the options name; None for the configured exchange."""
    from desktop_app.app.connection_controller import ConnectDemo, ConnectReplay

    replay = _replay(options)
    if replay is not None:
        return ConnectReplay(replay)
    return ConnectDemo() if options.demo else None


def _replay(options: argparse.Namespace) -> Replay | None:
    """Return the recorded stream that the options name, if any.  Raises SystemExit if it cannot be read."""
    if options.replay is None:
        return None
    from desktop_app.services.stream_recording import BadRecording, Replay

    try:
        return Replay(options.replay, options.speed if options.speed > 0 else 1.0)
    except (BadRecording, OSError) as error:
        why = tr(str(error)) if isinstance(error, BadRecording) else error.strerror
        raise SystemExit(tr("{file}: {why}.").format(file=options.replay.name, why=why)) from None


def _quit_on_signals(application: Application) -> None:
    """Quit on SIGINT and SIGTERM.  Python handles signals only between bytecodes, so a slow timer wakes it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: application.quit())
    timer = QTimer(QCoreApplication.instance())
    timer.setInterval(500)
    timer.timeout.connect(lambda: None)
    timer.start()
