"""The keys that a widget handles itself while it has the focus."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from desktop_app.i18n.text import tr
from desktop_app.ui.command_table import Command, Context

_Row = tuple[str, str, tuple[str, ...]]
_ENTER = ("Return", "Enter")
_CONTROL_ENTER = ("Ctrl+Return", "Ctrl+Enter")


def widget_commands() -> tuple[Command, ...]:
    """The part of the command table that belongs to focused widgets."""
    sections: tuple[tuple[Context, str, tuple[_Row, ...]], ...] = (
        (Context.PANEL, tr("Panel"), _on_panel()),
        (Context.CARD, tr("Queues"), _on_cards()),
        (Context.CALLS, tr("Calls"), _on_calls()),
        (
            Context.CALL_BACKS,
            tr("To call back"),
            (
                ("call-backs.call", tr("Call the selected"), _ENTER),
                ("call-backs.done", tr("Done, with a note …"), ("Del",)),
            ),
        ),
        (
            Context.PERSON,
            tr("Calls with a person"),
            (("person.previous", tr("Previous"), ("Up",)), ("person.next", tr("Next"), ("Down",))),
        ),
        (Context.MESSAGE, tr("Messages"), (("message.send", tr("Send"), _CONTROL_ENTER),)),
        (Context.COMMAND_BAR, tr("Command bar"), _on_command_bar()),
        (Context.DETAILS, tr("Details"), (("details.close", tr("Close"), ("Esc",)),)),
        (Context.PLAYER, tr("Player"), _on_player()),
        (Context.WALLBOARD, tr("Wallboard of the queues"), (("wallboard.close", tr("Close"), ("Esc", "F11")),)),
    )
    return tuple(
        Command(identifier, text, keys, section, context=context)
        for context, section, rows in sections
        for identifier, text, keys in rows
    )


def _on_panel() -> tuple[_Row, ...]:
    return (
        ("panel.move", tr("Move in the field"), ("Up", "Down", "Left", "Right")),
        ("panel.call", tr("Call the selected"), _ENTER),
        ("panel.write", tr("Write to the selected"), _CONTROL_ENTER),
        ("panel.favourite", tr("Favourite"), ("Space",)),
        ("panel.history", tr("Calls with the selected"), ("Ctrl+H",)),
        ("panel.copy", tr("Copy the number of the selected"), ("Ctrl+C",)),
        ("panel.close-group", tr("Close the group of the selected"), ("Shift+Left",)),
        ("panel.open-groups", tr("Open all groups"), ("Shift+Right",)),
    )


def _on_cards() -> tuple[_Row, ...]:
    return (
        ("card.previous", tr("Previous"), ("Up",)),
        ("card.next", tr("Next"), ("Down",)),
        ("card.call", tr("Call the selected"), _ENTER),
        ("card.details", tr("Details"), ("Right",)),
    )


def _on_calls() -> tuple[_Row, ...]:
    return (
        ("calls.call", tr("Call the selected"), _ENTER),
        ("calls.write", tr("Write to the selected"), _CONTROL_ENTER),
        ("calls.unfold", tr("How this call went"), ("Alt+Return", "Alt+Enter")),
        ("calls.play", tr("Play"), ("Space",)),
        ("calls.back", tr("10 seconds back"), ("Left",)),
        ("calls.on", tr("10 seconds on"), ("Right",)),
    )


def _on_command_bar() -> tuple[_Row, ...]:
    return (
        ("command-bar.choose", tr("Call, or run the command"), _ENTER),
        ("command-bar.write", tr("Write to the selected"), _CONTROL_ENTER),
        ("command-bar.details", tr("Details"), ("Right",)),
        ("command-bar.previous", tr("Previous"), ("Up",)),
        ("command-bar.next", tr("Next, or the last numbers called"), ("Down",)),
        ("command-bar.leave", tr("Back"), ("Esc",)),
    )


def _on_player() -> tuple[_Row, ...]:
    return (
        ("waveform.toggle", tr("Play or pause"), ("Space",)),
        ("waveform.back", tr("10 seconds back"), ("Left",)),
        ("waveform.on", tr("10 seconds on"), ("Right",)),
    )


def pressed_command(event: QKeyEvent, context: Context) -> str:
    """The id of the widget command that this key means in `context`, or an empty text."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _ids_by_key(context).get(event.key() | modifiers.value, "")


def widget_key(identifier: str) -> str:
    """The first key of a widget command, as it is shown."""
    return next(command.key for command in widget_commands() if command.id == identifier)


@cache
def _ids_by_key(context: Context) -> dict[int, str]:
    # Only ids and keys, which are the same in every language, may outlive the call.
    return {
        QKeySequence(key)[0].toCombined(): command.id  # type: ignore[index]
        for command in widget_commands()
        if command.context is context
        for key in command.keys
    }
