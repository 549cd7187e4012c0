"""Addresses of the exchange: from what people paste to what may be opened, and back to what may be shown.

Plain http and ws are allowed to this machine only: anywhere else the key would travel in the clear.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, urlsplit

from desktop_app.pbx.errors import BadAddress, BadKey

# RFC 3986 allows these in a query as they are; the server compares the key with the raw text of the address.
QUERY_SAFE = "!$&'()*+,;=:@/?-._~"
PATH_SAFE = "!$&'()*+,;=:@-._~"


def api_url(text: str) -> str:
    """The base address of a REST host, without a slash at the end.  Raises BadAddress."""
    parts = _split(text, default_scheme="https", schemes={"https": "https", "http": "http"})
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def api_urls(text: str) -> tuple[str, ...]:
    """Several REST hosts separated by commas or spaces, the first preferred.  Raises BadAddress."""
    return tuple(api_url(one) for one in re.split(r"[,\s]+", text) if one)


def events_server(text: str) -> str:
    """The events server as `ws[s]://host[:port]`: http and https mean ws and wss.  Raises BadAddress.

    People paste the whole address of the stream with its key; everything behind the host is cut off.
    """
    schemes = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
    parts = _split(text, default_scheme="wss", schemes=schemes)
    return f"{parts.scheme}://{parts.netloc}"


def stream_url(server: str, pbx_name: str, key: str) -> str:
    """The address of the event stream.  It holds the key: never log it, never show it."""
    base = f"{events_server(server)}/ws/pbx_{quote(pbx_name, safe=PATH_SAFE)}"
    return f"{base}?pbxkey={quote(key, safe=QUERY_SAFE)}"


def checked_key(text: str) -> str:
    """A pasted key without the blanks around it.  Raises BadKey when no header could carry it."""
    key = text.strip()
    if not re.fullmatch(r"[\x21-\x7e]{1,512}", key):
        raise BadKey
    return key


def host_of(url: str) -> str:
    """What may be shown of an address: the host and the port."""
    return urlsplit(url).netloc.rpartition("@")[2]


def is_loopback(host: str | None) -> bool:
    """True for this machine by name or number."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str, default_scheme: str, schemes: dict[str, str]) -> SplitResult:
    stripped = text.strip()
    if not stripped or re.search(r"[\s\x00-\x1f\\]", stripped):
        raise BadAddress(_shown(text), "not an address")
    if "://" not in stripped:
        stripped = f"{default_scheme}://{stripped}"
    try:
        parts = urlsplit(stripped)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise BadAddress(_shown(text), "not an address") from None
    if not host or parts.scheme.lower() not in schemes:
        raise BadAddress(_shown(text), "not an address")
    if parts.username is not None or parts.password is not None:
        raise BadAddress(_shown(text), "an address may not hold a password")
    scheme = schemes[parts.scheme.lower()]
    if scheme in ("http", "ws") and not is_loopback(host):
        raise BadAddress(_shown(text), "only https and wss are safe beyond this computer")
    return parts._replace(scheme=scheme, query="", fragment="")


def _shown(text: str) -> str:
    """What was typed, without anything behind a question mark or before an at sign: a key may stand there."""
    return text.strip().partition("?")[0].rpartition("@")[2][:80]
