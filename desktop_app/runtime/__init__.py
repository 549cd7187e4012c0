"""Basics that every package may use: worker threads, supervised tasks, logging, the clock, garbage collection."""
