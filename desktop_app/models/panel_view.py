"""How a person wants to look at the panel: shape, size, order and what is left out.  Kept as text in the settings."""

from __future__ import annotations

from enum import Enum

import msgspec

from desktop_app.office import ENGAGED, DeviceState


class Shape(Enum):
    """How much room a lamp takes."""

    TILES = "tiles"
    COMPACT = "compact"
    LIST = "list"


class Sort(Enum):
    """The order of the lamps.  Favourites stand first in each; GROUP and HAND have headings for the groups."""

    GROUP = "group"
    HAND = "hand"
    NAME = "name"
    EXTENSION = "extension"
    STATE = "state"

    @property
    def has_groups(self) -> bool:
        """True when lamps stand under the headings of their groups."""
        return self in (Sort.GROUP, Sort.HAND)


class Show(Enum):
    """Which states are shown.  What is not known is none of them, so it is shown under EVERYBODY alone."""

    EVERYBODY = "everybody"
    FREE = "free"
    ENGAGED = "engaged"
    RINGING = "ringing"
    AWAY = "away"

    def holds(self, state: DeviceState | None) -> bool:
        """True when a lamp in this state (None: not known now) is shown."""
        return self is Show.EVERYBODY or (state is not None and state in _STATES[self])


_STATES = {
    Show.FREE: (DeviceState.IDLE,),
    Show.ENGAGED: ENGAGED,
    Show.RINGING: (DeviceState.RINGING,),
    Show.AWAY: (DeviceState.UNAVAILABLE,),
}

ZOOM_STEPS = (70, 80, 90, 100, 115, 130, 150, 175, 200)


class PanelView(msgspec.Struct, frozen=True):
    """One way of looking.  `zoom` is in percent; `collapsed` names the groups of which only the heading is shown."""

    shape: Shape = Shape.TILES
    sort: Sort = Sort.GROUP
    show: Show = Show.EVERYBODY
    hides_unavailable: bool = False
    shows_hidden: bool = False
    only_favourites: bool = False
    zoom: int = 100
    collapsed: frozenset[str] = frozenset()

    def zoomed(self, steps: int) -> int:
        """The zoom so many steps larger (or smaller) than this one."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda place: abs(ZOOM_STEPS[place] - self.zoom))
        return ZOOM_STEPS[min(max(nearest + steps, 0), len(ZOOM_STEPS) - 1)]


def view_to_text(view: PanelView) -> str:
    """The view as one line for the settings; the filter of states is for now and is not kept."""
    return msgspec.json.encode(msgspec.structs.replace(view, show=Show.EVERYBODY)).decode()


def view_from_text(text: str) -> PanelView:
    """The view of a line of the settings; the usual one where it cannot be read."""
    try:
        view = msgspec.json.decode(text or "{}", type=PanelView)
    except msgspec.MsgspecError:
        return PanelView()
    return msgspec.structs.replace(view, zoom=view.zoomed(0))
