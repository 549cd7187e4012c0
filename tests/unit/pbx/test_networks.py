"""Both halves of the interface in the same networks: where one works the other does, and both give the same reason."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import date
from pathlib import Path

import pytest

from desktop_app.pbx import network
from desktop_app.pbx.errors import PbxError, Unreachable
from desktop_app.pbx.feed import open_feed
from desktop_app.pbx.outcomes import Done, Refused
from tests.support.certificates import server_context
from tests.support.networks import (
    SOCKS_REFUSED,
    Listener,
    connect_proxy,
    exchange,
    listening,
    proxy_saying,
    socks_proxy,
)
from tests.support.raw_http import answering, http, unused_address
from tests.support.resolving import resolve
from tests.support.rest import opened

KEY = "a-secret-key-of-ours"
HOST = "pbx.example"
DAY = date(2026, 3, 2)
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "sslkeylogfile")

Half = Callable[[str], Awaitable[None]]


async def rest(host: str) -> None:
    async with opened((f"https://{host}",), KEY) as client:
        await client.legs(DAY, DAY)


async def events(host: str) -> None:
    feed = await open_feed(f"wss://{host}/ws/pbx_X?pbxkey={KEY}")
    await feed.close()


@pytest.fixture(params=[rest, events])
def half(request: pytest.FixtureRequest) -> Half:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no certificates of the machine that runs the tests."""
    for name in list(os.environ):
        if name.lower() in VARIABLES:
            monkeypatch.delenv(name)
    network.tls_context.cache_clear()


