"""JSON with the faults that were observed."""

from __future__ import annotations

import json

import pytest

from desktop_app.runtime.lenient_json import MAX_DEPTH, decode_json, is_deep, load_json, repair_backslashes


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


def nested(levels: int, inside: object = None) -> object:
    """Return lists within lists, the outermost of which is level 1; `inside` is in the innermost."""
    value = inside
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 100, 1000, 50_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_parts_that_are_nested_too_deep_become_nothing(levels: int, opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    deep = opening * levels + "7" + closing * levels
    found = load_json(f'[1, {deep}, "[[{{", {deep}, 2]')
    assert (found[0], found[2], found[4]) == (1, "[[{", 2)
    assert found[1] == found[3]
    assert json.dumps(found[1]) == opening.replace(":", ": ") * (MAX_DEPTH - 1) + "null" + closing * (MAX_DEPTH - 1)
    assert is_deep(nested(MAX_DEPTH + 1))


def test_the_deepest_allowed_value_is_unchanged() -> None:
    assert load_json("[" * MAX_DEPTH + "]" * MAX_DEPTH) == nested(MAX_DEPTH - 1, [])
    assert load_json("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == nested(MAX_DEPTH)
    assert not is_deep(nested(MAX_DEPTH))


@pytest.mark.parametrize("value", [None, 7, "[", [], {}, [[]], {"a": {"b": []}}])
def test_a_usual_value_is_not_deep(value: object) -> None:
    assert not is_deep(value)


@pytest.mark.parametrize("ending", ["", "]" * 4999, "}" * 5000, "]" * 5000 + "x", '"', '"\\', '"\\"'])
def test_deep_text_that_is_not_json_is_refused(ending: str) -> None:
    with pytest.raises(ValueError, match=r"char \d"):
        load_json("[" * 5000 + ending)


def test_brackets_in_a_text_are_no_nesting() -> None:
    """Also behind a backslash before a line end."""
    text, deep = load_json('["a\\\n[[", ' + "[" * 3000 + "]" * 3000 + "]")
    assert text == "a\\\n[["
    assert json.dumps(deep) == "[" * (MAX_DEPTH - 1) + "null" + "]" * (MAX_DEPTH - 1)


def test_a_deep_part_without_an_end_after_one_with_an_end_is_refused() -> None:
    for levels in (MAX_DEPTH, 3000):
        with pytest.raises(ValueError, match=r"char \d"):
            load_json("[" + "[" * levels + "]" * levels + "," + "[ " * 3000)


def test_faults_and_deep_parts_occur_together() -> None:
    deep = "[" * 3000 + "]" * 3000
    found = load_json(rf'["a\M", {deep}, "\ud800", "b\"[["' + ',"c\\\n\\"[["]')
    assert (found[0], *found[2:]) == ("a\\M", "?", 'b"[[', 'c\\\n"[[')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud800"', "?"),
        (r'"a\uDFFFb\udc00\ud800"', "a?b??"),
        (r'"\ud83c\udfa7"', "🎧"),
        (r'"\ud83c\ud83c\udfa7\udfa7"', "?🎧?"),
        (r'"\\ud800"', r"\ud800"),
        (r'"\\\ud800"', r"\?"),
        (r'"\ud8"', r"\ud8"),
        (r'{"\udcff": 1}', {"?": 1}),
    ],
)
def test_half_of_a_surrogate_pair_becomes_a_question_mark(text: str, value: object) -> None:
    assert load_json(text) == value


def test_surrogates_that_stand_for_bytes_can_be_kept() -> None:
    assert load_json(r'"\udc7f\udc80\udcff\udd00\ud800"', keeps_bytes=True) == "?\udc80\udcff??"


def test_own_json_is_decoded_as_its_type() -> None:
    assert decode_json('["a", "b"]', tuple[str, ...]) == ("a", "b")
    for text in ("", "[1]", "{", '["a"', "\ud800", "[" * 5000, '["a", ' + "9" * 5000 + "]"):
        with pytest.raises(ValueError, match=r"."):
            decode_json(text, tuple[str, ...])
    with pytest.raises(ValueError, match="recursion"):
        decode_json('{"new": ' + "[" * 500_000, dict[str, object])
