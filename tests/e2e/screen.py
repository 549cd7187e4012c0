"""Reading the screen as a screen reader does: AT-SPI over the rig's bus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, Properties, unwrap_msg

from tests.e2e.rig import Rig, wait_for

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_SHOWING = 25
LONGEST = 80


@dataclass(frozen=True)
class Node:
    """One accessible object."""

    screen: Screen
    sender: str
    path: str

    def call(self, interface: str, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Any:
        address = DBusAddress(self.path, self.sender, interface)
        return unwrap_msg(
            self.screen.bus.send_and_get_reply(new_method_call(address, method, signature, body), timeout=10)
        )

    @property
    def name(self) -> str:
        address = DBusAddress(self.path, self.sender, _ACCESSIBLE)
        reply = unwrap_msg(self.screen.bus.send_and_get_reply(Properties(address).get("Name"), timeout=10))
        return str(reply[0][1])

    @property
    def role(self) -> str:
        return str(self.call(_ACCESSIBLE, "GetRoleName")[0])

    @property
    def children(self) -> list[Node]:
        return [Node(self.screen, sender, path) for sender, path in self.call(_ACCESSIBLE, "GetChildren")[0]]

    @property
    def is_showing(self) -> bool:
        low, _ = self.call(_ACCESSIBLE, "GetState")[0]
        return bool(low & (1 << _SHOWING))

    @property
    def center(self) -> tuple[int, int]:
        x, y, width, height = self.call("org.a11y.atspi.Component", "GetExtents", "u", (0,))[0]
        return x + width // 2, y + height // 2

    def walk(self, depth: int = 0) -> Iterator[Node]:
        """Yield this object and the visible ones in it, except vanished ones and the end of long tables."""
        try:
            if depth > 1 and not self.is_showing:
                return
            children = self.children[:LONGEST]
        except (DBusErrorResponse, TimeoutError):
            return
        yield self
        for child in children:
            yield from child.walk(depth + 1)


class Screen:
    """Finds accessible objects by name and clicks them."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        session = open_dbus_connection(rig.environment["DBUS_SESSION_BUS_ADDRESS"])
        address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        where = unwrap_msg(session.send_and_get_reply(new_method_call(address, "GetAddress"), timeout=20))[0]
        session.close()
        self.bus: DBusConnection = open_dbus_connection(where)

    def close(self) -> None:
        """Close the connection to the bus."""
        self.bus.close()

    def nodes(self) -> Iterator[Node]:
        """Yield all visible objects."""
        root = Node(self, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        for application in root.children:
            yield from application.walk()

    def find(self, fits: Callable[[str], bool], role: str = "") -> Node | None:
        """Return the first visible object whose name matches, or None."""
        for node in self.nodes():
            try:
                if fits(node.name) and (not role or node.role == role) and node.is_showing:
                    return node
            except (DBusErrorResponse, TimeoutError):
                continue
        return None

    def wait(self, words: str, within_s: float = 30.0) -> Node:
        """Wait for the first visible object whose name matches this regular expression, and return it."""
        return wait_for(
            lambda: self.find(lambda name: re.search(words, name) is not None), f"«{words}» on the screen", within_s
        )

    def _field(self, words: str) -> Node | None:
        return self.find(lambda name: name == words, "text") or self.find(lambda name: name == words, "password text")

    def click(self, words: str) -> None:
        """Click the object with this name."""
        self._rig.click(*self.wait(words).center)

    def enter(self, words: str, text: str) -> None:
        """Enter a text into the field with this name."""
        field = wait_for(lambda: self._field(words), f"the field «{words}»")
        self._rig.click(*field.center)
        self._rig.keys("ctrl+a")
        self._rig.type(text)
