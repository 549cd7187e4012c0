"""Connection test: tries the REST hosts and the event stream.  Used by the first-run form and by `doctor`."""

from __future__ import annotations

import asyncio
from enum import Enum

import msgspec

from desktop_app.config.exchange import ExchangeConfig
from desktop_app.i18n.text import tr
from desktop_app.pbx.addresses import events_server, host_of, stream_url
from desktop_app.pbx.errors import KeyRefused, PbxError, UnexpectedResponse
from desktop_app.pbx.exchange_time import pbx_today
from desktop_app.pbx.feed import open_feed
from desktop_app.pbx.rest import RestClient
from desktop_app.runtime.clock import utc_now
from desktop_app.services import user_messages

LISTEN_S = 3.0


class Verdict(Enum):
    """The result of a check."""

    PASSED = "good"
    WARNING = "doubtful"
    FAILED = "bad"
    REFUSED = "refused"


class CheckResult(msgspec.Struct, frozen=True):
    """The result of one check: `part` names what was tried, `words` is the message for the user."""

    part: str
    verdict: Verdict
    words: str


async def check_rest(config: ExchangeConfig, key: str) -> list[CheckResult]:
    """Check each REST host and what the key may read there.  Orders are not tried, since they would ring a phone."""
    found = []
    for base in config.api_urls:
        client = RestClient((base,), key, answer_timeout_s=10)
        try:
            found.append(await _one_host(client, host_of(base)))
        finally:
            await client.aclose()
    return found or [CheckResult("rest", Verdict.FAILED, tr("No API address is set."))]


async def _one_host(client: RestClient, host: str) -> CheckResult:
    today = pbx_today(utc_now())
    try:
        legs = await client.legs(today, today)
    except KeyRefused:
        return CheckResult("rest", Verdict.REFUSED, tr("{host} answers, but refuses this key.").format(host=host))
    except PbxError as error:
        return CheckResult("rest", Verdict.FAILED, user_messages.of_error(error))
    try:
        recordings = await client.recordings(today, today)
    except (KeyRefused, UnexpectedResponse):
        words = tr("{host} works: this key may read calls ({n} today), but not recordings.", len(legs.entries))
        return CheckResult("rest", Verdict.WARNING, words.format(host=host))
    except PbxError as error:
        return CheckResult("rest", Verdict.FAILED, user_messages.of_error(error))
    words = tr("{host} works: this key may read calls ({calls} today) and recordings ({recordings} today).")
    words = words.format(host=host, calls=len(legs.entries), recordings=len(recordings.entries))
    unread = legs.undecoded + recordings.undecoded
    if unread:
        return CheckResult("rest", Verdict.WARNING, f"{words} {user_messages.of_unread_records(unread)}")
    return CheckResult("rest", Verdict.PASSED, words)


async def check_events(config: ExchangeConfig, key: str) -> CheckResult:
    """Connect to the event stream and wait LISTEN_S seconds for an event.

    Silence is a warning: a wrong PBX name is silent too.
    """
    try:
        host = host_of(events_server(config.events_url))
        feed = await open_feed(stream_url(config.events_url, config.pbx_name, key))
    except KeyRefused:
        return CheckResult("events", Verdict.REFUSED, tr("The events server answers, but refuses this key."))
    except PbxError as error:
        return CheckResult("events", Verdict.FAILED, user_messages.of_error(error))
    is_heard = False
    try:
        async with asyncio.timeout(LISTEN_S):
            is_heard = await feed.receive() is not None
    except TimeoutError:
        pass
    finally:
        await feed.close()
    if is_heard:
        return CheckResult("events", Verdict.PASSED, tr("{host} works: events of the office arrive.").format(host=host))
    words = tr(
        "{host} is connected, and nothing was heard yet. A quiet office looks like this, and so does a wrong PBX name."
    )
    return CheckResult("events", Verdict.WARNING, words.format(host=host))
