"""Errors of the exchange and of the way to it.

Texts in these errors are plain data, partly from outside.  None of them contains the key or a complete URL: see
PROTOCOL.md, «Authentication».
"""

from __future__ import annotations

import ssl

MAX_RETRY_AFTER_S = 3600.0

_UNTRUSTED = "its certificate is signed by nobody we trust"
_OTHER_NAME = "its certificate is for another name"
# OpenSSL's X509_V_ERR numbers.
_CERTIFICATE_REASONS = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: _UNTRUSTED,
    19: _UNTRUSTED,
    20: _UNTRUSTED,
    21: _UNTRUSTED,
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}


def retry_after_s(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, at most an hour; None for a date, a missing or an invalid value."""
    text = (header or "").strip()
    return min(float(text), MAX_RETRY_AFTER_S) if text.isascii() and text.isdigit() and len(text) < 20 else None


def certificate_reason(error: ssl.SSLCertVerificationError) -> str:
    """Return what is wrong with a certificate, as one of a few phrases that can be translated."""
    return _CERTIFICATE_REASONS.get(error.verify_code, "its certificate is not to be trusted")


class PbxError(Exception):
    """Base class of all errors of this package."""


class InvalidAddress(PbxError):
    """The text entered is not a usable address.  `text` is that text without secrets, `why` a phrase for the screen."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{why}: {text}")
        self.text = text
        self.why = why


class InvalidKey(PbxError):
    """The text entered cannot be a key: it is empty or contains characters that a header cannot carry."""

    def __init__(self) -> None:
        super().__init__("not a key")


class KeyRefused(PbxError):
    """The exchange refused the key: HTTP 401 or 403, in `status`."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the key is refused (HTTP {status})")
        self.status = status


class Unreachable(PbxError):
    """No connection was established, so nothing was sent.  `why` is the reason."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host}: {why}")
        self.host = host
        self.why = why


class ResponseLost(PbxError):
    """The request may have been sent, but no complete response arrived.  `why` is the reason."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host}: {why}")
        self.host = host
        self.why = why


class UnexpectedResponse(PbxError):
    """The response is not what the interface specifies, for example an HTML page instead of JSON.  `what` names it."""

    def __init__(self, host: str, what: str) -> None:
        super().__init__(f"{host}: {what}")
        self.host = host
        self.what = what


class Busy(PbxError):
    """The exchange asks to wait: HTTP 429 or 503.  `retry_after_s` is the delay it names in seconds, or None."""

    def __init__(self, status: int, retry_after_s: float | None) -> None:
        super().__init__(f"the exchange asks to wait (HTTP {status})")
        self.status = status
        self.retry_after_s = retry_after_s


class NotFound(PbxError):
    """The exchange does not have the requested recording: HTTP 404."""


class NotARecording(PbxError):
    """The file received in place of a recording is not a sound file.  `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not a recording: {what}")
        self.what = what
