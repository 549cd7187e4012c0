"""Connecting, replacing and leaving exchanges; nothing of an exchange remains after it was left."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.app.application import Application
from desktop_app.app.connection_controller import Connect, ConnectDemo, ConnectionController, ConnectReplay
from desktop_app.app.workspace import Workspace
from desktop_app.config.exchange import ExchangeConfig
from desktop_app.config.paths import Profile
from desktop_app.config.settings import PBX_NAME, Settings
from desktop_app.controllers.calling import CallOrder
from desktop_app.runtime.subscriptions import Listeners
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.services.live_feed import Status
from desktop_app.services.stream_recording import Replay
from desktop_app.ui.calling_form import CallingForm
from desktop_app.ui.first_run_page import FirstRunPage
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import CALLS, SETTINGS
from tests.gui.conftest import Run
from tests.support.application import (
    MemoryKeyring,
    NoKeyring,
    bare_shell,
    config_of,
    connect_to,
    connected,
    running_application,
)
from tests.support.demo import KEY, RunningDemo, running_demo
from tests.support.wait import until


@pytest.fixture
def look(qapp: QApplication, theme: Theme, icons: Icons) -> Look:
    qapp.setQuitOnLastWindowClosed(False)  # as in the program; else closing the window would stop the loop
    return Look(theme, icons)


def is_left(workspace: Workspace) -> bool:
    """Return True if nothing of a workspace's session is running or open."""
    session = workspace.session
    return session.live.connection.status is Status.OFF and not session.archive.is_open


def all_listeners() -> list[Listeners[...]]:
    return [one for one in gc.get_objects() if type(one) is Listeners]


@dataclass
class SilentServer:
    """A REST host that never answers.  `requests` holds the first line of each request."""

    address: str
    requests: list[str] = field(default_factory=list)


