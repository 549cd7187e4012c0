"""The tour runs without a display, and reports when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def tour(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CLOUDPBX", "DISPLAY"))}
    environment |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "desktop_app", "--demo", "--tour", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def test_the_tour_saves_its_screenshots_and_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = tour(tmp_path / "pictures", home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == 7
    pictures = {path.stem: path.stat().st_size for path in (tmp_path / "pictures").iterdir()}
    assert {"panel", "call", "messages", "calls", "recording", "settings", "panel-dark", "strip"} <= set(pictures)
    assert min(pictures.values()) > 4000
    left = [path for path in home.rglob("*") if path.is_file() and "cache" not in str(path).lower()]
    assert left == [], "the demo keeps nothing"


def test_a_tour_that_cannot_write_fails(tmp_path: Path) -> None:
    taken = tmp_path / "a-file"
    taken.write_text("")
    done = tour(taken / "pictures", tmp_path)
    assert done.returncode == 1
    assert "cannot be written" in done.stdout
    assert "Traceback" not in done.stderr
