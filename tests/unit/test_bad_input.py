"""The sentence that the user reads for each kind of bad input: what happened, what it means, what to do."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.pbx.addresses import api_url, checked_key, events_server
from desktop_app.pbx.errors import PbxError
from desktop_app.pbx.feed import open_feed
from desktop_app.pbx.outcomes import Done, Outcome
from desktop_app.runtime.clock import utc_now
from desktop_app.services import user_messages
from desktop_app.services.dialler import Dialler
from desktop_app.services.live_feed import LiveFeed
from desktop_app.services.order_guard import OrderGuard
from tests.support.certificates import server_context
from tests.support.demo import KEY
from tests.support.raw_http import answering, http, unused_address
from tests.support.resolving import resolve
from tests.support.rest import opened
from tests.support.stream import streaming

NOT_USED = "«{text}» cannot be used as an address: {why}."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "An address is missing."),
        ("   ", "An address is missing."),
        ("ftp://api.cloudpbx.pl", NOT_USED.format(text="ftp://api.cloudpbx.pl", why="not an address")),
        ("https://", NOT_USED.format(text="https://", why="not an address")),
        ("api cloudpbx pl", NOT_USED.format(text="api cloudpbx pl", why="not an address")),
        ("https://api.cloudpbx.pl:99999", NOT_USED.format(text="https://api.cloudpbx.pl:99999", why="not an address")),
        ("https://[::1", NOT_USED.format(text="https://[::1", why="not an address")),
        (
            "https://me:secret@api.cloudpbx.pl",
            NOT_USED.format(text="api.cloudpbx.pl", why="an address may not hold a password"),
        ),
        (
            "http://api.cloudpbx.pl?pbxkey=secret",
            NOT_USED.format(text="http://api.cloudpbx.pl", why="only https and wss are safe beyond this computer"),
        ),
    ],
)
def test_an_invalid_address_has_its_sentence(typed: str, sentence: str) -> None:
    for read in (api_url, events_server):
        with pytest.raises(PbxError) as error:
            read(typed)
        assert user_messages.of_error(error.value) == sentence
        assert "secret" not in sentence


@pytest.mark.parametrize("typed", ["", "  ", "two words", "zażółć", "line\nbreak", "x" * 600])
def test_an_invalid_key_has_its_sentence(typed: str) -> None:
    with pytest.raises(PbxError) as error:
        checked_key(typed)
    words = "This cannot be a key: it is empty, or holds spaces or letters that a key cannot have."
    assert user_messages.of_error(error.value) == words


HTML = http(b"<html><body>Welcome</body></html>", kind="text/html")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            http(b"", "401 Unauthorized"),
            "The exchange refuses the key. Nothing can be asked until a valid key is entered in Settings.",
        ),
        (
            http(b"", "403 Forbidden"),
            "The exchange refuses the key. Nothing can be asked until a valid key is entered in Settings.",
        ),
        (http(b"", "429 Too Many Requests"), "The exchange asks us to wait. It is asked again by itself."),
        (http(b"", "500 Oops"), "No whole answer came from {host}: HTTP 500. Try again in a moment."),
        (
            http(b"", "302 Found", "Location: /x\r\n"),
            "{host} answers, but not as the exchange does (HTTP 302). Check the address.",
        ),
        (HTML, "{host} answers, but not as the exchange does (a page of HTML). Check the address."),
        (
            http(b'{"records":[]}'),
            "{host} answers, but not as the exchange does (no list of records). Check the address.",
        ),
        (http(b"[")[:-1], "No whole answer came from {host}: the connection broke off. Try again in a moment."),
    ],
)
async def test_a_bad_answer_of_the_exchange_has_its_sentence(answer: bytes, sentence: str) -> None:
    async with answering(answer) as server, opened([server.url], KEY) as client:
        with pytest.raises(PbxError) as error:
            await client.legs(datetime(2026, 3, 2, tzinfo=UTC).date(), datetime(2026, 3, 2, tzinfo=UTC).date())
        assert user_messages.of_error(error.value) == sentence.format(host=server.url.removeprefix("http://"))


async def test_an_unreachable_exchange_has_its_sentence() -> None:
    host = unused_address()
    async with opened([host], KEY) as client:
        with pytest.raises(PbxError) as error:
            await client.legs(datetime(2026, 3, 2, tzinfo=UTC).date(), datetime(2026, 3, 2, tzinfo=UTC).date())
    words = "cannot be reached: the connection was refused. Check the address and the network."
    assert user_messages.of_error(error.value) == f"{host.removeprefix('http://')} {words}"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "1 messages of the exchange could not be read and were left out."),
        (b"\xff\xfe", "1 messages of the exchange could not be read and were left out."),
        (b"[]", "1 messages of the exchange could not be read and were left out."),
        (b'{"id":1}', "1 messages of the exchange could not be read and were left out."),
        (b'{"id":1,"text":"{"}', "1 messages of the exchange could not be read and were left out."),
        (
            b'{"id":1,"text":{"weather":{"t":20}}}',
            "The exchange told 1 times of «weather», which this program does not know; it was left out.",
        ),
        (
            b'{"id":1,"text":{"subscriber":{"peer":"X-1"}}}',
            "1 events of the kind «subscriber» could not be read and were left out; their neighbours were not.",
        ),
        (
            b'{"id":1,"text":{"queue":{"peer":"K","calls":"many"}}}',
            "1 events of the kind «queue» could not be read and were left out; their neighbours were not.",
        ),
        (
            b'{"id":1,"text":{"queue":{"peer":"K","calls":-1}}}',
            "1 events of the kind «queue» could not be read and were left out; their neighbours were not.",
        ),
        (
            b'{"id":1,"text":{"cmember":{"conference":"R","channel":"a","action":"sing"}}}',
            "1 events of the kind «cmember» could not be read and were left out; their neighbours were not.",
        ),
    ],
)
def test_a_bad_message_of_the_stream_has_its_sentence(raw: bytes, sentence: str) -> None:
    feed = LiveFeed("wss://example.org", "X", KEY, utc_now)
    feed.begin()
    feed.process(raw)
    feed.process(b'{"id":2,"text":{"subscriber":{"peer":"X-101","statusValue":0}}}')
    (undecoded,) = feed.undecoded
    assert user_messages.of_undecoded(undecoded, feed.counts[f"undecoded {undecoded.kind}"]) == sentence
    assert "101" in feed.office.lamps


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (
            "403 Forbidden",
            "The exchange refuses the key. Nothing can be asked until a valid key is entered in Settings.",
        ),
        ("503 Service Unavailable", "The exchange asks us to wait. It is asked again by itself."),
        ("404 Not Found", "{host} answers, but not as the exchange does (HTTP 404). Check the address."),
        ("200 OK", "{host} answers, but not as the exchange does (HTTP 200). Check the address."),
    ],
)
async def test_a_refused_connection_to_the_stream_has_its_reason(status: str, why: str) -> None:
    async with streaming() as server:
        server.status = status
        with pytest.raises(PbxError) as error:
            await open_feed(f"{server.url}/ws/pbx_X?pbxkey={KEY}")
        assert user_messages.of_error(error.value) == why.format(host=server.url.removeprefix("ws://"))


@pytest.mark.parametrize(
    ("name", "days", "is_known", "why"),
    [
        ("localhost", 30, False, "its certificate is signed by nobody we trust"),
        ("localhost", -1, True, "its certificate has expired"),
        ("example.org", 30, True, "its certificate is for another name"),
    ],
)
async def test_a_bad_certificate_is_named(
    name: str, days: int, is_known: bool, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, "localhost", "127.0.0.1")
    context, public = server_context(tmp_path, name=name, days=days)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
    listening = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    words = f"localhost:{port} cannot be reached: {why}. Check the address and the network."
    with pytest.raises(PbxError) as error:
        await open_feed(f"wss://localhost:{port}/ws/pbx_X?pbxkey={KEY}")
    assert user_messages.of_error(error.value) == words
    listening.close()
    await asyncio.sleep(0)
    assert isinstance(ssl.SSLCertVerificationError(), OSError)


class UnreachedExchange:
    """An exchange that must not receive a request."""

    async def dial(self, own: str, number: str) -> Outcome:
        raise AssertionError("this must not leave")

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        return Done()


@pytest.mark.parametrize(
    ("own", "typed", "sentence"),
    [
        ("101", "", "X was not called: this is not a number that can be dialled."),
        ("101", "Anna", "X was not called: this is not a number that can be dialled."),
        ("101", "12;rm -rf", "X was not called: this is not a number that can be dialled."),
        ("101", "1" * 30, "X was not called: this is not a number that can be dialled."),
        ("101", "101", "X was not called: this is your own phone."),
        ("", "600100200", "X was not called: your own extension is not set."),
    ],
)
async def test_an_invalid_order_is_refused_before_it_is_sent(own: str, typed: str, sentence: str) -> None:
    from desktop_app.office import Office

    outcome = await Dialler(UnreachedExchange(), own, utc_now, Office, OrderGuard()).call(typed)
    assert user_messages.of_call(outcome, "X", own) == sentence
