"""Rules that prevent several processes from ordering the same call.  Pure: the time is an argument.

A claim says that a number was ordered, when, and whether the order is still under way.  It holds no number: the number
is a salted hash, and a claim is dropped after two minutes.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from enum import Enum

import msgspec

from desktop_app.runtime.lenient_json import decode_json

AGAIN_WITHIN_S = 5.0
FORGOTTEN_AFTER_S = 120.0
# More than any office orders in two minutes; a script may.  The file stays below what is read of it (64 KiB).
MAX_CLAIMS = 300
# An order without an end after this belongs to a program that died; the exchange's answer takes at most half of it.
GIVEN_UP_AFTER_S = 60.0


class Claim(Enum):
    """What the claims say about a number to be ordered."""

    FREE = "free"
    AGAIN = "again"
    ANOTHER = "another"
    UNDER_WAY = "under way"


class Entry(msgspec.Struct, frozen=True):
    """One claim.  `at` is the wall clock in seconds since 1970; `open` while the order is under way."""

    salt: str
    hash: str
    at: float
    open: bool

    def is_for(self, number: str) -> bool:
        """True when the claim is one on this number."""
        return self.hash == _hash(self.salt, number)


Entries = tuple[Entry, ...]
_FLAT_OBJECT = re.compile(r"\{[^{}]*\}")


def new_entry(number: str, now_s: float) -> Entry:
    """A claim on a number, made now."""
    salt = secrets.token_hex(8)
    return Entry(salt, _hash(salt, number), now_s, True)


def fresh(entries: Entries, now_s: float) -> Entries:
    """The claims that still count, the latest MAX_CLAIMS of them.

    One from the future (the clock was set back) ages like one from the past.
    """
    return tuple(entry for entry in entries if abs(now_s - entry.at) < FORGOTTEN_AFTER_S)[-MAX_CLAIMS:]


def standing(entries: Entries, number: str, now_s: float) -> Claim:
    """How these claims stand to an order of this number.

    UNDER_WAY: the same number is being ordered.  AGAIN: it was ordered in the last seconds.
    ANOTHER: only other numbers were.
    """
    found = Claim.FREE
    for entry in entries:
        age_s, is_same = now_s - entry.at, entry.is_for(number)
        if is_same and entry.open and age_s < GIVEN_UP_AFTER_S:
            return Claim.UNDER_WAY
        if 0 <= age_s < AGAIN_WITHIN_S:
            found = Claim.AGAIN if is_same or found is Claim.AGAIN else Claim.ANOTHER
    return found


def merged(entries: Entries, others: Entries) -> Entries:
    """All of `entries`, replaced and completed by those of `others` (identified by their salts)."""
    newer = {entry.salt: entry for entry in others}
    return tuple(newer.pop(entry.salt, entry) for entry in entries) + tuple(newer.values())


def to_text(entries: Entries) -> str:
    """The claims as JSON."""
    return msgspec.json.encode(entries).decode()


def read_claims(text: str) -> tuple[Entries, bool]:
    """Return the claims of a file, and whether all of it could be read.

    Of a damaged file (a crash in the middle of writing, a full disk) each claim that is whole still counts.
    """
    try:
        return decode_json(text or "[]", tuple[Entry, ...]), True
    except ValueError:
        found = (_whole_entry(candidate) for candidate in _FLAT_OBJECT.findall(text))
        return tuple(entry for entry in found if entry is not None), False


def _whole_entry(text: str) -> Entry | None:
    try:
        return decode_json(text, Entry)
    except ValueError:
        return None


def _hash(salt: str, number: str) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
