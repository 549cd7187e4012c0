"""Names of extensions and outside numbers, preferences for extensions on the panel, and the user's contacts.

Sources of a name, the preferred first: the user's alias of an extension, contacts, billing records, agent names of
queues, names stored in an earlier session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec.structs import replace

from desktop_app.archive import contacts, deferred_indexing, roster
from desktop_app.archive.records import NO_GROUP, Contact, ExtensionPreferences, RosterEntry
from desktop_app.archive.store import Archive
from desktop_app.i18n.text import folded
from desktop_app.office import Change, Lamp, Office, Part
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.kinds import is_extension, sms_number
from desktop_app.phone_numbers.parsing import normalized, parse_number
from desktop_app.runtime.subscriptions import Listeners, Unsubscribe
from desktop_app.services.contact_import import Proposal

# Called with the numbers whose names or preferences changed; None for all of them.
Listener = Callable[[Collection[str] | None], object]

__all__ = ["NO_GROUP", "Contact", "Directory", "ExtensionPreferences"]

NO_PREFERENCES = ExtensionPreferences()
MAX_NAMED = 100
_NO_QUEUE = ("", "")


class Directory:
    """Names and preferences in memory, backed by the archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._from_billing: dict[str, str] = {}
        self._from_queues: dict[str, tuple[str, str]] = {}  # extension → the queue that reports the name, and the name
        self._from_memory: dict[str, str] = {}  # names stored in an earlier session
        self._from_contacts: dict[str, str] = {}
        self._changed: Listeners[[Collection[str] | None]] = Listeners("names")
        self._preferences: dict[str, ExtensionPreferences] = {}
        self._stored: dict[str, RosterEntry] = {}
        self.contacts: list[Contact] = []

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Notify `listener` when names or preferences change, with the numbers concerned or None for all of them."""
        return self._changed.subscribe(listener)

    def _notify(self, numbers: Collection[str] | None = None) -> None:
        self._changed.notify(numbers)

    # ---- lookup ----------------------------------------------------------------------------------

    def name_of(self, number: str) -> str:
        """Return the preferred name of an extension or an outside number; empty if none is known."""
        if not number:
            return ""
        preferences = self._preferences.get(number)
        if preferences is not None and preferences.alias:
            return preferences.alias
        plain = normalized(number)
        return (
            self._from_contacts.get(plain)
            or self._from_billing.get(plain)
            or self._from_queues.get(plain, _NO_QUEUE)[1]
            or self._from_memory.get(plain, "")
        )

    def described(self, number: str) -> str:
        """Return a number for use in a sentence: «Anna Kowalska (102)», or the number alone if no name is known."""
        plain = parse_number(number) or number
        name = self.name_of(plain)
        return f"{name} ({format_number(plain)})" if name else format_number(plain)

    def mobile_of(self, extension: str) -> str:
        """Return a colleague's Polish mobile number, from the contact that contains their extension; empty if none."""
        for contact in self.contacts:
            numbers = [number for _, number in contact.numbers]
            if extension in map(normalized, numbers):
                return next((mobile for number in numbers if (mobile := sms_number(number))), "")
        return ""

    def numbers_of(self, number: str) -> frozenset[str]:
        """Return all numbers of the contact that has this one; only this number if there is no such contact."""
        contact = self.contact_of(number)
        return frozenset(normalized(one) for _, one in contact.numbers) if contact is not None else frozenset({number})

    def contact_of(self, number: str) -> Contact | None:
        """Return the contact that has this number, or None."""
        plain = normalized(number)
        return next((one for one in self.contacts if plain in {normalized(their) for _, their in one.numbers}), None)

    def numbers_named(self, word: str) -> tuple[str, ...]:
        """Return at most MAX_NAMED numbers whose alias, contact or stored name contains `word` (folded).

        The archive itself searches the names in billing records.
        """
        if len(word) < 2 or word.isdecimal():
            return ()
        aliases = {number: preferences.alias for number, preferences in self._preferences.items()}
        found: list[str] = []
        for names in (aliases, self._from_contacts, self._from_memory):
            found += [number for number, name in names.items() if word in folded(name)]
        return tuple(dict.fromkeys(found))[:MAX_NAMED]

    @property
    def extensions(self) -> set[str]:
        """The extensions with a known name."""
        named = (*self._from_billing, *self._from_queues, *self._from_contacts, *self._from_memory)
        return {number for number in named if is_extension(number)}

    @property
    def favourites(self) -> set[str]:
        """The extensions that the user marked as favourites."""
        return {extension for extension, preferences in self._preferences.items() if preferences.is_favourite}

    def preferences(self, extension: str) -> ExtensionPreferences:
        """Return the user's preferences for an extension, or the defaults."""
        return self._preferences.get(extension, NO_PREFERENCES)

    def callers(self) -> list[tuple[str, str]]:
        """Return (number, name) of outside callers, as given in billing records."""
        return [(number, name) for number, name in self._from_billing.items() if not is_extension(number)]

    # ---- sources of names ------------------------------------------------------------------------

    async def load(self) -> list[Lamp]:
        """Load names, preferences and contacts from the archive.  Returns the lamps as last seen."""
        entries = await self._archive.run(roster.load_roster)
        self._stored = {entry.extension: entry for entry in entries}
        for entry in entries:
            if entry.name:
                self._from_memory[normalized(entry.extension)] = entry.name
            if entry.preferences != NO_PREFERENCES:
                self._preferences[entry.extension] = entry.preferences
        await self._load_contacts()
        await self.learn_from_billing()
        return [Lamp(e.extension, e.state, since=e.since, seen_at=e.seen_at) for e in entries]

    async def learn_from_billing(self) -> None:
        """Read the names in billing records from the archive."""
        rows = await self._archive.run(deferred_indexing.caller_names)
        found = {normalized(number): name for number, name in rows if normalized(name) != normalized(number)}
        news = {number for number, name in found.items() if self._from_billing.get(number) != name}
        if news:
            self._from_billing.update(found)
            self._notify(news)

    def learn_from_office(self, office: Office, changes: Iterable[Change]) -> None:
        """Take over the names of agents in changed queues."""
        news: set[str] = set()
        for change in changes:
            if change.part is not Part.QUEUE or not change.extension:
                continue
            queue = office.queues.get(change.key)
            agent = queue.agents.get(change.extension) if queue else None
            if agent is None or not agent.name:
                continue
            source, name = self._from_queues.get(agent.extension, (change.key, ""))
            # Queues may name one agent differently: the first name seen is used.
            if source == change.key and name != agent.name:
                before = self.name_of(agent.extension)
                self._from_queues[agent.extension] = (change.key, agent.name)
                if self.name_of(agent.extension) != before:
                    news.add(agent.extension)
        if news:
            self._notify(news)

    async def save_roster(self, office: Office) -> None:
        """Store the roster.  Only changed entries are written."""
        extensions = set(office.lamps) | self.extensions | self._preferences.keys()
        entries = [self._entry(extension, office) for extension in sorted(extensions)]
        news = [entry for entry in entries if self._stored.get(entry.extension) != entry]
        if news:
            await self._archive.run(lambda db: roster.save_roster(db, news))
            self._stored.update((entry.extension, entry) for entry in news)

    def _entry(self, extension: str, office: Office) -> RosterEntry:
        lamp = office.lamps.get(extension) or Lamp(extension)
        return RosterEntry(
            extension,
            self._from_billing.get(extension)
            or self._from_queues.get(extension, _NO_QUEUE)[1]
            or self._from_memory.get(extension, ""),
            lamp.state,
            lamp.since,
            lamp.seen_at,
            self.preferences(extension),
        )

    # ---- changes by the user ---------------------------------------------------------------------

    def set_preferences(self, moved: Mapping[str, ExtensionPreferences]) -> None:
        """Set the preferences of extensions.  They are stored by the next `save_roster`."""
        news = {
            extension: preferences
            for extension, preferences in moved.items()
            if preferences != self.preferences(extension)
        }
        if news:
            self._preferences.update(news)
            self._notify(news.keys())

    def toggle_favourite(self, extension: str) -> None:
        """Mark an extension as a favourite, or remove the mark."""
        old = self.preferences(extension)
        self.set_preferences({extension: replace(old, is_favourite=not old.is_favourite)})

    async def save_contact(self, contact: Contact) -> None:
        """Store a new or changed contact."""
        await self._archive.run(lambda db: contacts.save_contact(db, contact))
        await self._load_contacts()
        self._notify()

    async def import_contacts(self, proposals: Iterable[Proposal]) -> None:
        """Store the chosen contacts of an import.  Their group applies to extensions that have none."""
        chosen = list(proposals)
        await self._archive.run(lambda db: contacts.save_contacts(db, [one.contact for one in chosen]))
        await self._load_contacts()
        groups = {}
        for one in chosen:
            for _, number in one.entry.numbers:
                old = self.preferences(number)
                if one.entry.group and is_extension(number) and not old.group:
                    groups[number] = replace(old, group=one.entry.group)
        self._preferences.update(groups)
        self._notify()

    async def delete_contact(self, contact_id: int) -> None:
        """Delete a contact."""
        await self._archive.run(lambda db: contacts.delete_contact(db, contact_id))
        await self._load_contacts()
        self._notify()

    async def _load_contacts(self) -> None:
        self.contacts = await self._archive.run(contacts.list_contacts)
        self._from_contacts = {normalized(number): c.name for c in self.contacts for _, number in c.numbers}
