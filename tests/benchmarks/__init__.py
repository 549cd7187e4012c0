"""Figures, each beside a floor that does the same with the bare library, taken in one run."""
