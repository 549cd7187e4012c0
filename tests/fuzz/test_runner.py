"""The fuzzer finds what readers must not do, and its inputs can be repeated."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from random import Random

import pytest

from tests.fuzz.__main__ import main
from tests.fuzz.hostile import json_text, json_value, nested
from tests.fuzz.mutator import MAX_BYTES, mutated, mutated_row
from tests.fuzz.reader import Reader, mutating, plain
from tests.fuzz.runner import Result, input_of, run
from tests.fuzz.table import READERS

SEEDS = (b'{"a": 12, "b": "text"}', b"one, two")


def result_of(check: Callable[[bytes], object], inputs: int = 3) -> Result:
    """Run a check on a few inputs; a ValueError is its refusal."""

    def read(data: bytes) -> None:
        check(data)

    return run(Reader("mine", mutating(SEEDS), plain(read), (), 0, (ValueError,)), 5, range(inputs))


def refuse(data: bytes) -> None:
    raise ValueError("no such thing")


def test_a_refusal_of_the_readers_own_is_no_failure() -> None:
    result = result_of(refuse)
    assert (result.inputs, result.failures) == (3, [])


@pytest.mark.parametrize(
    ("check", "name"),
    [
        (lambda data: "\ud800".encode(), "UnicodeEncodeError"),
        (lambda data: [][len(data)], "IndexError"),
        (lambda data: json.loads("[" * 500_000), "RecursionError"),
    ],
)
def test_any_other_exception_is_a_failure_that_can_be_repeated(check: Callable[[bytes], object], name: str) -> None:
    (failure,) = result_of(check).failures
    assert re.match(rf"mine --seed 5 --input \d+: {name} at \w+\.py:\d+: ", failure)


def test_a_broken_promise_is_a_failure() -> None:
    def check(data: bytes) -> None:
        assert not data, "a promise"

    assert "AssertionError" in result_of(check).failures[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such timers")
def test_an_expression_that_backtracks_is_ended() -> None:
    (failure,) = result_of(lambda data: re.match(r"(a+)+$", "a" * 60 + "b"), 1).failures
    assert "TooSlow" in failure


def test_an_input_depends_on_its_reader_seed_and_number_alone() -> None:
    one = READERS["cdr"]
    assert [input_of(one, 3, number) for number in range(50)] == [input_of(one, 3, number) for number in range(50)]
    assert len({input_of(one, seed, 0) for seed in range(50)}) > 40


def test_inputs_are_bounded_and_differ_from_the_seeds() -> None:
    inputs = [mutated(Random(number), SEEDS) for number in range(500)]
    assert max(map(len, inputs)) <= MAX_BYTES
    assert sum(one not in SEEDS for one in inputs) > 450


def test_a_mutated_row_is_whole() -> None:
    """Else its neighbours could not be read by anybody."""
    for number in range(500):
        row = mutated_row(Random(number), {"a": 1, "b": "x"})
        outside = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", row, flags=re.DOTALL)
        assert b'"' not in outside
        assert outside.count(b"{") == outside.count(b"}")
        assert outside.count(b"[") == outside.count(b"]")
        assert b"@value" not in row


def test_hostile_values_are_of_many_kinds() -> None:
    values = [json_value(Random(number)) for number in range(400)]
    assert {value[:1] for value in values} >= {b'"', b"[", b"{", b"9", b"1", b"-", b"N", b"n", b"t"}
    assert all(value.endswith(b'"') for value in (json_text(Random(number)) for number in range(100)))
    assert max(len(nested(Random(number))) for number in range(100)) > 3000


def test_the_command_runs_the_named_readers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["1", "claims", "log", "--seed", "1"]) == 0
    assert re.fullmatch(r"✓ claims: \d+ inputs, \d+ in a second\n✓ log: .*\n", capsys.readouterr().out)
    assert main(["claims", "--seed", "1", "--input", "7"]) == 0
    assert "✓ claims: 1 inputs" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["clams"])
    assert "no reader clams" in capsys.readouterr().err
