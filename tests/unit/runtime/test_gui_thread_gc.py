"""Garbage is collected on the GUI thread only, by the interpreter's thresholds."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.runtime.gui_thread_gc import CHECK_EVERY_MS, GuiThreadGc

THRESHOLDS = (700, 10, 5)


class Knot:
    """An object in a reference cycle: only the collector frees it."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GuiThreadGc]:
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    made = GuiThreadGc(qapp)
    yield made
    made.stop()
    made.deleteLater()
    gc.set_threshold(*before)


def timer_of(collector: GuiThreadGc) -> QTimer:
    timer = collector.findChild(QTimer)
    assert isinstance(timer, QTimer)
    return timer


def look(collector: GuiThreadGc) -> None:
    """Do what happens every CHECK_EVERY_MS."""
    timer_of(collector).timeout.emit()


def tied() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def allocate() -> list[list[int]]:
    """More containers than the youngest generation may have."""
    return [[number] for number in range(3 * THRESHOLDS[0])]


def test_garbage_is_collected_by_the_timer_and_by_no_allocation(collector: GuiThreadGc) -> None:
    knot = tied()
    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    held = allocate()
    assert knot() is not None, "an allocation collected, on whatever thread"
    look(collector)
    assert knot() is None
    assert held


def test_garbage_below_the_thresholds_is_not_collected(collector: GuiThreadGc) -> None:
    gc.collect()
    knot = tied()
    look(collector)
    assert knot() is not None


@pytest.mark.parametrize(
    ("counts", "thresholds", "collected"),
    [
        ((700, 10, 5), THRESHOLDS, []),
        ((701, 10, 5), THRESHOLDS, [0]),
        ((701, 11, 5), THRESHOLDS, [1]),
        ((0, 11, 5), THRESHOLDS, [1]),
        ((701, 11, 6), THRESHOLDS, [2]),
        ((701, 0, 6), THRESHOLDS, [2]),
        ((701, 11, 6), (700, 10, 0), [1]),  # 0: this generation is never collected
        ((701, 11, 6), (1, 1, 1), [2]),
        ((2, 0, 0), (1, 1, 1), [0]),
    ],
)
def test_the_oldest_generation_over_its_threshold_is_collected(
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    counts: tuple[int, int, int],
    thresholds: tuple[int, int, int],
    collected: list[int],
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(gc, "get_threshold", lambda: thresholds)
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", seen.append)
    collector = GuiThreadGc(qapp)
    look(collector)
    collector.stop()
    collector.deleteLater()
    assert seen == collected


def test_the_timer_runs_until_the_interpreter_collects_again(collector: GuiThreadGc) -> None:
    timer = timer_of(collector)
    assert (timer.isActive(), timer.isSingleShot(), timer.interval()) == (True, False, CHECK_EVERY_MS)
    assert not gc.isenabled()
    collector.stop()
    assert not timer.isActive()
    assert gc.isenabled()


def test_the_collector_belongs_to_its_parent(qapp: QApplication, collector: GuiThreadGc) -> None:
    """The parent keeps it alive without another reference."""
    assert collector.parent() is qapp
    assert CHECK_EVERY_MS == 4000
