"""The interface of the demo exchange: REST with a bearer key, and the WebSocket."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from desktop_app.demo import forms
from desktop_app.demo.billing import ZONE
from desktop_app.demo.exchange import Exchange
from desktop_app.demo.people import PBX_NAME

FORBIDDEN_PAGE = "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"
SMS_LIMIT = 1024

Listing = Callable[[date, date], list[dict[str, Any]]]


def build(exchange: Exchange) -> Starlette:
    """Return the web application of an exchange."""
    api = Api(exchange)
    routes = [
        Route("/cdr", api.cdr),
        Route("/record", api.record_list),
        Route("/record/{uniqueid}", api.record),
        Route("/dial", api.dial),
        Route("/sendSMS", api.send_sms, methods=["POST"]),
        Route("/demo/truth", api.truth),
        Route("/demo/ring", api.ring, methods=["POST"]),
        WebSocketRoute("/ws/{channel}", api.stream),
    ]
    return Starlette(routes=routes)


class Api:
    """One method per path."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("Authorization") == f"Bearer {self._exchange.key}":
            return None
        return PlainTextResponse("Unauthorized", status_code=401)

    async def cdr(self, request: Request) -> Response:
        """Billing records of a range of days (`datestart`, `datestop`)."""
        span = self._span(request)
        return self._refusal(request) or self._list_or_error(span, self._exchange.billing.records)

    async def record_list(self, request: Request) -> Response:
        """The list of recordings of a range of days."""
        span = self._span(request)
        return self._refusal(request) or self._list_or_error(span, self._exchange.billing.recording_list)

    def _list_or_error(self, span: tuple[date, date] | None, source: Listing) -> Response:
        if span is None:
            return PlainTextResponse("Parameter is missing", status_code=400)
        write = forms.awkward_list if self._exchange.is_awkward else forms.plain_list
        return Response(write(source(*span)), media_type="application/json")

    def _span(self, request: Request) -> tuple[date, date] | None:
        today = datetime.now(ZONE).date()
        try:
            first = date.fromisoformat(request.query_params.get("datestart", today.isoformat()))
            last = date.fromisoformat(request.query_params.get("datestop", today.isoformat()))
        except ValueError:
            return None
        return first, last

    async def record(self, request: Request) -> Response:
        """The sound of one recording, as WAV."""
        uniqueid = request.path_params["uniqueid"]
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if uniqueid not in self._exchange.billing.recordings:
            return PlainTextResponse("Not found", status_code=404)
        seconds = self._exchange.billing.seconds_of(uniqueid)
        return Response(self._exchange.speech.recording(uniqueid, seconds), media_type="audio/x-wav")

    async def dial(self, request: Request) -> Response:
        """Click to dial."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        done = self._exchange.dial(request.query_params.get("cpa", ""), request.query_params.get("cpb", ""))
        return PlainTextResponse("OK") if done else PlainTextResponse("Action Error", status_code=500)

    async def send_sms(self, request: Request) -> Response:
        """Send a text message."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if not self._exchange.has_sms_gateway:
            return PlainTextResponse("Not found", status_code=404)
        form = await _form(request)
        to, body = form.get("to", ""), form.get("body", "")
        if not re.fullmatch(r"[0-9]{9}", to) or not body or len(body) > SMS_LIMIT:
            return PlainTextResponse("Parameter is missing", status_code=400)
        message_id = self._exchange.send_sms(to, body, test=form.get("test") == "true")
        return JSONResponse({"responseId": message_id, "responseStatus": "QUEUE", "responseErrorMessage": None})

    async def truth(self, request: Request) -> Response:
        """Not part of the interface: the true state, for tests to compare with."""
        return self._refusal(request) or JSONResponse(self._exchange.truth())

    async def ring(self, request: Request) -> Response:
        """Not part of the interface: let an outside party ring a phone, for tests."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        form = await _form(request)
        seconds = float(form.get("seconds", "4"))
        rang = self._exchange.ring_in(
            form.get("exten", ""), form.get("number", ""), form.get("name", ""), seconds, form.get("queue", "")
        )
        return PlainTextResponse("OK") if rang else PlainTextResponse("Action Error", status_code=500)

    async def stream(self, socket: WebSocket) -> None:
        """The event stream.  The key is compared with the undecoded query; an unknown channel stays silent."""
        raw = socket.scope["query_string"].decode("latin-1")
        pairs = dict(pair.partition("=")[::2] for pair in raw.split("&"))
        if pairs.get("pbxkey") not in (self._exchange.key, _as_in_query(self._exchange.key)):
            await socket.send_denial_response(HTMLResponse(FORBIDDEN_PAGE, status_code=403))
            return
        await socket.accept()
        channel = self._exchange.channel
        is_ours = socket.path_params["channel"] == f"pbx_{PBX_NAME}"
        frames = channel.subscribe()
        watching = asyncio.create_task(_wait_for_disconnect(socket, frames))
        try:
            while (body := await frames.get()) is not None:
                if is_ours:
                    await socket.send_text(body)
            if not watching.done():
                await socket.close()
        except WebSocketDisconnect:
            pass
        finally:
            channel.unsubscribe(frames)
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def _wait_for_disconnect(socket: WebSocket, frames: asyncio.Queue[str | None]) -> None:
    """Ignore what the client sends, and end the stream when it disconnects."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        continue
    frames.put_nowait(None)


def _as_in_query(key: str) -> str:
    """Percent-encode only the characters that a query string cannot hold."""
    return "".join(
        letter if re.fullmatch(r"[A-Za-z0-9!$&'()*+,;=:@/?._~-]", letter) else _encoded(letter) for letter in key
    )


def _encoded(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


async def _form(request: Request) -> dict[str, str]:
    """Decode a URL-encoded form.  Starlette's own form parser needs another library, for file uploads."""
    body = (await request.body()).decode("utf-8", errors="replace").replace("+", " ")
    return {unquote(name): unquote(value) for name, _, value in (part.partition("=") for part in body.split("&"))}
