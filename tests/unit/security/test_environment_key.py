"""The key of the environment is not passed on to programs that are started."""

from __future__ import annotations

import os

import pytest

from desktop_app.security import environment_key as module
from desktop_app.security.environment_key import KEY_VARIABLE, environment_key


def test_the_key_is_read_once_and_known_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_key", "")
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert environment_key() == ""
    monkeypatch.setenv(KEY_VARIABLE, "a-key")
    assert environment_key() == "a-key"
    assert KEY_VARIABLE not in os.environ
    assert environment_key() == "a-key"
