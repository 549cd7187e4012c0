"""Set up a clean machine and run the program or its checks.  Needs the standard library only.

    python3 packaging/bootstrap.py run [ARGUMENTS]     the program (on the demo exchange when no arguments follow)
    python3 packaging/bootstrap.py test [ARGUMENTS]    the whole test suite
    python3 packaging/bootstrap.py check               format, lint, types for each Python, imports between the rooms
    python3 packaging/bootstrap.py bench               start time, memory and speed beside their floors
    python3 packaging/bootstrap.py coverage [ROOM…]    branch coverage by room; the pure rooms need 95 %
    python3 packaging/bootstrap.py mutate [ROOM…]      mutation testing by room; 90 % of the mutants must be killed
    python3 packaging/bootstrap.py fuzz [SECONDS]      broken inputs for every reader of outside data, each time others

The virtual environment is `.venv` in this checkout.  It is rebuilt when the lock file, pyproject.toml or the
interpreter has changed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "made-from"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# The same as `requires-python`.  3.14 waits for a wheel of immutables; every other locked package has one.
PYTHONS = ("3.11", "3.12", "3.13")

# What Qt opens at start on Linux, and the Debian package that brings it (seen on a bare Debian 12).
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libbrotlidec.so.1": "libbrotli1",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libpulse.so.0": "libpulse0",
    "libXrandr.so.2": "libxrandr2",
}

# Without a screen Qt does without the window system's and the sound's.
OFFSCREEN = (
    "libglib-2.0.so.0",
    "libbrotlidec.so.1",
    "libGL.so.1",
    "libEGL.so.1",
    "libfontconfig.so.1",
    "libfreetype.so.6",
    "libdbus-1.so.3",
    "libxkbcommon.so.0",
)

# What the end-to-end tests drive the program with.
TEST_TOOLS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "trayer": "trayer",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "pulseaudio": "pulseaudio",
    "pactl": "pulseaudio-utils",
    "xdg-open": "xdg-utils",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}


def main(arguments: list[str]) -> int:
    """Run one command.  Returns its exit code; 2 for wrong usage."""
    commands = {
        "run": run,
        "test": test,
        "check": check,
        "bench": bench,
        "coverage": coverage,
        "mutate": mutate,
        "fuzz": fuzz,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    if f"{sys.version_info.major}.{sys.version_info.minor}" not in PYTHONS:
        say(f"CloudPBX Desktop needs Python {', '.join(PYTHONS)}; this is {sys.version.split()[0]}.")
        return 2
    return commands[arguments[0]](arguments[1:])


def run(arguments: list[str]) -> int:
    """Run the program.  Without arguments: the demo exchange, or its tour where there is no display."""
    prepare("run", QT_LIBRARIES, tools={})
    environment = dict(os.environ)
    if not arguments:
        arguments = ["--demo"]
        if not has_display():
            pictures = ROOT / "build" / "tour"
            say(f"There is no display here, so the program takes its tour off-screen; pictures go to {pictures}.")
            environment["QT_QPA_PLATFORM"] = "offscreen"
            arguments += ["--tour", str(pictures)]
    if needs_a_screen(arguments) and (missing := libraries_needed_for(environment)):
        say(f"The window cannot be opened without them: {' '.join(missing)}. The commands without a screen work.")
        return 1
    return become([str(PYTHON), "-m", "desktop_app", *arguments], environment)


def needs_a_screen(arguments: list[str]) -> bool:
    """Return False for the commands and the help, True for the program with its window."""
    commands = {"watch", "dial", "sms", "calls", "recording", "doctor", "demo-pbx", "--help", "-h", "--version"}
    return not commands & set(arguments)


def libraries_needed_for(environment: dict[str, str]) -> list[str]:
    """Return the packages that are still missing and without which Qt aborts; off-screen it needs fewer."""
    if sys.platform != "linux":
        return []
    is_offscreen = environment.get("QT_QPA_PLATFORM") == "offscreen"
    needed = {name: package for name, package in QT_LIBRARIES.items() if not is_offscreen or name in OFFSCREEN}
    return missing_packages(needed, tools={})


def test(arguments: list[str]) -> int:
    """Run the test suite on two cores.

    With the other ways of pytest-xdist to distribute tests, a run whose worker crashed near its end never ended.
    """
    prepare("dev", QT_LIBRARIES, TEST_TOOLS)
    return become([str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments], in_checkout())


def check(arguments: list[str]) -> int:
    """Check format, lint, strict types on each supported Python, and the imports between the rooms."""
    prepare("dev", QT_LIBRARIES, tools={})
    steps = [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        *(["mypy", "--python-version", version] for version in PYTHONS),
        ["lint-imports"],
    ]
    for step in steps:
        print("·", *step, flush=True)
        done = subprocess.run([str(BIN / step[0]), *step[1:], *arguments], cwd=ROOT, env=in_checkout(), check=False)
        if done.returncode:
            return done.returncode
    return 0


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, each beside a floor that does the same with the bare library."""
    prepare("dev", QT_LIBRARIES, TEST_TOOLS)
    return become([str(PYTHON), "-m", "tests.benchmarks", *arguments], in_checkout())


def coverage(arguments: list[str]) -> int:
    """Measure statements and branches executed by the unit tests.  Returns 1 when a pure room is under 95 %."""
    prepare("dev", QT_LIBRARIES, tools={})
    return become([str(PYTHON), "packaging/coverage_by_room.py", *arguments], in_checkout())


