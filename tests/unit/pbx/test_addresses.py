"""Addresses and keys: what users paste, and what is opened and shown of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop_app.pbx.addresses import (
    api_url,
    api_urls,
    checked_key,
    events_server,
    host_of,
    is_loopback,
    stream_url,
)
from desktop_app.pbx.errors import InvalidAddress, InvalidKey


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("pbxvisor1.cloudpbx.pl", "wss://pbxvisor1.cloudpbx.pl"),
        (" https://pbxvisor1.cloudpbx.pl/\n", "wss://pbxvisor1.cloudpbx.pl"),
        ("wss://pbxvisor1.cloudpbx.pl:8443/ws/pbx_X?pbxkey=geheim#x", "wss://pbxvisor1.cloudpbx.pl:8443"),
        ("http://127.0.0.1:8099", "ws://127.0.0.1:8099"),
        ("ws://localhost:1", "ws://localhost:1"),
        ("ws://[::1]:1", "ws://[::1]:1"),
        ("WSS://Host.PL", "wss://Host.PL"),
    ],
)
def test_http_and_https_stand_for_ws_and_wss(pasted: str, meant: str) -> None:
    assert events_server(pasted) == meant


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("api.cloudpbx.pl", "https://api.cloudpbx.pl"),
        ("HTTPS://api.cloudpbx.pl/v1//?x=1#y", "https://api.cloudpbx.pl/v1"),
        ("api.cloudpbx.pl/vX/", "https://api.cloudpbx.pl/vX"),
        ("http://localhost:8080/", "http://localhost:8080"),
        ("https://Api.CloudPBX.pl:/", "https://Api.CloudPBX.pl:"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://" + "a." * 126 + "a", "https://" + "a." * 126 + "a"),
        ("https://zażółć.pl", "https://zażółć.pl"),
        ("https://a_b.example.com.", "https://a_b.example.com."),
    ],
)
def test_a_rest_address_keeps_its_path(pasted: str, meant: str) -> None:
    assert api_url(pasted) == meant


NO_ADDRESS, INSECURE = "not an address", "only https and wss are safe beyond this computer"
PASSWORD = "an address may not hold a password"


@pytest.mark.parametrize(
    ("read", "pasted", "why", "shown"),
    [
        (api_url, "", NO_ADDRESS, ""),
        (api_url, "   ", NO_ADDRESS, ""),
        (api_url, "a b", NO_ADDRESS, "a b"),
        (api_url, "a\\b", NO_ADDRESS, "a\\b"),
        (api_url, "a\x01b", NO_ADDRESS, "a\ufffdb"),
        (api_url, "https://a\x7fb", NO_ADDRESS, "https://a\ufffdb"),
        (api_url, "https://\udcffa", NO_ADDRESS, "https://\ufffda"),
        (api_url, "https://a\u202eb", NO_ADDRESS, "https://a\ufffdb"),
        (api_url, "https://x[::1]:80", NO_ADDRESS, "https://x[::1]:80"),
        (api_url, "https://127.0.0.999", NO_ADDRESS, "https://127.0.0.999"),
        (api_url, "https://-a.pl", NO_ADDRESS, "https://-a.pl"),
        (api_url, "https://a/\u202eb", NO_ADDRESS, "https://a/\ufffdb"),
        (api_url, "https://a/b c", NO_ADDRESS, "https://a/b c"),
        (api_url, "https://a/b\\c", NO_ADDRESS, "https://a/b\\c"),
        (api_url, "https://" + "a." * 126 + "aa", NO_ADDRESS, ("https://" + "a." * 126)[:80]),
        (api_url, "https://a..pl", NO_ADDRESS, "https://a..pl"),
        (api_url, "https://" + "a" * 64 + ".pl", NO_ADDRESS, "https://" + "a" * 64 + ".pl"),
        (api_url, "https://ż½İ\u0301.pl", NO_ADDRESS, "https://ż½İ\u0301.pl"),
        (events_server, "https://x:080", NO_ADDRESS, "https://x:080"),
        (api_url, "ftp://x", NO_ADDRESS, "ftp://x"),
        (api_url, "wss://x", NO_ADDRESS, "wss://x"),
        (api_url, "https://", NO_ADDRESS, "https://"),
        (api_url, "https://[x", NO_ADDRESS, "https://[x"),
        (api_url, "https://x:99999", NO_ADDRESS, "https://x:99999"),
        (api_url, "https://u:p@host", PASSWORD, "host"),
        (api_url, "https://u@host", PASSWORD, "host"),
        (api_url, "https://:p@host", PASSWORD, "host"),
        (api_url, "http://api.cloudpbx.pl", INSECURE, "http://api.cloudpbx.pl"),
        (events_server, "ws://10.0.0.1", INSECURE, "ws://10.0.0.1"),
        (events_server, "ws://example.org/ws/pbx_X?pbxkey=geheim", INSECURE, "ws://example.org/ws/pbx_X"),
        (api_url, "ftp://" + "x" * 100, NO_ADDRESS, "ftp://" + "x" * 74),
        (api_url, "ftp://x?a@b?c", NO_ADDRESS, "ftp://x"),
    ],
)
def test_an_unsafe_address_is_refused_without_repeating_secrets(
    read: Callable[[str], str], pasted: str, why: str, shown: str
) -> None:
    with pytest.raises(InvalidAddress) as refused:
        read(pasted)
    assert (refused.value.why, refused.value.text) == (why, shown)
    assert "geheim" not in str(refused.value)


def test_several_hosts_are_separated_by_commas_or_blanks() -> None:
    expected = ("https://api.cloudpbx.pl", "https://api2.cloudpbx.pl", "https://c.pl")
    assert api_urls(" api.cloudpbx.pl, https://api2.cloudpbx.pl/\nc.pl,") == expected
    assert api_urls("") == ()


def test_the_key_is_sent_unchanged_wherever_a_query_allows_the_character() -> None:
    key = "aZ0-._~!$&'()*+,;=:@/?"
    assert stream_url("wss://h", "MojaCentrala", key) == f"wss://h/ws/pbx_MojaCentrala?pbxkey={key}"
    assert stream_url("wss://h", "\udcff", "a") == "wss://h/ws/pbx_%3F?pbxkey=a"
    assert stream_url("wss://h", "Biuro Kępa", "a%b") == "wss://h/ws/pbx_Biuro%20K%C4%99pa?pbxkey=a%25b"
    assert stream_url("wss://h", "a-._~!$&'()*+,;=:@b/c", "#") == "wss://h/ws/pbx_a-._~!$&'()*+,;=:@b%2Fc?pbxkey=%23"


@pytest.mark.parametrize(
    ("url", "shown"),
    [("wss://h.pl:1/ws/pbx_X?pbxkey=geheim", "h.pl:1"), ("https://u:p@q@h.pl/x", "h.pl"), ("https://h", "h")],
)
def test_only_the_host_is_shown(url: str, shown: str) -> None:
    assert host_of(url) == shown


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("localhost.example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_loopback_is_this_machine(host: str | None, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize("text", ["", "  ", "a b", "klucz-ż", "a\nb", "a\x7fb", "a\x20b", "x" * 513])
def test_a_key_that_no_header_can_carry_is_refused(text: str) -> None:
    with pytest.raises(InvalidKey):
        checked_key(text)


@pytest.mark.parametrize(("text", "key"), [(" abc\n", "abc"), ("!~", "!~"), ("x" * 512, "x" * 512)])
def test_blanks_around_a_key_are_removed(text: str, key: str) -> None:
    assert checked_key(text) == key
