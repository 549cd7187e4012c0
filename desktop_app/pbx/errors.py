"""What can go wrong with the exchange, typed where it arises.

Texts in these errors come from outside and are plain data; none of them ever holds the key or a whole address.
"""

from __future__ import annotations

import ssl

LONGEST_WAIT_S = 3600.0


def retry_after_s(header: str | None) -> float | None:
    """Seconds of a Retry-After header, at most an hour; None for none, for a date and for anything else."""
    text = (header or "").strip()
    return min(float(text), LONGEST_WAIT_S) if text.isascii() and text.isdigit() and len(text) < 20 else None


def certificate_words(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with a certificate, in one of a few words (OpenSSL's X509_V_ERR numbers)."""
    return {
        9: "its certificate is not valid yet",
        10: "its certificate has expired",
        18: "its certificate is signed by nobody we trust",
        19: "its certificate is signed by nobody we trust",
        20: "its certificate is signed by nobody we trust",
        21: "its certificate is signed by nobody we trust",
        62: "its certificate is for another name",
        64: "its certificate is for another name",
    }.get(error.verify_code, "its certificate is not to be trusted")


class PbxError(Exception):
    """Something the exchange, or the way to it, did not do."""


class BadAddress(PbxError):
    """What a person typed is no address we may use.  `text` is what was typed, `why` a word for the screen."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{why}: {text[:80]}")
        self.text = text
        self.why = why


class BadKey(PbxError):
    """What was entered cannot be a key: it is empty, or holds what no header can carry."""

    def __init__(self) -> None:
        super().__init__("not a key")


class KeyRefused(PbxError):
    """The exchange knows us and says no: HTTP 401 or 403."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the key is refused (HTTP {status})")
        self.status = status


class Unreachable(PbxError):
    """No connection was made, so nothing can have been ordered.  `why` names the reason in words."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host}: {why}")
        self.host = host
        self.why = why


class AnswerLost(PbxError):
    """The request may have left and no whole answer came back."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host}: {why}")
        self.host = host
        self.why = why


class NotUnderstood(PbxError):
    """An answer came and is not what the interface promises, such as a page of HTML in place of JSON."""

    def __init__(self, host: str, what: str) -> None:
        super().__init__(f"{host}: {what}")
        self.host = host
        self.what = what


class Busy(PbxError):
    """The exchange asks us to wait: 429 or 503.  `retry_after_s` is its own figure, or None."""

    def __init__(self, status: int, retry_after_s: float | None) -> None:
        super().__init__(f"the exchange asks to wait (HTTP {status})")
        self.status = status
        self.retry_after_s = retry_after_s


class NoSuchThing(PbxError):
    """The exchange does not have what was asked for: HTTP 404."""


class NotSound(PbxError):
    """What came in place of a recording is no sound.  `what` says what it was."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not a recording: {what}")
        self.what = what
