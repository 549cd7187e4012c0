"""Cutting the key out of what a server sends: one that echoes a request would have it shown, stored and logged."""

from __future__ import annotations

import json
from urllib.parse import quote

CUT = b"[key]"
# A shorter key would be found in ordinary text.
_SHORTEST = 8


class Redactor:
    """Removes one key, as it is and as JSON and URLs write it."""

    def __init__(self, key: str) -> None:
        escaped = json.dumps(key)[1:-1]
        spellings = {key, escaped, escaped.replace("/", "\\/"), quote(key, safe=""), quote(key, safe="").lower()}
        self._spellings = [text.encode() for text in sorted(spellings, key=len, reverse=True)]
        self._is_off = len(key) < _SHORTEST

    def clean(self, raw: bytes) -> bytes:
        """Return `raw` without the key."""
        if not self._is_off:
            for spelling in self._spellings:
                if spelling in raw:
                    raw = raw.replace(spelling, CUT)
        return raw
