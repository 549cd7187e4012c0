"""The columns of exported calls, and the cells of one call."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.archive.grouping import FEATURE_CODE
from desktop_app.archive.records import Call

NameLookup = Callable[[str], str]
# Translates COLUMNS and WORDS.  Files for programs keep the English words.
Translate = Callable[[str], str]
COLUMNS = (
    "when", "direction", "outcome", "from_number", "from_name", "to_number", "to_name", "answered_by",
    "ring_s", "talk_s", "cost_pln", "zone", "recording", "uniqueid",
)  # fmt: skip
# The other words of a file: directions, outcomes, the mark of a recording, and the name of a sheet.
WORDS = (
    "in", "out", "internal", "message", "answered", "missed", "busy", "failed", "unknown", "abandoned", "voicemail",
    "announcement", FEATURE_CODE, "yes", "calls",
)  # fmt: skip
TIME_COLUMN, COST_COLUMN = COLUMNS.index("when"), COLUMNS.index("cost_pln")


def cell_values(call: Call, name_of: NameLookup, safe: Callable[[str], str], say: Translate) -> list[str | int]:
    """Return the cells of one call, in the order of COLUMNS.

    Times are seconds; the cost is in złoty as text (`0.25`), empty if there is none.  `safe` is applied to every text
    from outside, `say` to every word of ours.
    """
    texts = [
        call.calldate,
        say(call.direction),
        outcome_word(call, safe, say),
        safe(call.from_number),
        safe(name_of(call.from_number) or call.from_name),
        safe(call.to_number),
        safe(name_of(call.to_number)),
        safe(call.answered_by),
    ]
    mark = say("yes") if call.has_recording else ""
    return [*texts, call.ring_s, call.talk_s, _zloty(call.cost_grosze), safe(call.zone), mark, safe(call.uniqueid)]


def outcome_word(call: Call, safe: Callable[[str], str] = str, say: Translate = str) -> str:
    """Return how the call ended, in a word of ours or, for what the exchange has no usual word for, in its own."""
    if not call.word:
        return say(call.outcome)
    return say(call.word) if call.word == FEATURE_CODE else safe(call.word)


def _zloty(grosze: int | None) -> str:
    if grosze is None:
        return ""
    return f"{'-' if grosze < 0 else ''}{abs(grosze) // 100}.{abs(grosze) % 100:02d}"
