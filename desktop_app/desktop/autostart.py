"""Starting with the session, into the tray: a choice of the person, kept where each system keeps it."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from pathlib import Path

from desktop_app.desktop.links import command, quoted

NAME = "cloudpbx-desktop"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def _start(profile: Path | None) -> list[str]:
    return [*command(), "--minimized", *(["--profile", str(profile)] if profile is not None else [])]


def _file() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{NAME}.plist"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart" / f"{NAME}.desktop"


def autostart_entry(start: list[str]) -> str:
    """The XDG autostart entry."""
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.0\nName=CloudPBX Desktop\n"
        f"Exec={' '.join(map(quoted, start))}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def launch_agent(start: list[str]) -> bytes:
    """The LaunchAgent of macOS."""
    return plistlib.dumps({"Label": NAME, "ProgramArguments": start, "RunAtLoad": True})


def is_on() -> bool:
    """True when the program starts with the session."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:  # type: ignore[attr-defined,unused-ignore]
                winreg.QueryValueEx(key, NAME)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    return _file().exists()


def switch(on: bool, profile: Path | None) -> None:
    """Start with the session from now on, or no more.  Raises OSError."""
    start = _start(profile)
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:  # type: ignore[attr-defined,unused-ignore]
            if on:
                line = subprocess.list2cmdline(start)
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)  # type: ignore[attr-defined,unused-ignore]
            elif is_on():
                winreg.DeleteValue(key, NAME)  # type: ignore[attr-defined,unused-ignore]
        return
    file = _file()
    if not on:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    body = launch_agent(start) if sys.platform == "darwin" else autostart_entry(start).encode()
    file.write_bytes(body)
