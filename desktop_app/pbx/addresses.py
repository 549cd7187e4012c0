"""Addresses of the exchange: what users paste, what is opened, and what may be shown.

Unencrypted http and ws are accepted for this machine only; elsewhere they would expose the key.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

import httpx

from desktop_app.pbx.errors import InvalidAddress, InvalidKey

# Characters that RFC 3986 allows in a query.  The server compares the key with the raw text of the URL: see
# PROTOCOL.md, «Authentication».
QUERY_SAFE = "!$&'()*+,;=:@/?-._~"
PATH_SAFE = "!$&'()*+,;=:@-._~"
_HOST_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|$))+")
# What users paste and what it means: see PROTOCOL.md, «Event stream».
_REST_SCHEMES = {"https": "https", "http": "http"}
_STREAM_SCHEMES = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}


def api_url(text: str) -> str:
    """Return the base URL of a REST host, without a slash at the end.  Raises InvalidAddress."""
    parts = _split(text, default_scheme="https", schemes=_REST_SCHEMES)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def api_urls(text: str) -> tuple[str, ...]:
    """Return the base URLs of several REST hosts separated by commas or blanks, in order.  Raises InvalidAddress."""
    return tuple(api_url(host) for host in re.split(r"[,\s]+", text) if host)


def events_server(text: str) -> str:
    """Return the events server as `ws[s]://host[:port]`; http and https stand for ws and wss.  Raises InvalidAddress.

    Users paste the complete URL of the stream, including the key; everything after the host is removed.
    """
    parts = _split(text, default_scheme="wss", schemes=_STREAM_SCHEMES)
    return f"{parts.scheme}://{parts.netloc}"


def stream_url(server: str, pbx_name: str, key: str) -> str:
    """Return the URL of the event stream.  It contains the key: never log or show it.  Raises InvalidAddress."""
    base = f"{events_server(server)}/ws/pbx_{quote(pbx_name, safe=PATH_SAFE, errors='replace')}"
    return f"{base}?pbxkey={quote(key, safe=QUERY_SAFE)}"


def key_in(stream: str) -> str:
    """Return the key in the URL of the stream."""
    return unquote(urlsplit(stream).query.removeprefix("pbxkey="))


def checked_key(text: str) -> str:
    """Return a pasted key without surrounding blanks.  Raises InvalidKey if a header cannot carry it."""
    key = text.strip()
    if not re.fullmatch(r"[\x21-\x7e]{1,512}", key):
        raise InvalidKey
    return key


def host_of(url: str) -> str:
    """Return `host[:port]`, the part of a URL that may be shown."""
    return urlsplit(url).netloc.rpartition("@")[2]


def is_loopback(host: str | None) -> bool:
    """Return True if `host` (a name or an IP address) is this machine."""
    if host is None:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str, default_scheme: str, schemes: dict[str, str]) -> SplitResult:
    """Parse an address and map its scheme.  Raises InvalidAddress."""
    url = text.strip()
    if not url.isprintable() or re.search(r"[\s\\]", url):
        raise InvalidAddress(_without_secrets(text), "not an address")
    if "://" not in url:
        url = f"{default_scheme}://{url}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise InvalidAddress(_without_secrets(text), "not an address") from None
    if not host or not _is_host(host) or parts.scheme not in schemes:
        raise InvalidAddress(_without_secrets(text), "not an address")
    if parts.username is not None or parts.password is not None:
        raise InvalidAddress(_without_secrets(text), "an address may not hold a password")
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port is not None else ""
    if parts.netloc.lower().removesuffix(":") != netloc:  # «x[::1]» has the host ::1
        raise InvalidAddress(_without_secrets(text), "not an address")
    scheme = schemes[parts.scheme]
    if scheme in ("http", "ws") and not is_loopback(host):
        raise InvalidAddress(_without_secrets(text), "only https and wss are safe beyond this computer")
    return parts._replace(scheme=scheme)


def _is_host(host: str) -> bool:
    """Return True for an IP address and for a name that both libraries, httpx and websockets, take."""
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        return _is_ip_address(host)
    if host.isascii():
        return len(host) < 254 and _HOST_NAME.fullmatch(host) is not None
    try:
        httpx.URL(f"https://{host}")
        host.encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        return False
    return True


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _without_secrets(text: str) -> str:
    """Return what was typed without a query (it may hold a key) and without credentials before an at sign.

    Characters that cannot be shown are replaced.
    """
    shown = text.strip().partition("?")[0].rpartition("@")[2][:80]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in shown)
