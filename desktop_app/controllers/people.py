"""Details of people, their place on the panel, contacts, and watching for a colleague to become free."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from desktop_app.controllers.workspace_context import WorkspaceContext
from desktop_app.i18n.text import tr
from desktop_app.models.person import PersonModel
from desktop_app.services.directory import Contact
from desktop_app.ui.window import CONTACTS, Pages


class PeopleController:
    """Handles the requests about people from all pages."""

    def __init__(self, context: WorkspaceContext, pages: Pages, person: PersonModel) -> None:
        self._context, self._session, self._pages, self._person = context, context.session, pages, person
        actions, scope, directory = context.actions, context.scope, context.session.directory
        scope.connect(actions.details, self._show_details)
        scope.connect(actions.favourite, directory.toggle_favourite)
        scope.connect(actions.place, directory.set_preferences)
        scope.connect(actions.copy, self._copy)
        scope.connect(actions.add_contact, self._add_contact)
        scope.connect(actions.await_free, self._toggle_watch)
        scope.connect(pages.contacts.saved, self._save_contact)
        scope.connect(pages.contacts.deleted, self._delete_contact)

    def is_awaited(self, extension: str) -> bool:
        """True if the user wants a notification when this extension becomes free."""
        return extension in self._session.alerts.availability_watch.extensions

    def _show_details(self, number: str) -> None:
        self._person.show(number)
        self._pages.drawer.show()

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.say(tr("Copied."))

    def _add_contact(self, number: str) -> None:
        self._context.window.show_page(CONTACTS)
        directory = self._session.directory
        # Open an existing contact instead of adding the same person twice.
        known = directory.contact_of(number)
        self._pages.contacts.edit(known or Contact(0, directory.name_of(number), (("", number),)))

    def _save_contact(self, contact: Contact) -> None:
        self._context.spawn("save contact", self._session.directory.save_contact(contact))

    def _delete_contact(self, contact_id: int) -> None:
        self._context.spawn("delete contact", self._session.directory.delete_contact(contact_id))

    def _toggle_watch(self, extension: str) -> None:
        session, who = self._session, self._session.directory.described(extension)
        was_awaited = self.is_awaited(extension)
        session.alerts.availability_watch.toggle(extension, session.live.office, session.clock())
        if self.is_awaited(extension):
            self._context.say(tr("You are told when {who} is free, within the next four hours.").format(who=who))
        elif was_awaited:
            self._context.say(tr("You are not told about {who} any more.").format(who=who))
