"""One typed table of settings.

Where a value comes from, the strongest first: what the administrator locked, the environment, the person's file, the
administrator's defaults, the default here.  No secret is ever a setting.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import tomli_w

T = TypeVar("T", str, bool, int, tuple[str, ...])


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting: its name in the files, its default, the environment variable that overrides it, what it is for."""

    name: str
    default: T
    about: str
    variable: str = ""
    choices: tuple[str, ...] = ()


API_URLS: Setting[tuple[str, ...]] = Setting(
    "api_urls",
    ("https://api.cloudpbx.pl", "https://api2.cloudpbx.pl"),
    "REST hosts, the first preferred",
    "CLOUDPBX_API_URLS",
)
EVENTS_URL: Setting[str] = Setting("events_url", "", "events server", "CLOUDPBX_EVENTS_URL")
PBX_NAME: Setting[str] = Setting("pbx_name", "", "name of the exchange", "CLOUDPBX_PBX_NAME")
EXTENSION: Setting[str] = Setting("extension", "", "own extension", "CLOUDPBX_EXTENSION")
LINKS_UNASKED: Setting[tuple[str, ...]] = Setting("links_unasked", (), "schemes that dial unasked; only when locked")
HOTKEY: Setting[str] = Setting("call_shortcut", "", "a key that calls what is selected in any program")
CLIPBOARD_WATCH: Setting[bool] = Setting("clipboard_watch", False, "a copied number is offered in the tray's menu")
OUTSIDE_PREFIX: Setting[str] = Setting("outside_prefix", "", "what to dial before an outside number")
INTERNATIONAL: Setting[str] = Setting("international", "00", "how numbers abroad are dialled", choices=("00", "+"))
THEME: Setting[str] = Setting("theme", "system", "light and dark", choices=("system", "light", "dark"))
PALETTE: Setting[str] = Setting("palette", "standard", "colours of the states", choices=("standard", "colour-blind"))
SIZE: Setting[str] = Setting(
    "size", "100", "size of everything, in percent", choices=("100", "115", "130", "150", "175", "200")
)
LANGUAGE: Setting[str] = Setting("language", "system", "language of the screens", choices=("system", "en", "pl"))
STAY_IN_TRAY: Setting[bool] = Setting("stay_in_tray", True, "closing the window keeps the program in the tray")
REDUCED_MOTION: Setting[bool] = Setting("reduced_motion", False, "nothing pulses")
POPUP_RING: Setting[bool] = Setting("popup_ring", True, "a pop-up when the own phone rings")
POPUP_MISSED: Setting[bool] = Setting("popup_missed", True, "a pop-up when a call was missed")
POPUP_FREE: Setting[bool] = Setting("popup_free", True, "a pop-up when somebody waited for is free")
POPUP_QUEUE: Setting[bool] = Setting("popup_queue", True, "a pop-up when a queue is over its limit")
POPUP_MESSAGE: Setting[bool] = Setting("popup_message", True, "a pop-up when a message was not delivered")
DO_NOT_DISTURB: Setting[bool] = Setting("do_not_disturb", False, "no pop-ups and no sounds")
SCREEN_POP: Setting[str] = Setting("screen_pop", "", "web page of a caller, with {number} {name} {queue}")
SCREEN_POP_ON_RING: Setting[bool] = Setting("screen_pop_on_ring", False, "open that page when the own phone rings")
VOLUME: Setting[int] = Setting("player_volume", 100, "volume of the player, 0 to 100")
SKIP_SILENCE: Setting[bool] = Setting("player_skip_silence", False, "the player skips where nobody speaks")
OUTPUT: Setting[str] = Setting("player_output", "", "what the player sounds through; empty for what the system uses")
RECORDING_NAMES: Setting[str] = Setting(
    "recording_names", "", "names of saved recordings, with {date} {time} {direction} {number} {name} {id}"
)
_SPANS = ("0", "30", "90", "365", "1825")
KEEP_CALLS: Setting[str] = Setting("keep_calls_days", "0", "how long calls are kept; 0 for ever", choices=_SPANS)
KEEP_RECORDINGS: Setting[str] = Setting("keep_recordings_days", "0", "how long recordings are kept", choices=_SPANS)
KEEP_MESSAGES: Setting[str] = Setting("keep_messages_days", "0", "how long messages are kept", choices=_SPANS)
CALL_COLUMNS: Setting[tuple[str, ...]] = Setting(
    "call_columns", ("number", "with", "rang", "talk", "cost"), "columns of the calls, besides those always shown"
)
PANEL: Setting[str] = Setting("panel", "", "shape, size and order of the panel")
WINDOW: Setting[str] = Setting("window", "", "size and place of the window")


class SettingsError(Exception):
    """A settings file cannot be read.  `path` names it; nothing is written over it."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path


class Settings:
    """The values in force.  `changed` listeners are told after each `set`."""

    def __init__(
        self, user_file: Path | None, machine_file: Path | None = None, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._user_file = user_file
        self._machine_file = machine_file
        self._environment = environment
        self._machine = _read(machine_file)
        self._user = _read(user_file)
        locked = self._machine.get("locked", [])
        self._locked = set(locked) if isinstance(locked, list) else set()
        self._listeners: list[Callable[[str], None]] = []

    def get(self, setting: Setting[T]) -> T:
        """The value in force; one of a wrong type or outside the choices counts as absent."""
        in_environment = _from_text(setting, self._environment.get(setting.variable, "")) if setting.variable else None
        from_machine = _checked(setting, self._machine.get(setting.name))
        if self.locked_by(setting) is not None:  # also when the administrator mistyped it: never the person's own
            return setting.default if from_machine is None else from_machine
        ranked = (
            in_environment,
            _checked(setting, self._user.get(setting.name)),
            from_machine,
        )
        return next((value for value in ranked if value is not None), setting.default)

    def locked_by(self, setting: Setting[Any]) -> Path | None:
        """The administrator's file when it locks this setting."""
        return self._machine_file if setting.name in self._locked and setting.name in self._machine else None

    def set(self, setting: Setting[T], value: T) -> None:
        """Change the person's value and write it down.  A locked one stays as it is."""
        if self.locked_by(setting) is not None or self._user.get(setting.name) == _plain(value):
            return
        self._user[setting.name] = _plain(value)
        self._write()
        for listener in list(self._listeners):
            listener(setting.name)

    def forget(self) -> None:
        """The file is gone, and nothing is written any more."""
        self._user_file, self._user = None, {}

    def exported(self) -> str:
        """What a person has set, as TOML for another computer; no secret is ever a setting."""
        return tomli_w.dumps({name: value for name, value in self._user.items() if name != WINDOW.name})

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Be told the name of each setting that changes; gives what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _write(self) -> None:
        """Written beside and renamed: a crash leaves the old file or the new one."""
        if self._user_file is None:
            return
        self._user_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._user_file.parent, prefix=".settings-")
        with os.fdopen(handle, "wb") as file:
            tomli_w.dump(self._user, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self._user_file)


def _read(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(path, str(error)) from None


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _checked(setting: Setting[T], value: Any) -> T | None:
    default: Any = setting.default
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(str(item) for item in value)
    is_fit = type(value) is type(default) and (not setting.choices or value in setting.choices)
    return value if is_fit else None


def _from_text(setting: Setting[T], text: str) -> T | None:
    if not text.strip():
        return None
    if isinstance(setting.default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return _checked(setting, text.strip())
