"""Editing the thresholds of a queue."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.models.queues import QueueThresholds
from desktop_app.ui.panel_page import PanelPage
from desktop_app.ui.queue_thresholds_dialog import QueueThresholdsDialog


@dataclass(frozen=True)
class SaveThresholds:
    """Task key: storing the thresholds of a queue."""

    queue: str


class QueueThresholdsController:
    """Opens the dialog of a queue and stores what was entered."""

    def __init__(self, context: WorkspaceContext, panel: PanelPage) -> None:
        self._context, self._panel = context, panel
        context.scope.connect(context.actions.queue_limits, self._edit)

    def _edit(self, queue: str) -> None:
        alarms = self._context.session.alerts.alarms

        def store(limits: QueueThresholds) -> None:
            self._context.start(SaveThresholds(queue), alarms.set_thresholds(queue, limits))
            self._panel.queues.refresh()

        QueueThresholdsDialog(queue, alarms.thresholds(queue), store, self._context.window).open()
