"""Where a dragged lamp will be dropped: the group, and the lamp before which it is inserted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect

from desktop_app.models.panel_order import PanelOrder
from desktop_app.ui.field_geometry import Geometry

Place = tuple[str, str]
"""A group, and the extension before which to stand; empty for the end of the group."""


def drop_target(order: PanelOrder, geometry: Geometry, point: QPoint, offset: int) -> Place | None:
    """Return the drop position under a point of the viewport, or None where there is none."""
    heading = geometry.heading_at(point.y(), offset)
    if heading >= 0:
        members = order.members(geometry.sections[heading].group)
        return geometry.sections[heading].group, members[0] if members else ""
    position = geometry.at(point.x(), point.y() + offset)
    if position < 0:
        return None
    section = geometry.sections[geometry.section_of(position)]
    in_second_half = point.x() > geometry.cell(position).center().x() and geometry.columns > 1
    position += in_second_half
    is_end = position >= section.first + section.shown
    return section.group, "" if is_end else order.extension_at(position)


def drop_mark(order: PanelOrder, geometry: Geometry, place: Place, offset: int) -> QRect:
    """Return the rectangle of the insertion mark, in viewport coordinates."""
    group, before = place
    members = order.members(group)
    index = order.index_of(before or members[-1]) if members else None
    rect = geometry.cell(index.row()).translated(0, -offset) if index is not None and index.isValid() else QRect()
    x = rect.left() - geometry.gap // 2 - 1 if before else rect.right() + geometry.gap // 2 - 1
    return QRect(max(x, 0), rect.top(), 3, rect.height())
