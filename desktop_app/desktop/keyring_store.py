"""Secrets in the keyring of the operating system, and nowhere else.

A keyring may wait for a person's password for as long as it likes, so it is asked on a thread of its own and waited
for with our own patience.  There is no fall-back to a file: without a keyring nothing is kept.
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
PATIENCE_S = 120.0

# Stores that the system itself protects with the person's login.
_SYSTEM_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)


class KeyringError(Exception):
    """The keyring cannot be used.  `why` is a word of ours: none, locked, failed."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.detail = detail


class KeyringStore:
    """Reads and writes the secrets of one profile."""

    def __init__(self, tag: str, patience_s: float = PATIENCE_S) -> None:
        self._tag = tag
        self._patience_s = patience_s
        self._worker = ThreadWorker("keyring")

    async def backend(self) -> str:
        """The name of the system's keyring.  Raises SecretsError when there is none."""
        return await self._ask(lambda: type(_system_backend()).__module__.rpartition(".")[2])

    async def read(self, name: str) -> str | None:
        """A secret, or None when it was never written.  Raises SecretsError."""
        return await self._ask(lambda: _system_backend().get_password(SERVICE, self._entry(name)))

    async def write(self, name: str, secret: str) -> None:
        """Keep a secret.  Raises SecretsError."""
        await self._ask(lambda: _system_backend().set_password(SERVICE, self._entry(name), secret))

    async def delete(self, name: str) -> None:
        """Forget a secret; one that was never written is forgotten already.  Raises SecretsError."""

        def forget() -> None:
            backend = _system_backend()
            if backend.get_password(SERVICE, self._entry(name)) is not None:
                backend.delete_password(SERVICE, self._entry(name))

        await self._ask(forget)

    async def close(self) -> None:
        """Let go of the thread; one that still waits for a password is left behind."""
        await self._worker.stop(within_s=0.2)

    def _entry(self, name: str) -> str:
        return f"{name}@{self._tag}"

    async def _ask(self, work: Callable[[], T]) -> T:
        try:
            async with asyncio.timeout(self._patience_s):
                return await self._worker.run(lambda: _translated(work))
        except TimeoutError:
            raise KeyringError("locked", "the keyring was not unlocked in time") from None


def _translated(work: Callable[[], T]) -> T:
    import keyring.errors

    try:
        return work()
    except KeyringError:
        raise
    except keyring.errors.KeyringLocked:
        raise KeyringError("locked") from None
    except keyring.errors.NoKeyringError:
        raise KeyringError("none") from None
    except Exception as error:  # a backend raises whatever its bus raises; none of it may reach a person
        raise KeyringError("failed", type(error).__name__) from None


def _system_backend() -> KeyringBackend:
    import keyring

    chosen = keyring.get_keyring()
    for backend in getattr(chosen, "backends", [chosen]):
        if type(backend).__module__.startswith(_SYSTEM_BACKENDS):
            found: KeyringBackend = backend
            return found
    raise KeyringError("none")
