"""Errors and the phrases in them."""

from __future__ import annotations

import ssl

import pytest

from desktop_app.pbx.errors import (
    Busy,
    InvalidAddress,
    InvalidKey,
    KeyRefused,
    NotARecording,
    ResponseLost,
    UnexpectedResponse,
    Unreachable,
    certificate_reason,
    retry_after_s,
)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("3600", 3600.0),
        ("3601", 3600.0),
        ("9" * 19, 3600.0),
        ("9" * 20, None),
        ("²", None),
        ("soon", None),
        ("-1", None),
        (None, None),
        ("", None),
    ],
)
def test_retry_after_is_limited_to_an_hour(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header) == seconds


UNTRUSTED = "its certificate is signed by nobody we trust"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (9, "its certificate is not valid yet"),
        (10, "its certificate has expired"),
        (18, UNTRUSTED),
        (19, UNTRUSTED),
        (20, UNTRUSTED),
        (21, UNTRUSTED),
        (62, "its certificate is for another name"),
        (64, "its certificate is for another name"),
        (1, "its certificate is not to be trusted"),
    ],
)
def test_what_is_wrong_with_a_certificate(code: int, reason: str) -> None:
    error = ssl.SSLCertVerificationError()
    error.verify_code = code
    assert certificate_reason(error) == reason


@pytest.mark.parametrize(
    ("error", "text", "fields"),
    [
        (InvalidAddress("x", "not an address"), "not an address: x", {"text": "x", "why": "not an address"}),
        (InvalidKey(), "not a key", {}),
        (KeyRefused(403), "the key is refused (HTTP 403)", {"status": 403}),
        (Unreachable("h", "w"), "h: w", {"host": "h", "why": "w"}),
        (ResponseLost("h", "w"), "h: w", {"host": "h", "why": "w"}),
        (UnexpectedResponse("h", "w"), "h: w", {"host": "h", "what": "w"}),
        (Busy(503, 2.0), "the exchange asks to wait (HTTP 503)", {"status": 503, "retry_after_s": 2.0}),
        (NotARecording("a page"), "not a recording: a page", {"what": "a page"}),
    ],
)
def test_errors_hold_what_the_screen_needs(error: Exception, text: str, fields: dict[str, object]) -> None:
    assert (str(error), vars(error)) == (text, fields)
