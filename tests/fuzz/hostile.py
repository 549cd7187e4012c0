"""Parts that readers have stumbled over: nesting, huge numbers, broken encodings, invisible characters, long runs."""

from __future__ import annotations

from random import Random

NUMBERS = (
    b"9" * 5000, b"-" + b"9" * 5000, b"0x" + b"f" * 5000, b"1e999", b"-1e999", b"1e999999999", b"1e-999999999",
    b"1." + b"0" * 5000, b"NaN", b"Infinity", b"-Infinity", b"9223372036854775808", b"18446744073709551616",
    b"2147483648", b"-1", b"-0", b"00", b"1_000", b"0.1", b"1" * 400,
)  # fmt: skip
# Bytes that are not UTF-8, and characters that have no glyph, no place in a text or another direction.
LETTERS = (
    b"\xff", b"\x80", b"\xc5", b"\xed\xa0\x80", b"\xed\xb3\xbf", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xfe\xff", b"\x00", b"\x07", b"\x08", b"\x1b[2J", b"\x1b]0;x\x07", b"\x7f", b"\xc2\x85", b"\xe2\x80\xa8",
    *(letter.encode() for letter in "\u202e\u202a\u2066\u2069\u200b\u200d\u00ad\u00a0\u2011\u0301ﷺﬁ½²١６𝟞🎧İß"),
)  # fmt: skip
# Escapes of JSON, also broken ones.
ESCAPES = (
    b"\\ud800", b"\\udc00", b"\\udcff", b"\\ud83c\\udfa7", b"\\u0000", b"\\u202e", b"\\u00", b"\\M", b"\\x41", b"\\b",
    b"\\\\", b"%41", b"%ff", b"%ED%A0%80", b"%00", b"=3D", b"=\r\n",
)  # fmt: skip
SIGNS = (
    b'"', b"'", b"\\", b"{", b"}", b"[", b"]", b":", b",", b";", b"\n", b"\r", b"\t", b" ", b"<", b">", b"@", b".",
    b"/", b"(", b")", b"+", b"-", b"*", b"#", b"=", b"&", b"?", b"%", b"|",
)  # fmt: skip
OPENINGS = (b"[", b'{"a":', b"[[", b'[{"a":', b"(")
CLOSINGS = {b"[": b"]", b'{"a":': b"}", b"[[": b"]]", b'[{"a":': b"}]", b"(": b")"}
RUNS = (3, 40, 400, 2500)
DEPTHS = (20, 70, 300, 3000)


def fragment(draw: Random) -> bytes:
    """Return a hostile part of a text."""
    kind = draw.randrange(12)
    if kind == 0:
        return draw.choice(NUMBERS)
    if kind == 1:
        return nested(draw)
    if kind == 2:
        return draw.choice(SIGNS + LETTERS + ESCAPES) * draw.choice(RUNS)
    if kind <= 5:
        return draw.choice(ESCAPES)
    if kind <= 8:
        return draw.choice(LETTERS)
    return draw.choice(SIGNS)


def nested(draw: Random) -> bytes:
    """Return brackets within brackets, sometimes without their ends."""
    opening, depth = draw.choice(OPENINGS), draw.choice(DEPTHS)
    return opening * depth + b"1" + (CLOSINGS[opening] * depth if draw.random() < 0.8 else b"")


def json_text(draw: Random) -> bytes:
    """Return a JSON string whose content is hostile: raw control characters, bad UTF-8 and wrong backslashes occur.

    It holds no bare quotation mark and ends with no backslash, so that the string ends where it seems to.
    """
    parts = [draw.choice(LETTERS + ESCAPES + (b"Anna", b"600700800", b" ")) for _ in range(draw.randint(0, 6))]
    if draw.random() < 0.1:
        parts.append(draw.choice((b" ", b"<", b"@", b"-", b"/", b"7")) * draw.choice(RUNS))
    return b'"' + b"".join(parts) + b'"'


def json_value(draw: Random) -> bytes:
    """Return the JSON text of a value that no field has."""
    kind = draw.randrange(10)
    if kind == 0:
        return draw.choice((b"null", b"true", b"false", b"[]", b"{}", b'""', b'" "'))
    if kind == 1:
        opening, depth = draw.choice(OPENINGS[:4]), draw.choice(DEPTHS)
        return opening * depth + b"1" + CLOSINGS[opening] * depth
    if kind <= 4:
        return draw.choice([number for number in NUMBERS if number[:1].isdigit() and number[:2] not in (b"0x", b"00")
                            and b"_" not in number] + [b"-1", b"NaN", b"-" + b"9" * 5000])  # fmt: skip
    if kind == 5:
        return b'"' + draw.choice(NUMBERS) + b'"'
    if kind == 6:
        return b'[{"a": 1}, [2], "x"]'
    return json_text(draw)
