"""HTTP requests to one host of the REST interface, bounded in time and size as a whole.

A deadline for each read would never end an answer that arrives a byte at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx
import msgspec

from desktop_app.pbx.addresses import host_of
from desktop_app.pbx.download import Download
from desktop_app.pbx.errors import PbxError, ResponseLost, UnexpectedResponse, Unreachable, retry_after_s
from desktop_app.pbx.http_transport import Transport
from desktop_app.pbx.network import proxy_for, tls_context
from desktop_app.pbx.network_errors import NO_ANSWER_IN_TIME, reason_of
from desktop_app.pbx.secrets import Redactor

# httpx and httpcore log URLs and headers, which contain phone numbers and the key.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 6.0
# A line that is slower than this for the whole of an answer cannot be worked with.
SLOWEST_BYTES_PER_S = 16 * 1024
MAX_LIST_BYTES = 32 * 1024 * 1024  # ten times the longest answer seen with 10 000 records
MAX_ORDER_BYTES = 64 * 1024
TOO_SLOW = "the answer came too slowly"
TOO_LARGE = "an answer larger than any can be"

# No connection was established, so nothing of the request was sent.
_NOTHING_SENT = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, httpcore.ProxyError)


class Answer(msgspec.Struct, frozen=True):
    """A complete response.  The key is cut out of `body`."""

    status: int
    body: bytes
    retry_after_s: float | None = None


class Request(msgspec.Struct, frozen=True):
    """What is sent: a question, or an order, which never uses a connection a second time."""

    path: str
    method: str = "GET"
    params: dict[str, str] | None = None
    data: dict[str, str] | None = None
    headers: dict[str, str] | None = None
    is_order: bool = False


class HttpHost:
    """One host.  `base` is its base URL; its connections follow the proxy that is set at the time of a request."""

    def __init__(self, base: str, key: str, answer_timeout_s: float) -> None:
        self.name = host_of(base)
        self._base = base
        self._headers = {"Authorization": f"Bearer {key}"}
        self._answer_timeout_s = answer_timeout_s
        self._redactor = Redactor(key)
        self._clients: dict[tuple[str | None, bool], httpx.AsyncClient] = {}
        self._is_closed = False

    async def aclose(self) -> None:
        """Close the connections.  A request after that raises RuntimeError."""
        self._is_closed = True
        for client in self._clients.values():
            await client.aclose()

    async def send(self, request: Request) -> Answer:
        """Send a request once and return the complete answer.

        Raises Unreachable if nothing was sent; ResponseLost and UnexpectedResponse leave open whether it was.
        """
        limit_bytes = MAX_ORDER_BYTES if request.is_order else MAX_LIST_BYTES
        async with self._response(request) as (response, deadline):
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > limit_bytes:
                    raise UnexpectedResponse(self.name, TOO_LARGE)
                deadline.extend(len(body))
        waits_s = retry_after_s(response.headers.get("Retry-After"))
        return Answer(response.status_code, self._redactor.clean(bytes(body)), waits_s)

    async def download(self, path: str, download: Download) -> Answer:
        """Receive a file, or what is missing of it, into `download`.  The answer has no body: see its status.

        Raises Unreachable, ResponseLost, UnexpectedResponse, and NotARecording for a file that is too large.
        """
        async with self._response(Request(path, headers=download.headers())) as (response, deadline):
            answer = Answer(response.status_code, b"", retry_after_s(response.headers.get("Retry-After")))
            if not download.begin(response):
                if response.is_success:
                    raise UnexpectedResponse(self.name, f"HTTP {response.status_code}")
            else:
                received = 0
                async for chunk in response.aiter_bytes():
                    received += len(chunk)
                    deadline.extend(received)
                    download.add(chunk)
        return answer

    @contextlib.asynccontextmanager
    async def _response(self, request: Request) -> AsyncIterator[tuple[httpx.Response, _Deadline]]:
        if self._is_closed:
            raise RuntimeError("the client is closed")
        proxy = proxy_for(self._base)
        has_begun = False
        with self._typed_errors(via_proxy=proxy is not None):
            try:
                async with asyncio.timeout(self._answer_timeout_s) as timeout:
                    client = self._client(proxy, is_order=request.is_order)
                    async with client.stream(
                        request.method,
                        self._base + request.path,
                        params=request.params,
                        data=request.data,
                        headers=request.headers,
                    ) as response:
                        has_begun = True
                        if "," in response.headers.get("Content-Encoding", ""):
                            # Compressed twice: 64 KiB of it can be 64 GiB.
                            raise UnexpectedResponse(self.name, TOO_LARGE)
                        yield response, _Deadline(timeout, self._answer_timeout_s)
            except TimeoutError:
                raise ResponseLost(self.name, TOO_SLOW if has_begun else NO_ANSWER_IN_TIME) from None

    @contextlib.contextmanager
    def _typed_errors(self, *, via_proxy: bool) -> Iterator[None]:
        """Turn every error into one of ours, without the URLs in their texts."""
        try:
            yield
        except PbxError:
            raise
        except _NOTHING_SENT as error:
            raise Unreachable(self.name, reason_of(error, via_proxy=via_proxy)) from None
        except Exception as error:
            log.info("a request failed: %s", type(error).__name__)
            raise ResponseLost(self.name, reason_of(error, via_proxy=via_proxy)) from None

    def _client(self, proxy: str | None, *, is_order: bool) -> httpx.AsyncClient:
        client = self._clients.get((proxy, is_order))
        if client is None:
            client = self._clients[proxy, is_order] = self._new_client(proxy, is_order=is_order)
        return client

    def _new_client(self, proxy: str | None, *, is_order: bool) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            headers=self._headers,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(self._answer_timeout_s, connect=CONNECT_TIMEOUT_S),
            # A new connection for each order: with a pooled one that is half closed, the outcome would be unknown.
            transport=Transport(proxy, tls_context(), keeps_connections=not is_order),
            trust_env=False,  # see network.proxy_for
        )


class _Deadline:
    """The end of an answer, which moves with the bytes received."""

    def __init__(self, timeout: asyncio.Timeout, first_s: float) -> None:
        self._timeout = timeout
        self._begun = asyncio.get_running_loop().time() + first_s

    def extend(self, received: int) -> None:
        """Allow for the time that so many bytes take on the slowest line."""
        self._timeout.reschedule(self._begun + received / SLOWEST_BYTES_PER_S)
