"""Fuzzing of every reader of outside data: `python -m tests.fuzz [SECONDS] [--seed N] [READER …]`.

An input is a function of the reader's name, the seed and its number, so each failure can be repeated.
"""
