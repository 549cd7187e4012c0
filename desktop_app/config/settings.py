"""The table of all settings, and where their values come from.

Precedence, highest first: a value locked by the administrator, the environment, the user's file, the administrator's
defaults, the default in this module.  Secrets are never settings.
"""

from __future__ import annotations

import logging
import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import tomli_w

from desktop_app.runtime.damaged_files import set_aside
from desktop_app.runtime.lenient_json import is_deep
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe

log = logging.getLogger(__name__)

MAX_FILE_BYTES = 262_144

T = TypeVar("T", str, bool, int, tuple[str, ...])


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting: its name in the files, default, environment variable that overrides it, valid values.

    Empty `choices` allow any value of the default's type.  A number is a percentage.
    """

    name: str
    default: T
    variable: str = ""
    choices: tuple[str, ...] = ()


# REST hosts, the first preferred.
API_URLS: Setting[tuple[str, ...]] = Setting(
    "api_urls", ("https://api.cloudpbx.pl", "https://api2.cloudpbx.pl"), "CLOUDPBX_API_URLS"
)
EVENTS_URL: Setting[str] = Setting("events_url", "", "CLOUDPBX_EVENTS_URL")  # events server
PBX_NAME: Setting[str] = Setting("pbx_name", "", "CLOUDPBX_PBX_NAME")  # name of the exchange
EXTENSION: Setting[str] = Setting("extension", "", "CLOUDPBX_EXTENSION")  # own extension
# Link schemes that dial without a question; used only if the administrator locked them.
LINKS_UNASKED: Setting[tuple[str, ...]] = Setting("links_unasked", ())
HOTKEY: Setting[str] = Setting("call_shortcut", "")  # global shortcut that calls the selected number
CLIPBOARD_WATCH: Setting[bool] = Setting("clipboard_watch", False)  # offer a copied number in the tray menu
OUTSIDE_PREFIX: Setting[str] = Setting("outside_prefix", "")  # prefix for outside numbers
INTERNATIONAL: Setting[str] = Setting("international", "00", choices=("00", "+"))  # prefix for international numbers
THEME: Setting[str] = Setting("theme", "system", choices=("system", "light", "dark"))  # colour theme
PALETTE: Setting[str] = Setting("palette", "standard", choices=("standard", "colour-blind"))  # status colours
# Interface size in percent, from the next start.
SIZE: Setting[str] = Setting("size", "100", choices=("100", "115", "130", "150", "175", "200"))
LANGUAGE: Setting[str] = Setting("language", "system", choices=("system", "en", "pl"))  # language of the interface
STAY_IN_TRAY: Setting[bool] = Setting("stay_in_tray", True)  # closing the window leaves the program running in the tray
REDUCED_MOTION: Setting[bool] = Setting("reduced_motion", False)  # no animations
POPUP_RING: Setting[bool] = Setting("popup_ring", True)  # notification when the own phone rings
POPUP_MISSED: Setting[bool] = Setting("popup_missed", True)  # notification of a missed call
POPUP_FREE: Setting[bool] = Setting("popup_free", True)  # notification when a watched colleague becomes free
POPUP_QUEUE: Setting[bool] = Setting("popup_queue", True)  # notification when a queue exceeds a threshold
POPUP_MESSAGE: Setting[bool] = Setting("popup_message", True)  # notification of an undelivered message
DO_NOT_DISTURB: Setting[bool] = Setting("do_not_disturb", False)  # no notifications and no sounds
SCREEN_POP: Setting[str] = Setting("screen_pop", "")  # address of a caller's CRM page, with {number} {name} {queue}
SCREEN_POP_ON_RING: Setting[bool] = Setting("screen_pop_on_ring", False)  # open the CRM page when the own phone rings
VOLUME: Setting[int] = Setting("player_volume", 100)  # volume of the player, 0 to 100
SKIP_SILENCE: Setting[bool] = Setting("player_skip_silence", False)  # the player skips silence
OUTPUT: Setting[str] = Setting("player_output", "")  # audio output of the player; empty for the default
# File name pattern of saved recordings, with {date} {time} {direction} {number} {name} {id}.
RECORDING_NAMES: Setting[str] = Setting("recording_names", "")
_RETENTION_DAYS = ("0", "30", "90", "365", "1825")
# Days until calls are deleted; 0 for never.
KEEP_CALLS: Setting[str] = Setting("keep_calls_days", "0", choices=_RETENTION_DAYS)
# Days until recordings are deleted.
KEEP_RECORDINGS: Setting[str] = Setting("keep_recordings_days", "0", choices=_RETENTION_DAYS)
# Days until messages are deleted.
KEEP_MESSAGES: Setting[str] = Setting("keep_messages_days", "0", choices=_RETENTION_DAYS)
# Optional columns of the call list.
CALL_COLUMNS: Setting[tuple[str, ...]] = Setting("call_columns", ("number", "with", "rang", "talk", "cost"))
PANEL: Setting[str] = Setting("panel", "")  # layout, size and order of the panel
WINDOW: Setting[str] = Setting("window", "")  # size and position of the window


class SettingsError(Exception):
    """A settings file cannot be read.  `path` is the file, which is not changed."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path


