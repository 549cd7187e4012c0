"""One file being downloaded, and whether an interrupted download can be resumed."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from desktop_app.pbx.errors import NotARecording

MAX_BYTES = 512 * 1024 * 1024

# Called after each chunk with the bytes received so far and the total size (0 if unknown).  A download that starts over
# passes a new object.
OnPart = Callable[[bytearray, int], None]


class Download:
    """The bytes of one file, received in one response or in several."""

    def __init__(self, on_part: OnPart) -> None:
        self.body = bytearray()
        self._on_part = on_part
        self._size = 0
        self._validator = ""

    @property
    def is_resumable(self) -> bool:
        """True if bytes were received along with a validator that identifies this version of the file."""
        return bool(self.body and self._validator)

    def headers(self) -> dict[str, str]:
        """Return the headers of the next request, which asks for the remaining bytes if the download is resumable."""
        headers = {"Accept-Encoding": "identity"}  # a compressed body could not be resumed by bytes
        if self.is_resumable:
            headers |= {"Range": f"bytes={len(self.body)}-", "If-Range": self._validator}
        return headers

    def begin(self, response: httpx.Response) -> bool:
        """Prepare for the body of `response`; return False if it contains neither the file nor its remaining bytes."""
        is_remainder = response.headers.get("Content-Range", "").startswith(f"bytes {len(self.body)}-")
        if self.is_resumable and response.status_code == 206 and is_remainder:
            return True
        if response.status_code != 200:
            return False
        self.body = bytearray()
        tag = response.headers.get("ETag", "")
        # A weak tag does not promise equal bytes.
        self._validator = "" if tag.startswith("W/") else tag or response.headers.get("Last-Modified", "")
        size = response.headers.get("Content-Length", "")
        self._size = int(size) if size.isdecimal() and "Content-Encoding" not in response.headers else 0
        return True

    def add(self, chunk: bytes) -> None:
        """Append a chunk.  Raises NotARecording if the file is larger than a recording can be."""
        self.body += chunk
        if len(self.body) > MAX_BYTES:
            raise NotARecording("larger than any recording can be")
        self._on_part(self.body, self._size)
