"""Composition: builds the parts of the program and connects them."""
