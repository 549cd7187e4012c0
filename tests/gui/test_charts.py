"""Charts: tooltips, following the filter, saving and copying."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QPushButton

from desktop_app.app.application import Application
from desktop_app.config.settings import Settings
from desktop_app.controllers.statistics import Job
from desktop_app.models.charts import Chart, Series
from desktop_app.ui.charts import ChartCard, Charts
from desktop_app.ui.icons import Icons
from desktop_app.ui.look import Look
from desktop_app.ui.plots import ColumnPlot, HeatPlot, RowPlot
from desktop_app.ui.theme import Theme
from desktop_app.ui.window import CALLS
from tests.gui.conftest import OnExchange
from tests.support.demo import RunningDemo
from tests.support.wait import until
from tests.support.widgets import button, child, named

CHART = Chart(
    "Odebrane",
    ("a", "b", "c"),
    (Series("answered", "idle", (1, 0, 4)), Series("missed", "busy", (2, 2, 0))),
    ("a: 1, 2", "b: 0, 2", "c: 4, 0"),
    (("Name", "n"), ("=2+2", "3")),
)


@pytest.mark.parametrize("kind", [ColumnPlot, RowPlot])
def test_a_bar_has_a_tooltip_with_its_numbers(
    kind: type[ColumnPlot] | type[RowPlot], theme: Theme, qtbot: object
) -> None:
    plot = kind(theme)
    assert plot.hint_at(QPointF(0, 0)) == ""
    plot.show_chart(CHART)
    second = QPointF(1.2, 0.5) if kind is ColumnPlot else QPointF(0.5, 1.2)
    assert plot.hint_at(second) == "b: 0, 2"
    assert plot.hint_at(QPointF(9, 9)) == ""
    plot.close()


def test_a_cell_of_the_heat_map_has_a_tooltip_with_its_number(theme: Theme, qtbot: object) -> None:
    plot = HeatPlot(theme)
    week = Chart("", ("8", "9"), (Series("Mon", "accent", (1, 2)), Series("Tue", "accent", (3, 4))), tuple("abcd"), ())
    plot.show_chart(week)
    assert plot.hint_at(QPointF(1.5, 0.5)) == "b"
    assert plot.hint_at(QPointF(0.5, 1.5)) == "c"
    assert plot.hint_at(QPointF(2.5, 0.5)) == ""
    plot.close()


def test_an_empty_card_is_hidden_and_a_picture_has_no_menu_button(theme: Theme, icons: Icons, qtbot: object) -> None:
    card = ChartCard(RowPlot(theme), Look(theme, icons), has_legend=True)
    card.show_chart(Chart("x", (), (), (), ()))
    assert card.isHidden()
    card.show_chart(CHART)
    card.resize(400, 300)
    card.show()
    image = card.picture().toImage()
    assert (image.width(), image.height()) == (card.width() * 2, card.height() * 2)
    busy = theme.tokens.color("busy").rgb()
    assert any(image.pixel(x, y) == busy for x in range(0, image.width(), 4) for y in range(0, image.height(), 4))
    assert named(card, QPushButton, "Odebrane: Save this picture, copy its numbers").isVisible()
    card.close()


def test_charts_follow_the_filter_and_are_saved_and_copied(on_exchange: OnExchange, tmp_path: Path) -> None:
    async def use(program: Application, demo: RunningDemo) -> None:
        workspace, window = program.workspace, program.window
        assert workspace is not None
        page = workspace.pages.calls
        window.show_page(CALLS)
        page.bar.choose_period("7 days")
        await until(lambda: workspace.calls.rowCount() > 50)
        button(page, "Charts").click()
        await until(lambda: page.findChildren(Charts))
        charts = child(page, Charts)
        await until(lambda: charts.people.chart is not None)
        assert charts.isVisible()
        before = charts.people.chart
        button(page.bar, "Missed").click()
        await until(lambda: charts.people.chart != before)
        await until(lambda: not workspace.context.scope.tasks.is_running(Job.COUNT))
        assert charts.people.chart is not None
        answered, missed, _ = charts.people.chart.series
        assert (sum(answered.values), sum(missed.values) > 0) == (0, True)
        charts.people.copied.emit(charts.people)
        lines = QGuiApplication.clipboard().text().split("\n")
        assert len(lines) == len(charts.people.chart.table)
        assert lines[0].split("\t")[0] == "Name"
        charts.days.saved.emit(charts.days)
        dialog = window.findChild(QFileDialog)
        assert dialog is not None
        target = tmp_path / "days.png"
        dialog.fileSelected.emit(str(target))
        dialog.close()
        await until(target.exists)
        assert QImage(str(target)).width() == charts.days.width() * 2
        button(page, "Charts").click()
        assert page.table.isVisible()

    on_exchange(Settings(None, None, {}), use)
