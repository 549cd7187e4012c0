"""What is kept: calls, recordings, messages, contacts and the roster, in one encrypted SQLite file.

Nothing is kept without a key: an archive without a path lives in memory and is gone with the session.
"""
