"""How both halves of the interface reach a host: trusted certificates, and the proxy that is set on this computer.

Neither httpx nor websockets decides any of it: each has rules of its own, and one half worked where the other failed.
"""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
import sys
import urllib.request
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

import truststore

from desktop_app.pbx.addresses import host_of, is_loopback
from desktop_app.pbx.errors import Unreachable

PROXY_UNUSABLE = "the proxy set on this computer is of a kind that this program cannot use"

# The name is resolved by the proxy: the network behind a SOCKS proxy often has no DNS for the outside.
_PROXY_SCHEMES = {"http": "http", "https": "https", "socks": "socks5h", "socks5": "socks5h", "socks5h": "socks5h"}
_DEFAULT_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443, "socks5h": 1080}


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return a context that trusts what the operating system trusts, the authority of a company included.

    `ssl.create_default_context` would write the session keys to the file that SSLKEYLOGFILE names.
    """
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def proxy_for(url: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the URL of the proxy for `url`, or None for a direct connection.

    Its scheme is http, https or socks5h.  The variables https_proxy, all_proxy and no_proxy (in any case) count, and
    without them the settings of Windows and macOS.  Raises Unreachable for a proxy that cannot be used.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    found, exceptions = _proxy_settings(environment, host)
    if not found or is_excepted(host, parts.port or _DEFAULT_PORTS.get(parts.scheme, 443), exceptions):
        return None
    try:
        return _normalized(found)
    except ValueError:
        raise Unreachable(host_of(url), PROXY_UNUSABLE) from None


def is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Return True if a no_proxy list names the host.

    The entries are separated by commas, semicolons or blanks.  Each is a name (with its subdomains, with or without a
    leading dot or asterisk), a pattern (`10.*`), an address, a network (`10.0.0.0/8`), `<local>` (any name without a
    dot) or `*`, and may carry a port.
    """
    host = host.lower().rstrip(".").strip("[]")
    return any(_matches(entry.lower(), host, port) for entry in re.split(r"[\s,;|]+", exceptions) if entry)


def _matches(entry: str, host: str, port: int) -> bool:
    entry = entry.partition("://")[2] or entry
    address = _address(host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(entry.strip("[]"), strict=False)
        except ValueError:
            pass
    with_port = re.fullmatch(r"(\[.*\]|[^:]*):(\d{1,5})", entry)
    if with_port:
        if int(with_port[2]) != port:
            return False
        entry = with_port[1]
    entry = entry.strip("[]").rstrip(".")
    if entry == "<local>":
        return "." not in host and address is None
    entry = entry[1:] if entry.startswith("*.") else entry
    name = entry.lstrip(".")
    return bool(name) and (host == name or (address is None and host.endswith(f".{name}")) or fnmatchcase(host, entry))


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _proxy_settings(environment: Mapping[str, str], host: str) -> tuple[str, str]:
    """Return the proxy for encrypted connections to `host`, and the list of exceptions."""
    variables = {name.lower(): value for name, value in environment.items()}
    # The lower-case spelling wins where both are set, as in curl.
    variables |= {name: value for name, value in environment.items() if name.islower()}
    found = variables.get("https_proxy") or variables.get("all_proxy") or ""
    if found or "https_proxy" in variables or "all_proxy" in variables:
        return found.strip(), variables.get("no_proxy", "")
    return _system_settings(host)


if sys.platform == "win32":

    def _system_settings(_host: str) -> tuple[str, str]:
        import winreg

        proxies = urllib.request.getproxies_registry()  # type: ignore[attr-defined,unused-ignore]
        where = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, where) as settings:
                exceptions = str(winreg.QueryValueEx(settings, "ProxyOverride")[0])
        except OSError:
            exceptions = ""
        return proxies.get("https", ""), exceptions

elif sys.platform == "darwin":

    def _system_settings(host: str) -> tuple[str, str]:
        proxies = urllib.request.getproxies_macosx_sysconf()  # type: ignore[attr-defined,unused-ignore]
        is_direct = urllib.request.proxy_bypass_macosx_sysconf(host)  # type: ignore[attr-defined,unused-ignore]
        return proxies.get("https") or proxies.get("socks", ""), "*" if is_direct else ""

else:

    def _system_settings(_host: str) -> tuple[str, str]:
        return "", ""


def _normalized(proxy: str) -> str:
    """Return a proxy's URL in the form that both libraries read.  Raises ValueError if it cannot be used."""
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    scheme, host = _PROXY_SCHEMES.get(parts.scheme.lower()), parts.hostname
    if scheme is None or not host or not re.fullmatch(r"[\w.:%-]+", host):
        raise ValueError("no proxy")
    port = parts.port or _DEFAULT_PORTS[scheme]
    user = ""
    if parts.username is not None:
        # Both parts, since websockets refuses a name without a password.
        user = f"{quote(unquote(parts.username), safe='')}:{quote(unquote(parts.password or ''), safe='')}@"
    return f"{scheme}://{user}{f'[{host}]' if ':' in host else host}:{port}"
