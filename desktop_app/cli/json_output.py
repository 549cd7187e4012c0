"""JSON output of `watch`: one line per change, and the state of the whole office at the end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desktop_app.office import Change, Lamp, Office, Part, Queue
from desktop_app.services.live_feed import Connection


def office_json(office: Office, connection: Connection) -> dict[str, Any]:
    """Return the state of the whole office.

    `known` is true for a state reported since the last connect, false for a stale one.
    """
    return {
        "connection": connection.status.value,
        "lamps": {extension: lamp_json(office, lamp) for extension, lamp in sorted(office.lamps.items())},
        "queues": {name: queue_json(office, queue) for name, queue in sorted(office.queues.items())},
        "conferences": {name: members_json(office, name) for name in sorted(office.conferences)},
        "messages": {key: report.state.value for key, report in sorted(office.messages.items())},
    }


def lamp_json(office: Office, lamp: Lamp) -> dict[str, Any]:
    """Return one lamp.  `since` is null if the change to this state was not seen."""
    return {
        "state": lamp.state.value,
        "also": lamp.also.value if lamp.also else None,
        "peer_number": (lamp.peer.number or None) if lamp.peer else None,
        "peer_name": (lamp.peer.name or None) if lamp.peer else None,
        "since": _iso(lamp.since),
        "known": office.is_live(lamp),
    }


def queue_json(office: Office, queue: Queue) -> dict[str, Any]:
    """Return one queue with its agents."""
    agents = {
        extension: {
            "state": agent.state.value,
            "paused": agent.paused,
            "reason": agent.reason or None,
            "calls": agent.calls,
            "name": agent.name or None,
            "known": office.is_live(agent),
        }
        for extension, agent in sorted(queue.agents.items())
    }
    return {"waiting": queue.waiting, "known": office.is_live(queue), "agents": agents}


def members_json(office: Office, name: str) -> list[dict[str, Any]]:
    """Return the members of a conference in the order in which they joined; empty for an unknown or empty room."""
    room = office.conferences.get(name)
    if room is None:
        return []
    return [
        {
            "channel": member.channel,
            "name": member.name or None,
            "number": member.number or None,
            "since": _iso(member.since),
            "known": office.is_live(member),
        }
        for member in sorted(room.members.values(), key=lambda member: (member.since, member.channel))
    ]


def change_line(office: Office, change: Change, at: datetime) -> dict[str, Any] | None:
    """Return the line for one change, or None if it has none."""
    line: dict[str, Any] = {"at": _iso(at)}
    match change.part:
        case Part.LAMP:
            line["lamp"] = {"extension": change.key, **lamp_json(office, office.lamps[change.key])}
        case Part.QUEUE:
            line["queue"] = {"name": change.key, **queue_json(office, office.queues[change.key])}
        case Part.CONFERENCE:
            line["conference"] = {"name": change.key, "members": members_json(office, change.key)}
        case Part.MESSAGE:
            report = office.messages.get(change.key)
            if report is None:  # more reports arrived at once than the office holds
                return None
            line["message"] = {"id": change.key, "status": report.state.value}
        case Part.EVERYTHING:
            return None
    return line


def connection_line(connection: Connection) -> dict[str, Any]:
    """Return the line for a change of the connection."""
    return {"at": _iso(connection.since), "connection": connection.status.value, "why": connection.why or None}


def as_text(line: dict[str, Any]) -> str:
    """Return a line of JSON output as plain text for a terminal."""
    at = str(line["at"])[11:19]
    match line:
        case {"lamp": lamp}:
            peer = " · ".join(part for part in (lamp["peer_name"], lamp["peer_number"]) if part)
            return f"{at}  {lamp['extension']:>6}  {lamp['state']}{'  ' + peer if peer else ''}"
        case {"queue": queue}:
            return f"{at}  {queue['name']}: waiting {queue['waiting'] if queue['waiting'] is not None else '?'}"
        case {"conference": room}:
            return f"{at}  {room['name']}: {', '.join(m['name'] or m['number'] or '?' for m in room['members']) or '–'}"
        case {"message": message}:
            return f"{at}  message {message['id']}: {message['status']}"
    return f"{at}  connection: {line['connection']}{' – ' + line['why'] if line.get('why') else ''}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
