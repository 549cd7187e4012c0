"""The REST half of the interface.

Questions may be asked again and of the stand-by host.  Orders (`dial`, `send_sms`) have exactly one attempt: no
retry, no redirect, and the second host only when no connection could be made at all.
"""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from desktop_app.pbx import sound
from desktop_app.pbx.addresses import host_of, is_loopback
from desktop_app.pbx.download import Download, OnPart
from desktop_app.pbx.errors import (
    AnswerLost,
    Busy,
    KeyRefused,
    NoSuchThing,
    NotUnderstood,
    PbxError,
    Unreachable,
    certificate_words,
    retry_after_s,
)
from desktop_app.pbx.outcomes import NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.pbx.records import Answer, decode_legs, decode_recordings
from desktop_app.pbx.states import sms_state

# httpx and httpcore log addresses and headers by themselves; ours must never hold a key or a number.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

CONNECT_TIMEOUT_S = 6.0
ANSWER_TIMEOUT_S = 30.0
NEITHER = "an answer that says neither yes nor no"

# No connection was made, so nothing of the order can have left.
_NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_SECOND_HOST_MAY_KNOW = (Unreachable, AnswerLost, NotUnderstood, Busy)


class _SmsAnswer(msgspec.Struct):
    responseId: str | int | None = None
    responseStatus: str | None = None
    responseErrorMessage: str | None = None


