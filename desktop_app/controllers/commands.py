"""The table of commands, which is the source of the menu, the keys, F1 and the command bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop_app.config.settings import LANGUAGE, PALETTE, REDUCED_MOTION, THEME, Setting, Settings
from desktop_app.i18n.text import tr
from desktop_app.ui.actions import Actions
from desktop_app.ui.command_table import Command, CommandTable
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.setting_fields import choice_words
from desktop_app.ui.widget_commands import widget_commands
from desktop_app.ui.window import CALLS, PANEL, SETTINGS, MainWindow, page_names


def command_table(window: MainWindow, actions: Actions, settings: Settings) -> CommandTable:
    """Return all commands of the program in the order of the menu."""
    commands = WindowCommands(window, actions, settings)
    return CommandTable(
        (
            *commands.pages(),
            *commands.general(),
            *commands.panel(),
            *commands.calling(),
            *commands.player(),
            *commands.appearance(),
            Command("keys", tr("All keys"), ("F1",), run=window.show_keys),
            *widget_commands(),
        )
    )


class WindowCommands:
    """The commands that do not depend on the focus."""

    def __init__(self, window: MainWindow, actions: Actions, settings: Settings) -> None:
        self._window, self._actions, self._settings = window, actions, settings

    # ---- the table -----------------------------------------------------------------------------

    def pages(self) -> list[Command]:
        """Return one command for each page."""
        return [
            self._connected(
                f"page.{place + 1}",
                text,
                "Ctrl+," if place == SETTINGS else f"Ctrl+{place + 1}",
                tr("Pages"),
                icon,
                partial(self._window.show_page, place),
            )
            for place, (icon, text) in enumerate(page_names())
        ]

    def general(self) -> list[Command]:
        """Return the commands for the whole program, such as the command bar and going back."""
        section, window, actions = tr("General"), self._window, self._actions
        return [
            self._connected("command-bar", tr("Command bar"), "Ctrl+K", section, "search", window.focus_command),
            Command("back", tr("Back"), ("Esc",), section, run=window.go_back, in_menu=False),
            Command("menu", tr("Menu"), ("Alt+M",), section, run=window.open_menu, in_menu=False),
            self._connected("calls.refresh", tr("Refresh calls"), "F5", section, "phone", self._refresh),
            self._connected(
                "favourites", tr("Strip of favourites"), "Ctrl+B", section, "list", actions.favourites_window.emit
            ),
            Command(
                "quiet.do-not-disturb",
                tr("Do not disturb"),
                ("Ctrl+D",),
                section,
                "minus",
                tr("pop-ups sounds silence"),
                run=actions.do_not_disturb.emit,
            ),
            self._connected(
                "directory.import", tr("Import a directory …"), "", section, "users", actions.import_directory.emit
            ),
            self._connected(
                "contacts.export", tr("Export contacts"), "", section, "download", actions.export_contacts.emit
            ),
            self._connected("reconnect", tr("Reconnect now"), "", section, "phone", actions.reconnect.emit),
        ]

    def panel(self) -> list[Command]:
        """Return the commands for the layout of the panel and for the selected colleague."""
        section, actions = tr("Panel"), self._actions
        return [
            self._on_panel("panel.free", tr("Only who is free"), "F7", PanelPage.show_free),
            self._on_panel("panel.shape", tr("Tiles, compact tiles, list"), "F8", PanelPage.next_shape),
            self._on_panel("panel.larger", tr("Larger lamps"), "Ctrl++", lambda panel: panel.zoom(1)),
            self._on_panel("panel.smaller", tr("Smaller lamps"), "Ctrl+-", lambda panel: panel.zoom(-1)),
            self._on_panel("panel.usual-size", tr("Usual size"), "Ctrl+0", lambda panel: panel.zoom(0)),
            self._connected(
                "panel.notify-free",
                tr("Tell me when free"),
                "Ctrl+T",
                section,
                "phone",
                lambda: self._for_selected(actions.await_free.emit),
            ),
            self._connected(
                "wallboard", tr("Wallboard of the queues"), "F11", section, "layout-grid", actions.wallboard.emit
            ),
        ]

    def calling(self) -> list[Command]:
        """Return the commands for past calls and for calling."""
        section, actions = tr("Calling"), self._actions
        return [
            self._connected(
                "redial", tr("Call the last number again"), "Ctrl+R", section, "phone-call", actions.redial.emit
            ),
            self._connected(
                "calls.missed", tr("Missed calls"), "Ctrl+M", section, "arrow-down-left", self._show_missed
            ),
            self._connected(
                "calls.of-caller",
                tr("Calls with who rings or rang last"),
                "Ctrl+I",
                section,
                "phone",
                actions.ring_history.emit,
            ),
            self._connected(
                "message.caller-waits",
                tr("«A caller waits» to the selected"),
                "Ctrl+W",
                section,
                "message-square",
                lambda: self._for_selected(actions.caller_waits.emit),
            ),
            self._connected(
                "calls.export", tr("Export calls"), "Ctrl+E", section, "download", actions.export_calls.emit
            ),
            self._connected(
                "recordings.save-all", tr("Save all shown …"), "", section, "download", actions.save_all.emit
            ),
        ]

    def player(self) -> list[Command]:
        """Return the commands of the player."""
        section, player = tr("Player"), self._window.player
        commands: tuple[tuple[str, str, str, str, Callable[[], object]], ...] = (
            ("player.toggle", tr("Play or pause"), "Ctrl+P", "play", player.toggle),
            ("player.back", tr("10 seconds back"), "Ctrl+Left", "play", lambda: player.skip(-1)),
            ("player.on", tr("10 seconds on"), "Ctrl+Right", "play", lambda: player.skip(+1)),
            ("player.slower", tr("Slower"), "[", "play", lambda: player.change_speed(-1)),
            ("player.faster", tr("Faster"), "]", "play", lambda: player.change_speed(+1)),
            ("player.loop", tr("Repeat from here, to here, no more"), "Ctrl+L", "play", player.mark),
            ("player.note", tr("Note at this place"), "Ctrl+N", "sticky-note", player.note_here),
        )
        return [
            Command(identifier, text, (key,), section, icon, run=run, is_enabled=lambda: bool(player.uniqueid))
            for identifier, text, key, icon, run in commands
        ]

    def appearance(self) -> list[Command]:
        """Return the commands that change settings without leaving the page."""
        return [
            self._setting(
                "theme", tr("Next theme: system, light, dark"), tr("appearance mode"), THEME, tr("Theme: {value}")
            ),
            self._setting(
                "palette",
                tr("Status colours: standard, for colour-blind eyes"),
                "",
                PALETTE,
                tr("Status colours: {value}"),
            ),
            Command(
                "motion",
                tr("Reduce motion: on, off"),
                section=tr("Appearance"),
                icon="settings",
                keywords=tr("animation"),
                run=self._toggle_motion,
                is_enabled=lambda: self._settings.locked_by(REDUCED_MOTION) is None,
            ),
            self._setting(
                "language",
                tr("Next language (after restart)"),
                "english polski",
                LANGUAGE,
                tr("Language after restart: {value}"),
            ),
        ]

    # ---- construction --------------------------------------------------------------------------

    def _connected(
        self, identifier: str, text: str, key: str, section: str, icon: str, run: Callable[[], object]
    ) -> Command:
        """Return a command that is enabled only while an exchange is connected."""
        keys = (key,) if key else ()
        return Command(identifier, text, keys, section, icon, run=run, is_enabled=self._is_connected)

    def _on_panel(self, identifier: str, text: str, key: str, work: Callable[[PanelPage], object]) -> Command:
        """Return a command that shows the panel and changes it."""

        def run() -> None:
            pages = self._window.pages
            if pages is not None:
                if self._window.stack.currentWidget() is not pages.panel:
                    self._window.show_page(PANEL)
                work(pages.panel)

        return self._connected(identifier, text, key, tr("Panel"), "layout-grid", run)

    def _setting(self, identifier: str, text: str, keywords: str, setting: Setting[str], said: str) -> Command:
        """Return a command that switches a setting to its next choice and shows it."""

        def run() -> None:
            choices = setting.choices
            value = choices[(choices.index(self._settings.get(setting)) + 1) % len(choices)]
            self._settings.set(setting, value)
            self._actions.notice.emit(said.format(value=choice_words()[value]))

        def is_enabled() -> bool:
            return self._settings.locked_by(setting) is None

        section = tr("Appearance")
        return Command(identifier, text, (), section, "settings", keywords, run=run, is_enabled=is_enabled)

    # ---- actions -------------------------------------------------------------------------------

    def _is_connected(self) -> bool:
        return self._window.pages is not None

    def _for_selected(self, work: Callable[[str], object]) -> None:
        """Call `work` with the extension of the selected lamp, if one is selected."""
        pages = self._window.pages
        extension = pages.panel.field.current_extension() if pages is not None else ""
        if extension:
            work(extension)

    def _refresh(self) -> None:
        """Download new calls on the recordings page if it is open, else on the calls page."""
        pages = self._window.pages
        if pages is not None:
            is_recordings = self._window.stack.currentWidget() is pages.recordings
            (pages.recordings if is_recordings else pages.calls).reload()

    def _show_missed(self) -> None:
        """Show the missed calls and select the newest, so that Enter calls back."""
        pages = self._window.pages
        if pages is not None:
            self._window.show_page(CALLS)
            pages.calls.show_missed()

    def _toggle_motion(self) -> None:
        is_reduced = not self._settings.get(REDUCED_MOTION)
        self._settings.set(REDUCED_MOTION, is_reduced)
        self._actions.notice.emit(tr("Reduce motion: on.") if is_reduced else tr("Reduce motion: off."))
