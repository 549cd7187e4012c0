"""The local database: calls, recordings, messages, contacts and roster, in one encrypted SQLite file.

Without a key the database is in memory and ends with the session.  Functions that take a connection run on the
archive's thread (`store.Archive.run`).
"""
