"""Kills a sync, downloads and an export at random moments (SIGKILL), and counts the kills that lost no data."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
from pathlib import Path

from tests.support.killing import WORKS, judged, killed_after, prepare, usual_time_s


def outlived(work: str, moments: int) -> dict[str, float]:
    """Return how many kills left correct data, and how many hit the work before its end."""
    true = met = 0
    with tempfile.TemporaryDirectory() as whole:
        asyncio.run(prepare(work, Path(whole)))
        whole_s = usual_time_s(work, Path(whole))
    for seed in range(moments):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(prepare(work, Path(folder)))
            met += killed_after(work, Path(folder), random.Random(f"bench {work} {seed}").random(), whole_s)
            try:
                asyncio.run(judged(work, Path(folder)))
                true += 1
            except Exception as error:  # printed, and the other kills go on
                print(f"{work}, seed {seed}: {error!r}", file=sys.stderr)
    return {f"{work} true": true, f"{work} met": met}


def main() -> None:
    moments = int(sys.argv[1])
    figures: dict[str, float] = {"moments": moments}
    for work in WORKS:
        figures |= outlived(work, moments)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
