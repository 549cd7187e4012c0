"""The connections below httpx: SOCKS proxies, and heads of responses that are not quite HTTP.

httpx leaves both to httpcore.  Its own SOCKS client leaves the socket open when the proxy refuses, and its parser
rejects a whole response for one bad header line, after which nobody knows whether an order was carried out.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore
import httpx
import socksio.socks5 as socks5
from httpcore import SOCKET_OPTION

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_MAX_HEAD_BYTES = 64 * 1024
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:([^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*)")


class Transport(httpx.AsyncBaseTransport):
    """Requests over a pool of connections.  Errors are those of httpcore."""

    def __init__(self, proxy: str | None, tls: ssl.SSLContext, *, keeps_connections: bool) -> None:
        idle = 5 if keeps_connections else 0
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            proxy=_http_proxy(proxy, tls),
            max_keepalive_connections=idle,
            keepalive_expiry=5.0,
            network_backend=_Backend(proxy if proxy is not None and proxy.startswith("socks") else None),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its response, whose body is still to be read."""
        assert isinstance(request.stream, httpx.AsyncByteStream)
        response = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        assert hasattr(response.stream, "__aiter__")
        return httpx.Response(response.status, headers=response.headers, stream=_Body(response))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()


def _http_proxy(url: str | None, tls: ssl.SSLContext) -> httpcore.Proxy | None:
    if url is None or url.startswith("socks"):
        return None
    parts = urlsplit(url)
    return httpcore.Proxy(
        f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        auth=_credentials(url),
        ssl_context=tls if parts.scheme == "https" else None,
    )


def _credentials(url: str) -> tuple[str, str] | None:
    parts = urlsplit(url)
    return None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))


class _Backend(httpcore.AsyncNetworkBackend):
    """TCP connections, through a SOCKS proxy if there is one."""

    def __init__(self, socks_url: str | None) -> None:
        self._tcp = httpcore.AnyIOBackend()
        self._socks_url = socks_url

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if self._socks_url is None:
            return _Stream(await self._tcp.connect_tcp(host, port, timeout, local_address, socket_options))
        proxy = urlsplit(self._socks_url)
        stream = await self._tcp.connect_tcp(proxy.hostname or "", proxy.port or 1080, timeout)
        try:
            await _ask_socks_proxy(stream, (host, port), _credentials(self._socks_url), timeout)
        except BaseException:
            await stream.aclose()
            raise
        return _Stream(stream)


async def _ask_socks_proxy(
    stream: httpcore.AsyncNetworkStream,
    target: tuple[str, int],
    user: tuple[str, str] | None,
    timeout: float | None,
) -> None:
    """Have a SOCKS 5 proxy (RFC 1928) connect to the target.  Raises httpcore.ProxyError."""
    protocol = socks5.SOCKS5Connection()

    async def exchange(request: Any) -> Any:
        protocol.send(request)
        await stream.write(protocol.data_to_send(), timeout)
        received = await stream.read(4096, timeout)
        try:
            return protocol.receive_data(received)
        except Exception:
            raise httpcore.ProxyError("no valid answer") from None

    method = socks5.SOCKS5AuthMethod.USERNAME_PASSWORD if user else socks5.SOCKS5AuthMethod.NO_AUTH_REQUIRED
    chosen = await exchange(socks5.SOCKS5AuthMethodsRequest([method]))
    if chosen.method != method:
        raise httpcore.ProxyError("407 no acceptable method of authentication")
    if user:
        name, password = user
        verdict = await exchange(socks5.SOCKS5UsernamePasswordRequest(name.encode(), password.encode()))
        if not verdict.success:
            raise httpcore.ProxyError("407 wrong name or password")
    reply = await exchange(socks5.SOCKS5CommandRequest.from_address(socks5.SOCKS5Command.CONNECT, target))
    if reply.reply_code != socks5.SOCKS5ReplyCode.SUCCEEDED:
        raise httpcore.ProxyError(f"502 SOCKS reply {reply.reply_code}")


class _Stream(httpcore.AsyncNetworkStream):
    """A connection whose responses lose the header lines that are not valid HTTP."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._awaits_head = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self._awaits_head:
            return await self._stream.read(max_bytes, timeout)
        head = b""
        while len(head) < _MAX_HEAD_BYTES and not _BLANK_LINE.search(head):
            part = await self._stream.read(max_bytes, timeout)
            if not part:
                break
            head += part
        self._awaits_head = False
        return repaired_head(head)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._awaits_head = True
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def repaired_head(received: bytes) -> bytes:
    """Return the beginning of a response without its invalid header lines; what follows the blank line is unchanged.

    A line with a blank in the name is left out and not mended: a guessed Content-Length could end the body early.
    """
    end = _BLANK_LINE.search(received)
    if end is None:
        return received
    status, *lines = received[: end.start()].split(b"\n")
    valid = [line.rstrip(b"\r") for line in lines]
    fields = [found for line in valid if (found := _FIELD.fullmatch(line))]
    head = [status.rstrip(b"\r"), *(found[1] + b":" + found[2] for found in fields)]
    return b"\r\n".join(head) + b"\r\n\r\n" + received[end.end() :]
