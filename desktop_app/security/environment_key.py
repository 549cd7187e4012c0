"""The API key that the environment gives.  A module of its own: the first window imports nothing larger."""

from __future__ import annotations

import os

KEY_VARIABLE = "CLOUDPBX_API_KEY"

_key = ""


def environment_key() -> str:
    """Return the key, and remove it from the environment: opened browsers would inherit it.  Empty if none was set."""
    global _key
    _key = os.environ.pop(KEY_VARIABLE, "") or _key
    return _key
