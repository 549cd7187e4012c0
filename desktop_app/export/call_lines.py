"""One call for the command line: as JSON, and as a line on a terminal."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_app.archive.records import Call
from desktop_app.export.call_columns import NameLookup, outcome_word


def call_to_dict(call: Call) -> dict[str, Any]:
    """Return all fields of a call, with its flags as words: direction, outcome, is_queued, has_recording.

    The outcome is one of `call_flags.OUTCOMES`, `feature code`, or the exchange's own word for a failure.
    """
    fields: dict[str, Any] = msgspec.to_builtins(call)
    del fields["flags"], fields["word"]  # internal to the archive
    derived = ("direction", "is_queued", "has_recording")
    return fields | {name: getattr(call, name) for name in derived} | {"outcome": outcome_word(call)}


def format_call(call: Call, name_of: NameLookup) -> str:
    """Return one line: time, both parties, talk time (m:ss) or outcome, a dot for a recording, and the identifier.

    `name_of` returns the name of a number, or an empty text.
    """
    arrow = {"in": "←", "out": "→", "internal": "↔", "message": "✉"}[call.direction]
    one = name_of(call.from_number) or call.from_name
    two = name_of(call.answered_by or call.to_number)
    talk = f"{call.talk_s // 60}:{call.talk_s % 60:02d}" if call.outcome == "answered" else outcome_word(call)
    mark = " ●" if call.has_recording else ""
    return (
        f"{call.calldate}  {call.from_number} {one} {arrow} {call.answered_by or call.to_number} {two}"
        f"  {talk}{mark}  {call.uniqueid}"
    )