class RestClient:
    """Asks and orders over HTTPS with one key.  `hosts` are base addresses, the first preferred."""

    def __init__(self, hosts: Sequence[str], key: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        self._hosts = tuple(hosts)
        headers = {"Authorization": f"Bearer {key}"}
        timeout = httpx.Timeout(answer_timeout_s, connect=CONNECT_TIMEOUT_S)
        trust = httpx.create_ssl_context()  # once for both: reading the certificates takes 4 MB and 50 ms
        # Loopback is allowed in the clear because nothing leaves this machine: then no proxy may be asked either.
        proxied = not any(is_loopback(urlsplit(host).hostname) for host in hosts)
        self._questions = httpx.AsyncClient(headers=headers, timeout=timeout, verify=trust, trust_env=proxied)
        # A connection of its own for each order: a pooled one may be dead already, and then nobody could tell.
        self._orders = httpx.AsyncClient(
            headers=headers,
            timeout=timeout,
            verify=trust,
            trust_env=proxied,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._questions.aclose()
        await self._orders.aclose()

    # ---- questions -------------------------------------------------------------------------------

    async def legs(self, first: date, last: date) -> Answer:
        """The billing records of the days from `first` to `last`, both included, cut at 10 000.  Raises PbxError."""
        host, body = await self._ask("/cdr", first, last)
        return _decoded(host, body, decode_legs)

    async def recordings(self, first: date, last: date) -> Answer:
        """The list of recordings of the days from `first` to `last`, cut at 5 000.  Raises PbxError."""
        host, body = await self._ask("/record", first, last)
        return _decoded(host, body, decode_recordings)

    async def _ask(self, path: str, first: date | None, last: date | None) -> tuple[str, bytes]:
        query = {"datestart": first.isoformat(), "datestop": last.isoformat()} if first and last else {}
        trouble: PbxError = Unreachable("", "no address is set")
        for base in self._hosts:
            try:
                return host_of(base), await self._ask_one(base, path, query)
            except _SECOND_HOST_MAY_KNOW as error:
                trouble = error
        raise trouble

    async def _ask_one(self, base: str, path: str, query: dict[str, str]) -> bytes:
        host = host_of(base)
        with _NetworkErrors(host):
            answer = await self._questions.get(base + path, params=query)
        if answer.status_code == 404:
            raise NotUnderstood(host, "HTTP 404")
        _raise_for_status(host, answer)
        return answer.content

    async def recording(
        self, uniqueid: str, declared_format: str = "wav", on_part: OnPart = lambda body, size: None
    ) -> bytes:
        """The sound of one recording, whole.  Raises PbxError; NotSound when something else came in its place.

        A download that breaks off goes on once from where it broke, when the host can tell that it is the same file.
        """
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", uniqueid) or ".." in uniqueid:
            raise NoSuchThing("this identifier cannot be one of a recording")
        trouble: PbxError = Unreachable("", "no address is set")
        for base in self._hosts:
            try:
                body = await self._download(f"{base}/record/{quote(uniqueid, safe='')}", host_of(base), on_part)
            except _SECOND_HOST_MAY_KNOW as error:
                trouble = error
                continue
            sound.check(body, declared_format)
            return body
        raise trouble

    async def _download(self, url: str, host: str, on_part: OnPart) -> bytes:
        download = Download(url, on_part)
        with _NetworkErrors(host):
            try:
                await self._take(download, host)
            except httpx.TransportError:
                if not download.can_go_on:
                    raise
                await self._take(download, host)
        return bytes(download.body)

    async def _take(self, download: Download, host: str) -> None:
        async with self._questions.stream("GET", download.url, headers=download.headers()) as answer:
            if not download.begins(answer):
                await answer.aread()
                _raise_for_status(host, answer)
                raise NotUnderstood(host, f"HTTP {answer.status_code}")
            async for piece in answer.aiter_bytes():
                download.add(piece)

    # ---- orders ----------------------------------------------------------------------------------

    async def dial(self, own: str, number: str) -> Outcome:
        """Ring `own`, and when it is picked up call `number`.  One attempt, three ends; never raises for a network."""
        answer = await self._order("GET", "/dial", params={"cpa": own, "cpb": number})
        if not isinstance(answer, httpx.Response):
            return answer
        said = _plain(answer)
        if answer.status_code == 200:
            return Done() if said.upper().startswith("OK") else NotKnown(NEITHER)
        if answer.status_code == 500 and "action error" in said.lower():
            return Refused(said)
        return _outcome_of_status(answer, said)

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        """Hand one message to the gateway.  `to` has nine digits, `body` at most 1024 characters."""
        form = {"to": to, "body": body} | ({"test": "true"} if test else {})
        answer = await self._order("POST", "/sendSMS", data=form)
        if not isinstance(answer, httpx.Response):
            return answer
        if answer.status_code == 404:
            return Refused(NO_GATEWAY)
        try:
            said = msgspec.json.decode(answer.content, type=_SmsAnswer)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return _outcome_of_status(answer, _plain(answer))
        if answer.status_code == 200 and said.responseId:
            return Done(str(said.responseId), sms_state(said.responseStatus or "QUEUE"))
        if answer.status_code in (200, 400, 500) and said.responseErrorMessage:
            return Refused(said.responseErrorMessage[:200])
        return _outcome_of_status(answer, "")

    async def _order(
        self, method: str, path: str, *, params: dict[str, str] | None = None, data: dict[str, str] | None = None
    ) -> httpx.Response | Outcome:
        for base in self._hosts:
            try:
                return await self._orders.request(method, base + path, params=params, data=data)
            except _NOTHING_LEFT:
                continue
            except httpx.HTTPError as error:
                return NotKnown(_reason(error))
        return Refused("no connection could be made" if self._hosts else "no address is set")


def _outcome_of_status(answer: httpx.Response, said: str) -> Outcome:
    """An answer of the way there (401, a redirect) means no; one of a gateway (502, 504) leaves it open."""
    if answer.status_code in (401, 403):
        return Refused("the key is refused")
    if answer.is_success:
        return NotKnown(NEITHER)
    if answer.status_code >= 500 or answer.status_code == 408:
        return NotKnown(f"HTTP {answer.status_code}")
    if answer.is_redirect:
        return Refused("the address answers with a redirect, which is never followed with an order")
    return Refused(said or f"HTTP {answer.status_code}")


def _plain(answer: httpx.Response) -> str:
    """The text of a short answer; a page of HTML is not quoted to a person."""
    text = answer.content[:400].decode("utf-8", errors="replace").strip()
    return "" if text.startswith("<") else text


def _decoded(host: str, body: bytes, decoder: object) -> Answer:
    try:
        answer: Answer = decoder(body)  # type: ignore[operator]
    except ValueError:
        what = "a page of HTML" if body.lstrip()[:1] == b"<" else "no list of records"
        raise NotUnderstood(host, what) from None
    return answer


def _raise_for_status(host: str, answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 200:
        return
    if status in (401, 403):
        raise KeyRefused(status)
    if status == 404:
        raise NoSuchThing(f"HTTP {status}")
    if status in (429, 503):
        raise Busy(status, retry_after_s(answer.headers.get("Retry-After")))
    raise NotUnderstood(host, f"HTTP {status}")


class _NetworkErrors:
    """Turn what httpx raises into our own errors, without the addresses that its texts hold."""

    def __init__(self, host: str) -> None:
        self._host = host

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _NOTHING_LEFT):
            raise Unreachable(self._host, _reason(error)) from None
        if isinstance(error, httpx.HTTPError | httpx.InvalidURL):
            raise AnswerLost(self._host, _reason(error)) from None


def _reason(error: BaseException) -> str:
    """Why a connection failed, in words that hold no address."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return certificate_words(cause)
        cause = cause.__cause__ or cause.__context__
    text = str(error).lower()
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return "no connection in time"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if "refused" in text or "all connection attempts failed" in text:
        return "the connection was refused"
    if "name or service" in text or "nodename" in text or "name resolution" in text or "getaddrinfo" in text:
        return "this name is not known on the network"
    if isinstance(error, httpx.ConnectError):
        return "no connection could be made"
    return "the connection broke off"
