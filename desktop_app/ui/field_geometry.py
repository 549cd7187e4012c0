"""The layout of the field of lamps: headings, with a grid of cells under each.

Positions are computed from the sections, so nothing is stored for each lamp.  All lengths are pixels on the screen,
zoom included; y counts from the top of the whole field.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect

from desktop_app.models.panel_order import Section
from desktop_app.models.panel_view import Shape
from desktop_app.ui.theme import GAP

HEADING = 26
SECTION_GAP = 8
ROOMY = 1100


@dataclass(frozen=True)
class Cell:
    """Size of one lamp at 100 %: minimum width, preferred width, height, gap."""

    width: int
    roomy: int
    height: int
    gap: int


CELLS = {
    Shape.TILES: Cell(196, 236, 76, GAP),
    Shape.COMPACT: Cell(176, 196, 36, 6),
    Shape.LIST: Cell(4000, 4000, 32, 2),
}


class Geometry:
    """The layout of the field for one width."""

    def __init__(self, sections: list[Section], room: int, shape: Shape, zoom: int) -> None:
        self.sections = sections
        self.scale = zoom / 100
        cell = CELLS[shape]
        self.gap = round(cell.gap * self.scale)
        self.height = round(cell.height * self.scale)
        self.heading = round(HEADING * self.scale)
        room = max(room - 2, 60)
        wanted = round((cell.roomy if room > ROOMY * self.scale else cell.width) * self.scale)
        self.columns = max(1, (room + self.gap) // (wanted + self.gap))
        self.width = (room - self.gap * (self.columns - 1)) // self.columns
        self.tops: list[int] = []
        top = 0
        for section in sections:
            self.tops.append(top)
            top += self.heading + self._lines(section) * self.step + round(SECTION_GAP * self.scale)
        self.total = top

    @property
    def step(self) -> int:
        """Distance from one row of lamps to the next."""
        return self.height + self.gap

    def _lines(self, section: Section) -> int:
        return math.ceil(section.shown / self.columns)

    def section_of(self, position: int) -> int:
        """Return the index of the section that contains a position, or -1."""
        for place, section in enumerate(self.sections):
            if section.first <= position < section.first + section.shown:
                return place
        return -1

    def cell(self, position: int) -> QRect:
        """Return the rectangle of a position; empty when there is none."""
        place = self.section_of(position)
        if place < 0:
            return QRect()
        line, column = divmod(position - self.sections[place].first, self.columns)
        x = 1 + column * (self.width + self.gap)
        return QRect(x, self.tops[place] + self.heading + line * self.step, self.width, self.height)

    def at(self, x: int, y: int) -> int:
        """Return the position at a point, or -1."""
        for section, top in zip(self.sections, self.tops, strict=True):
            line, column = (y - top - self.heading) // self.step, (x - 1) // (self.width + self.gap)
            position = section.first + line * self.columns + column
            inside = line >= 0 and 0 <= column < self.columns and position < section.first + section.shown
            if inside and self.cell(position).contains(x, y):
                return position
        return -1

    def heading_at(self, y: int, offset: int) -> int:
        """Return the section whose heading is at `y` of the viewport, scrolled by `offset`; -1 if none."""
        for place in range(len(self.sections)):
            if 0 <= y - self.heading_y(place, offset) < self.heading:
                return place
        return -1

    def heading_y(self, place: int, offset: int) -> int:
        """Return where a heading is painted in the viewport.  It sticks to the top while its lamps scroll below it."""
        y = self.tops[place] - offset
        bottom = (self.tops[place + 1] if place + 1 < len(self.tops) else self.total) - offset
        return y if y >= 0 else min(0, bottom - self.heading)

    def between(self, top: int, bottom: int) -> Iterator[int]:
        """Yield the positions that lie, wholly or in part, between two y."""
        for section, begin in zip(self.sections, self.tops, strict=True):
            y = begin + self.heading
            if y > bottom or y + self._lines(section) * self.step < top:
                continue
            first = max(0, (top - y) // self.step) * self.columns
            last = min(section.shown, max(0, (bottom - y) // self.step + 1) * self.columns)
            yield from range(section.first + first, section.first + last)

    def vertical(self, position: int, lines: int) -> int:
        """Return the position `lines` below this one (negative: above), across headings; the same when none."""
        cell = self.cell(position)
        here = position
        for _ in range(abs(lines)):
            here = self._next_line(here, cell.left(), down=lines > 0)
        return here

    def _next_line(self, position: int, x: int, *, down: bool) -> int:
        place = self.section_of(position)
        section = self.sections[place]
        line, last = (position - section.first) // self.columns, self._lines(section) - 1
        wanted = (x - 1) // (self.width + self.gap)
        if down and line < last:
            return min(section.first + (line + 1) * self.columns + wanted, section.first + section.shown - 1)
        if not down and line > 0:
            return section.first + (line - 1) * self.columns + wanted
        others = self.sections[place + 1 :] if down else reversed(self.sections[:place])
        for other in others:
            if other.shown:
                begin = 0 if down else (self._lines(other) - 1) * self.columns
                return min(other.first + begin + wanted, other.first + other.shown - 1)
        return position
