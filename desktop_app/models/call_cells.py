"""The cells of the call table as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from desktop_app.archive.records import Call
from desktop_app.i18n.text import tr
from desktop_app.models.call_formatting import both_clocks_text, format_call_time, outcome_text, utc_offset_note
from desktop_app.models.formatting import format_duration, format_money
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.services.directory import Directory

FOLD, WHEN, WAY, WHO, NUMBER, WITH, RANG, TALKED, COST, ZONE, PLAY = range(11)
COLUMN_COUNT = PLAY + 1


@dataclass(frozen=True)
class CallMarks:
    """What a call is marked with: its note by `uniqueid`, and when a message was last sent to its number."""

    note_of: Callable[[str], str | None] = lambda uniqueid: None
    messaged_at: Callable[[str], datetime | None] = lambda number: None


class CallCells:
    """Text of the cells, with the names of the directory and the marks of calls."""

    def __init__(self, directory: Directory, own: str, today: Callable[[], date], marks: CallMarks) -> None:
        self._directory, self._own, self._today = directory, own, today
        self.marks = marks
        self._text_of: dict[int, Callable[[Call], str]] = {
            WHEN: self._when,
            WHO: self._who,
            NUMBER: lambda call: format_number(self.other_number(call)),
            WITH: self._with,
            RANG: lambda call: "" if call.direction == "message" else format_duration(call.ring_s),
            TALKED: self._talked,
            COST: lambda call: format_money(call.cost_grosze),
            ZONE: lambda call: call.zone,
        }

    def other_number(self, call: Call) -> str:
        """Return the number that the row shows and that is called back: never the own extension."""
        if call.direction == "internal":
            return call.to_number if call.from_number == self._own else call.from_number
        return call.from_number if call.direction == "in" else call.to_number

    def title(self, call: Call) -> str:
        """Return the best name of the other party."""
        number = self.other_number(call)
        name = self._directory.name_of(number) or (call.from_name if call.direction == "in" else "")
        return name or tr("unknown")

    def text(self, call: Call, column: int) -> str:
        """Return the text of a cell; empty for cells that show an icon."""
        text_of = self._text_of.get(column)
        return text_of(call) if text_of is not None else ""

    def _when(self, call: Call) -> str:
        return f"{format_call_time(call.calldate, self._today())} {utc_offset_note(call.began_s)}".rstrip()

    def _who(self, call: Call) -> str:
        return self.title(call) if call.direction != "internal" else self._name(self.other_number(call))

    def _with(self, call: Call) -> str:
        """Return the colleague in the call: who answered, who called out, or who was called internally."""
        if call.direction in ("out", "message"):
            return self._name(call.from_number)
        if call.direction == "internal" and call.from_number == self._own:
            return self._name(self._own)
        if call.outcome == "answered" or call.direction == "internal":
            return self._name(call.answered_by or call.to_number)
        return "—"

    def _name(self, number: str) -> str:
        return self._directory.name_of(number) or format_number(number)

    def _talked(self, call: Call) -> str:
        if call.direction == "message":
            return tr("message")
        if call.outcome == "answered":
            return format_duration(call.talk_s)
        # The column is narrow, and the time of the wait stands in the one before.
        return tr("left queue") if call.outcome == "abandoned" else outcome_text(call)

    def icon_text(self, call: Call, column: int) -> str:
        """Return the meaning of a cell's icon or the tooltip of its text; empty for none."""
        if column == FOLD:
            return tr("{n} attempts", call.legs) if call.legs > 1 else ""
        if column == WAY:
            words = {"in": tr("incoming"), "out": tr("outgoing"), "internal": tr("internal"), "message": tr("message")}
            return words.get(call.direction, "")
        if column == WHEN:
            return both_clocks_text(call.began_s)
        if column == TALKED and call.outcome == "abandoned":
            return outcome_text(call)
        if column == TALKED and call.outcome == "unknown" and not call.legs:
            return tr("There is a recording of this call, and no billing record.")
        return self._marks(call) if column == PLAY else ""

    def _marks(self, call: Call) -> str:
        note = self.marks.note_of(call.uniqueid)
        marks = [tr("play the recording")] if call.has_recording else []
        if note is not None:
            marks.append(tr("note: {text}").format(text=note) if note else tr("notes in the recording"))
        if (messaged := self.messaged_at(call)) is not None:
            marks.append(tr("last message sent {when}").format(when=_day_and_time(messaged.astimezone())))
        return ", ".join(marks)

    def messaged_at(self, call: Call) -> datetime | None:
        """Return when a message was last sent to the other number; None for none."""
        return None if call.direction == "message" else self.marks.messaged_at(self.other_number(call))


def _day_and_time(moment: datetime) -> str:
    return f"{moment.day}.{moment:%m.%Y %H:%M}"
