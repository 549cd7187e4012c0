"""Registers this program as what opens `tel:`, `callto:` and `sip:` links, for the current user alone.

On Linux with a desktop file that names the schemes, chosen through xdg-mime; on Windows with keys under
HKEY_CURRENT_USER; on macOS the schemes belong to the bundle (Info.plist), so there is nothing to register.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

SCHEMES = ("tel", "callto", "sip")
DESKTOP_ID = "cloudpbx-desktop.desktop"
TIMEOUT_S = 10


def program_command() -> list[str]:
    """Return the command that starts this program: the frozen executable, or this interpreter with the package."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "desktop_app"]


def desktop_file(start: list[str]) -> str:
    """Return the desktop entry, for the menu and for links, which runs the command `start`."""
    mime = "".join(f"x-scheme-handler/{scheme};" for scheme in SCHEMES)
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Version=1.0",
        "Name=CloudPBX Desktop",
        "Comment=Who is free, call with one key",
        "Comment[pl]=Kto jest wolny, telefon jednym klawiszem",
        f"Exec={' '.join(map(quote_argument, start))} %u",
        "Icon=call-start",
        "Terminal=false",
        "Categories=Office;Telephony;Network;",
        f"MimeType={mime}",
        "StartupWMClass=cloudpbx-desktop",
    ]
    return "\n".join(lines) + "\n"


def quote_argument(argument: str) -> str:
    """Return an argument of an Exec line, as the Desktop Entry Specification quotes it: `%` doubled, and backslashes
    escaped a second time, since the value is a string as well."""
    argument = argument.replace("%", "%%")
    if argument and not set(argument) & set(" \t\n\"'\\><~|&;$*?#()`"):
        return argument
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in argument)
    return f'"{escaped}"'.replace("\\", "\\\\") if "\\" in escaped else f'"{escaped}"'


def write_private(file: Path, body: bytes) -> None:
    """Write a file that only its owner can change or read, whatever the umask and an earlier file.  Raises OSError.

    Another user who can write it has the program of this user's session replaced.
    """
    temporary = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
            target.write(body)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def applications_folder() -> Path:
    """Return the folder of the user's own desktop files."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "applications"


def register(profile: Path | None) -> bool:
    """Open links with this program from now on; return False where the system has no way for it.

    Blocks for up to `TIMEOUT_S` while xdg-mime runs.  Raises OSError.
    """
    start = [*program_command(), *(["--profile", str(profile)] if profile is not None else [])]
    if sys.platform == "win32":
        return _register_windows(start)
    if sys.platform == "darwin":
        return False
    folder = applications_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / DESKTOP_ID, desktop_file(start).encode())
    tool = shutil.which("xdg-mime")
    if tool is None:
        return False
    schemes = [f"x-scheme-handler/{scheme}" for scheme in SCHEMES]
    choose = [tool, "default", DESKTOP_ID, *schemes]
    try:
        return subprocess.run(choose, capture_output=True, timeout=TIMEOUT_S, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def unregister() -> None:
    """Remove the desktop file, with which the choice ends on Linux.  Raises OSError."""
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
