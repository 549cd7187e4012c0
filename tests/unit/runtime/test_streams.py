"""Printing never ends in a traceback, whatever encoding the terminal or pipe has."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import sys
from desktop_app.runtime.streams import make_streams_safe
make_streams_safe()
print("\\u2713 \\u0141\\u00f3d\\u017a \\ud800")
print("\\u2713 \\u0141\\u00f3d\\u017a", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("environment", "printed"),
    [
        ({"PYTHONIOENCODING": "cp1250"}, "? Łódź ?\n".encode("cp1250")),
        ({"PYTHONIOENCODING": "ascii"}, b"? ??d? ?\n"),
        ({"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}, "✓ Łódź ?\n".encode()),
    ],
)
def test_what_a_stream_cannot_print_is_replaced(environment: dict[str, str], printed: bytes) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=bare | environment, capture_output=True, timeout=60, check=True
    )
    assert done.stdout == printed
    assert done.stderr.split() == printed.split()[:2]
