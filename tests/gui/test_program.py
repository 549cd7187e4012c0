"""The running program changes its exchange: from the demo to another one, and nothing of the old one stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.desktop.secrets import Secrets, SecretsError
from desktop_app.profile import Profile, resources
from desktop_app.program import Program
from desktop_app.services.live import Status
from desktop_app.settings import PBX_NAME, Settings
from desktop_app.ui.actions import Actions
from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import CALLS, MainWindow
from tests.gui.conftest import Run
from tests.support.demo import KEY, running_demo
from tests.support.wait import until


class NoKeyring(Secrets):
    """A computer without one."""

    async def read(self, name: str) -> str | None:
        raise SecretsError("none")

    async def write(self, name: str, secret: str) -> None:
        raise SecretsError("none")


@pytest.fixture
def program(qapp: QApplication, run: Run, theme: Theme, icons: Icons, tmp_path: Path) -> Program:
    qapp.setQuitOnLastWindowClosed(False)  # as the program does; else its end would stop the loop under the test
    actions = Actions()
    window = MainWindow(theme, icons, actions)
    window.show()
    assert resources().is_dir()
    return Program(Profile(tmp_path), Settings(None, None, {}), NoKeyring("test"), window, theme, actions, demo=True)


def test_from_the_demo_to_another_exchange_and_on(program: Program, run: Run, tmp_path: Path) -> None:
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


def test_what_cannot_be_an_exchange_is_said_and_the_old_one_goes_on(program: Program, run: Run) -> None:
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
