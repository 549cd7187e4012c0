"""The view of the panel: filters, zoom, and its text in the settings."""

from __future__ import annotations

import pytest

from desktop_app.models.panel_view import ZOOM_STEPS, PanelView, Shape, Show, Sort, view_from_text, view_to_text
from desktop_app.office import DeviceState

BUSY = {DeviceState.IN_USE, DeviceState.BUSY, DeviceState.ON_HOLD, DeviceState.CONNECTING}


@pytest.mark.parametrize(
    ("show", "states"),
    [
        (Show.EVERYBODY, {*DeviceState, None}),
        (Show.FREE, {DeviceState.IDLE}),
        (Show.ENGAGED, BUSY),
        (Show.RINGING, {DeviceState.RINGING}),
        (Show.AWAY, {DeviceState.UNAVAILABLE}),
    ],
)
def test_which_states_a_filter_includes(show: Show, states: set[DeviceState | None]) -> None:
    assert {state for state in (*DeviceState, None) if show.includes(state)} == states


def test_two_orders_have_groups() -> None:
    assert {sort for sort in Sort if sort.has_groups} == {Sort.GROUP, Sort.HAND}


@pytest.mark.parametrize(
    ("zoom", "steps", "expected"),
    [
        (100, 0, 100),
        (100, 1, 115),
        (100, -1, 90),
        (100, 99, 200),
        (100, -99, 70),
        (104, 0, 100),
        (111, 1, 130),
        (0, 0, 70),
        (500, -1, 175),
    ],
)
def test_zoom_steps(zoom: int, steps: int, expected: int) -> None:
    assert PanelView(zoom=zoom).zoomed(steps) == expected


def test_the_zoom_steps_are_fixed() -> None:
    assert ZOOM_STEPS == (70, 80, 90, 100, 115, 130, 150, 175, 200)


def test_a_view_is_read_back_without_its_filter() -> None:
    view = PanelView(
        shape=Shape.LIST,
        sort=Sort.STATE,
        show=Show.FREE,
        hides_unavailable=True,
        shows_hidden=True,
        only_favourites=True,
        zoom=130,
        collapsed=frozenset({"Biuro"}),
    )
    again = view_from_text(view_to_text(view))
    assert again == PanelView(Shape.LIST, Sort.STATE, Show.EVERYBODY, True, True, True, 130, frozenset({"Biuro"}))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"zoom": "large"}', '{"sort": "colour"}', '{"new": ' + "[" * 5000, "\ud800"]
)
def test_text_that_is_not_a_view_gives_the_default(text: str) -> None:
    view = view_from_text(text)
    assert view == PanelView()
    assert (view.shape, view.sort, view.show, view.zoom) == (Shape.TILES, Sort.GROUP, Show.EVERYBODY, 100)
    assert not (view.hides_unavailable or view.shows_hidden or view.only_favourites or view.collapsed)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("shape", Shape)
def test_a_view_is_saved_by_these_names(shape: Shape, sort: Sort) -> None:
    text = view_to_text(PanelView(shape, sort))
    assert text == (
        f'{{"shape":"{shape.name.lower()}","sort":"{sort.name.lower()}","show":"everybody","hides_unavailable":false,'
        '"shows_hidden":false,"only_favourites":false,"zoom":100,"collapsed":[]}'
    )
    assert view_from_text(text) == PanelView(shape, sort)
    assert sort.has_groups is (sort.value in ("group", "hand"))


@pytest.mark.parametrize("zoom", [70, 80, 90, 100, 115, 130, 150, 175, 200])
def test_each_zoom_step_is_kept(zoom: int) -> None:
    assert PanelView(zoom=zoom).zoomed(0) == zoom


def test_a_zoom_of_the_settings_is_put_on_a_step() -> None:
    assert view_from_text('{"zoom": 1}').zoom == 70
    assert view_from_text('{"zoom": 118}').zoom == 115
