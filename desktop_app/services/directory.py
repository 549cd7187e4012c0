"""Who is who: names of extensions and of numbers outside, favourites, and the person's own contacts.

A name comes from the person's contacts first, then from what the exchange presented in billing records, then
from what queues call their agents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desktop_app.archive import calls, people
from desktop_app.archive.grouping import is_inside
from desktop_app.archive.records import Contact, RosterEntry
from desktop_app.archive.store import Archive
from desktop_app.office import Change, Lamp, Office, Part
from desktop_app.services.numbers import same

Listener = Callable[[], None]

__all__ = ["Contact", "Directory"]


class Directory:
    """Names in memory, kept in the archive.  Tells its listeners when a name or a favourite is different."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._from_billing: dict[str, str] = {}
        self._from_queues: dict[str, str] = {}
        self._of_contacts: dict[str, str] = {}
        self._listeners: list[Listener] = []
        self.favourites: set[str] = set()
        self.contacts: list[Contact] = []

    def subscribe(self, listener: Listener) -> None:
        """Be told when names or favourites change."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    # ---- asking ----------------------------------------------------------------------------------

    def name_of(self, number: str) -> str:
        """The best name we know for an extension or a number outside; empty when there is none."""
        if not number:
            return ""
        plain = same(number)
        return self._of_contacts.get(plain) or self._from_billing.get(plain) or self._from_queues.get(plain) or ""

    @property
    def extensions(self) -> set[str]:
        """Extensions that we have a name for."""
        return {number for number in (*self._from_billing, *self._from_queues) if is_inside(number)}

    def callers(self) -> list[tuple[str, str]]:
        """(number, name) of people outside, as billing records told them."""
        return [(number, name) for number, name in self._from_billing.items() if not is_inside(number)]

    # ---- learning --------------------------------------------------------------------------------

    async def load(self) -> list[Lamp]:
        """Read what is kept; gives the lamps as they were seen last."""
        entries = await self._archive.run(people.roster)
        for entry in entries:
            if entry.name:
                self._from_billing.setdefault(same(entry.extension), entry.name)
            if entry.is_favourite:
                self.favourites.add(entry.extension)
        await self._load_contacts()
        await self.learn_from_billing()
        return [Lamp(e.extension, e.state, since=e.since, seen_at=e.seen_at) for e in entries]

    async def learn_from_billing(self) -> None:
        """Read the names that billing records present."""
        inside = await self._archive.run(calls.inside_names)
        outside = await self._archive.run(calls.outside_names)
        found = {same(number): name for number, name in (*inside, *outside) if same(name) != same(number)}
        if any(self._from_billing.get(number) != name for number, name in found.items()):
            self._from_billing.update(found)
            self._tell()

    def learn_from_office(self, office: Office, changes: Iterable[Change]) -> None:
        """Take the names of agents out of what changed."""
        news = False
        for change in changes:
            if change.part is not Part.QUEUE or not change.extension:
                continue
            queue = office.queues.get(change.key)
            agent = queue.agents.get(change.extension) if queue else None
            if agent and agent.name and self._from_queues.get(agent.extension) != agent.name:
                self._from_queues[agent.extension] = agent.name
                news = True
        if news:
            self._tell()

    async def remember(self, office: Office) -> None:
        """Keep the roster as it is now."""
        extensions = set(office.lamps) | self.extensions | self.favourites
        entries = [self._entry(extension, office) for extension in sorted(extensions)]
        await self._archive.run(lambda db: people.save_roster(db, entries))

    def _entry(self, extension: str, office: Office) -> RosterEntry:
        lamp = office.lamps.get(extension) or Lamp(extension)
        return RosterEntry(
            extension,
            self._from_billing.get(extension) or self._from_queues.get(extension, ""),
            extension in self.favourites,
            lamp.state,
            lamp.since,
            lamp.seen_at,
        )

    # ---- the person's own ------------------------------------------------------------------------

    def toggle_favourite(self, extension: str) -> None:
        """Make an extension a favourite, or one no more."""
        self.favourites ^= {extension}
        self._tell()

    async def save_contact(self, contact: Contact) -> None:
        """Add or change a contact."""
        await self._archive.run(lambda db: people.save_contact(db, contact))
        await self._load_contacts()
        self._tell()

    async def delete_contact(self, contact_id: int) -> None:
        """Forget a contact."""
        await self._archive.run(lambda db: people.delete_contact(db, contact_id))
        await self._load_contacts()
        self._tell()

    async def _load_contacts(self) -> None:
        self.contacts = await self._archive.run(people.contacts)
        self._of_contacts = {same(number): c.name for c in self.contacts for _, number in c.numbers}
