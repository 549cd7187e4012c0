"""Benchmarks.  Each compares the program with a floor that does the same with the bare library, in one run."""
