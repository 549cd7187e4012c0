"""One sound on its way: what has come, how much it will be, and whether a broken download can go on."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from desktop_app.pbx.errors import NotSound

LIMIT_BYTES = 512 * 1024 * 1024

# What has come so far, and how much it will be (0 when the host does not say).  Another object means: begun anew.
OnPart = Callable[[bytearray, int], None]


class Download:
    """The bytes of one file, in one or two pieces."""

    def __init__(self, url: str, on_part: OnPart) -> None:
        self.url = url
        self.body = bytearray()
        self._on_part = on_part
        self._size = 0
        self._same = ""

    @property
    def can_go_on(self) -> bool:
        """Something came, and the host gave a mark by which it knows whether the file is still the same."""
        return bool(self.body and self._same)

    def headers(self) -> dict[str, str]:
        """What to ask with.  Unpacked, so that what came can be counted."""
        headers = {"Accept-Encoding": "identity"}
        if self.can_go_on:
            headers |= {"Range": f"bytes={len(self.body)}-", "If-Range": self._same}
        return headers

    def begins(self, answer: httpx.Response) -> bool:
        """True when the answer holds the file, or the rest of it."""
        goes_on = answer.headers.get("Content-Range", "").startswith(f"bytes {len(self.body)}-")
        if self.can_go_on and answer.status_code == 206 and goes_on:
            return True
        if answer.status_code != 200:
            return False
        self.body = bytearray()
        tag = answer.headers.get("ETag", "")
        self._same = "" if tag.startswith("W/") else tag or answer.headers.get("Last-Modified", "")
        size = answer.headers.get("Content-Length", "")
        self._size = int(size) if size.isdecimal() and "Content-Encoding" not in answer.headers else 0
        return True

    def add(self, piece: bytes) -> None:
        """Some more came.  Raises NotSound when it is more than any recording."""
        self.body += piece
        if len(self.body) > LIMIT_BYTES:
            raise NotSound("larger than any recording can be")
        self._on_part(self.body, self._size)
