"""The REST half of the interface.

Questions (`legs`, `recordings`, `recording`) may go to the stand-by host.  Orders (`dial`, `send_sms`) are sent once:
no retry, no redirect, and the stand-by host only if no connection was established.  See PROTOCOL.md, «Orders».
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from desktop_app.pbx import sound
from desktop_app.pbx.addresses import host_of, is_loopback
from desktop_app.pbx.download import Download, OnPart
from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    NotFound,
    PbxError,
    ResponseLost,
    UnexpectedResponse,
    Unreachable,
    certificate_reason,
    retry_after_s,
)
from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.pbx.records import Leg, Listing, RecordingEntry, decode_legs, decode_recordings
from desktop_app.pbx.states import sms_state

# httpx and httpcore log URLs and headers, which contain phone numbers and the key.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

CONNECT_TIMEOUT_S = 6.0
ANSWER_TIMEOUT_S = 30.0

_UNCLEAR = NotKnown("an answer that says neither yes nor no")
# No connection was established, so nothing of the request was sent.
_NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
# Errors of one host: the other one may respond.
_HOST_ERRORS = (Unreachable, ResponseLost, UnexpectedResponse, Busy)

_Entry = TypeVar("_Entry")
_Answer = TypeVar("_Answer")


class _SmsAnswer(msgspec.Struct):
    responseId: str | int | None = None
    responseStatus: str | None = None
    responseErrorMessage: str | None = None


class RestClient:
    """REST client with one key.  `hosts` are base URLs, the preferred one first."""

    def __init__(self, hosts: Sequence[str], key: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        self._hosts = tuple(hosts)
        headers = {"Authorization": f"Bearer {key}"}
        timeout = httpx.Timeout(answer_timeout_s, connect=CONNECT_TIMEOUT_S)
        trust = httpx.create_ssl_context()  # shared, since loading the certificates takes 4 MB and 50 ms
        # Plain http is allowed on loopback because nothing leaves this machine, so no proxy may be used there.
        uses_proxy = not any(is_loopback(urlsplit(host).hostname) for host in hosts)
        self._questions = httpx.AsyncClient(headers=headers, timeout=timeout, verify=trust, trust_env=uses_proxy)
        # A new connection for each order: with a pooled one that is half closed, the outcome would be unknown.
        self._orders = httpx.AsyncClient(
            headers=headers,
            timeout=timeout,
            verify=trust,
            trust_env=uses_proxy,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._questions.aclose()
        await self._orders.aclose()

    # ---- questions -------------------------------------------------------------------------------

    async def legs(self, first: date, last: date) -> Listing[Leg]:
        """Return the billing records of the days from `first` to `last`, both included, at most 10 000.

        The days are those of the exchange.  Raises PbxError.
        """
        return await self._query("/cdr", first, last, decode_legs)

    async def recordings(self, first: date, last: date) -> Listing[RecordingEntry]:
        """Return the list of recordings of the days from `first` to `last`, both included, at most 5 000.

        The days are those of the exchange.  Raises PbxError.
        """
        return await self._query("/record", first, last, decode_recordings)

    async def recording(
        self, uniqueid: str, declared_format: str = "wav", on_part: OnPart = lambda body, size: None
    ) -> bytes:
        """Return the sound file of a recording.  `on_part` follows the download.

        An interrupted download is resumed once, if the host can tell that the file is unchanged.  Raises PbxError, in
        particular NotFound, and NotARecording if the response is not a sound file.
        """
        # It becomes part of a URL: see PROTOCOL.md, «Recording file».
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", uniqueid) or ".." in uniqueid:
            raise NotFound("not an identifier of a recording")

        async def download(base: str) -> bytes:
            return await self._download(f"{base}/record/{quote(uniqueid, safe='')}", host_of(base), on_part)

        body = await self._from_first_host(download)
        sound.detect_container(body, declared_format)
        return body

    async def _query(
        self, path: str, first: date, last: date, decode: Callable[[bytes], Listing[_Entry]]
    ) -> Listing[_Entry]:
        days = {"datestart": first.isoformat(), "datestop": last.isoformat()}

        async def get(base: str) -> tuple[str, bytes]:
            return host_of(base), await self._get(base, path, days)

        host, body = await self._from_first_host(get)
        try:
            return decode(body)
        except ValueError:
            what = "a page of HTML" if body.lstrip()[:1] == b"<" else "no list of records"
            raise UnexpectedResponse(host, what) from None

    async def _from_first_host(self, ask: Callable[[str], Awaitable[_Answer]]) -> _Answer:
        """Return what the first host answers that can.  Raises the error of the last one."""
        error: PbxError = Unreachable("", "no address is set")
        for base in self._hosts:
            try:
                return await ask(base)
            except _HOST_ERRORS as failure:
                error = failure
        raise error

    async def _get(self, base: str, path: str, params: dict[str, str]) -> bytes:
        host = host_of(base)
        with _NetworkErrors(host):
            response = await self._questions.get(base + path, params=params)
        if response.status_code == 404:
            raise UnexpectedResponse(host, "HTTP 404")
        _raise_for_status(host, response)
        return response.content

    async def _download(self, url: str, host: str, on_part: OnPart) -> bytes:
        download = Download(url, on_part)
        with _NetworkErrors(host):
            try:
                await self._stream(download, host)
            except httpx.TransportError:
                if not download.is_resumable:
                    raise
                await self._stream(download, host)
        return bytes(download.body)

    async def _stream(self, download: Download, host: str) -> None:
        async with self._questions.stream("GET", download.url, headers=download.headers()) as response:
            if not download.begin(response):
                _raise_for_status(host, response)
                raise UnexpectedResponse(host, f"HTTP {response.status_code}")
            async for chunk in response.aiter_bytes():
                download.add(chunk)

    # ---- orders ----------------------------------------------------------------------------------

    async def dial(self, own: str, number: str) -> Outcome:
        """Ring the extension `own`, and call `number` when it picks up.  Does not raise for network errors.

        See PROTOCOL.md, «Dial».
        """
        response = await self._order("GET", "/dial", params={"cpa": own, "cpb": number})
        if not isinstance(response, httpx.Response):
            return response
        text = _plain_text(response)
        if response.status_code == 200:
            return Done() if text.upper().startswith("OK") else _UNCLEAR
        if response.status_code == 500 and "action error" in text.lower():
            return Refused(text)
        return _outcome_of_status(response, text)

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        """Send a text message.  `to` has nine digits, `body` at most 1024 characters.

        A message with `test` is neither delivered nor charged.  Does not raise for network errors.

        See PROTOCOL.md, «Send SMS».
        """
        form = {"to": to, "body": body} | ({"test": "true"} if test else {})
        response = await self._order("POST", "/sendSMS", data=form)
        if not isinstance(response, httpx.Response):
            return response
        if response.status_code == 404:
            return Refused(NO_GATEWAY)
        try:
            answer = msgspec.json.decode(response.content, type=_SmsAnswer)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return _outcome_of_status(response, _plain_text(response))
        if response.status_code == 200 and answer.responseId:
            return Done(str(answer.responseId), sms_state(answer.responseStatus or "QUEUE"))
        if response.status_code in (200, 400, 500) and answer.responseErrorMessage:
            return Refused(answer.responseErrorMessage[:200])
        return _outcome_of_status(response, "")

    async def _order(
        self, method: str, path: str, *, params: dict[str, str] | None = None, data: dict[str, str] | None = None
    ) -> httpx.Response | Outcome:
        """Send an order once; return the response, or the outcome if there is none.  See PROTOCOL.md, «Orders»."""
        for base in self._hosts:
            try:
                return await self._orders.request(method, base + path, params=params, data=data)
            except _NOTHING_SENT:
                continue
            except httpx.HTTPError as error:
                return NotKnown(_reason(error))
        return Refused("no connection could be made" if self._hosts else "no address is set")


def _outcome_of_status(response: httpx.Response, text: str) -> Outcome:
    """Return the outcome of a response by its status alone.

    A refusal in front of the exchange (401, a redirect) means that the order was not carried out; an error of a gateway
    (502, 504) leaves it open.
    """
    if response.status_code in (401, 403):
        return Refused("the key is refused")
    if response.is_success:
        return _UNCLEAR
    if response.status_code >= 500 or response.status_code == 408:
        return NotKnown(f"HTTP {response.status_code}")
    if response.is_redirect:
        return Refused("the address answers with a redirect, which is never followed with an order")
    return Refused(text or f"HTTP {response.status_code}")


def _plain_text(response: httpx.Response) -> str:
    """Return the text of a short response; empty for an HTML page, which is not shown to the user."""
    text = response.content[:400].decode("utf-8", errors="replace").strip()
    return "" if text.startswith("<") else text


def _raise_for_status(host: str, response: httpx.Response) -> None:
    status = response.status_code
    if status == 200:
        return
    if status in (401, 403):
        raise KeyRefused(status)
    if status == 404:
        raise NotFound(f"HTTP {status}")
    if status in (429, 503):
        raise Busy(status, retry_after_s(response.headers.get("Retry-After")))
    raise UnexpectedResponse(host, f"HTTP {status}")


class _NetworkErrors:
    """Context manager that turns errors of httpx into ours, without the URLs in their texts."""

    def __init__(self, host: str) -> None:
        self._host = host

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _NOTHING_SENT):
            raise Unreachable(self._host, _reason(error)) from None
        if isinstance(error, httpx.HTTPError | httpx.InvalidURL):
            raise ResponseLost(self._host, _reason(error)) from None


def _reason(error: BaseException) -> str:
    """Return why a request failed, as one of a few phrases that can be translated and contain no URL."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return certificate_reason(cause)
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return "no connection in time"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "the connection was refused"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "this name is not known on the network"
    if isinstance(error, httpx.ConnectError):
        return "no connection could be made"
    return "the connection broke off"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what caused it; a host with several addresses fails with a group of errors."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__
