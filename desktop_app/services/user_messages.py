"""Errors and outcomes as one sentence for the user: what happened, what it means for the work, what to do."""

from __future__ import annotations

from pathlib import Path

from desktop_app.archive.store import Full
from desktop_app.i18n.text import tr
from desktop_app.pbx.envelope import UNKNOWN_KIND, Undecoded
from desktop_app.pbx.errors import (
    Busy,
    InvalidAddress,
    InvalidKey,
    KeyRefused,
    NotARecording,
    NotFound,
    ResponseLost,
    UnexpectedResponse,
    Unreachable,
)
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused

# Reasons that lower layers give as English text and that these messages embed.  Listed here for the translations.
REASONS = (
    "the program ended before an answer came",
    "the proxy cannot be reached",
    "the proxy asks for a name and a password",
    "the proxy refuses this address",
    "the proxy cannot reach this address",
    "the proxy gave no valid answer",
    "the proxy set on this computer is of a kind that this program cannot use",
    "no encrypted connection could be agreed on",
    "the answer came too slowly",
    "an answer larger than any can be",
    "the SMS gateway refused it",
    "a file that is no sound",
    "a message needs a Polish mobile number of nine digits",
    "a page of HTML",
    "a recording that is cut off",
    "a sound file without sound",
    "a web page",
    "an address may not hold a password",
    "an answer that says neither yes nor no",
    "an empty file",
    "it was interrupted",
    "its certificate has expired",
    "its certificate is for another name",
    "its certificate is not to be trusted",
    "its certificate is not valid yet",
    "its certificate is signed by nobody we trust",
    "larger than any recording can be",
    "no address is set",
    "no name with a number was found in this file",
    "the file is empty",
    "the file is larger than any directory",
    "this is neither a table nor a vCard",
    "no answer in time",
    "no connection could be made",
    "no connection in time",
    "no list of records",
    "not an address",
    "only https and wss are safe beyond this computer",
    "something in this program failed",
    "the address answers with a redirect, which is never followed with an order",
    "the connection broke off",
    "the connection was refused",
    "the key is refused",
    "the message is empty",
    "the message is longer than 1024 characters",
    "the server asks to wait",
    "the server ended the connection",
    "the server sent a message larger than 16 MiB",
    "the server stopped answering",
    "this call is being placed already",
    "this exchange has no gateway for text messages",
    "this is no event stream",
    "this computer slept",
    "this is no recording of a stream",
    "this is not a number that can be dialled",
    "this is your own phone",
    "this name is not known on the network",
    "this number was called a moment ago",
    "your own extension is not set",
)


def of_error(error: BaseException) -> str:
    """Return a sentence for an error.  It never holds a traceback, an address with the key, or a library's own text."""
    match error:
        case KeyRefused():
            return tr("The exchange refuses the key. Nothing can be asked until a valid key is entered in Settings.")
        case Unreachable(host=host, why=why):
            return tr("{host} cannot be reached: {why}. Check the address and the network.").format(
                host=host or tr("The exchange"), why=tr(why)
            )
        case ResponseLost(host=host, why=why):
            return tr("No whole answer came from {host}: {why}. Try again in a moment.").format(host=host, why=tr(why))
        case UnexpectedResponse(host=host, what=what):
            return tr("{host} answers, but not as the exchange does ({what}). Check the address.").format(
                host=host, what=tr(what)
            )
        case Busy():
            return tr("The exchange asks us to wait. It is asked again by itself.")
        case NotARecording(what=what):
            return tr("What the exchange sent is no recording: {what}. Nothing was kept; try again later.").format(
                what=tr(what)
            )
        case NotFound():
            return tr("The exchange does not have this recording (any more).")
        case Full():
            return tr("The disk is full: what came now is not kept, and nothing that was kept is lost. Make room.")
        case InvalidKey():
            return tr("This cannot be a key: it is empty, or holds spaces or letters that a key cannot have.")
        case InvalidAddress(text=""):
            return tr("An address is missing.")
        case InvalidAddress(text=text, why=why):
            return tr("«{text}» cannot be used as an address: {why}.").format(text=text, why=tr(why))
    return tr(
        "Something went wrong inside the program ({kind}). The rest goes on; details are under Diagnostics."
    ).format(kind=type(error).__name__)


def of_damaged_settings(set_aside: Path) -> str:
    """Return a sentence for a file of settings that was renamed to `set_aside`."""
    return tr(
        "The settings were damaged and could not be read. The defaults apply, and the old file is kept as {file}."
    ).format(file=set_aside)


def explained(reason: str) -> str:
    """Return the reason of a refusal in the user's language; the exchange's own words behind what they mean."""
    meanings = {
        "action error": tr("the exchange cannot ring your phone; is it switched on and registered?"),
        "parameter is missing": tr("the exchange does not accept the number or the text"),
    }
    for words, meaning in meanings.items():
        if words in reason.lower():
            return f"{meaning} ({reason.strip().rstrip('.')})"
    return tr(reason)


def of_call(outcome: Outcome, whom: str, own: str) -> str:
    """Return a sentence for the outcome of a call order.  `whom` is the called party, `own` the own extension."""
    match outcome:
        case Done():
            return tr("Your phone {own} rings. Pick it up, and {whom} is called.").format(own=own, whom=whom)
        case Refused(reason=reason):
            return tr("{whom} was not called: {reason}.").format(whom=whom, reason=explained(reason))
        case NotKnown(why=why):
            return tr(
                "It is not known whether {whom} is being called: {why}. Your phone may still ring: do not dial again."
            ).format(whom=whom, why=tr(why))


def of_message(outcome: Outcome, whom: str, *, test: bool) -> str:
    """Return a sentence for the outcome of sending a text message to `whom`."""
    match outcome:
        case Done() if test:
            return tr("The test message to {whom} was accepted. It is not delivered and costs nothing.").format(
                whom=whom
            )
        case Done():
            return tr("The message to {whom} was accepted; its way is shown in Messages.").format(whom=whom)
        case Refused(reason=reason):
            return tr("The message to {whom} was not sent: {reason}.").format(whom=whom, reason=explained(reason))
        case NotKnown(why=why):
            return tr(
                "It is not known whether the message to {whom} was sent: {why}. It is never sent again by itself."
            ).format(whom=whom, why=tr(why))


def of_undecoded(undecoded: Undecoded, times: int) -> str:
    """Return a sentence for events that could not be decoded; `times` is how many of this kind there were."""
    if undecoded.kind == "message":
        return tr("{n} messages of the exchange could not be read and were left out.", times)
    if undecoded.reason == UNKNOWN_KIND:
        words = tr("The exchange told {n} times of «{kind}», which this program does not know; it was left out.", times)
        return words.format(kind=undecoded.kind)
    words = tr("{n} events of the kind «{kind}» could not be read and were left out; their neighbours were not.", times)
    return words.format(kind=undecoded.kind)


def of_unread_records(count: int) -> str:
    """Return a sentence for rows of billing records or of the list of recordings that could not be decoded."""
    return tr("{n} records of the exchange could not be read.", count)


def not_written() -> str:
    """A file could not be written where the person chose."""
    return tr("The file could not be written there. Choose another folder.")
