"""The current state of the office: lamps, queues, conferences and text messages under way.

A pure fold: `reduce(office, event, at)` returns the next office and what changed.  Nothing here reads a clock, a socket
or a setting, so a test can replay every state that the panel can show.
"""

from desktop_app.office.reducer import mark_lamp_stale, mark_stale, reduce, restore_lamps
from desktop_app.office.state import (
    ACTIVE,
    ENGAGED,
    NO_CHANGES,
    TALKING,
    Agent,
    Change,
    Conference,
    Lamp,
    Member,
    MessageReport,
    Office,
    Part,
    Party,
    Queue,
)
from desktop_app.pbx.states import AgentState, DeviceState, SmsState

__all__ = [
    "ACTIVE",
    "ENGAGED",
    "NO_CHANGES",
    "TALKING",
    "Agent",
    "AgentState",
    "Change",
    "Conference",
    "DeviceState",
    "Lamp",
    "Member",
    "MessageReport",
    "Office",
    "Part",
    "Party",
    "Queue",
    "SmsState",
    "mark_lamp_stale",
    "mark_stale",
    "reduce",
    "restore_lamps",
]
