"""Why a request or a connection failed, in the same words for both halves of the interface.

The words are phrases that can be translated.  They contain no URL, since the URL of the event stream contains the key.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator

import httpcore
import httpx
from websockets.exceptions import InvalidProxyMessage, InvalidProxyStatus, ProxyError

from desktop_app.pbx.errors import certificate_reason

PROXY_UNREACHABLE = "the proxy cannot be reached"
PROXY_PASSWORD = "the proxy asks for a name and a password"
PROXY_REFUSES = "the proxy refuses this address"
PROXY_FAILS = "the proxy cannot reach this address"
NO_CONNECTION_IN_TIME = "no connection in time"
NO_ANSWER_IN_TIME = "no answer in time"
BROKE_OFF = "the connection broke off"

# The request has left with these: only an answer is missing.
_AFTER_SENDING = (httpcore.ReadError, httpcore.WriteError, httpcore.ProtocolError, httpx.DecodingError)


def reason_of(error: BaseException, *, via_proxy: bool) -> str:
    """Return why a request or an attempt to connect failed.  `via_proxy` says that a proxy was used."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return certificate_reason(cause)
    for cause in causes:
        if isinstance(cause, httpcore.ProxyError | ProxyError):
            return _proxy_reason(causes, cause)
    if isinstance(error, httpcore.ConnectTimeout | httpcore.PoolTimeout):
        return NO_CONNECTION_IN_TIME
    if isinstance(error, httpcore.TimeoutException):
        return NO_ANSWER_IN_TIME
    if isinstance(error, TimeoutError):
        return NO_CONNECTION_IN_TIME
    if isinstance(error, _AFTER_SENDING):
        return BROKE_OFF
    return _connection_reason(causes, via_proxy)


def _connection_reason(causes: list[BaseException], via_proxy: bool) -> str:
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no encrypted connection could be agreed on"
    if not any(isinstance(cause, OSError | httpcore.ConnectError) for cause in causes):
        return BROKE_OFF
    if via_proxy:
        return PROXY_UNREACHABLE
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "the connection was refused"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "this name is not known on the network"
    return "no connection could be made"


def _proxy_reason(causes: list[BaseException], error: httpcore.ProxyError | ProxyError) -> str:
    """Return what the proxy said.  httpcore gives the status as text only."""
    texts = " ".join(str(cause) for cause in causes)
    status = 0
    if isinstance(error, InvalidProxyStatus):
        status = error.response.status_code
    elif isinstance(error, InvalidProxyMessage):
        return "the proxy gave no valid answer"
    elif found := re.match(r"(\d{3})\b", str(error)):
        status = int(found[1])
    elif re.search(r"authenticat|username|password", texts, re.IGNORECASE):
        status = 407
    if status == 407:
        return PROXY_PASSWORD
    return PROXY_REFUSES if 400 <= status < 500 else PROXY_FAILS


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what caused it; a host with several addresses fails with a group of errors."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for member in error.exceptions:
                yield from _causes(member)
        error = error.__cause__ or error.__context__
