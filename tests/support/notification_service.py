"""A minimal desktop notification service, run as a program on a test's bus.

It prints each notification as a line of JSON.  A line «id action» on standard input presses a button.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
INTROSPECTION = """<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg direction="out" type="as"/></method>
<method name="GetServerInformation"><arg direction="out" type="s"/><arg direction="out" type="s"/>
<arg direction="out" type="s"/><arg direction="out" type="s"/></method>
<method name="CloseNotification"><arg direction="in" type="u"/></method>
<method name="Notify"><arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
<arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="as"/>
<arg direction="in" type="a{sv}"/><arg direction="in" type="i"/><arg direction="out" type="u"/></method>
<signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Service:
    """Answers the four methods of the specification and prints each call."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus
        self._last = 0
        self._address = DBusAddress(PATH, interface=NAME)

    def press(self, number: int, action: str) -> None:
        self._bus.send(new_signal(self._address, "ActionInvoked", "us", (number, action)))

    def serve(self) -> None:
        while True:
            message = self._bus.receive()
            if message.header.message_type is MessageType.method_call:
                method = message.header.fields[HeaderFields.member]
                signature, answer = self._answer(method, message.body)
                if signature is None:
                    self._bus.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
                else:
                    self._bus.send(new_method_return(message, signature, answer))

    def _answer(self, method: str, body: tuple[Any, ...]) -> tuple[str | None, tuple[Any, ...]]:
        match method:
            case "Introspect":
                return "s", (INTROSPECTION,)
            case "GetCapabilities":
                return "as", (["body", "actions", "body-markup"],)
            case "GetServerInformation":
                return "ssss", ("test", "test", "1", "1.2")
            case "CloseNotification":
                say({"closed": body[0]})
                self._bus.send(new_signal(self._address, "NotificationClosed", "uu", (body[0], 3)))
                return "", ()
            case "Notify":
                self._last += 1
                _, _, _, title, text, actions, _, _ = body
                say(
                    {
                        "id": self._last,
                        "title": title,
                        "body": text,
                        "actions": dict(zip(actions[1::2], actions[::2], strict=True)),
                    }
                )
                return "u", (self._last,)
        return None, ()


def say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - read by the test


def main() -> None:
    bus = open_dbus_connection("SESSION")
    bus.send_and_get_reply(message_bus.RequestName(NAME))
    service = Service(bus)
    say({"ready": True})
    threading.Thread(target=service.serve, daemon=True).start()
    for line in sys.stdin:
        number, action = line.split()
        service.press(int(number), action)


if __name__ == "__main__":
    main()
