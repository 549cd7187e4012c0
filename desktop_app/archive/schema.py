"""The tables of the archive, as a list of migrations.

Each entry of MIGRATIONS takes a file to the next version, which is SQLite's `user_version`.  Released entries never
change.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

from desktop_app.archive.data_migrations import add_unbilled_recordings, begin_index, move_calls

MIGRATIONS: tuple[str | Callable[[apsw.Connection], None], ...] = (
    """
    CREATE TABLE legs (
        id INTEGER PRIMARY KEY,
        uniqueid TEXT NOT NULL, calldate TEXT NOT NULL, clid TEXT NOT NULL, src TEXT NOT NULL, dst TEXT NOT NULL,
        channel TEXT NOT NULL, dstchannel TEXT NOT NULL, lastapp TEXT NOT NULL,
        duration_s INTEGER NOT NULL, billsec_s INTEGER NOT NULL, disposition TEXT NOT NULL,
        cost_grosze INTEGER, zone TEXT NOT NULL,
        UNIQUE (uniqueid, calldate, channel, dstchannel, dst, lastapp, disposition, duration_s, billsec_s)
    );
    CREATE TABLE calls (
        uniqueid TEXT PRIMARY KEY, began_s INTEGER NOT NULL, calldate TEXT NOT NULL,
        direction TEXT NOT NULL, outcome TEXT NOT NULL,
        from_number TEXT NOT NULL, from_name TEXT NOT NULL, to_number TEXT NOT NULL, answered_by TEXT NOT NULL,
        ring_s INTEGER NOT NULL, talk_s INTEGER NOT NULL, cost_grosze INTEGER, zone TEXT NOT NULL,
        legs INTEGER NOT NULL, search TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX calls_by_time ON calls (began_s DESC);
    CREATE INDEX calls_by_day ON calls (calldate DESC);
    CREATE TABLE recordings (
        uniqueid TEXT PRIMARY KEY, src TEXT NOT NULL, dst TEXT NOT NULL, format TEXT NOT NULL, date TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE sounds (uniqueid TEXT PRIMARY KEY, container TEXT NOT NULL, used_at TEXT NOT NULL, body BLOB NOT NULL);
    CREATE TABLE days (day TEXT PRIMARY KEY, what TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY, made_at TEXT NOT NULL, number TEXT NOT NULL, body TEXT NOT NULL,
        is_test INTEGER NOT NULL, stage TEXT NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL,
        state_at TEXT, reason TEXT NOT NULL
    );
    CREATE INDEX messages_by_id ON messages (message_id);
    CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL);
    CREATE TABLE contact_numbers (
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE, label TEXT NOT NULL, number TEXT NOT NULL
    );
    CREATE TABLE roster (
        extension TEXT PRIMARY KEY, name TEXT NOT NULL, is_favourite INTEGER NOT NULL,
        state TEXT NOT NULL, since TEXT, seen_at TEXT
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE roster ADD COLUMN alias TEXT NOT NULL DEFAULT '';
    ALTER TABLE roster ADD COLUMN group_name TEXT NOT NULL DEFAULT '';
    ALTER TABLE roster ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE roster ADD COLUMN position INTEGER;
    CREATE TABLE awaited (extension TEXT PRIMARY KEY, until TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE missed (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, queue TEXT NOT NULL
    );
    CREATE TABLE queue_limits (
        queue TEXT PRIMARY KEY, waiting_amber INTEGER, waiting_red INTEGER, wait_amber_s INTEGER, wait_red_s INTEGER,
        free_amber INTEGER, free_red INTEGER, is_heard INTEGER NOT NULL, is_on_wallboard INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE dialled (number TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE templates (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE legs RENAME TO old_legs;
    ALTER TABLE calls RENAME TO old_calls;
    DROP INDEX calls_by_time;
    DROP INDEX calls_by_day;
    -- `id` holds the second in its high bits, so that row order is time order (archive.row_ids).
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY, uniqueid TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, calldate TEXT NOT NULL,
        from_number TEXT NOT NULL, from_name TEXT NOT NULL, to_number TEXT NOT NULL, answered_by TEXT NOT NULL,
        ring_s INTEGER NOT NULL, talk_s INTEGER NOT NULL, cost_grosze INTEGER, zone TEXT NOT NULL,
        legs INTEGER NOT NULL
    );
    CREATE INDEX calls_by_kind ON calls (kind, id, talk_s, cost_grosze);
    -- The billing records of a call, encoded (archive.row_codec): they are always read together.
    CREATE TABLE legs (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5 (search, tokenize = 'trigram', content = '', contentless_delete = 1);
    CREATE TABLE parties (party TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (party, id)) WITHOUT ROWID;
    CREATE TABLE unindexed (id INTEGER PRIMARY KEY);
    CREATE TABLE letters (letter TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE names (number TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, id INTEGER NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE closed (party TEXT PRIMARY KEY, until_id INTEGER NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL)
        WITHOUT ROWID;
    """,
    move_calls,
    """
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY, uniqueid TEXT NOT NULL, at_ms INTEGER, text TEXT NOT NULL, made_at TEXT NOT NULL
    );
    CREATE INDEX notes_by_call ON notes (uniqueid);
    """,
    """
    DROP INDEX calls_by_kind;
    -- The legs of the call, encoded; x'90' is an empty array.
    ALTER TABLE calls ADD COLUMN body BLOB NOT NULL DEFAULT x'90';
    UPDATE calls SET body = legs.body FROM legs WHERE legs.id = calls.id;
    DROP TABLE legs;
    DROP TABLE words;
    DROP TABLE letters;
    -- The condition is the one of archive.call_backs: SQLite uses a partial index only for the same words.
    CREATE INDEX lost_calls ON calls (id) WHERE kind & 3 = 0 AND kind >> 2 & 7 BETWEEN 1 AND 3;
    CREATE TABLE numbers (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE);
    CREATE TABLE ends (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, presented INTEGER NOT NULL);
    CREATE TABLE end_numbers (end_id INTEGER NOT NULL, number_id INTEGER NOT NULL, PRIMARY KEY (end_id, number_id))
        WITHOUT ROWID;
    CREATE TABLE columns (segment INTEGER PRIMARY KEY, body BLOB NOT NULL);
    ALTER TABLE notes ADD COLUMN folded TEXT NOT NULL DEFAULT '';
    -- Row numbers by the batch (archive.dirty_rows).
    DROP TABLE unindexed;
    CREATE TABLE unindexed (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
    """,
    begin_index,
    """
    ALTER TABLE calls ADD COLUMN word TEXT NOT NULL DEFAULT '';
    -- The delivery states before the present one, as JSON: [[state, time], …].
    ALTER TABLE messages ADD COLUMN earlier TEXT NOT NULL DEFAULT '[]';
    DROP INDEX lost_calls;
    -- The condition is the one of archive.call_backs.
    CREATE INDEX lost_calls ON calls (id) WHERE kind & 3 = 0 AND kind >> 2 & 7 NOT IN (0, 4);
    """,
    add_unbilled_recordings,
)

VERSION = len(MIGRATIONS)


def version_of(connection: apsw.Connection) -> int:
    """Return the version of an open file.  Raises apsw.NotADBError for a wrong key or a file that is no archive."""
    return int(connection.pragma("user_version"))


def migrate(connection: apsw.Connection) -> None:
    """Migrate an open file to VERSION, one transaction for each step."""
    for version in range(version_of(connection), VERSION):
        step = MIGRATIONS[version]
        with connection:
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)
            connection.pragma("user_version", version + 1)
