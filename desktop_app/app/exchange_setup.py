"""Testing, saving and connecting the exchange that the user enters on first run or in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.app.connection_controller import Connect, ConnectDemo, ConnectionController
from desktop_app.app.connection_test import run_connection_test
from desktop_app.app.shell import Shell
from desktop_app.config.exchange import ExchangeConfig, exchange_config, save_exchange_config
from desktop_app.config.paths import Profile, machine_settings_file
from desktop_app.config.settings import Settings
from desktop_app.desktop.keyring_store import KeyringStore
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import api_urls, checked_key, events_server
from desktop_app.pbx.errors import InvalidAddress, PbxError
from desktop_app.runtime.task_supervisor import TaskSupervisor
from desktop_app.security.credentials import api_key, store_api_key
from desktop_app.services import user_messages
from desktop_app.ui.exchange_form import ExchangeForm
from desktop_app.ui.first_run_page import FirstRunPage


class Job(Enum):
    """Task keys."""

    FIRST_CONNECTION = auto()
    SAVE = auto()


@dataclass(frozen=True)
class FormTest:
    """The key of the connection test of a form, identified by its `id()`."""

    form: int


class ExchangeSetup:
    """Connects the configured exchange at the start, or shows the first-run page if there is none."""

    def __init__(
        self,
        shell: Shell,
        profile: Profile,
        keyring: KeyringStore,
        connection: ConnectionController,
        tasks: TaskSupervisor,
    ) -> None:
        self._shell, self._profile, self._keyring = shell, profile, keyring
        self._connection, self._tasks = connection, tasks
        self._first_run: FirstRunPage | None = None

    def start(self) -> None:
        """Connect to the configured exchange, or show the first-run page."""
        config = self._configured()
        if config is None:
            self.ask()
        else:
            self._tasks.restart(Job.FIRST_CONNECTION, self._connect(config))

    def ask(self, sentence: str = "") -> None:
        """Show the first-run page, with a sentence about what went wrong if there is one."""
        if self._first_run is None:
            self._first_run = page = FirstRunPage(self._shell.settings)
            self.serve(page.form)
            page.demo.connect(lambda: self._connection.request(ConnectDemo()))
        self._first_run.say(sentence)
        self._shell.window.show_alone(self._first_run)

    def workspace_changed(self) -> None:
        """Close the first-run page once an exchange is connected, and handle the form of its settings page."""
        workspace = self._connection.workspace
        if workspace is None:
            return
        page, self._first_run = self._first_run, None
        if page is not None:
            self._tasks.cancel(FormTest(id(page.form)))
            self._shell.window.stack.removeWidget(page)
            page.deleteLater()
        self.serve(workspace.pages.settings.form)

    def serve(self, form: ExchangeForm) -> None:
        """Test and save the exchange entered in this form when its buttons are pressed."""
        form.tried.connect(lambda *entered: self._tasks.start_unless_running(
            FormTest(id(form)), self._test(form, *entered)
        ))  # fmt: skip
        form.submitted.connect(lambda *entered: self._tasks.start_unless_running(Job.SAVE, self._save(*entered)))

    # ---- testing, saving, connecting -------------------------------------------------------------

    def _configured(self) -> ExchangeConfig | None:
        """Return the configured exchange; None if it is incomplete or invalid."""
        try:
            config = exchange_config(self._shell.settings)
        except InvalidAddress:
            return None
        return config if config.is_complete else None

    async def _connect(self, config: ExchangeConfig) -> None:
        self._wait_for_keyring()
        found = await api_key(self._keyring)
        if found.key:
            self._connection.request(Connect(config, found.key))
        else:
            self.ask(found.note)

    async def _test(self, form: ExchangeForm, *entered: str) -> None:
        """Test each part of what was entered.  A form that was closed by then ignores the findings."""
        self._complain("")
        form.show_findings([])
        form.set_busy(True)
        api, events, pbx_name, extension, key = entered
        self._shell.hide_in_log(key)
        try:
            findings = await run_connection_test(api, events, pbx_name, extension, key, self._keyring)
            form.show_findings(findings)
        finally:
            form.set_busy(False)

    async def _save(self, *entered: str) -> None:
        """Save what was entered, store the key in the keyring and connect."""
        api, events, pbx_name, extension, key = entered
        self._shell.hide_in_log(key)
        is_connected = self._connection.workspace is not None
        try:
            config = ExchangeConfig(api_urls(api), events_server(events), pbx_name, extension)
            key = checked_key(key) if key or not is_connected else (await api_key(self._keyring)).key
            checked_key(key)
        except PbxError as error:
            self._complain(user_messages.of_error(error))
            return
        if not config.is_complete:
            self._complain(tr("The PBX name is missing."))
            return
        stored = Settings(self._profile.settings_file, machine_settings_file())
        for settings in (
            self._shell.settings,
            stored,
        ):  # the demo's settings are not stored, so save these in the user's file as well
            save_exchange_config(settings, config)
        self._wait_for_keyring()
        note = await store_api_key(self._keyring, key)
        self._connection.request(Connect(config, key, note))

    def _wait_for_keyring(self) -> None:
        self._shell.window.wait_for(tr("Waiting for the keyring … Unlock it if the system asks for its password."))

    def _complain(self, sentence: str) -> None:
        if self._first_run is not None:
            self._first_run.say(sentence)
        elif sentence:
            self._shell.actions.notice.emit(sentence)
