"""Requests of the user, from wherever they are made.  Pages emit them; controllers are connected to them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Actions(QObject):
    """One signal for each request.  Signals carry values (numbers, identifiers, texts), never widgets."""

    call = Signal(str)
    write = Signal(str)
    details = Signal(str)
    history = Signal(str)
    favourite = Signal(str)
    copy = Signal(str)
    play = Signal(str)
    save_recording = Signal(str)
    save_all = Signal()
    note_call = Signal(str)
    skip = Signal(int)
    send_messages = Signal(object, str, bool)
    add_contact = Signal(str)
    await_free = Signal(str)
    place = Signal(object)
    wallboard = Signal()
    favourites_window = Signal()
    do_not_disturb = Signal()
    import_directory = Signal()
    queue_limits = Signal(str)
    redial = Signal()
    caller_waits = Signal(str)
    ring_history = Signal()
    export_calls = Signal()
    export_contacts = Signal()
    save_filter = Signal(object)
    delete_filter = Signal(str)
    notice = Signal(str)
    withdraw = Signal(str)
    offer = Signal(str, str, object)
    reconnect = Signal()
    settings = Signal()
