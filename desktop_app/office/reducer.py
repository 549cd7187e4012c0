"""The reducer: office, event and time give the next office and a tuple of changes.

Rules of the interface that are applied here (pbx/PROTOCOL.md): the peer is dropped when a call ends; a final state of a
message stays final; a repeated event changes only `seen_at`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from desktop_app.office.state import (
    NO_CHANGES,
    TALKING,
    Agent,
    Change,
    Conference,
    Lamp,
    Member,
    MessageReport,
    Office,
    Part,
    Party,
    Queue,
)
from desktop_app.pbx.events import AgentEvent, ConferenceEvent, DeviceEvent, Event, QueueEvent, SmsEvent
from desktop_app.pbx.states import DeviceState

# In these states there is no other party.
_ALONE = (DeviceState.IDLE, DeviceState.UNAVAILABLE, DeviceState.UNKNOWN)
MAX_MESSAGES = 2_000
# Bounds far above any real exchange.  Whatever a broken or hostile stream adds beyond them is ignored.
MAX_ARRIVALS = 500
MAX_LAMPS = 20_000
MAX_QUEUES = 1_000
MAX_AGENTS = 5_000
MAX_CONFERENCES = 1_000
MAX_MEMBERS = 200


def reduce(office: Office, event: Event, at: datetime) -> tuple[Office, tuple[Change, ...]]:
    """Apply one event received at `at` (aware).  Return the next office and the changes.  Never raises."""
    match event:
        case DeviceEvent():
            return _device(office, event, at)
        case AgentEvent():
            return _agent(office, event, at)
        case QueueEvent():
            return _queue(office, event, at)
        case ConferenceEvent():
            return _conference(office, event, at)
        case SmsEvent():
            return _message(office, event, at)


def mark_stale(office: Office) -> tuple[Office, tuple[Change, ...]]:
    """Begin a new epoch after a lost connection, a gap or a sleep: every record is stale until its next event."""
    return replace(office, epoch=office.epoch + 1), (Change(Part.EVERYTHING),)


def mark_lamp_stale(office: Office, extension: str) -> tuple[Office, tuple[Change, ...]]:
    """Mark one lamp stale because an event about it could not be decoded.  Lamps that are not live stay as they are."""
    lamp = office.lamps.get(extension)
    if lamp is None or lamp.epoch != office.epoch:
        return office, NO_CHANGES
    lamps = office.lamps.set(extension, replace(lamp, epoch=-1))
    return replace(office, lamps=lamps), (Change(Part.LAMP, extension),)


def restore_lamps(office: Office, lamps: Iterable[Lamp]) -> Office:
    """Add lamps of an earlier session as stale.  A lamp that the office already has does not change."""
    with office.lamps.mutate() as known:
        for lamp in lamps:
            if lamp.extension not in known:
                known[lamp.extension] = replace(lamp, epoch=0)
        lamps_now = known.finish()
    return replace(office, lamps=lamps_now)


def _device(office: Office, event: DeviceEvent, at: datetime) -> tuple[Office, tuple[Change, ...]]:
    old = office.lamps.get(event.extension)
    if old is None:
        if len(office.lamps) >= MAX_LAMPS:
            return office, NO_CHANGES
        old = Lamp(event.extension)
    report = (event.state, at)
    is_same = old.state is event.state and old.epoch == office.epoch and old.since is not None
    is_subscriber = event.source == "subscriber"
    new = Lamp(
        event.extension,
        event.state,
        event.also,
        _peer(old, event, office.epoch),
        old.since if is_same else at,
        at,
        office.epoch,
        report if is_subscriber else old.subscriber,
        old.extstatus if is_subscriber else report,
        old.start_observed if is_same else old.epoch == office.epoch,
    )
    shown_same = is_same and old.peer == new.peer and old.also is new.also
    changes = NO_CHANGES if shown_same else (Change(Part.LAMP, event.extension),)
    lamps = office.lamps.set(event.extension, new)
    # The constructor and not `replace`: this line runs for every device event.
    return Office(office.epoch, lamps, office.queues, office.conferences, office.messages), changes


def _peer(old: Lamp, event: DeviceEvent, epoch: int) -> Party | None:
    """Return the other party.  Only `subscriber` events name one; it stays until the call ends."""
    if event.state in _ALONE:
        return None
    if event.peer_number or event.peer_name:
        return Party(event.peer_number, event.peer_name)
    if event.state is DeviceState.RINGING and old.state in TALKING:
        return None  # the second caller is not the party of the conversation, and was not named yet
    was_second_call = old.state is DeviceState.RINGING and old.also is not None
    if was_second_call and event.state is not DeviceState.RINGING:
        return None  # the second caller was taken or has hung up: which party is left was not reported
    return old.peer if old.epoch == epoch else None


def _queue(office: Office, event: QueueEvent, at: datetime) -> tuple[Office, tuple[Change, ...]]:
    old = office.queues.get(event.queue)
    if old is None:
        if len(office.queues) >= MAX_QUEUES:
            return office, NO_CHANGES
        old = Queue(event.queue)
    is_live = old.epoch == office.epoch
    arrivals = old.arrivals if is_live else ()
    added = event.waiting - len(arrivals)
    # Queues serve in order: the first to come is the first to leave.
    arrivals = (*arrivals, *([at] * min(added, MAX_ARRIVALS))) if added > 0 else arrivals[-added:]
    new = Queue(event.queue, event.waiting, arrivals[-MAX_ARRIVALS:], at, office.epoch, old.agents)
    changes = NO_CHANGES if is_live and old.waiting == new.waiting else (Change(Part.QUEUE, event.queue),)
    return replace(office, queues=office.queues.set(event.queue, new)), changes


def _agent(office: Office, event: AgentEvent, at: datetime) -> tuple[Office, tuple[Change, ...]]:
    queue = office.queues.get(event.queue) or Queue(event.queue)
    old = queue.agents.get(event.extension)
    is_full = len(office.queues) >= MAX_QUEUES and event.queue not in office.queues
    if is_full or (old is None and len(queue.agents) >= MAX_AGENTS):
        return office, NO_CHANGES
    live = old if old is not None and old.epoch == office.epoch else None
    paused_since = None
    if event.paused:
        paused_since = live.paused_since if live is not None and live.paused else at
    new = Agent(
        extension=event.extension,
        state=event.state,
        paused=event.paused,
        reason=event.reason if event.paused else "",
        calls=event.calls if event.calls is not None else (old.calls if old else None),
        name=event.name or (old.name if old else ""),
        since=live.since if live is not None and live.state is event.state else at,
        paused_since=paused_since,
        epoch=office.epoch,
    )
    if new == old:
        return office, NO_CHANGES
    agents = queue.agents.set(event.extension, new)
    queues = office.queues.set(event.queue, replace(queue, agents=agents))
    return replace(office, queues=queues), (Change(Part.QUEUE, event.queue, extension=event.extension),)


def _conference(office: Office, event: ConferenceEvent, at: datetime) -> tuple[Office, tuple[Change, ...]]:
    if len(office.conferences) >= MAX_CONFERENCES and event.conference not in office.conferences:
        return office, NO_CHANGES
    room = office.conferences.get(event.conference) or Conference(event.conference)
    old = room.members.get(event.channel)
    if event.joined:
        since = old.since if old is not None and old.epoch == office.epoch else at
        new = Member(event.channel, event.name, event.number, since, office.epoch)
        if new == old:
            return office, NO_CHANGES
        members = room.members.set(event.channel, new)
        if len(members) > MAX_MEMBERS:  # members whose leaving was missed stay as stale ones: drop the oldest
            members = members.delete(min(members, key=lambda key: (members[key].epoch, members[key].since)))
    elif old is None:
        return office, NO_CHANGES
    else:
        members = room.members.delete(event.channel)
    if members:
        conferences = office.conferences.set(event.conference, Conference(event.conference, members))
    else:
        conferences = office.conferences.delete(event.conference)
    return replace(office, conferences=conferences), (Change(Part.CONFERENCE, event.conference),)


def _message(office: Office, event: SmsEvent, at: datetime) -> tuple[Office, tuple[Change, ...]]:
    old = office.messages.get(event.message_id)
    if old is not None and not event.state.follows(old.state):
        return office, NO_CHANGES
    messages = office.messages.set(event.message_id, MessageReport(event.message_id, event.state, at))
    if len(messages) > MAX_MESSAGES:
        messages = messages.delete(min(messages, key=lambda key: messages[key].at))
    return replace(office, messages=messages), (Change(Part.MESSAGE, event.message_id),)
