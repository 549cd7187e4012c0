"""The view of the panel: shape, size, order and filter.  Saved as text in the settings."""

from __future__ import annotations

from enum import Enum

import msgspec

from desktop_app.office import ENGAGED, DeviceState
from desktop_app.runtime.lenient_json import decode_json


class Shape(Enum):
    """The shape of a lamp."""

    TILES = "tiles"
    COMPACT = "compact"
    LIST = "list"


class Sort(Enum):
    """The order of the lamps.  Favourites come first in each; GROUP and HAND have a heading per group."""

    GROUP = "group"
    HAND = "hand"
    NAME = "name"
    EXTENSION = "extension"
    STATE = "state"

    @property
    def has_groups(self) -> bool:
        """True when lamps are listed under the headings of their groups."""
        return self in (Sort.GROUP, Sort.HAND)


class Show(Enum):
    """Which states are shown.  A state that is unknown now is shown under EVERYBODY alone."""

    EVERYBODY = "everybody"
    FREE = "free"
    ENGAGED = "engaged"
    RINGING = "ringing"
    AWAY = "away"

    def includes(self, state: DeviceState | None) -> bool:
        """True when a lamp in this state is shown; None is a state that is unknown now."""
        return self is Show.EVERYBODY or (state is not None and state in _STATES[self])


_STATES = {
    Show.FREE: (DeviceState.IDLE,),
    Show.ENGAGED: ENGAGED,
    Show.RINGING: (DeviceState.RINGING,),
    Show.AWAY: (DeviceState.UNAVAILABLE,),
}

ZOOM_STEPS = (70, 80, 90, 100, 115, 130, 150, 175, 200)


class PanelView(msgspec.Struct, frozen=True):
    """A view.  `zoom` is in percent; `collapsed` names the groups of which only the heading is shown."""

    shape: Shape = Shape.TILES
    sort: Sort = Sort.GROUP
    show: Show = Show.EVERYBODY
    hides_unavailable: bool = False
    shows_hidden: bool = False
    only_favourites: bool = False
    zoom: int = 100
    collapsed: frozenset[str] = frozenset()

    def zoomed(self, steps: int) -> int:
        """Return the zoom `steps` steps above (or below) the step nearest to the present one, within ZOOM_STEPS."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda index: abs(ZOOM_STEPS[index] - self.zoom))
        return ZOOM_STEPS[min(max(nearest + steps, 0), len(ZOOM_STEPS) - 1)]


def view_to_text(view: PanelView) -> str:
    """Return the view as text for the settings.  The filter of states is temporary and not saved."""
    return msgspec.json.encode(msgspec.structs.replace(view, show=Show.EVERYBODY)).decode()


def view_from_text(text: str) -> PanelView:
    """Return the view that a text of the settings holds; the default one when it cannot be read."""
    try:
        view = decode_json(text, PanelView)
    except ValueError:
        return PanelView()
    return msgspec.structs.replace(view, zoom=view.zoomed(0))
