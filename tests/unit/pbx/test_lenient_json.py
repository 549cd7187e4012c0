"""JSON with the faults that were observed."""

from __future__ import annotations

import pytest

from desktop_app.pbx.lenient_json import load_json, repair_backslashes


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        (r'"SIP\MojaCentrala"', r'"SIP\\MojaCentrala"'),
        (r'"a\\b"', r'"a\\b"'),
        (r'"a\"b"', r'"a\"b"'),
        (r'"a\/b"', r'"a\/b"'),
        (r'"a\b\f\n\r\t"', r'"a\b\f\n\r\t"'),
        (r'"a\u0041\uabcd\uEF09"', r'"a\u0041\uabcd\uEF09"'),
        (r'"a\u004"', r'"a\\u004"'),
        (r'"a\u004g"', r'"a\\u004g"'),
        (r'"a\uXY"', r'"a\\uXY"'),
        (r'"a\\\M"', r'"a\\\\M"'),
        ("a\\", "a\\\\"),
    ],
)
def test_only_backslashes_that_start_no_escape_are_doubled(text: str, repaired: str) -> None:
    assert repair_backslashes(text) == repaired


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        ('{"a": "\u017c"}', {"a": "ż"}),
        ('"ż"'.encode(), "ż"),
        (b'\xef\xbb\xbf["a"]', ["a"]),
        (b'"\xb1"', "�"),
        (b'"a\tb"', "a\tb"),
        (rb'"a\M\\b\n"', "a\\M\\b\n"),
        (b'"a\t\\M"', "a\t\\M"),
        (b"9" * 99, int("9" * 99)),
        (b"9" * 100, "9" * 100),
        (b"9" * 5000, "9" * 5000),
        (rb'["\M", ' + b"9" * 5000 + b"]", ["\\M", "9" * 5000]),
    ],
)
def test_faults_are_accepted(raw: bytes | str, value: object) -> None:
    assert load_json(raw) == value


@pytest.mark.parametrize("raw", [b"", b"{", b"x", b'"\\"'])
def test_other_text_is_not_json(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"char \d|column \d"):
        load_json(raw)
