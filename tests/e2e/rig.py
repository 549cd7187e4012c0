"""A private desktop for the end-to-end tests: display, window manager, tray, buses, keyring and sound.

Everything runs in a temporary folder and ends with the rig.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

TOOLS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "trayer": "trayer",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "pulseaudio": "pulseaudio",
    "parec": "pulseaudio-utils",
    "xdg-open": "xdg-utils",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
ROOT = Path(__file__).parents[2]


def missing_tools() -> list[str]:
    """Return the Debian packages that the rig needs and that are not installed."""
    return sorted(package for tool, package in TOOLS.items() if shutil.which(tool) is None)


def wait_for(condition: Callable[[], T | None], what: str, within_s: float = 30.0) -> T:
    """Return the first true value of the condition.  Raises AssertionError after the timeout."""
    deadline = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited {within_s:.0f} s for {what}"
        time.sleep(0.1)
    return value


COLLECTION = "import secretstorage as s; c = s.get_default_collection(s.dbus_init()); "
IS_LOCKED = f"{COLLECTION} print(c.is_locked())"
LOCK = f"{COLLECTION} c.lock()"


class Rig:
    """The running desktop.  `environment` is that of programs on it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cpbx-"))
        self.home = self.folder / "home"
        runtime = self.folder / "run"
        for folder in (self.home, runtime):
            folder.mkdir(mode=0o700)
        inherited = ("PATH", "LANG", "TZ", "VIRTUAL_ENV")
        self.environment = {name: os.environ[name] for name in inherited if name in os.environ} | {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CURRENT_DESKTOP": "test",
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "NO_AT_BRIDGE": "0",
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start every part and wait until it is ready."""
        self.environment["DISPLAY"] = self._screen()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._bus()
        self._window_manager()
        self.start_tray()
        self._keyring()
        self.start_sound()

    def start_tray(self) -> None:
        """Start the tray."""
        self._tray = self._run(["trayer", "--edge", "bottom", "--align", "right", "--width", "10"])

    def stop_tray(self) -> None:
        """End the tray, as when the panel of a desktop crashes."""
        self._tray.terminate()
        self._tray.wait(timeout=10)

    def stop(self) -> None:
        """Stop every process, the newest first, and delete the folder."""
        for process in reversed(self._running):
            process.terminate()
        for process in reversed(self._running):
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: list[str], **pipes: int) -> subprocess.Popen[bytes]:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | pipes
        process = subprocess.Popen(command, env=self.environment, **quiet)  # type: ignore[call-overload]
        self._running.append(process)
        return process  # type: ignore[no-any-return]

    def _screen(self) -> str:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"]
        process = subprocess.Popen(
            command, env=self.environment, pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._running.append(process)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            return f":{pipe.readline().strip()}"

    def _window_manager(self) -> None:
        """Start the window manager and wait until its key grabs are final.

        After the first key press the server reports a new keyboard, and the window manager releases its keys and grabs
        them again.  Under load, keys pressed in between are lost.
        """
        self._run(["openbox"])
        wait_for(lambda: self.output(["xdotool", "get_desktop"]), "the window manager")
        self.keys("Shift_L")

    def _bus(self) -> str:
        process = self._run(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE)
        assert process.stdout is not None
        return process.stdout.readline().decode().strip()

    def _keyring(self) -> None:
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        process = self._run(command, stdin=subprocess.PIPE)
        assert process.stdin is not None
        process.stdin.write(b"password\n")
        process.stdin.close()
        process.stdin = None
        probe = [sys.executable, "-c", "import keyring; print(keyring.get_password('x', 'y'))"]
        wait_for(lambda: self.output(probe) == "None", "the keyring")

    def start_sound(self) -> None:
        """Start a sound server with one output, «ear»."""
        self._run(
            [
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--load=module-native-protocol-unix",
                "--load=module-null-sink sink_name=ear",
            ]
        )
        wait_for(lambda: "ear" in self.output(["pactl", "list", "short", "sinks"]), "the sound server")

    def output(self, command: list[str]) -> str:
        """Return the output of a short command; empty if it fails."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=20, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    def program(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Start the program on this desktop.  It is stopped with the rig at the latest."""
        log = (self.folder / "program.log").open("ab")
        command = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-m", "desktop_app", *arguments]
        process = subprocess.Popen(command, env=self.environment | more, stdout=log, stderr=log, cwd=self.folder)
        log.close()
        self._running.append(process)
        return process

    @property
    def log(self) -> str:
        """The output of all programs."""
        file = self.folder / "program.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def keys(self, *keys: str) -> None:
        """Press keys on the keyboard."""
        self.output(["xdotool", "key", "--delay", "30", *keys])

    def wait_for_focus(self, name: str = "CloudPBX Desktop") -> None:
        """Wait until the window with this name has the keyboard focus, since earlier keys are lost."""
        active = ["xdotool", "getactivewindow", "getwindowname"]
        wait_for(lambda: self.output(active) == name or None, f"«{name}» to have the focus")

    def type(self, text: str) -> None:
        """Type a text on the keyboard."""
        self.output(["xdotool", "type", "--delay", "25", text])

    def click(self, x: int, y: int) -> None:
        """Click a point on the screen."""
        self.output(["xdotool", "mousemove", str(x), str(y), "click", "1"])

    def scroll(self, x: int, y: int, notches: int) -> None:
        """Scroll down with the wheel over a point on the screen."""
        self.output(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(notches), "--delay", "20", "5"])

    def loudness(self, seconds: float = 1.5, sink: str = "ear") -> int:
        """Return the loudest sample of a sink's monitor within a time; 0 is silence."""
        command = ["parec", "-d", f"{sink}.monitor", "--raw", "--format=s16le", "--rate=8000", "--channels=1"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        wanted, received = int(seconds * 16000), b""
        while len(received) < wanted:
            received += process.stdout.read(min(4000, wanted - len(received)))
        process.terminate()
        process.wait()
        process.stdout.close()
        samples = memoryview(received[: len(received) // 2 * 2]).cast("h")
        return max(abs(sample) for sample in samples[len(samples) // 3 :])

    def picture(self, name: str) -> Path:
        """Save the screen as a PNG and return its path, for the analysis of a failure."""
        path = Path(tempfile.gettempdir()) / f"cloudpbx-{name}.png"
        self.output(["import", "-window", "root", str(path)])
        return path
