"""The tour: operates the program with key presses and clicks and takes screenshots.

Each step waits for its result.  A step whose result does not appear fails the tour.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop_app.app.application import Application
from desktop_app.app.workspace import Workspace
from desktop_app.config.settings import THEME
from desktop_app.models.calls import PLAY, CallModel
from desktop_app.models.messages import MESSAGE
from desktop_app.models.panel_view import Shape
from desktop_app.office import DeviceState, SmsState
from desktop_app.ui.window import CALLS, MESSAGES, PANEL, RECORDINGS, SETTINGS

STEP_TIMEOUT_S = 30.0
NUMBER = "600100200"
FAVOURITES = ("102", "105", "110", "118")


class StepFailed(Exception):
    """The result of a step did not appear in time."""


class Tour:
    """Runs all steps in the light theme, then shows every page again in the dark theme."""

    def __init__(self, program: Application, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._pictures = 0
        self._steps = 0

    async def run(self) -> int:
        """Run all steps.  Returns 0 if every step succeeded, else 1."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            print(f"✗ the pictures cannot be written to {self._folder}: {error.strerror}", flush=True)
            return 1
        self._program.settings.set(THEME, "light")
        self._program.window.resize(1280, 800)
        begun = time.monotonic()
        steps: tuple[tuple[str, Callable[[], Awaitable[str]]], ...] = (
            ("panel", self._panel),
            ("call", self._call),
            ("details", self._details),
            ("message", self._message),
            ("calls", self._calls),
            ("recording", self._recording),
            ("settings", self._settings),
        )
        for name, step in steps:
            try:
                said = await step()
            except StepFailed as failure:
                await self._picture(f"{name}-failed")
                print(f"✗ {name}: {failure}", flush=True)
                return 1
            self._steps += 1
            print(f"✓ {name}: {said}", flush=True)
        await self._dark()
        print(
            f"{self._steps} steps, {self._pictures} pictures in {self._folder}, {time.monotonic() - begun:.0f} s",
            flush=True,
        )
        return 0

    @property
    def _workspace(self) -> Workspace:
        workspace = self._program.workspace
        if workspace is None:
            raise StepFailed("no exchange is connected")
        return workspace

    # ---- the steps -----------------------------------------------------------------------------

    async def _panel(self) -> str:
        await self._until(lambda: self._program.workspace, "the exchange to be connected")
        workspace = self._workspace
        live = workspace.session.live
        await self._until(lambda: sum(map(live.office.is_live, live.office.lamps.values())) >= 24, "24 live lamps")
        await self._until(lambda: workspace.session.directory.name_of("102"), "names from billing records")
        field = workspace.pages.panel.field
        for extension in FAVOURITES:
            field.setCurrentIndex(workspace.pages.panel.order.index_of(extension))
            self._key(field, Qt.Key.Key_Space)
        field.verticalScrollBar().setValue(0)
        await self._until(lambda: any(queue.waiting for queue in live.office.queues.values()), "a waiting caller")
        await self._picture("panel")
        office = live.office
        return f"{len(office.lamps)} lamps, {len(office.queues)} queues, {live.events_received} events heard"

    async def _call(self) -> str:
        workspace, window = self._workspace, self._program.window
        own = workspace.session.config.extension
        self._type(workspace.pages.panel.field, NUMBER[0])
        for letter in NUMBER[1:]:
            self._type(window.command, letter)
        await self._until(window.command.found, "something found")
        await self._picture("command-bar")
        self._key(window.command, Qt.Key.Key_Return)
        await self._until(lambda: own in window.call_strip.text(), "the strip to say that the own phone rings")

        def is_talking() -> bool:
            lamp = workspace.session.live.office.lamps.get(own)
            return lamp is not None and lamp.state is DeviceState.IN_USE and lamp.peer is not None

        await self._until(is_talking, "the call to be connected")
        await self._picture("call")
        return f"{own} talks with {NUMBER}: «{window.call_strip.text()}»"

    async def _details(self) -> str:
        workspace = self._workspace
        field = workspace.pages.panel.field
        index = workspace.pages.panel.order.index_of("121")
        field.scrollTo(index)
        self._click(field.viewport(), field.visualRect(index).center())
        await self._until(lambda: workspace.person.recent(), "the latest calls of 121")
        await self._picture("details")
        self._key(workspace.pages.drawer, Qt.Key.Key_Escape)
        return f"121 with {len(workspace.person.recent())} latest calls"

    async def _message(self) -> str:
        workspace, window = self._workspace, self._program.window
        window.show_page(MESSAGES)
        compose = workspace.pages.messages.compose
        for letter in NUMBER:
            self._type(compose.to, letter)
        for letter in "Dzień dobry, oddzwonię o 14:00. Recepcja":
            self._type(compose.body, letter)
        await self._until(compose.send.isEnabled, "a message that can be sent")
        self._key(compose.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        model = workspace.messages

        def is_delivered() -> bool:
            message = model.index(0).data(MESSAGE) if model.rowCount() else None
            return message is not None and message.state is SmsState.DELIVERED

        await self._until(is_delivered, "the message to be delivered")
        await self._picture("messages")
        compose.to.clear()
        return f"{model.rowCount()} message, {model.state_text(model.index(0).data(MESSAGE))}"

    async def _calls(self) -> str:
        workspace, window = self._workspace, self._program.window
        window.show_page(CALLS)
        await self._until(lambda: workspace.calls.rowCount() > 10, "today's calls")
        workspace.pages.calls.table.selectRow(1)
        await self._picture("calls")
        return f"{workspace.calls.rowCount()} calls today"

    async def _recording(self) -> str:
        workspace, window = self._workspace, self._program.window
        window.show_page(RECORDINGS)
        model, table = workspace.recordings, workspace.pages.recordings.table
        await self._until(lambda: model.rowCount() > 0, "recordings")
        row = _find_long_recording(model)
        call = model.call_at(row)  # read at once: new calls move the rows
        talk_s = call.talk_s if call is not None else 0
        table.selectRow(row)
        table.scrollTo(model.index(row, PLAY))
        self._click(table.viewport(), table.visualRect(model.index(row, PLAY)).center())
        await self._until(lambda: window.player.isVisible() and window.player.position > 1500, "the recording to play")
        middle = window.player.waveform.rect().center()
        self._click(window.player.waveform, middle)
        half = talk_s * 500
        await self._until(lambda: abs(window.player.position - half) < 4000, "the position to be moved")
        await self._picture("recording")
        return f"{model.rowCount()} recordings, one of {talk_s} s plays from its middle"

    async def _settings(self) -> str:
        window = self._program.window
        window.player.close_recording()
        window.show_page(SETTINGS)
        await self._picture("settings")
        return "the exchange, the appearance, what is kept, diagnostics"

    async def _dark(self) -> None:
        """Show the pages in the dark theme and in another size."""
        program, workspace = self._program, self._workspace
        program.settings.set(THEME, "dark")
        for name, place in (("panel", PANEL), ("messages", MESSAGES), ("calls", CALLS), ("settings", SETTINGS)):
            program.window.show_page(place)
            await self._picture(f"{name}-dark")
        program.window.show_page(PANEL)
        program.window.resize(1920, 1080)
        await self._picture("panel-dark-1920")
        program.settings.set(THEME, "light")
        await self._picture("panel-1920")
        panel = workspace.pages.panel
        for shape in (Shape.COMPACT, Shape.LIST):
            panel.look(replace(panel.view, shape=shape))
            await self._picture(f"panel-{shape.value}")
        workspace.wallboard.resize(1920, 1080)
        workspace.wallboard.show()
        await asyncio.sleep(0.3)
        self._save(workspace.wallboard, "wallboard")
        workspace.wallboard.hide()
        workspace.favourites.show()
        await asyncio.sleep(0.2)
        self._save(workspace.favourites, "strip")
        workspace.favourites.hide()

    # ---- input and screenshots -----------------------------------------------------------------

    async def _until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + STEP_TIMEOUT_S
        while not condition():
            if time.monotonic() > deadline:
                raise StepFailed(f"waited {STEP_TIMEOUT_S:.0f} s for {what}")
            await asyncio.sleep(0.03)

    async def _picture(self, name: str) -> None:
        """Save a screenshot of the window after giving it time to paint."""
        await asyncio.sleep(0.3)
        self._save(self._program.window, name)

    def _save(self, widget: QWidget, name: str) -> None:
        if not widget.grab().save(str(self._folder / f"{name}.png")):
            raise StepFailed(f"the picture {name}.png cannot be written to {self._folder}")
        self._pictures += 1

    def _type(self, widget: QWidget, letter: str) -> None:
        self._key(widget, Qt.Key.Key_unknown, text=letter)

    @staticmethod
    def _key(
        widget: QWidget,
        key: Qt.Key,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        text: str = "",
    ) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))

    @staticmethod
    def _click(widget: QWidget, point: QPoint) -> None:
        where = widget.mapToGlobal(point).toPointF()
        for kind, buttons in (
            (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
            (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
        ):
            event = QMouseEvent(
                kind, point.toPointF(), where, Qt.MouseButton.LeftButton, buttons, Qt.KeyboardModifier.NoModifier
            )
            QCoreApplication.sendEvent(widget, event)


def _find_long_recording(model: CallModel) -> int:
    """Return the first row with a recording of 40 to 240 seconds; 0 if there is none."""
    calls = [model.call_at(row) for row in range(min(model.rowCount(), 40))]
    return next((row for row, call in enumerate(calls) if call is not None and 40 <= call.talk_s <= 240), 0)
