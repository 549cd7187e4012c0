"""The theme and the icons, which most widgets are drawn with."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.ui.icons import Icons
from desktop_app.ui.theme import Theme


@dataclass(frozen=True)
class Look:
    """The theme and the icons of the running program."""

    theme: Theme
    icons: Icons
