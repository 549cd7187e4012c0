"""The tray icon: state of the own phone, number of missed calls, and the menu."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from desktop_app.config.settings import DO_NOT_DISTURB, Settings
from desktop_app.desktop.tray import Tray
from desktop_app.i18n.text import tr
from desktop_app.models.formatting import connection_text, format_time, lamp_text
from desktop_app.models.lamps import LampModel
from desktop_app.office import DeviceState
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.session import Session
from desktop_app.ui.actions import Actions
from desktop_app.ui.tray_icon import tray_icon
from desktop_app.ui.window import CALLS, MESSAGES, PANEL, SETTINGS, MainWindow

CALLERS_SHOWN = 5


class CopiedNumber(Protocol):
    """The number on the clipboard.  `copied` is empty if there is none or if the settings forbid reading it."""

    copied: str

    @property
    def copied_changed(self) -> SignalInstance: ...


@dataclass(frozen=True)
class TraySource:
    """The parts of the connected exchange that the tray shows."""

    session: Session
    lamps: LampModel


class TrayController(QObject):
    """Shows the state of the connected exchange, if there is one."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        actions: Actions,
        clipboard: CopiedNumber,
        leave: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._window, self._settings, self._actions = window, settings, actions
        self._source: TraySource | None = None
        self._scope = ExitStack()
        self._tray = tray = Tray(tray_icon(DeviceState.UNKNOWN, False, 0), self)
        tray.clicked.connect(window.come_forward)
        tray.add_action(tr("Show the window"), window.come_forward)
        tray.add_action(tr("Call …"), self._call_box)
        self._copied = tray.add_action("", lambda: actions.call.emit(clipboard.copied))
        self._copied.setVisible(False)
        clipboard.copied_changed.connect(self._show_copied)
        tray.add_submenu(tr("Missed calls"), self._fill_callers)
        self._quiet = tray.add_toggle(tr("Do not disturb"), self._set_quiet)
        tray.add_separator()
        pages = ((PANEL, tr("Panel")), (CALLS, tr("Calls")), (MESSAGES, tr("Messages")), (SETTINGS, tr("Settings")))
        for place, words in pages:
            tray.add_action(words, partial(self._open_page, place))
        tray.add_separator()
        tray.add_action(tr("Quit"), leave)
        self.refresh()

    def follow(self, source: TraySource | None) -> None:
        """Show this exchange from now on; None if no exchange is connected."""
        self._scope.close()
        self._source = source
        if source is not None:
            session, rows_changed = source.session, source.lamps.rows_changed
            rows_changed.connect(self._lamps_changed)
            self._scope.callback(rows_changed.disconnect, self._lamps_changed)
            for unsubscribe in (
                session.alerts.lists_changed.subscribe(self.refresh),
                session.call_backs.subscribe(self.refresh),
                session.live.watch_connection(lambda _: self.refresh()),
            ):
                self._scope.callback(unsubscribe)
        self.refresh()

    def hide(self) -> None:
        """Remove the icon."""
        self._tray.hide()

    def refresh(self) -> None:
        """Update the icon, its tooltip and its menu."""
        self._quiet.setChecked(self._settings.get(DO_NOT_DISTURB))
        state, connected, missed, lines = DeviceState.UNKNOWN, False, 0, [tr("Not connected")]
        source = self._source
        if source is not None:
            live, own = source.session.live, source.session.config.extension
            connected = live.connection.is_up
            lines = [connection_text(live.connection, source.session.clock())]
            lamp = live.office.lamps.get(own)
            if lamp is not None and live.office.is_live(lamp):
                state = lamp.state
                lines.insert(0, f"{own}: {lamp_text(lamp)}")
            missed = len(source.session.alerts.missed.calls)
            if missed:
                lines.append(tr("{n} missed calls", missed))
            waiting = len(source.session.call_backs.entries)
            if waiting:
                lines.append(tr("{n} to call back", waiting))
        if self._settings.get(DO_NOT_DISTURB):
            lines.append(tr("Do not disturb is on"))
        self._tray.show(tray_icon(state, connected, missed), "\n".join(["CloudPBX Desktop", *lines]))

    def _show_copied(self) -> None:
        number = self._clipboard.copied
        self._copied.setText(tr("Call the copied number {number}?").format(number=format_number(number)))
        self._copied.setVisible(bool(number))

    def _lamps_changed(self, extensions: set[str]) -> None:
        if self._source is not None and self._source.session.config.extension in extensions:
            self.refresh()

    def _set_quiet(self, quiet: bool) -> None:
        self._settings.set(DO_NOT_DISTURB, quiet)

    def _fill_callers(self) -> list[tuple[str, Callable[[], None]]]:
        """Return menu entries for the last missed callers, and one for the page with all missed calls."""
        source = self._source
        if source is None or not source.session.alerts.missed.calls:
            return [(tr("Nobody was missed"), lambda: self._open_page(CALLS))]
        now, name_of = source.session.clock(), source.session.directory.name_of
        entries: list[tuple[str, Callable[[], None]]] = []
        for one in source.session.alerts.missed.calls[:CALLERS_SHOWN]:
            who = name_of(one.number) or one.name or format_number(one.number) or tr("Unknown number")
            words = tr("Call {who} ({time})").format(who=who, time=format_time(one.at, now))
            entries.append((words, partial(self._actions.call.emit, one.number)))
        return [*entries, (tr("All missed calls"), lambda: self._open_page(CALLS))]

    def _open_page(self, place: int) -> None:
        self._window.come_forward()
        self._window.show_page(place)

    def _call_box(self) -> None:
        self._window.come_forward()
        self._window.command.setFocus()
