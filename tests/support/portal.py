"""A minimal global shortcuts portal, run as a program on a private bus.

It prints each call as a line of JSON.  A line on standard input presses the shortcut, with the line as activation
token.  With the argument `refuse` the user declines the shortcut.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"


class Portal:
    """One session with one shortcut."""

    def __init__(self, bus: DBusConnection, *, refuses: bool) -> None:
        self._bus = bus
        self._refuses = refuses
        self._session = ""
        self._name = ""

    def press(self, token: str) -> None:
        options = {"activation_token": ("s", token)} if token else {}
        body = (self._session, self._name, 1234, options)
        self._bus.send(new_signal(DBusAddress(PATH, interface=SHORTCUTS), "Activated", "osta{sv}", body))

    def serve(self) -> None:
        while True:
            message = self._bus.receive()
            fields = message.header.fields
            if message.header.message_type is not MessageType.method_call:
                continue
            caller = fields[HeaderFields.sender].removeprefix(":").replace(".", "_")
            options = message.body[-1]
            request = f"{PATH}/request/{caller}/{options['handle_token'][1]}"
            match fields[HeaderFields.member]:
                case "CreateSession":
                    self._session = f"{PATH}/session/{caller}/{options['session_handle_token'][1]}"
                    results: dict[str, Any] = {"session_handle": ("s", self._session)}
                    code = 0
                case "BindShortcuts":
                    session, shortcuts, _, _ = message.body
                    ((self._name, about),) = shortcuts
                    say({"session": session == self._session, "trigger": about["preferred_trigger"][1]})
                    results, code = {"shortcuts": ("a(sa{sv})", [(self._name, {})])}, 1 if self._refuses else 0
                case _:
                    self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
                    continue
            self._bus.send(new_method_return(message, "o", (request,)))
            address = DBusAddress(request, interface="org.freedesktop.portal.Request")
            self._bus.send(new_signal(address, "Response", "ua{sv}", (code, results)))


def say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - read by the test


def main() -> None:
    bus = open_dbus_connection("SESSION")
    portal = Portal(bus, refuses="refuse" in sys.argv)
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    say({"ready": True})
    threading.Thread(target=portal.serve, daemon=True).start()
    for line in sys.stdin:
        portal.press(line.strip())


if __name__ == "__main__":
    main()
