"""The running program changes its exchange: from the demo to another one, and nothing of the old one stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.app.application import Application
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import Profile, resources
from desktop_app.config.settings import PBX_NAME, Settings
from desktop_app.desktop.keyring_store import KeyringError, KeyringStore
from desktop_app.services.live_feed import Status
from desktop_app.ui.actions import Actions
from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import CALLS, SETTINGS, MainWindow
from tests.gui.conftest import Run
from tests.support.demo import KEY, running_demo
from tests.support.wait import until


class NoKeyring(KeyringStore):
    """A computer without one."""

    async def read(self, name: str) -> str | None:
        raise KeyringError("none")

    async def write(self, name: str, secret: str) -> None:
        raise KeyringError("none")


@pytest.fixture
def program(qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path) -> Application:
    qapp.setQuitOnLastWindowClosed(False)  # as the program does; else its end would stop the loop under the test
    actions = Actions()
    window = MainWindow(theme, icons, actions)
    window.show()
    assert resources().is_dir()
    return Application(
        Profile(tmp_path), Settings(None, None, {}), NoKeyring("test"), window, theme, actions, demo=True
    )


def test_from_the_demo_to_another_exchange_and_on(program: Application, run: Run, tmp_path: Path) -> None:
    async def change() -> None:
        await program.start()
        assert program.desk is not None
        first = program.desk
        await until(lambda: first.session.live.connection.status is Status.LIVE)
        async with running_demo(alive=True, pace=5) as other:
            for _ in range(2):  # and once more, from one's own exchange
                await program._keep(other.api, other.events, "MojaCentrala", "101", KEY)
                desk = program.desk
                assert desk is not None
                assert desk is not first
                await until(lambda: desk.session.live.connection.status is Status.LIVE)  # noqa: B023 - this round's
            assert first.session.live.connection.status is Status.OFF
            program.window.show_page(CALLS)
            program.actions.call.emit("600100200")
            await until(lambda: other.exchange.orders)
            assert [order["cpb"] for order in other.exchange.orders] == ["600100200"], "one wire, one order"
            await program.stop()

    run(change())
    assert Settings(Profile(tmp_path).settings_file, None, {}).get(PBX_NAME) == "MojaCentrala"
    assert not list(tmp_path.glob("archive*")), "without a keyring nothing is kept"


def test_what_cannot_be_an_exchange_is_said_and_the_old_one_goes_on(program: Application, run: Run) -> None:
    async def try_it() -> None:
        await program.start()
        desk = program.desk
        assert desk is not None
        for api, events, name, key in (
            ("http://example.org", "wss://x", "X", "k"),
            ("https://x", "", "X", "k"),
            ("https://x", "wss://x", "", "k"),
            ("https://x", "wss://x", "X", "no key"),
        ):
            program.window.notice.say("")
            await program._keep(api, events, name, "101", key)
            assert program.window.notice.text(), (api, events, name, key)
            assert program.desk is desk
        await program.stop()

    run(try_it())


class KeptInMemory(KeyringStore):
    """A keyring that lasts as long as the test."""

    def __init__(self) -> None:
        super().__init__("test")
        self.kept: dict[str, str] = {}

    async def read(self, name: str) -> str | None:
        return self.kept.get(name)

    async def write(self, name: str, secret: str) -> None:
        self.kept[name] = secret


def is_kept(program: Application) -> bool:
    """True while what comes outlives the session."""
    assert program.desk is not None
    return program.desk.session.archive.is_persistent


def test_a_lost_key_is_asked_about_and_given_up_by_hand(
    qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path
) -> None:
    qapp.setQuitOnLastWindowClosed(False)
    actions, secrets = Actions(), KeptInMemory()
    window = MainWindow(theme, icons, actions)
    window.show()
    program = Application(Profile(tmp_path), Settings(None, None, {}), secrets, window, theme, actions, demo=False)

    def set_aside() -> list[Path]:
        return list(tmp_path.glob("*-unreadable-1.db"))

    async def lose() -> None:
        async with running_demo(pace=5) as other:
            config = ExchangeConfig((other.api,), other.events, "MojaCentrala", "101")
            await program._connect(config, KEY)
            assert is_kept(program)
            await program._disconnect()
            secrets.kept.clear()
            await program._connect(config, KEY)
            assert not is_kept(program)
            assert "not in the keyring any more" in window.notice.text()
            window.show_page(SETTINGS)
            before = program.desk
            assert before is not None
            assert before.pages.settings.kept.anew.isVisible()
            assert set_aside() == []
            before.pages.settings.kept.anew.click()
            await until(lambda: program.desk is not None and program.desk is not before)
            assert is_kept(program)
            assert "set aside as" in window.notice.text()
            assert len(set_aside()) == 1
            await program.stop()

    run(lose())
