"""The main window: rail, command bar, pages, details drawer, player, notice bar and status bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.i18n.text import tr
from desktop_app.ui.actions import Actions
from desktop_app.ui.call_progress_bar import CallProgressBar
from desktop_app.ui.command_bar import CommandBar
from desktop_app.ui.command_table import Command, CommandTable, Context, with_key
from desktop_app.ui.look import Look
from desktop_app.ui.notice import Notice
from desktop_app.ui.plain_label import plain_label
from desktop_app.ui.player_bar import PlayerBar
from desktop_app.ui.rail import Rail
from desktop_app.ui.shortcuts_dialog import ShortcutsDialog
from desktop_app.ui.status_bar import OwnPhoneChip, StatusBar
from desktop_app.ui.theme import MARGIN

if TYPE_CHECKING:
    from desktop_app.models.finder import Finder
    from desktop_app.ui.calls_page import CallsPage
    from desktop_app.ui.contacts_page import ContactsPage
    from desktop_app.ui.details_drawer import DetailsDrawer
    from desktop_app.ui.messages_page import MessagesPage
    from desktop_app.ui.panel_page import PanelPage
    from desktop_app.ui.settings_page import SettingsPage


PANEL, CALLS, RECORDINGS, MESSAGES, CONTACTS, SETTINGS = range(6)
WIDE = 1480


@dataclass
class Pages:
    """The pages and widgets of one connected exchange."""

    panel: PanelPage
    calls: CallsPage
    recordings: CallsPage
    messages: MessagesPage
    contacts: ContactsPage
    settings: SettingsPage
    drawer: DetailsDrawer
    finder: Finder

    def stacked(self) -> tuple[QWidget, ...]:
        """Return the pages in the order of the rail."""
        return self.panel, self.calls, self.recordings, self.messages, self.contacts, self.settings


class MainWindow(QMainWindow):
    """The frame.  Pages are attached when an exchange is connected; until then a sentence is shown."""

    closing = Signal()
    looked_at_calls = Signal()
    dropped = Signal(str)

    def __init__(self, look: Look, actions: Actions) -> None:
        super().__init__()
        self.look, self.user_actions = look, actions
        theme = look.theme
        self.setWindowTitle("CloudPBX Desktop")
        room = self.screen().availableGeometry().size()  # a large interface leaves fewer logical pixels
        self.resize(QSize(1280, 800).boundedTo(room))
        self.setMinimumSize(QSize(780, 500).boundedTo(room))
        self.setAcceptDrops(True)
        self._commands: CommandTable | None = None
        self.pages: Pages | None = None
        self.keeps_running = False
        self.rail = Rail(look, page_names())
        self.command = CommandBar(None, look, self)
        self.own_phone = OwnPhoneChip(theme)
        self.player = PlayerBar(look)
        self.call_strip = CallProgressBar(theme)
        self.notice = Notice()
        self.status = StatusBar(theme)
        self.stack = QStackedWidget()
        self._waiting = plain_label(kind="dim")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setWordWrap(True)
        self.stack.addWidget(self._waiting)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.menu_button = self._build_menu_button()
        self._paint_menu_icon()
        self._lay_out()
        self._connect(actions)
        self.rail.setEnabled(False)
        self.command.setEnabled(False)

    def _build_menu_button(self) -> QPushButton:
        button = QPushButton()
        button.setProperty("kind", "tool")
        button.setFixedSize(34, 34)
        button.setAccessibleName(tr("Menu"))
        button.setMenu(self._menu)
        return button

    def _connect(self, actions: Actions) -> None:
        self.look.theme.changed.connect(self._paint_menu_icon)
        self.rail.chosen.connect(self.show_page)
        self.command.called.connect(actions.call)
        self.command.written_to.connect(actions.write)
        self.command.details.connect(actions.details)
        self.command.left.connect(self.go_back)
        actions.skip.connect(self.player.skip)
        self.player.save.connect(actions.save_recording)
        self.status.reconnect.connect(actions.reconnect)
        actions.notice.connect(self.notice.say)
        actions.withdraw.connect(self.notice.withdraw)
        actions.offer.connect(self.notice.offer)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(MARGIN, 10, MARGIN, 8)
        top.setSpacing(12)
        top.addWidget(self.command, 1)
        top.addWidget(self.own_phone)
        top.addWidget(self.menu_button)
        self._middle = QHBoxLayout()
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(0)
        self._middle.addWidget(self.stack, 1)
        self._drawer_place = QVBoxLayout()
        self._drawer_place.setContentsMargins(0, 0, 0, 0)
        self._middle.addLayout(self._drawer_place)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(top)
        right.addLayout(self._middle, 1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        for bar in (self.player, self.call_strip, self.notice, self.status):
            whole.addWidget(bar)
        central = QWidget()
        central.setObjectName("page")
        central.setLayout(whole)
        self.setCentralWidget(central)
        self.command.set_host(central)

    # ---- commands ------------------------------------------------------------------------------

    def set_commands(self, commands: CommandTable) -> None:
        """Build the menu and the shortcuts from the table, and pass it to the command bar and the player."""
        self._commands = commands
        menus = {"": self._menu}
        for command in commands.of(Context.WINDOW):
            action = self._action(command)
            if not command.in_menu:
                continue
            if command.section not in menus:
                menus[command.section] = self._menu.addMenu(command.section)
            menus[command.section].addAction(action)
            self._menu.aboutToShow.connect(partial(self._show_enabled, action, command))
        tip = with_key(tr("Menu: everything that can be done"), commands["menu"].key)
        self.menu_button.setToolTip(tip)
        self.command.set_commands(commands)
        self.player.set_commands(commands)

    def _action(self, command: Command) -> QAction:
        # After a tab a menu shows our words for the key; Qt's translate the arrows ("Ctrl+Lewo").
        action = QAction(f"{command.text}\t{command.key}" if command.key else command.text, self)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setToolTip(command.tip)
        action.triggered.connect(lambda: command.run() if command.run is not None and command.can_run else None)
        # A disabled action would lose its key; what can be done may change while the menu is closed.
        self._menu.aboutToHide.connect(partial(action.setEnabled, True))
        self.addAction(action)
        return action

    @staticmethod
    def _show_enabled(action: QAction, command: Command) -> None:
        action.setEnabled(command.can_run)

    def open_menu(self) -> None:
        """Open the menu below its button."""
        self._menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def show_keys(self) -> None:
        """Open the dialog that lists all keys."""
        if self._commands is not None:
            ShortcutsDialog(self._commands, self).open()

    def focus_command(self) -> None:
        """Move the focus into the command bar and select what is typed there."""
        self.command.setFocus()
        self.command.selectAll()

    def _paint_menu_icon(self) -> None:
        self.menu_button.setIcon(self.look.icons.icon("menu", self.look.theme.tokens.dim, 18))

    def go_back(self) -> None:
        """Close the details drawer, or else return the focus to the page."""
        was_typing = self.command.hasFocus()
        self.command.dismiss()
        if self.pages is None or self.pages.panel.field.cancel_drag():
            return
        if self.pages.drawer.isVisible() and not was_typing:
            self.pages.drawer.hide()
        elif self.stack.currentWidget() is self.pages.panel:
            self.pages.panel.field.setFocus()
        elif (page := self._calls_in_sight(self.pages)) is not None and page.step_back():
            page.table.setFocus()
        else:
            self.show_page(PANEL)

    def _calls_in_sight(self, pages: Pages) -> CallsPage | None:
        found = self.stack.currentWidget()
        return next((page for page in (pages.calls, pages.recordings) if page is found), None)

    # ---- pages ---------------------------------------------------------------------------------

    def wait_for(self, sentence: str) -> None:
        """Show a sentence in place of the pages, for example while connecting."""
        self._waiting.setText(sentence)
        self.stack.setCurrentWidget(self._waiting)

    def show_alone(self, page: QWidget) -> None:
        """Show a page that needs no exchange, such as first run."""
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def attach(self, pages: Pages) -> None:
        """Show the pages of one exchange."""
        self.pages = pages
        for page in pages.stacked():
            self.stack.addWidget(page)
        self._drawer_place.addWidget(pages.drawer)
        pages.drawer.installEventFilter(self)
        self.command.set_finder(pages.finder)
        pages.panel.field.typed.connect(self.command.start_with)
        self.rail.setEnabled(True)
        self.command.setEnabled(True)
        self.show_page(PANEL)

    def detach(self) -> None:
        """Remove and delete the pages of the exchange."""
        pages, self.pages = self.pages, None
        if pages is None:
            return
        self.notice.withdraw_offer()
        for widget in (*pages.stacked(), pages.drawer):
            widget.setParent(None)
            widget.deleteLater()
        self.status.forget()
        self.own_phone.forget()
        self.rail.set_count(CALLS, 0)
        self.rail.setEnabled(False)
        self.command.setEnabled(False)

    def show_page(self, place: int) -> None:
        """Open a page by its position on the rail."""
        if self.pages is None:
            return
        page = self.pages.stacked()[place]
        if page is not self.pages.panel and self.width() < WIDE:
            self.pages.drawer.hide()  # the page needs its room
        self.stack.setCurrentWidget(page)
        self.rail.choose(place)
        if page is self.pages.panel:
            self.pages.panel.field.setFocus()
        for calls in (self.pages.calls, self.pages.recordings):
            if page is calls:
                calls.table.setFocus()
        if page is self.pages.calls:
            self.looked_at_calls.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._make_room()
        return False

    def _make_room(self) -> None:
        """In a narrow window the drawer hides the queues, so that the field keeps its columns."""
        if self.pages is not None:
            is_open = self.pages.drawer.isVisible()
            self._drawer_place.setContentsMargins(0, 8 if is_open else 0, MARGIN if is_open else 0, 12 * is_open)
            narrow = self.width() < WIDE and is_open
            self.pages.panel.set_queues_hidden(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # ---- talking to the person -----------------------------------------------------------------

    def ask(self, question: str, yes: str, work: Callable[[], object]) -> bool:
        """Ask before something that cannot be undone, and run `work` on yes.  Opened, never exec'd.

        Returns False while another question is open: links from other programs must not pile them up, nor change the
        one that is about to be answered.
        """
        if self._questions():
            return False
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), question, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        accept.clicked.connect(lambda _=False: work())
        box.open()
        return True

    def _questions(self) -> list[QMessageBox]:
        return [box for box in self.findChildren(QMessageBox) if box.isVisible()]

    def drop_questions(self) -> None:
        """Close all open questions as answered with no: their exchange is being left."""
        for box in self._questions():
            box.reject()

    def come_forward(self) -> None:
        """Show and activate the window at the user's request."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept text and links anywhere on the window; a number in them is called."""
        if self.pages is not None and (event.mimeData().hasText() or event.mimeData().hasUrls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        text = urls[0].toString() if urls and not event.mimeData().hasText() else event.mimeData().text()
        event.acceptProposedAction()
        self.dropped.emit(text[:2000])

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.keeps_running:
            event.ignore()
            self.hide()
        self.closing.emit()

    def place(self) -> str:
        """Return size and position as text, for the settings."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore(self, place: str) -> None:
        """Restore size and position."""
        if place:
            self.restoreGeometry(QByteArray.fromBase64(place.encode("ascii", "ignore")))


def page_names() -> list[tuple[str, str]]:
    """Icon and title of each page, in the order of the rail."""
    return [
        ("layout-grid", tr("Panel")),
        ("phone", tr("Calls")),
        ("mic", tr("Recordings")),
        ("message-square", tr("Messages")),
        ("users", tr("Contacts")),
        ("settings", tr("Settings")),
    ]
