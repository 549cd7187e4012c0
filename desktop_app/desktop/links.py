"""`tel:`, `callto:` and `sip:` links: this program as the one that the system opens them with, for the person alone.

On Linux a desktop file with the scheme handlers, chosen through xdg-mime; on Windows keys of the person's own registry;
on macOS the schemes belong to the bundle (Info.plist), so there is nothing to register.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SCHEMES = ("tel", "callto", "sip")
DESKTOP_ID = "cloudpbx-desktop.desktop"
PATIENCE_S = 10


def command() -> list[str]:
    """What starts this program again: the installed command, or this interpreter with the package."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop_app"]


def desktop_file(start: list[str], icon: str = "") -> str:
    """The desktop entry: in the menu, and for links.  Arguments are quoted as the specification wants."""
    mime = "".join(f"x-scheme-handler/{scheme};" for scheme in SCHEMES)
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.0",
        "Name=CloudPBX Desktop",
        "Comment=Who is free, call with one key",
        "Comment[pl]=Kto jest wolny, telefon jednym klawiszem",
        f"Exec={' '.join(map(quoted, start))} %u",
        f"Icon={icon or 'call-start'}",
        "Terminal=false",
        "Categories=Office;Telephony;Network;",
        f"MimeType={mime}",
        "StartupWMClass=cloudpbx-desktop",
    ]
    return "\n".join(lines) + "\n"


def quoted(argument: str) -> str:
    """One argument of an Exec line: quoted where it must be, with a percent sign doubled."""
    argument = argument.replace("%", "%%")
    if argument and not set(argument) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return argument
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in argument)
    return f'"{escaped}"'.replace("\\", "\\\\") if "\\" in escaped else f'"{escaped}"'


def applications_folder() -> Path:
    """Where a person's own desktop files are."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "applications"


def register(profile: Path | None) -> bool:
    """Open links with this program from now on; False where the system has no way for it.  Takes its time."""
    start = [*command(), *(["--profile", str(profile)] if profile is not None else [])]
    if sys.platform == "win32":
        return _register_windows(start)
    if sys.platform == "darwin":
        return False
    folder = applications_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DESKTOP_ID).write_text(desktop_file(start), encoding="utf-8")
    tool = shutil.which("xdg-mime")
    if tool is None:
        return False
    schemes = [f"x-scheme-handler/{scheme}" for scheme in SCHEMES]
    ask = [tool, "default", DESKTOP_ID, *schemes]
    try:
        return subprocess.run(ask, capture_output=True, timeout=PATIENCE_S, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def forget() -> None:
    """Take the program out of the desktop's choices again, where that is a file.  Raises OSError."""
    (applications_folder() / DESKTOP_ID).unlink(missing_ok=True)


def _register_windows(start: list[str]) -> bool:
    import winreg

    line = subprocess.list2cmdline(start) + ' "%1"'
    for scheme in SCHEMES:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"Software\Classes\{scheme}") as key:  # type: ignore[attr-defined,unused-ignore]
            winreg.SetValueEx(key, "", 0, winreg.REG_SZ, f"URL:{scheme}")  # type: ignore[attr-defined,unused-ignore]
            winreg.SetValueEx(key, "URL Protocol", 0, winreg.REG_SZ, "")  # type: ignore[attr-defined,unused-ignore]
        path = rf"Software\Classes\{scheme}\shell\open\command"
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, path) as key:  # type: ignore[attr-defined,unused-ignore]
            winreg.SetValueEx(key, "", 0, winreg.REG_SZ, line)  # type: ignore[attr-defined,unused-ignore]
    return True