def mutate(arguments: list[str]) -> int:
    """Run mutation tests; see `packaging/mutation.py --help`."""
    prepare("dev", QT_LIBRARIES, tools={})
    return become([str(PYTHON), "packaging/mutation.py", *arguments], in_checkout())


def fuzz(arguments: list[str]) -> int:
    """Fuzz the readers of outside data; see `python -m tests.fuzz --help`.  Returns 1 when one fails."""
    prepare("dev", QT_LIBRARIES, tools={})
    return become([str(PYTHON), "-m", "tests.fuzz", *arguments], in_checkout())


def in_checkout() -> dict[str, str]:
    os.chdir(ROOT)
    return dict(os.environ)


def has_display() -> bool:
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def become(command: list[str], environment: dict[str, str]) -> int:
    """Replace this process where the system can, so that signals and the exit code are those of the command."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment)
    return subprocess.run(command, env=environment, check=False).returncode


# ---- the environment -------------------------------------------------------------------------------------------


def prepare(lock_name: str, libraries: dict[str, str], tools: dict[str, str]) -> None:
    """Install the system packages and the lock file's versions, unless both are there."""
    if sys.platform == "linux":
        install_system_packages(missing_packages(libraries, tools))
    made_from = STAMP.read_text() if STAMP.exists() else ""
    good = {fingerprint("dev"), fingerprint(lock_name)}
    if made_from not in good:
        make_environment(lock_name)
        STAMP.write_text(fingerprint(lock_name))
    compile_translations()


def compile_translations() -> None:
    """Compile each translation (`.ts`) that is newer than its `.qm` file."""
    for source in sorted((ROOT / "resources" / "translations").glob("*.ts")):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            release = [str(BIN / "pyside6-lrelease"), "-silent", str(source), "-qm", str(compiled)]
            if subprocess.run(release, check=False).returncode:
                say(f"{source.name} could not be compiled; the screens stay English.")


def fingerprint(lock_name: str) -> str:
    """Return a hash of everything that the environment depends on."""
    digest = hashlib.sha256()
    for part in (lock_file(lock_name), ROOT / "pyproject.toml"):
        digest.update(part.read_bytes())
    # Not sys.version: it contains the build date, which changes with every rebuilt Debian package.
    digest.update(f"{sys.version_info}{sys.base_prefix}{ROOT}".encode())
    return f"{lock_name}-{digest.hexdigest()}"


def lock_file(lock_name: str) -> Path:
    return ROOT / "packaging" / "locks" / f"{lock_name}.txt"


def make_environment(lock_name: str) -> None:
    say(f"Making the environment in {VENV.name} (once; it downloads about 350 MB) …")
    if VENV.exists():
        shutil.rmtree(VENV)
    uv = shutil.which("uv")
    if uv and fill_with_uv(uv, lock_name):
        return
    fill_with_pip(lock_name)


def fill_with_uv(uv: str, lock_name: str) -> bool:
    python = ["--python", str(PYTHON)]
    steps = [
        [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)],
        [uv, "pip", "install", "--quiet", *python, "--require-hashes", "-r", str(lock_file(lock_name))],
        [uv, "pip", "install", "--quiet", *python, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
    ]
    if all(subprocess.run(step, check=False).returncode == 0 for step in steps):
        return True
    say("uv could not do it; trying again with venv and pip …")
    shutil.rmtree(VENV, ignore_errors=True)
    return False


def fill_with_pip(lock_name: str) -> None:
    if not venv_works():
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install_system_packages([version])
    must([sys.executable, "-m", "venv", str(VENV)])
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    must([*pip, "--require-hashes", "-r", str(lock_file(lock_name))])
    must([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])


def venv_works() -> bool:
    """Return False where ensurepip, which puts pip into a venv, is missing: Debian packages it separately."""
    return subprocess.run([sys.executable, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0


def say(words: str) -> None:
    """Print on standard error.  Standard output belongs to the program: `watch --json` may be piped."""
    print(words, file=sys.stderr, flush=True)


def must(command: list[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise SystemExit(f"This step failed, so nothing was started: {' '.join(command)}")


# ---- the system --------------------------------------------------------------------------------------------------


def missing_packages(libraries: dict[str, str], tools: dict[str, str]) -> list[str]:
    missing = [package for name, package in libraries.items() if not opens(name)]
    return missing + [package for name, package in tools.items() if shutil.which(name) is None]


def opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_system_packages(packages: list[str]) -> None:
    """Install packages as root or with a sudo that asks no password; otherwise print the command and continue."""
    if not packages:
        return
    words = " ".join(packages)
    line = f"sudo apt-get update && sudo apt-get install --no-install-recommends {words}"
    rights = silent_rights()
    if shutil.which("apt-get") is None:
        say(f"These are missing here; install what your system calls them: {words}")
    elif rights is None:
        say(f"Some system packages are missing. Please type:\n\n    {line}\n")
    else:
        say(f"Installing system packages: {words} …")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NOWARNINGS": "yes"}
        subprocess.run([*rights, "apt-get", "update", "-qq"], env=quiet, check=False)
        command = [*rights, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        done = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
        if done.returncode:
            say(f"That did not work. Please type:\n\n    {line}\n")


def silent_rights() -> list[str] | None:
    """Return the prefix that runs a command as root without a password, or None."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
