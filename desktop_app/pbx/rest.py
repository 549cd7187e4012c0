"""The REST half of the interface.

Questions (`legs`, `recordings`, `recording`) may go to the stand-by host.  Orders (`dial`, `send_sms`) are sent once:
no retry, no redirect, and the stand-by host only if no connection was established.  See PROTOCOL.md, «Orders».
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import quote

import msgspec

from desktop_app.pbx import sound
from desktop_app.pbx.download import Download, OnPart
from desktop_app.pbx.errors import (
    Busy,
    KeyRefused,
    NotFound,
    PbxError,
    ResponseLost,
    UnexpectedResponse,
    Unreachable,
)
from desktop_app.pbx.http_host import Answer, HttpHost, Request
from desktop_app.pbx.network_errors import BROKE_OFF, NO_ANSWER_IN_TIME
from desktop_app.pbx.outcomes import GATEWAY_REFUSES, NO_GATEWAY, Done, NotKnown, Outcome, Refused
from desktop_app.pbx.plain_text import plain_text
from desktop_app.pbx.records import Leg, Listing, RecordingEntry, decode_legs, decode_recordings
from desktop_app.pbx.states import SmsState, sms_state
from desktop_app.runtime.lenient_json import load_json

ANSWER_TIMEOUT_S = 30.0
# In parts of the time allowed for an answer, so that tests can be quick.
_ORDER_WITHIN = 1.5  # an order, over all hosts: 45 s
_ASKING_WITHIN = 4.0  # no further try of a question after 2 min
_PAUSES = (0.0, 1 / 60, 1 / 20)  # before each round of a question over all hosts: 0, 0.5 and 1.5 s

_UNCLEAR = NotKnown("an answer that says neither yes nor no")
# States that cannot be the first of a message on its way.
_REFUSING = (SmsState.FAILED, SmsState.REJECTED, SmsState.UNDELIVERED, SmsState.EXPIRED, SmsState.STOP)
# Errors of one host: the other one may respond.
_HOST_ERRORS = (Unreachable, ResponseLost, UnexpectedResponse, Busy)
_QUICK_S = 2.0

_Entry = TypeVar("_Entry")
_Answer = TypeVar("_Answer")


class _SmsAnswer(msgspec.Struct):
    responseId: str | int | None = None
    responseStatus: str | None = None
    responseErrorMessage: str | None = None


class RestClient:
    """REST client with one key.  `hosts` are base URLs, the preferred one first."""

    def __init__(self, hosts: Sequence[str], key: str, *, answer_timeout_s: float = ANSWER_TIMEOUT_S) -> None:
        self._hosts = [HttpHost(base, key, answer_timeout_s) for base in hosts]
        self._answer_timeout_s = answer_timeout_s

    async def aclose(self) -> None:
        """Close the connections."""
        for host in self._hosts:
            await host.aclose()

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

        An interrupted download is resumed if the host can tell that the file is unchanged.  Raises PbxError, in
        particular NotFound, and NotARecording if the response is not a sound file.
        """
        # It becomes part of a URL: see PROTOCOL.md, «Recording file».
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", uniqueid) or ".." in uniqueid:
            raise NotFound("not an identifier of a recording")
        path = f"/record/{quote(uniqueid, safe='')}"
        downloads = {host.name: Download(on_part) for host in self._hosts}

        async def download(host: HttpHost) -> bytes:
            file = downloads[host.name]
            _raise_for_status(host.name, await host.download(path, file))
            return bytes(file.body)

        body = await self._from_first_host(download)
        sound.detect_container(body, declared_format)
        return body

    async def _query(
        self, path: str, first: date, last: date, decode: Callable[[bytes], Listing[_Entry]]
    ) -> Listing[_Entry]:
        days = {"datestart": first.isoformat(), "datestop": last.isoformat()}

        async def ask(host: HttpHost) -> Listing[_Entry]:
            answer = await host.send(Request(path, params=days))
            if answer.status == 404:
                raise UnexpectedResponse(host.name, "HTTP 404")
            _raise_for_status(host.name, answer)
            try:
                return decode(answer.body)
            except ValueError:
                raise _undecodable(host.name, answer.body) from None

        return await self._from_first_host(ask)

    async def _from_first_host(self, ask: Callable[[HttpHost], Awaitable[_Answer]]) -> _Answer:
        """Return what the first host answers that can, and ask again what may succeed then.

        Raises the error of the last attempt.
        """
        error: PbxError = Unreachable("", "no address is set")
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self._answer_timeout_s * _ASKING_WITHIN
        for pause in _PAUSES:
            await asyncio.sleep(random.uniform(pause / 2, pause) * self._answer_timeout_s)
            may_succeed = False
            for host in self._hosts:
                if loop.time() > give_up_at:
                    raise error
                try:
                    return await ask(host)
                except _HOST_ERRORS as failure:
                    error = failure
                    may_succeed = may_succeed or _is_passing(failure)
            if not may_succeed:
                break
        raise error

    # ---- orders ----------------------------------------------------------------------------------

    async def dial(self, own: str, number: str) -> Outcome:
        """Ring the extension `own`, and call `number` when it picks up.  Does not raise for network errors.

        See PROTOCOL.md, «Dial».
        """
        answer = await self._order(Request("/dial", params={"cpa": own, "cpb": number}, is_order=True))
        if not isinstance(answer, Answer):
            return answer
        text = _plain_text(answer)
        if answer.status == 200:
            return Done() if text.upper().startswith("OK") else _UNCLEAR
        if answer.status == 500 and "action error" in text.lower():
            return Refused(text)
        return _outcome_of_status(answer, text)

    async def send_sms(self, to: str, body: str, *, test: bool) -> Outcome:
        """Send a text message.  `to` has nine digits, `body` at most 1024 characters.

        A message with `test` is neither delivered nor charged.  Does not raise for network errors.

        See PROTOCOL.md, «Send SMS».
        """
        form = {"to": to, "body": body} | ({"test": "true"} if test else {})
        answer = await self._order(Request("/sendSMS", "POST", data=form, is_order=True))
        if not isinstance(answer, Answer):
            return answer
        if answer.status == 404:
            return Refused(NO_GATEWAY)
        try:
            said = msgspec.convert(load_json(answer.body), _SmsAnswer)
        except (ValueError, RecursionError):
            return _outcome_of_status(answer, _plain_text(answer))
        if answer.status in (200, 400, 500) and said.responseErrorMessage:
            return Refused(plain_text(said.responseErrorMessage[:200]))
        if answer.status == 200 and said.responseId:
            state = sms_state(said.responseStatus or "QUEUE")
            return Refused(GATEWAY_REFUSES) if state in _REFUSING else Done(str(said.responseId), state)
        return _outcome_of_status(answer, "")

    async def _order(self, request: Request) -> Answer | Outcome:
        """Send an order once; return the answer, or the outcome if there is none.  See PROTOCOL.md, «Orders»."""
        why = "no address is set"
        try:
            async with asyncio.timeout(self._answer_timeout_s * _ORDER_WITHIN):
                for host in self._hosts:
                    try:
                        return await host.send(request)
                    except Unreachable as error:
                        why = error.why
        except ResponseLost as error:
            return NotKnown(error.why)
        except UnexpectedResponse as error:
            return NotKnown(error.what)
        except TimeoutError:
            return NotKnown(NO_ANSWER_IN_TIME)
        return Refused(why)


