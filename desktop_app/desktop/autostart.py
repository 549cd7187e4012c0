"""Starting with the session, minimized to the tray: an entry in the place that each system has for it."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from pathlib import Path

from desktop_app.desktop.links import program_command, quote_argument, write_private

NAME = "cloudpbx-desktop"
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


def _command(profile: Path | None) -> list[str]:
    return [*program_command(), "--minimized", *(["--profile", str(profile)] if profile is not None else [])]


def _file() -> Path:
    """Return the autostart entry of Linux, or the LaunchAgent of macOS."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{NAME}.plist"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart" / f"{NAME}.desktop"


def autostart_entry(command: list[str]) -> str:
    """Return the XDG autostart entry that runs the command."""
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.0\nName=CloudPBX Desktop\n"
        f"Exec={' '.join(map(quote_argument, command))}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def launch_agent(command: list[str]) -> bytes:
    """Return the property list of the LaunchAgent that runs the command."""
    return plistlib.dumps({"Label": NAME, "ProgramArguments": command, "RunAtLoad": True})


def is_enabled() -> bool:
    """Return whether the program starts with the session."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
                winreg.QueryValueEx(key, NAME)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    return _file().exists()


def set_enabled(enabled: bool, profile: Path | None) -> None:
    """Start with the session from now on, or no longer.  Raises OSError."""
    command = _command(profile)
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
            if enabled:
                line = subprocess.list2cmdline(command)
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)  # type: ignore[attr-defined,unused-ignore]
            elif is_enabled():
                winreg.DeleteValue(key, NAME)  # type: ignore[attr-defined,unused-ignore]
        return
    file = _file()
    if not enabled:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    body = launch_agent(command) if sys.platform == "darwin" else autostart_entry(command).encode()
    write_private(file, body)
