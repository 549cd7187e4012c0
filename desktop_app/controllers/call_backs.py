"""Closing entries of the call-back list."""

from __future__ import annotations

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import tr
from desktop_app.models.call_backs import CallBackModel
from desktop_app.services.call_backs import CallBack
from desktop_app.ui.call_back_card import CallBackCard


class CallBackController:
    """Marks entries as done and offers to undo it."""

    def __init__(self, context: WorkspaceContext, model: CallBackModel, card: CallBackCard) -> None:
        self._context, self._model = context, model
        context.scope.connect(card.closed, self._close)

    def _close(self, entry: CallBack, note: str) -> None:
        call_backs = self._context.session.call_backs
        self._context.spawn("close call-back", call_backs.close(entry, note))
        done = tr("{who} is done.").format(who=self._model.who(entry))
        self._context.offer(
            done,
            tr("Undo"),
            lambda: self._context.spawn("reopen call-back", call_backs.reopen(entry.number)),
        )
