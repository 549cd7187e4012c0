"""The program with a window: one instance of each profile, one event loop for Qt and asyncio, one application."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from typing import TYPE_CHECKING

import qasync
from PySide6.QtCore import (
    QCoreApplication,
    QLockFile,
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
    STAY_IN_TRAY,
    THEME,
    WINDOW,
    Settings,
    SettingsError,
)
from desktop_app.desktop.keyring_store import KeyringStore
from desktop_app.desktop.single_instance import InstanceServer, send_request, socket_name
from desktop_app.i18n.qt_translator import install as install_language
from desktop_app.i18n.text import tr
from desktop_app.runtime.gui_thread_gc import GuiThreadGc
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

ALREADY_RUNNING = 0
HAND_OVER_TRIES = 20
# How long a worker thread keeps the interpreter while the GUI thread waits for it.  The GUI thread asks for it again
# after each call into Qt: with Python's 5 ms an export held the window up for 42 ms at a time, with this for 5 ms.
SWITCH_INTERVAL_S = 0.001


def main(options: argparse.Namespace) -> int:
    """Run the program until it is asked to leave."""
    if not _has_display():
        words = tr("There is no display here. Use a command without a screen (see --help).")
        sys.stderr.write(f"{words}\n")
        return 2
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    QCoreApplication.setApplicationName("cloudpbx-desktop")
    QGuiApplication.setApplicationDisplayName("CloudPBX Desktop")
    QGuiApplication.setDesktopFileName("cloudpbx-desktop")
    qInstallMessageHandler(_qt_says)
    QLoggingCategory.setFilterRules("qt.multimedia.*.info=false")  # or FFmpeg describes each recording on stderr
    # The demo keeps nothing, not even how it looked.
    is_demo_alone = bool((options.demo or options.replay) and not options.profile)
    profile = Profile(options.profile)
    own_file = None if is_demo_alone or options.tour else profile.settings_file
    try:
        settings: Settings | Exception = Settings(own_file, machine_settings_file())
    except (SettingsError, OSError) as error:
        settings = error
    if isinstance(settings, Settings) and settings.get(SIZE) != "100":
        # Qt takes this before anything else of it is made.
        os.environ.setdefault("QT_SCALE_FACTOR", str(int(settings.get(SIZE)) / 100))
    application = QApplication(sys.argv[:1])
    application.setApplicationVersion(__version__)
    application.setStyle("Fusion")
    application.setQuitOnLastWindowClosed(False)
    if isinstance(settings, Exception):
        return _cannot_start(application, settings)
    name = socket_name(
        "demo" if options.demo and is_demo_alone else f"replay-{os.getpid()}" if is_demo_alone else profile.tag
    )
    try:
        if not options.tour and send_request(name, _request(options)):
            return ALREADY_RUNNING
        lock = None if is_demo_alone or options.tour else _only_one(profile, name, _request(options))
    except AlreadyRunning:
        return ALREADY_RUNNING
    except OSError as error:
        return _cannot_start(application, error)
    garbage = GuiThreadGc(application)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    try:
        with loop:
            return int(loop.run_until_complete(_run(options, profile, settings, name)))
    finally:
        asyncio.set_event_loop(None)
        garbage.stop()
        if lock is not None:
            lock.unlock()


class AlreadyRunning(Exception):
    """Another start of the same profile was quicker."""


def _request(options: argparse.Namespace) -> dict[str, str]:
    """What this start is for."""
    return {"id": options.start_id} | ({"link": options.link[:500]} if options.link else {"show": "window"})


def _only_one(profile: Profile, name: str, request: dict[str, str]) -> QLockFile:
    """The lock that one instance of a profile holds; who does not get it hands its wish over when it is heard."""
    profile.make()
    lock = QLockFile(str(profile.data_dir / "running.lock"))
    lock.setStaleLockTime(0)
    for _ in range(HAND_OVER_TRIES):
        if lock.tryLock(200):
            return lock
        if send_request(name, request):
            break
    raise AlreadyRunning


def _qt_says(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """Qt's own words go to our log, where nobody is shown them unasked; only what ends the program is said aloud."""
    level = logging.CRITICAL if kind == QtMsgType.QtFatalMsg else logging.DEBUG
    logging.getLogger("qt").log(level, "%s", words)


def _has_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _cannot_start(application: QApplication, error: Exception) -> int:
    """A settings file that cannot be read is named, and left as it is."""
    path = error.path if isinstance(error, SettingsError) else getattr(error, "filename", "")
    words = tr("{file} cannot be read, so the program does not start. Mend or remove it.").format(file=path)
    sys.stderr.write(f"{words}\n")
    if os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        box = QMessageBox(QMessageBox.Icon.Warning, "CloudPBX Desktop", words)
        box.finished.connect(application.quit)
        box.open()
        application.exec()
    return 2


async def _run(options: argparse.Namespace, profile: Profile, settings: Settings, name: str) -> int:
    install_language(settings.get(LANGUAGE), resources() / "translations")
    theme = Theme(resources(), settings.get(THEME), settings.get(PALETTE))
    theme.apply()
    actions, look = Actions(), Look(theme, Icons(resources() / "icons"))
    window = MainWindow(theme, look.icons, actions)
    window.restore(settings.get(WINDOW))
    if not options.minimized:
        window.wait_for(tr("Starting …"))
        window.show()
        # The first window is painted before the large modules are loaded.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    from desktop_app.app.application import Application

    first = _first_request(options)
    async with Application(profile, KeyringStore(profile.tag), settings, window, look, actions) as application:
        _quit_on_signals(application)
        if options.tour:
            return await _tour(application, first, options.tour)
        instance = InstanceServer(name)
        instance.request_received.connect(application.take_request)
        has_tray = application.show_tray()
        window.keeps_running = has_tray and settings.get(STAY_IN_TRAY)
        if options.minimized and not has_tray:
            window.show()
        application.start(first)
        if options.link:
            application.take_request(_request(options))
        try:
            await application.quitting.wait()
        finally:
            instance.close()
    return 0


async def _tour(application: Application, first: Request | None, folder: Path) -> int:
    from desktop_app.app.tour import Tour

    application.start(first)
    return await Tour(application, folder).walk()


def _first_request(options: argparse.Namespace) -> Request | None:
    """What is to be connected first; None for what the settings name."""
    from desktop_app.app.connection_controller import ConnectDemo, ConnectReplay

    replay = _replay(options)
    if replay is not None:
        return ConnectReplay(replay)
    return ConnectDemo() if options.demo else None


def _replay(options: argparse.Namespace) -> Replay | None:
    """The recording that is to be shown; one that cannot be read ends the program with its reason."""
    if options.replay is None:
        return None
    from desktop_app.services.stream_recording import BadRecording, Replay

    try:
        return Replay(options.replay, options.speed if options.speed > 0 else 1.0)
    except (BadRecording, OSError) as error:
        why = tr(str(error)) if isinstance(error, BadRecording) else error.strerror
        raise SystemExit(tr("{file}: {why}.").format(file=options.replay.name, why=why)) from None


def _quit_on_signals(application: Application) -> None:
    """Ctrl+C and the session's end: Python sees a signal only when it runs, so a slow timer lets it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: application.quit())
    timer = QTimer(QCoreApplication.instance())
    timer.setInterval(500)
    timer.timeout.connect(lambda: None)
    timer.start()