def _is_passing(error: PbxError) -> bool:
    """Return True if the same question may be answered a moment later."""
    if isinstance(error, Busy):
        return error.status == 503 and (error.retry_after_s or 0.0) <= _QUICK_S
    return isinstance(error, ResponseLost)


def _undecodable(host: str, body: bytes) -> PbxError:
    """Return the error for a body that is no list: a page, or the beginning of a list."""
    start = body.lstrip()[:1]
    if start == b"[":
        return ResponseLost(host, BROKE_OFF)
    return UnexpectedResponse(host, "a page of HTML" if start == b"<" else "no list of records")


def _outcome_of_status(answer: Answer, text: str) -> Outcome:
    """Return the outcome of an answer by its status alone.

    A refusal in front of the exchange (401, a redirect) means that the order was not carried out; an error of a gateway
    (502, 504) leaves it open.
    """
    status = answer.status
    if status in (401, 403):
        return Refused("the key is refused")
    if 200 <= status < 300:
        return _UNCLEAR
    if status >= 500 or status == 408:
        return NotKnown(f"HTTP {status}")
    if 300 <= status < 400:
        return Refused("the address answers with a redirect, which is never followed with an order")
    return Refused(text or f"HTTP {status}")


def _plain_text(answer: Answer) -> str:
    """Return the text of a short answer; empty for an HTML page, which is not shown to the user."""
    text = plain_text(answer.body[:400].decode("utf-8", errors="replace")).strip()
    return "" if text.startswith("<") else text


def _raise_for_status(host: str, answer: Answer) -> None:
    status = answer.status
    if status in (200, 206):
        return
    if status in (401, 403):
        raise KeyRefused(status)
    if status == 404:
        raise NotFound(f"HTTP {status}")
    if status in (429, 503):
        raise Busy(status, answer.retry_after_s)
    if status >= 500:
        raise ResponseLost(host, f"HTTP {status}")
    raise UnexpectedResponse(host, f"HTTP {status}")
