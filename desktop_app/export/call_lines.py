"""One call as JSON and as a line on a terminal."""

from __future__ import annotations

from typing import Any

import msgspec

from desktop_app.archive.records import Call
from desktop_app.export.call_columns import NameLookup


def call_to_dict(call: Call) -> dict[str, Any]:
    """One call with all that is known of it."""
    fields: dict[str, Any] = msgspec.to_builtins(call)
    del fields["flags"]  # it means something to the archive alone
    words = ("direction", "outcome", "is_queued", "has_recording")
    return fields | {name: getattr(call, name) for name in words}


def format_call(call: Call, name_of: NameLookup) -> str:
    """One call as a line for a person."""
    arrow = {"in": "←", "out": "→", "internal": "↔", "message": "✉"}[call.direction]
    one = call.from_name or name_of(call.from_number)
    two = name_of(call.answered_by or call.to_number)
    talk = f"{call.talk_s // 60}:{call.talk_s % 60:02d}" if call.outcome == "answered" else call.outcome
    mark = " ●" if call.has_recording else ""
    return (
        f"{call.calldate}  {call.from_number} {one} {arrow} {call.answered_by or call.to_number} {two}"
        f"  {talk}{mark}  {call.uniqueid}"
    )
