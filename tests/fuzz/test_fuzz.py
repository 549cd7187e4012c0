"""Each reader on a fixed number of inputs, the same in each run."""

from __future__ import annotations

import pytest

from tests.fuzz.runner import run
from tests.fuzz.table import READERS

SEED = 1


@pytest.mark.parametrize("name", READERS)
def test_a_reader_survives_broken_inputs(name: str) -> None:
    result = run(READERS[name], SEED, range(READERS[name].inputs))
    assert result.failures == []
    assert result.inputs == READERS[name].inputs