@asynccontextmanager
async def silent_server() -> AsyncIterator[SilentServer]:
    found = SilentServer("")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                if line.startswith((b"GET", b"POST")):
                    found.requests.append(line.decode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    found.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield found


async def enter(program: Application, demo: RunningDemo) -> Workspace:
    """Fill in the settings page of the connected exchange and save it."""
    before = program.workspace
    assert before is not None
    program.window.show_page(SETTINGS)
    form = before.pages.settings.form
    for edit, text in (
        (form.api, demo.api),
        (form.events, demo.events),
        (form.pbx_name, "MojaCentrala"),
        (form.extension, "101"),
        (form.key, KEY),
    ):
        edit.setText(text)
    form.keep_button.click()
    return await connected(program)


def test_from_the_demo_to_another_exchange_and_on(look: Look, run: Run, tmp_path: Path) -> None:
    async def change() -> None:
        async with (
            running_application(look, tmp_path, NoKeyring()) as program,
            running_demo(alive=True, pace=5) as other,
        ):
            workspace = first = await connected(program, ConnectDemo(), within_s=30)
            await until(lambda: first.session.live.connection.status is Status.LIVE)
            for _ in range(2):  # the second time from the user's own exchange
                before, workspace = workspace, await enter(program, other)
                assert is_left(before)
            program.window.show_page(CALLS)
            program.actions.call.emit("600100200")
            await until(lambda: other.exchange.orders)
            assert [order["cpb"] for order in other.exchange.orders] == ["600100200"], "one connection, one order"

    run(change())
    assert Settings(Profile(tmp_path).settings_file, None, {}).get(PBX_NAME) == "MojaCentrala"
    assert not list(tmp_path.glob("archive*")), "nothing is stored without a keyring"


@pytest.mark.parametrize(
    ("api", "events", "name", "key"),
    [
        ("http://example.org", "wss://x", "X", "k"),
        ("https://x", "", "X", "k"),
        ("https://x", "wss://x", "", "k"),
        ("https://x", "wss://x", "X", "no key"),
    ],
)
def test_an_unusable_exchange_is_reported_and_the_old_one_goes_on(
    api: str, events: str, name: str, key: str, look: Look, run: Run, tmp_path: Path
) -> None:
    async def enter_it() -> None:
        async with running_application(look, tmp_path, NoKeyring()) as program, running_demo() as demo:
            workspace = await connected(program, connect_to(demo))
            program.window.notice.say("")
            workspace.pages.settings.form.submitted.emit(api, events, name, "101", key)
            await until(lambda: program.window.notice.text())
            assert program.workspace is workspace
            assert workspace.session.live.connection.is_up

    run(enter_it())


def test_an_archive_whose_key_is_lost_is_replaced_only_on_request(look: Look, run: Run, tmp_path: Path) -> None:
    keyring = MemoryKeyring()

    def set_aside() -> list[Path]:
        return list(tmp_path.glob("*-unreadable-1.db"))

    async def lose() -> None:
        async with running_application(look, tmp_path, keyring) as program, running_demo(pace=5) as demo:
            first = await connected(program, connect_to(demo))
            assert first.session.archive.is_persistent
            await connected(program, ConnectDemo(), within_s=30)
            keyring.secrets.clear()
            without = await connected(program, connect_to(demo))
            assert not without.session.archive.is_persistent
            assert "not in the keyring any more" in program.window.notice.text()
            program.window.show_page(SETTINGS)
            replace = without.pages.settings.data_retention.replace_archive
            assert replace.isVisible()
            assert set_aside() == []
            replace.click()
            replaced = await connected(program)
            assert replaced.session.archive.is_persistent
            assert "set aside as" in program.window.notice.text()
            assert len(set_aside()) == 1

    run(lose())


def test_damaged_settings_and_recordings_are_told(look: Look, run: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("theme = ")
    path = tmp_path / "stream.jsonl"
    path.write_text('{"recording": 1, "pbx_name": "M"}\nx\n[0.0, null]\n')

    async def start() -> None:
        settings = Settings(tmp_path / "settings.toml", None, {})
        async with running_application(look, tmp_path, NoKeyring(), settings) as program:
            program.start()
            assert str(tmp_path / "settings.toml.damaged") in program.window.notice.text()
            program.connection.request(ConnectReplay(Replay(path)))
            await until(lambda: program.window.notice.text().startswith("1 lines of the recording could not be read"))

    run(start())


def test_a_workspace_that_cannot_be_built_leaves_nothing_behind(look: Look, run: Run, tmp_path: Path) -> None:
    """Earlier the session's feed, sync, roster and retention went on, and a second set started."""

    settings = Settings(None, None, {})
    failures: list[str] = []

    def make_calling_form() -> CallingForm:
        if not failures:
            failures.append("once")
            raise ValueError("a page cannot be built")
        return CallingForm(settings, False, str)

    def background() -> list[str]:
        return [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("Background.")]

    async def fail_once() -> None:
        shell = bare_shell(look, settings, make_calling_form)
        controller = ConnectionController(shell, Profile(tmp_path), NoKeyring(), lambda name, error: None)
        office: list[str] = []
        controller.failed.subscribe(office.append)
        async with running_demo() as demo, TaskSupervisor(lambda name, error: None) as tasks:
            tasks.spawn("connection", controller.run())
            controller.request(connect_to(demo))
            await until(lambda: office)
            assert controller.workspace is None
            assert background() == []
            controller.request(connect_to(demo))
            await until(lambda: controller.workspace is not None)
            assert background().count("Background.LIVE_FEED") == 1, "one set of tasks, not two"

    run(fail_once())


def test_an_offer_goes_with_its_exchange(look: Look, run: Run, tmp_path: Path) -> None:
    async def leave() -> None:
        async with running_application(look, tmp_path, MemoryKeyring()) as program, running_demo(pace=5) as demo:
            await connected(program, connect_to(demo))
            program.actions.offer.emit("The exchange does not have this recording.", "Try again", list)
            assert program.window.notice.text()
            await connected(program, connect_to(demo))
            assert program.window.notice.text() == ""

    run(leave())


def test_quitting_while_an_exchange_is_replaced_closes_the_first(look: Look, run: Run, tmp_path: Path) -> None:
    """Earlier, with a running order, the archive stayed open and the feed connected."""

    async def replace_and_quit() -> list[Workspace]:
        async with running_demo() as demo, running_demo() as other, silent_server() as silent:
            async with running_application(look, tmp_path, MemoryKeyring()) as program:
                config = ExchangeConfig((silent.address,), demo.events, "MojaCentrala", "101")
                workspace = await connected(program, Connect(config, KEY))
                program.actions.call.emit("600100200")
                await until(lambda: any("/dial" in line for line in silent.requests))
                program.connection.request(Connect(config_of(other), KEY))
                await until(lambda: program.workspace is None)
                assert workspace.context.scope.tasks.is_running(CallOrder("600100200")), "it is given a moment"
            return [workspace]

    (workspace,) = run(replace_and_quit())
    assert is_left(workspace)


def test_nothing_listens_to_an_exchange_that_was_left(look: Look, run: Run, tmp_path: Path) -> None:
    """A model that went on listening was refreshed by its directory after its view was deleted."""

    async def leave() -> dict[str, int]:
        async with running_demo() as demo, running_application(look, tmp_path, NoKeyring()) as program:
            before = all_listeners()
            first = await connected(program, connect_to(demo))
            theirs = [one for one in all_listeners() if not any(one is other for other in before)]
            assert {"names", "the office", "call-backs"} <= {one.news for one in theirs if one}, "they are seen"
            await connected(program, connect_to(demo))
            assert is_left(first)
            return {one.news: len(one) for one in theirs if one}

    assert run(leave()) == {}


def test_a_request_under_way_ends_before_its_page(
    look: Look, run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It reported its end through a model that had been deleted."""

    async def leave() -> None:
        async with (
            running_demo() as demo,
            silent_server() as silent,
            running_application(look, tmp_path, NoKeyring()) as program,
        ):
            config = ExchangeConfig((silent.address,), demo.events, "MojaCentrala", "101")
            first = await connected(program, Connect(config, KEY))
            await until(lambda: any("/cdr" in line for line in silent.requests))
            await connected(program, connect_to(demo))
            assert is_left(first)

    run(leave())
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_requests_are_carried_out_one_after_another(look: Look, run: Run, tmp_path: Path) -> None:
    async def replace_twice() -> None:
        async with AsyncExitStack() as stack:
            one, two, three = [await stack.enter_async_context(running_demo()) for _ in range(3)]
            async with running_application(look, tmp_path, NoKeyring()) as program:
                seen: list[Workspace] = []

                def changed() -> None:
                    if program.workspace is not None:
                        seen.append(program.workspace)

                program.connection.changed.subscribe(changed)
                for demo in (one, two, three):
                    program.connection.request(connect_to(demo))
                await until(lambda: len(seen) == 3 and seen[2].session.live.connection.is_up)
                assert [workspace.session.config.api_urls for workspace in seen] == [
                    (demo.api,) for demo in (one, two, three)
                ]
                assert [is_left(workspace) for workspace in seen] == [True, True, False]

    run(replace_twice())


def test_the_first_run_form_may_be_used_twice_while_a_test_runs(look: Look, run: Run, tmp_path: Path) -> None:
    """Earlier the test used the form's widgets after their deletion."""

    async def test_and_save() -> None:
        async with running_application(look, tmp_path, NoKeyring()) as program, running_demo() as demo:
            program.start()
            page = program.window.findChild(FirstRunPage)
            assert page is not None
            entered = (demo.api, demo.events, "MojaCentrala", "101", KEY)
            page.form.tried.emit(*entered)
            page.form.tried.emit(*entered)
            page.form.submitted.emit(*entered)
            await connected(program)
            for _ in range(50):  # the results of the test arrive
                await asyncio.sleep(0.01)
            assert program.window.findChild(FirstRunPage) is None

    run(test_and_save())
