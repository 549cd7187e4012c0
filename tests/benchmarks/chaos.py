"""Runs many fault seeds, several at once, and prints after how many of them all states were correct."""

from __future__ import annotations

import asyncio
import json
import sys

from tests.support.chaos import live_through

AT_ONCE = 4


async def main(seeds: int) -> None:
    """Run seeds other than those of the tests.  Wrong states are printed on standard error."""
    gate, true = asyncio.Semaphore(AT_ONCE), 0

    async def one(seed: int) -> None:
        nonlocal true
        async with gate:
            try:
                await live_through(seed)
                true += 1
            except AssertionError as error:
                print(f"seed {seed}: {error}", file=sys.stderr, flush=True)

    await asyncio.gather(*(one(1000 + seed) for seed in range(seeds)))
    print(json.dumps({"true": true, "seeds": seeds}), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
