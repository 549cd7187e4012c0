"""After any fault of network or server the lamps are correct, and no stale state is shown as live."""

from __future__ import annotations

from itertools import islice

import pytest

from desktop_app.demo.faults import FAULTS, plan
from tests.support.chaos import FAULTS_EACH, live_through

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
async def test_after_every_fault_the_lamps_show_what_the_server_sent(seed: int) -> None:
    assert await live_through(seed) == list(islice(plan(seed), FAULTS_EACH))


def test_the_seeds_cover_every_fault() -> None:
    assert {fault for seed in SEEDS for fault in islice(plan(seed), FAULTS_EACH)} == set(FAULTS)
