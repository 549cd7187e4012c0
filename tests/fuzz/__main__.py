"""Fuzz the readers for some seconds.  Returns 1 if one of them fails.

    python -m tests.fuzz [SECONDS] [--seed N] [--input N] [READER …]

The seconds (60 by default) are shared by all readers, or by those that are named.  Without a seed a new one is drawn.
A failure is printed as `READER --seed N --input N`, which repeats it.
"""

from __future__ import annotations

import argparse
import itertools
import secrets
import sys
import time

from tests.fuzz.runner import input_of, run
from tests.fuzz.table import READERS


def main(arguments: list[str]) -> int:
    """Run the fuzzer.  Returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("words", nargs="*", metavar="SECONDS | READER", help="; ".join(READERS))
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--input", type=int, help="repeat one input and print it")
    options = parser.parse_args(arguments)
    names = [word for word in options.words if not word.isdecimal()]
    seconds = [int(word) for word in options.words if word.isdecimal()]
    if unknown := [name for name in names if name not in READERS]:
        parser.error(f"no reader {', '.join(unknown)}; there are {', '.join(READERS)}")
    readers = [READERS[name] for name in names or READERS]
    each_s = (seconds[0] if seconds else 60) / len(readers)
    failed = 0
    for reader in readers:
        if options.input is not None:
            print(input_of(reader, options.seed, options.input))
            result = run(reader, options.seed, range(options.input, options.input + 1))
        else:
            result = run(reader, options.seed, itertools.count(), time.monotonic() + each_s)
        speed = result.inputs / (result.cpu_s or 1)
        print(f"{'✗' if result.failures else '✓'} {result.name}: {result.inputs} inputs, {speed:.0f} in a second")
        for failure in result.failures:
            print(f"    {failure}", flush=True)
        failed += bool(result.failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
