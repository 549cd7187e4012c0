"""Secrets in the keyring of the operating system, and nowhere else.

A keyring may wait for the person's password without a limit, so it is called on a thread of its own with a timeout of
ours.  There is no fallback to a file: without a keyring nothing is stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from desktop_app.runtime.thread_worker import ThreadWorker

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "CloudPBX Desktop"
TIMEOUT_S = 120.0

# Stores that the system itself protects with the person's login.
_SYSTEM_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)


class KeyringError(Exception):
    """The keyring cannot be used.

    `why` is `none` (the system has no keyring), `locked` (it was not unlocked, or not in time) or `failed`; `detail` is
    for the diagnostics.
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


class KeyringStore:
    """Reads and writes the secrets of one profile.  `tag` tells the profiles apart in the keyring."""

    def __init__(self, tag: str, timeout_s: float = TIMEOUT_S) -> None:
        self._tag = tag
        self._timeout_s = timeout_s
        self._worker = ThreadWorker("keyring")

    async def backend(self) -> str:
        """Return the name of the system's keyring.  Raises KeyringError."""
        return await self._call(lambda: type(_system_backend()).__module__.rpartition(".")[2])

    async def read(self, name: str) -> str | None:
        """Return a secret, or None when it was never written.  Raises KeyringError."""
        return await self._call(lambda: _system_backend().get_password(SERVICE, self._entry(name)))

    async def write(self, name: str, secret: str) -> None:
        """Store a secret.  Raises KeyringError."""
        await self._call(lambda: _system_backend().set_password(SERVICE, self._entry(name), secret))

    async def delete(self, name: str) -> None:
        """Delete a secret; does nothing when it was never written.  Raises KeyringError."""

        def delete() -> None:
            backend = _system_backend()
            if backend.get_password(SERVICE, self._entry(name)) is not None:
                backend.delete_password(SERVICE, self._entry(name))

        await self._call(delete)

    async def close(self) -> None:
        """End the thread; one that still waits for a password is left behind."""
        await self._worker.stop(within_s=0.2)

    def _entry(self, name: str) -> str:
        return f"{name}@{self._tag}"

    async def _call(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._worker.run(lambda: _with_our_errors(work))
        except TimeoutError:
            raise KeyringError("locked", "the keyring was not unlocked in time") from None


def _with_our_errors(work: Callable[[], T]) -> T:
    import keyring.errors

    try:
        return work()
    except KeyringError:
        raise
    except keyring.errors.KeyringLocked:
        raise KeyringError("locked") from None
    except keyring.errors.NoKeyringError:
        raise KeyringError("none") from None
    except Exception as error:  # a backend raises anything; only its type is used, since the text may hold a secret
        raise KeyringError("failed", type(error).__name__) from None


def _system_backend() -> KeyringBackend:
    import keyring

    chosen = keyring.get_keyring()
    for backend in getattr(chosen, "backends", [chosen]):
        if type(backend).__module__.startswith(_SYSTEM_BACKENDS):
            found: KeyringBackend = backend
            return found
    raise KeyringError("none")
