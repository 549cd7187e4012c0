"""Does it work?  Each part of a connection is tried for real and told in words: for first run and `doctor`."""

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
    """How a check ended."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"
    REFUSED = "refused"


class Finding(msgspec.Struct, frozen=True):
    """What one check found: `part` names what was tried, `words` is the sentence for the person."""

    part: str
    verdict: Verdict
    words: str


async def check_rest(config: ExchangeConfig, key: str) -> list[Finding]:
    """Each REST host by itself, and what this key may read there.  Orders are not tried: they would ring a phone."""
    found = []
    for base in config.api_urls:
        client = RestClient((base,), key, answer_timeout_s=10)
        try:
            found.append(await _one_host(client, host_of(base)))
        finally:
            await client.aclose()
    return found or [Finding("rest", Verdict.BAD, tr("No API address is set."))]


async def _one_host(client: RestClient, host: str) -> Finding:
    today = pbx_today(utc_now())
    try:
        legs = await client.legs(today, today)
    except KeyRefused:
        return Finding("rest", Verdict.REFUSED, tr("{host} answers, but refuses this key.").format(host=host))
    except PbxError as error:
        return Finding("rest", Verdict.BAD, user_messages.of_error(error))
    try:
        recordings = await client.recordings(today, today)
    except (KeyRefused, UnexpectedResponse):
        words = tr("{host} works: this key may read calls ({n} today), but not recordings.", len(legs.entries))
        return Finding("rest", Verdict.DOUBTFUL, words.format(host=host))
    except PbxError as error:
        return Finding("rest", Verdict.BAD, user_messages.of_error(error))
    words = tr("{host} works: this key may read calls ({calls} today) and recordings ({recordings} today).")
    return Finding(
        "rest",
        Verdict.GOOD,
        words.format(host=host, calls=len(legs.entries), recordings=len(recordings.entries)),
    )


async def check_events(config: ExchangeConfig, key: str, listen_s: float = LISTEN_S) -> Finding:
    """Connect to the stream and listen for a moment.  Silence proves nothing: so looks a wrong PBX name as well."""
    try:
        host = host_of(events_server(config.events_url))
        feed = await open_feed(stream_url(config.events_url, config.pbx_name, key))
    except KeyRefused:
        return Finding("events", Verdict.REFUSED, tr("The events server answers, but refuses this key."))
    except PbxError as error:
        return Finding("events", Verdict.BAD, user_messages.of_error(error))
    is_heard = False
    try:
        async with asyncio.timeout(listen_s):
            is_heard = await feed.receive() is not None
    except TimeoutError:
        pass
    finally:
        await feed.close()
    if is_heard:
        return Finding("events", Verdict.GOOD, tr("{host} works: events of the office arrive.").format(host=host))
    words = tr(
        "{host} is connected, and nothing was heard yet. A quiet office looks like this, and so does a wrong PBX name."
    )
    return Finding("events", Verdict.DOUBTFUL, words.format(host=host))
