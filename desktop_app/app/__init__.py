"""Composition: builds every part of the running program and joins them."""