@pytest.fixture
async def pbx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Listener]:
    """An exchange whose certificate the system trusts, under a name that is not this machine's."""
    tls, public = server_context(tmp_path, name=HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    resolve(monkeypatch, HOST, "127.0.0.1")
    async with listening(exchange, tls) as listener:
        yield listener


async def reason(half: Half, host: str) -> str:
    with pytest.raises(PbxError) as raised:
        await half(host)
    assert isinstance(raised.value, Unreachable)
    assert raised.value.host == host
    return raised.value.why


# ---- without a proxy ----------------------------------------------------------------------------------


async def test_what_the_system_trusts_is_trusted(half: Half, pbx: Listener) -> None:
    await half(f"{HOST}:{pbx.port}")


async def test_what_the_system_does_not_trust_is_refused(
    half: Half, pbx: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(server_context(tmp_path / "other", name="another.example")[1]))
    network.tls_context.cache_clear()
    assert await reason(half, f"{HOST}:{pbx.port}") == "its certificate is signed by nobody we trust"


@contextmanager
def hole() -> Iterator[int]:
    """A port of ::1 that swallows connections, like IPv6 that leads nowhere: its queue is full."""
    with socket.socket(socket.AF_INET6) as listener, socket.socket(socket.AF_INET6) as first:
        listener.bind(("::1", 0))
        listener.listen(0)
        first.connect(listener.getsockname()[:2])
        with socket.socket(socket.AF_INET6) as second:
            second.setblocking(False)
            second.connect_ex(listener.getsockname()[:2])
            yield listener.getsockname()[1]


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6 on loopback")
async def test_an_address_that_swallows_packets_costs_a_moment(
    half: Half, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, public = server_context(tmp_path, name=HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    resolve(monkeypatch, HOST, "::1", "127.0.0.1")
    with hole() as port:
        async with listening(exchange, tls, port), asyncio.timeout(5):
            await half(f"{HOST}:{port}")


async def test_the_keys_of_a_connection_are_written_nowhere(
    half: Half, pbx: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    network.tls_context.cache_clear()
    await half(f"{HOST}:{pbx.port}")
    assert not (tmp_path / "keys").exists()


async def test_a_server_without_encryption_has_its_reason(half: Half, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, HOST, "127.0.0.1")
    async with listening(proxy_saying(http(b"", "400 Bad Request"))) as server:
        assert await reason(half, f"{HOST}:{server.port}") == "no encrypted connection could be agreed on"


# ---- through a proxy ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("form", ["http://127.0.0.1:{}", "127.0.0.1:{}", "HTTP://127.0.0.1:{}/"])
async def test_a_proxy_is_used(
    half: Half, pbx: Listener, name: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(connect_proxy(pbx.port)) as proxy:
        monkeypatch.setenv(name, form.format(proxy.port))
        await half(HOST)
    assert proxy.heads[0].startswith(f"CONNECT {HOST}:443 ")
    assert KEY not in proxy.heads[0]


@pytest.mark.parametrize("typed", ["jan:pa%3Ass%401", "jan:", "jan"])
async def test_a_proxy_with_a_password_is_used(
    half: Half, pbx: Listener, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = "jan:pa:ss@1" if "%" in typed else "jan:"
    async with listening(connect_proxy(pbx.port, user=user)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{typed}@127.0.0.1:{proxy.port}")
        await half(HOST)
    assert len(proxy.heads) == 1


async def test_a_proxy_over_tls_is_used(half: Half, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "proxy"
    folder.mkdir()
    (tls, public), (of_proxy, public_of_proxy) = server_context(tmp_path, name=HOST), server_context(folder)
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(public.read_bytes() + public_of_proxy.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    resolve(monkeypatch, "localhost", "127.0.0.1")
    async with listening(exchange, tls) as pbx, listening(connect_proxy(pbx.port), of_proxy) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://localhost:{proxy.port}")
        await half(HOST)
    assert len(proxy.heads) == 1


@pytest.mark.parametrize("scheme", ["socks", "socks5", "socks5h", "SOCKS5"])
@pytest.mark.parametrize("user", ["", "jan:pass@1"])
async def test_a_socks_proxy_is_used_and_resolves_the_name(
    half: Half, pbx: Listener, scheme: str, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(socks_proxy(pbx.port, user=user)) as proxy:
        typed = user.replace("@", "%40") + "@" if user else ""
        monkeypatch.setenv("all_proxy", f"{scheme}://{typed}127.0.0.1:{proxy.port}/")
        await half(HOST)
    assert proxy.heads == [HOST]


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("407 Proxy Authentication Required", "the proxy asks for a name and a password"),
        ("403 Forbidden", "the proxy refuses this address"),
        ("405 Method Not Allowed", "the proxy refuses this address"),
        ("502 Bad Gateway", "the proxy cannot reach this address"),
        ("503 Service Unavailable", "the proxy cannot reach this address"),
    ],
)
async def test_what_a_proxy_refuses_is_named_as_its_own(
    half: Half, status: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(proxy_saying(http(b"", status))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert await reason(half, HOST) == why


@pytest.mark.parametrize(
    ("user", "typed", "reply", "why"),
    [
        ("jan:right", "", 0, "the proxy asks for a name and a password"),
        ("jan:right", "jan:wrong@", 0, "the proxy asks for a name and a password"),
        ("", "", SOCKS_REFUSED, "the proxy cannot reach this address"),
    ],
)
async def test_what_a_socks_proxy_refuses_is_named_as_its_own(
    half: Half, user: str, typed: str, reply: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(socks_proxy(1, user=user, reply=reply)) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://{typed}127.0.0.1:{proxy.port}")
        assert await reason(half, HOST) == why


@pytest.mark.parametrize("scheme", ["http", "socks5"])
async def test_a_proxy_that_cannot_be_reached_is_named(
    half: Half, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", unused_address().replace("http", scheme))
    assert await reason(half, HOST) == "the proxy cannot be reached"


@pytest.mark.parametrize(
    "proxy", ["ftp://127.0.0.1:1", "socks4://127.0.0.1:1", "http://", "http://127.0.0.1:x", "http://[::1", "a b", "://"]
)
async def test_a_proxy_of_an_unknown_kind_has_its_reason(
    half: Half, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    assert await reason(half, HOST) == "the proxy set on this computer is of a kind that this program cannot use"


async def test_an_order_that_no_proxy_let_through_is_refused_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listening(proxy_saying(http(b"", "407 No"))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with opened((f"https://{HOST}",), KEY) as client:
            assert await client.dial("101", "102") == Refused("the proxy asks for a name and a password")


@pytest.mark.parametrize(
    "answer",
    [b"\x00\x01\x02\x03\x04\x05\x06\x07", b"\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", b"hello there\r\n"],
)
@pytest.mark.parametrize("scheme", ["socks5", "http"])
async def test_a_proxy_that_answers_nonsense_raises_nothing_else(
    half: Half, answer: bytes, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(proxy_saying(answer)) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{proxy.port}")
        with pytest.raises(PbxError):
            await half(HOST)


async def test_the_proxy_is_followed_when_it_changes(pbx: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(opened((f"https://{HOST}:{pbx.port}",), KEY))
        first = await stack.enter_async_context(listening(connect_proxy(pbx.port)))
        second = await stack.enter_async_context(listening(connect_proxy(pbx.port)))
        for port in (first.port, second.port):
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
            await client.legs(DAY, DAY)
        monkeypatch.delenv("HTTPS_PROXY")
        await client.legs(DAY, DAY)
    assert (len(first.heads), len(second.heads), len(pbx.heads)) == (1, 1, 3)


async def test_a_proxy_is_not_used_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "ftp://nowhere")
    async with answering(http(b"OK")) as server, opened((server.url,), KEY) as client:
        assert await client.dial("101", "102") == Done()


# ---- exceptions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "exceptions"),
    [
        ("pbx.example", "pbx.example"),
        ("PBX.Example", "pbx.example"),
        ("pbx.example.", "PBX.EXAMPLE"),
        ("api.pbx.example", "pbx.example"),
        ("api.pbx.example", ".pbx.example"),
        ("api.pbx.example", "*.pbx.example"),
        ("pbx.example", "*.pbx.example"),
        ("pbx.example", "a, b;pbx.example c"),
        ("pbx.example", "pbx.example:443"),
        ("pbx.example", "https://pbx.example"),
        ("pbx.example", "*"),
        ("pbx.example", "pbx.*"),
        ("10.1.2.3", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3", "10.*"),
        ("fd00::1", "fd00::/8"),
        ("fd00::1", "[fd00::1]"),
        ("fd00::1", "[fd00::1]:443"),
        ("pbx", "<local>"),
    ],
)
def test_an_exception_is_read_in_every_spelling(host: str, exceptions: str) -> None:
    assert network.is_excepted(host, 443, exceptions)


@pytest.mark.parametrize(
    ("host", "exceptions"),
    [
        ("pbx.example", ""),
        ("pbx.example", " , ;"),
        ("pbx.example", "bx.example"),
        ("pbx.example", "api.pbx.example"),
        ("pbx.example", "pbx.example:8443"),
        ("pbx.example", "<local>"),
        ("pbx.example", "."),
        ("110.1.2.3", "10.1.2.3"),
        ("11.1.2.3", "10.0.0.0/8"),
        ("10.1.2.3", "2.3"),
        ("fd00::1", "fe80::/10"),
    ],
)
def test_no_other_host_is_excepted(host: str, exceptions: str) -> None:
    assert not network.is_excepted(host, 443, exceptions)


@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY", "No_Proxy"])
def test_an_excepted_host_has_no_proxy(name: str) -> None:
    environment = {"https_proxy": "http://proxy:3128", name: "example.com,pbx.example"}
    assert network.proxy_for("https://pbx.example/cdr", environment) is None
    assert network.proxy_for("https://other.example", environment) == "http://proxy:3128"


def test_the_lower_case_variable_wins_and_an_empty_one_means_no_proxy() -> None:
    both = {"HTTPS_PROXY": "http://upper:1", "https_proxy": "http://lower:1", "ALL_PROXY": "http://all:1"}
    assert network.proxy_for("wss://pbx.example", both) == "http://lower:1"
    assert network.proxy_for("wss://pbx.example", {"HTTPS_PROXY": ""}) is None
    assert network.proxy_for("wss://pbx.example", {}) is None
