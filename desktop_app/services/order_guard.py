"""One call at a time, whoever orders it: the window, a command, a link.

The claims of all programs of one profile meet in a small file that only its owner can read.  It holds no number: a
number is kept as a salted hash, and no longer than two minutes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import IO, Any

AGAIN_WITHIN_S = 5.0
FORGOTTEN_AFTER_S = 120.0
# An order that has no end after this is one whose program died; the exchange's own answer takes at most half of it.
GIVEN_UP_AFTER_S = 60.0


class Claim(Enum):
    """What the other programs have done with this number."""

    FREE = "free"
    AGAIN = "again"
    ANOTHER = "another"
    UNDER_WAY = "under way"


class OrderGuard:
    """`path` None keeps the claims in memory alone.  `now_s` is the wall clock, which all programs share."""

    def __init__(self, path: Path | None = None, now_s: Callable[[], float] = time.time) -> None:
        self._path, self._now_s = path, now_s
        self._memory: list[dict[str, Any]] = []

    def look(self, number: str) -> Claim:
        """What stands there, without claiming anything."""
        with self._claims() as claims:
            return self._found(claims, number)

    def claim(self, number: str, *, again: bool) -> Claim:
        """Claim a number: FREE says that it is ours.  `again` says that a person was asked about a call just made."""
        with self._claims() as claims:
            found = self._found(claims, number)
            if found is Claim.UNDER_WAY or (found is Claim.AGAIN and not again):
                return found
            salt = secrets.token_hex(8)
            claims.append({"salt": salt, "hash": _hash(salt, number), "at": self._now_s(), "open": True})
            return Claim.FREE

    def release(self, number: str, *, happened: bool = True) -> None:
        """The order has ended.  One that was refused has not `happened`: the number may be tried again at once."""
        with self._claims() as claims:
            mine = [claim for claim in claims if claim["hash"] == _hash(claim["salt"], number)]
            for claim in mine:
                claim["open"] = False
            if not happened and mine:
                claims.remove(mine[-1])

    def _found(self, claims: list[dict[str, Any]], number: str) -> Claim:
        now_s, found = self._now_s(), Claim.FREE
        for claim in claims:
            age_s = now_s - claim["at"]
            is_same = claim["hash"] == _hash(claim["salt"], number)
            if is_same and claim["open"] and age_s < GIVEN_UP_AFTER_S:
                return Claim.UNDER_WAY
            if 0 <= age_s < AGAIN_WITHIN_S:
                found = Claim.AGAIN if is_same or found is Claim.AGAIN else Claim.ANOTHER
        return found

    @contextlib.contextmanager
    def _claims(self) -> Iterator[list[dict[str, Any]]]:
        """The claims, kept from all others while they are looked at, and written back."""
        if self._path is None:
            self._memory[:] = self._fresh(self._memory)
            yield self._memory
            return
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError:  # a folder that cannot be written keeps nobody from calling; this program still guards itself
            self._path = None
            with self._claims() as claims:
                yield claims
            return
        with os.fdopen(handle, "r+", encoding="utf-8") as file, _locked(file):
            before = file.read(65_536)
            claims = self._fresh(_read(before))
            yield claims
            if json.dumps(claims) != before:
                file.seek(0)
                file.truncate()
                file.write(json.dumps(claims))
                file.flush()

    def _fresh(self, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
        now_s = self._now_s()
        return [claim for claim in claims if abs(now_s - claim["at"]) < FORGOTTEN_AFTER_S]


def _read(text: str) -> list[dict[str, Any]]:
    """What is no list of claims (a crash in the middle of writing) counts as none."""
    try:
        claims = json.loads(text or "[]")
        return [
            {"salt": str(c["salt"]), "hash": str(c["hash"]), "at": float(c["at"]), "open": bool(c["open"])}
            for c in claims
        ]
    except (ValueError, TypeError, KeyError):
        return []


def _hash(salt: str, number: str) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


@contextlib.contextmanager
def _locked(file: IO[str]) -> Iterator[None]:
    """The system's lock on the file; it ends with the program, however that ends."""
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        try:
            yield
        finally:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