class DamagedSettings(SettingsError):
    """The content of a settings file is not TOML, or larger or deeper than any settings."""


class Settings:
    """The effective values.  `user_file` None keeps changes in memory only.  Raises SettingsError.

    If the user's file is damaged it is renamed, `set_aside` is its new path, and the defaults apply.  The
    administrator's file is not ours to rename.
    """

    def __init__(
        self, user_file: Path | None, machine_file: Path | None = None, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._user_file = user_file
        self._machine_file = machine_file
        self._environment = environment
        self._machine = _read(machine_file)
        self.set_aside: Path | None = None
        self._user = self._read_user(user_file)
        locked = self._machine.get("locked", [])
        self._locked = {name for name in locked if isinstance(name, str)} if isinstance(locked, list) else set()
        self._is_saved, self._has_failed = True, False
        self._changed: Listeners[[str]] = Listeners("settings")
        self._not_saved: Listeners[[]] = Listeners("saving of settings")

    def _read_user(self, path: Path | None) -> dict[str, Any]:
        try:
            return _read(path)
        except DamagedSettings as error:
            try:
                self.set_aside = set_aside(error.path)
            except OSError:
                raise error from None
            return {}

    def get(self, setting: Setting[T]) -> T:
        """Return the effective value.  Values of a wrong type or outside the choices are ignored."""
        in_environment = _from_text(setting, self._environment.get(setting.variable, "")) if setting.variable else None
        from_machine = _checked(setting, self._machine.get(setting.name))
        if self.locked_by(setting) is not None:  # an invalid locked value means the default, never the user's own value
            return setting.default if from_machine is None else from_machine
        ranked = (
            in_environment,
            _checked(setting, self._user.get(setting.name)),
            from_machine,
        )
        return next((value for value in ranked if value is not None), setting.default)

    def locked_by(self, setting: Setting[Any]) -> Path | None:
        """Return the administrator's file if it locks this setting, else None."""
        return self._machine_file if setting.name in self._locked and setting.name in self._machine else None

    def set(self, setting: Setting[T], value: T) -> None:
        """Change the user's value and save it.  A locked setting does not change.

        A value that cannot be saved applies all the same: see `save`.
        """
        if self.locked_by(setting) is not None or self._user.get(setting.name) == _plain(value):
            return
        self._user[setting.name] = _plain(value)
        self._is_saved = False
        self.save()
        self._changed.notify(setting.name)

    @property
    def is_saved(self) -> bool:
        """False while a change is not in the file, because the disk is full or the folder cannot be written."""
        return self._is_saved

    def save(self) -> None:
        """Write the changes that are not in the file yet.  Listeners of `watch_saving` learn of the first failure."""
        if self._is_saved:
            return
        try:
            self._write()
        except OSError as error:
            log.warning("the settings cannot be saved: %s", error.strerror)
            if not self._has_failed:
                self._has_failed = True
                self._not_saved.notify()
        else:
            self._is_saved, self._has_failed = True, False

    def watch_saving(self, listener: Callable[[], object]) -> Unsubscribe:
        """Call `listener` when saving begins to fail."""
        return self._not_saved.subscribe(listener)

    def forget(self) -> None:
        """Drop the user's values and stop writing their file, which is being deleted."""
        self._user_file, self._user = None, {}

    def exported(self) -> str:
        """Return the user's values as TOML, for use on another computer.  The window's position is left out."""
        return tomli_w.dumps({name: value for name, value in self._user.items() if name != WINDOW.name})

    def subscribe(self, listener: Callable[[str], None]) -> Unsubscribe:
        """Call `listener` with the name of each setting that changes, until the returned function is called."""
        return self._changed.subscribe(listener)

    def _write(self) -> None:
        """Write a temporary file and rename it, so that a crash leaves either the old file or the new one."""
        if self._user_file is None:
            return
        self._user_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._user_file.parent, prefix=".settings-")
        try:
            with os.fdopen(handle, "wb") as file:
                tomli_w.dump(self._user, file)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._user_file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _read(path: Path | None) -> dict[str, Any]:
    """Return the values of a file; none if it does not exist.  Raises SettingsError, or Damaged for its content."""
    if path is None:
        return {}
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(path, str(error)) from None
    try:
        return _parsed(raw)
    except (ValueError, RecursionError) as error:
        raise DamagedSettings(path, str(error)) from None


def _parsed(raw: bytes) -> dict[str, Any]:
    """Parse a file.  Raises ValueError or RecursionError, also if a value could not be written again."""
    if len(raw) > MAX_FILE_BYTES:
        raise ValueError("larger than any settings")
    values = tomllib.loads(raw.decode("utf-8-sig"))
    if is_deep(values):
        raise ValueError("nested deeper than any settings")
    tomli_w.dumps(values)  # a hexadecimal number may be too long to be written
    return values


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _checked(setting: Setting[T], value: Any) -> T | None:
    default: Any = setting.default
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(str(item) for item in value)
    is_fit = type(value) is type(default) and (not setting.choices or value in setting.choices)
    if type(default) is int:
        is_fit = is_fit and 0 <= value <= 100
    return value if is_fit else None


def _from_text(setting: Setting[T], text: str) -> T | None:
    if not text.strip():
        return None
    if isinstance(setting.default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return _checked(setting, text.strip())
