"""The application with its window inside a test, connected to an exchange of the test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from desktop_app.app.application import Application
from desktop_app.app.connection_controller import Connect, Request
from desktop_app.app.shell import DesktopServices, Shell
from desktop_app.app.workspace import Workspace
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import Profile
from desktop_app.config.settings import Settings
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.desktop.notifications import Notifications
from desktop_app.runtime.log_file import LogFile
from desktop_app.ui.actions import Actions
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.look import Look
from desktop_app.ui.player_bar import Sound
from desktop_app.ui.window import MainWindow
from tests.support.demo import KEY, RunningDemo
from tests.support.wait import until


class NoKeyring(KeyringStore):
    """A computer without a keyring."""

    def __init__(self) -> None:
        super().__init__("test")

    async def read(self, name: str) -> str | None:
        raise KeyringError("none")

    async def write(self, name: str, secret: str) -> None:
        raise KeyringError("none")


class MemoryKeyring(KeyringStore):
    """A keyring in memory."""

    def __init__(self) -> None:
        super().__init__("test")
        self.secrets: dict[str, str] = {}

    async def read(self, name: str) -> str | None:
        return self.secrets.get(name)

    async def write(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    async def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


def config_of(demo: RunningDemo) -> ExchangeConfig:
    """Return the addresses of the demo as a user would enter them."""
    return ExchangeConfig((demo.api,), demo.events, "MojaCentrala", "101")


def connect_to(demo: RunningDemo) -> Connect:
    """Return the request that connects to a demo."""
    return Connect(config_of(demo), KEY)


def no_sound() -> Sound:
    """Raise ImportError, as on a computer without the sound library."""
    raise ImportError


def bare_shell(look: Look, settings: Settings, make_form: Callable[[], CallingForm] | None = None) -> Shell:
    """Return a shell whose desktop services do nothing."""
    window = MainWindow(look, Actions())
    forms = make_form or (lambda: CallingForm(settings, False, str))
    return Shell(window, settings, DesktopServices(Notifications("test"), no_sound, forms))


@asynccontextmanager
async def running_application(
    look: Look,
    folder: Path,
    keyring: KeyringStore,
    settings: Settings | None = None,
    log_file: LogFile | None = None,
) -> AsyncIterator[Application]:
    """Run the program with its window shown and no exchange connected."""
    window = MainWindow(look, Actions())
    window.show()
    settings = settings or Settings(None, None, {})
    async with Application(Profile(folder), keyring, settings, window, log_file) as application:
        yield application


async def connected(application: Application, request: Request | None = None, within_s: float = 10.0) -> Workspace:
    """Carry out a request and return its workspace once the stream is connected."""
    before = application.workspace
    if request is not None:
        application.connection.request(request)
    await until(lambda: application.workspace not in (None, before), within_s)
    workspace = application.workspace
    assert workspace is not None
    await until(lambda: workspace.session.live.connection.is_up, within_s)
    return workspace
