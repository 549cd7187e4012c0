"""CloudPBX Desktop: who is free, call with one key, write a message, find and play the call someone asks about."""

__version__ = "0.1.0"
