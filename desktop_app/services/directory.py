"""Who is who: names of extensions and of numbers outside, where a person has put them, and their own contacts.

A name comes from the person first (what they call an extension, then their contacts), then from what the exchange
presented in billing records, then from what queues call their agents.
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

# Told the numbers whose names or places are others; None for all of them.
Listener = Callable[[Collection[str] | None], object]

__all__ = ["NO_GROUP", "Contact", "Directory", "ExtensionPreferences"]

NOWHERE = ExtensionPreferences()
NAMED = 100
_NO_QUEUE = ("", "")


class Directory:
    """Names in memory, kept in the archive.  Tells its listeners when a name or a favourite is different."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._from_billing: dict[str, str] = {}
        self._from_queues: dict[str, tuple[str, str]] = {}  # the queue that called an agent so, and how
        self._from_memory: dict[str, str] = {}  # what was known in an earlier session, from wherever
        self._of_contacts: dict[str, str] = {}
        self._changed: Listeners[[Collection[str] | None]] = Listeners("names")
        self._placings: dict[str, ExtensionPreferences] = {}
        self._kept: dict[str, RosterEntry] = {}
        self.contacts: list[Contact] = []

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Notify `listener` when names or preferences change: of the numbers concerned, or None for all of them."""
        return self._changed.subscribe(listener)

    def _tell(self, numbers: Collection[str] | None = None) -> None:
        self._changed.notify(numbers)

    # ---- asking ----------------------------------------------------------------------------------

    def name_of(self, number: str) -> str:
        """The best name we know for an extension or a number outside; empty when there is none."""
        if not number:
            return ""
        preferences = self._placings.get(number)
        if preferences is not None and preferences.alias:
            return preferences.alias
        plain = normalized(number)
        return (
            self._of_contacts.get(plain)
            or self._from_billing.get(plain)
            or self._from_queues.get(plain, _NO_QUEUE)[1]
            or self._from_memory.get(plain, "")
        )

    def described(self, number: str) -> str:
        """A number for a sentence: «Anna Kowalska (102)», or the number alone where no name is known."""
        plain = parse_number(number) or number
        name = self.name_of(plain)
        return f"{name} ({format_number(plain)})" if name else format_number(plain)

    def mobile_of(self, extension: str) -> str:
        """A Polish mobile number of a colleague: another number of the contact that holds their extension."""
        for contact in self.contacts:
            numbers = [number for _, number in contact.numbers]
            if extension in map(normalized, numbers):
                return next((mobile for number in numbers if (mobile := sms_number(number))), "")
        return ""

    def numbers_of(self, number: str) -> frozenset[str]:
        """All numbers of whoever has this one."""
        contact = self.contact_of(number)
        return frozenset(normalized(one) for _, one in contact.numbers) if contact is not None else frozenset({number})

    def contact_of(self, number: str) -> Contact | None:
        """Who in the own directory has this number."""
        plain = normalized(number)
        return next((one for one in self.contacts if plain in {normalized(their) for _, their in one.numbers}), None)

    def numbers_named(self, word: str) -> tuple[str, ...]:
        """At most NAMED numbers whose alias, contact or earlier name holds `word` (folded), without duplicates.

        The archive itself searches the names that billing records present.
        """
        if len(word) < 2 or word.isdecimal():
            return ()
        aliases = {number: preferences.alias for number, preferences in self._placings.items()}
        found: list[str] = []
        for names in (aliases, self._of_contacts, self._from_memory):
            found += [number for number, name in names.items() if word in folded(name)]
        return tuple(dict.fromkeys(found))[:NAMED]

    @property
    def extensions(self) -> set[str]:
        """Extensions that we have a name for."""
        named = (*self._from_billing, *self._from_queues, *self._of_contacts, *self._from_memory)
        return {number for number in named if is_extension(number)}

    @property
    def favourites(self) -> set[str]:
        """The extensions that a person has marked."""
        return {extension for extension, preferences in self._placings.items() if preferences.is_favourite}

    def preferences(self, extension: str) -> ExtensionPreferences:
        """Where a person has put an extension."""
        return self._placings.get(extension, NOWHERE)

    def callers(self) -> list[tuple[str, str]]:
        """(number, name) of people outside, as billing records told them."""
        return [(number, name) for number, name in self._from_billing.items() if not is_extension(number)]

    # ---- learning --------------------------------------------------------------------------------

    async def load(self) -> list[Lamp]:
        """Read what is kept; gives the lamps as they were seen last."""
        entries = await self._archive.run(roster.load_roster)
        self._kept = {entry.extension: entry for entry in entries}
        for entry in entries:
            if entry.name:
                self._from_memory[normalized(entry.extension)] = entry.name
            if entry.preferences != NOWHERE:
                self._placings[entry.extension] = entry.preferences
        await self._load_contacts()
        await self.learn_from_billing()
        return [Lamp(e.extension, e.state, since=e.since, seen_at=e.seen_at) for e in entries]

    async def learn_from_billing(self) -> None:
        """Read the names that billing records present."""
        told = await self._archive.run(deferred_indexing.caller_names)
        found = {normalized(number): name for number, name in told if normalized(name) != normalized(number)}
        news = {number for number, name in found.items() if self._from_billing.get(number) != name}
        if news:
            self._from_billing.update(found)
            self._tell(news)

    def learn_from_office(self, office: Office, changes: Iterable[Change]) -> None:
        """Take the names of agents out of what changed."""
        news: set[str] = set()
        for change in changes:
            if change.part is not Part.QUEUE or not change.extension:
                continue
            queue = office.queues.get(change.key)
            agent = queue.agents.get(change.extension) if queue else None
            if agent is None or not agent.name:
                continue
            told_by, name = self._from_queues.get(agent.extension, (change.key, ""))
            if (
                told_by == change.key and name != agent.name
            ):  # two queues may call one agent differently: the first holds
                before = self.name_of(agent.extension)
                self._from_queues[agent.extension] = (change.key, agent.name)
                if self.name_of(agent.extension) != before:
                    news.add(agent.extension)
        if news:
            self._tell(news)

    async def remember(self, office: Office) -> None:
        """Keep the roster as it is now; only what is different is written."""
        extensions = set(office.lamps) | self.extensions | self._placings.keys()
        entries = [self._entry(extension, office) for extension in sorted(extensions)]
        news = [entry for entry in entries if self._kept.get(entry.extension) != entry]
        if news:
            await self._archive.run(lambda db: roster.save_roster(db, news))
            self._kept.update((entry.extension, entry) for entry in news)

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

    # ---- the person's own ------------------------------------------------------------------------

    def place(self, moved: Mapping[str, ExtensionPreferences]) -> None:
        """Put extensions where a person wants them."""
        news = {
            extension: preferences
            for extension, preferences in moved.items()
            if preferences != self.preferences(extension)
        }
        if news:
            self._placings.update(news)
            self._tell(news.keys())

    def toggle_favourite(self, extension: str) -> None:
        """Make an extension a favourite, or one no more."""
        old = self.preferences(extension)
        self.place({extension: replace(old, is_favourite=not old.is_favourite)})

    async def save_contact(self, contact: Contact) -> None:
        """Add or change a contact."""
        await self._archive.run(lambda db: contacts.save_contact(db, contact))
        await self._load_contacts()
        self._tell()

    async def take(self, proposals: Iterable[Proposal]) -> None:
        """Keep what a person chose of an imported directory; a group is set where none was."""
        chosen = list(proposals)
        await self._archive.run(lambda db: contacts.save_contacts(db, [one.contact for one in chosen]))
        await self._load_contacts()
        groups = {}
        for one in chosen:
            for _, number in one.entry.numbers:
                old = self.preferences(number)
                if one.entry.group and is_extension(number) and not old.group:
                    groups[number] = replace(old, group=one.entry.group)
        self._placings.update(groups)
        self._tell()

    async def delete_contact(self, contact_id: int) -> None:
        """Forget a contact."""
        await self._archive.run(lambda db: contacts.delete_contact(db, contact_id))
        await self._load_contacts()
        self._tell()

    async def _load_contacts(self) -> None:
        self.contacts = await self._archive.run(contacts.list_contacts)
        self._of_contacts = {normalized(number): c.name for c in self.contacts for _, number in c.numbers}
