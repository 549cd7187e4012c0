"""Information for support about the running program: counts and states, without key, numbers and names."""

from __future__ import annotations

from pathlib import Path

from desktop_app.desktop.notifications import Notifications
from desktop_app.services import user_messages
from desktop_app.services.live_feed import LiveFeed

_NOTIFICATIONS = {None: "not tried", True: "shown", False: "no service"}


class Diagnostics:
    """Describes the connection to an exchange.  `log_folder` is None if there is no log file."""

    def __init__(self, live: LiveFeed, notifications: Notifications, log_folder: Path | None) -> None:
        self._live, self._notifications = live, notifications
        self.log_folder = log_folder

    def summary(self) -> str:
        """Return one line per count and state, as the settings page shows them."""
        live = self._live
        lines = [f"connection: {live.connection.status.value} {live.connection.why}".rstrip()]
        lines.append(f"heard: {live.messages_received} messages, {live.events_received} events")
        lines += [
            f"{name}: {count}" for name, count in sorted(live.counts.items()) if not name.startswith("undecoded ")
        ]
        latest = {one.kind: one for one in live.undecoded}
        lines += [
            user_messages.of_undecoded(one, live.counts[f"undecoded {kind}"]) for kind, one in sorted(latest.items())
        ]
        lines.append(f"lamps: {len(live.office.lamps)}, queues: {len(live.office.queues)}")
        lines.append(f"pop-ups: {_NOTIFICATIONS[self._notifications.works]}")
        return "\n".join(lines)

    def report(self) -> str:
        """Return the summary and the parts of messages that could not be decoded, with numbers and names masked."""
        lines = [self.summary()]
        lines += [f"undecoded {one.kind}: {one.reason}: {one.sample}" for one in self._live.undecoded]
        return "\n".join(lines)
