"""What people paste, and what may be opened and shown of it."""

from __future__ import annotations

import pytest

from desktop_app.pbx.addresses import (
    api_url,
    api_urls,
    checked_key,
    events_server,
    host_of,
    stream_url,
)
from desktop_app.pbx.errors import InvalidAddress, InvalidKey


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("pbxvisor1.cloudpbx.pl", "wss://pbxvisor1.cloudpbx.pl"),
        ("https://pbxvisor1.cloudpbx.pl/", "wss://pbxvisor1.cloudpbx.pl"),
        ("wss://pbxvisor1.cloudpbx.pl:8443/ws/pbx_X?pbxkey=geheim", "wss://pbxvisor1.cloudpbx.pl:8443"),
        ("http://127.0.0.1:8099", "ws://127.0.0.1:8099"),
        ("ws://localhost:1", "ws://localhost:1"),
        ("WSS://Host.PL", "wss://Host.PL"),
    ],
)
def test_http_and_https_mean_ws_and_wss(pasted: str, meant: str) -> None:
    assert events_server(pasted) == meant


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "http://api.cloudpbx.pl",
        "ws://10.0.0.1",
        "ftp://x",
        "https://",
        "a b",
        "https://u:p@host",
        "https://[x",
    ],
)
def test_what_is_no_safe_address_is_refused(pasted: str) -> None:
    with pytest.raises(InvalidAddress):
        api_url(pasted) if "ws:" not in pasted else events_server(pasted)


def test_a_refusal_never_repeats_a_key() -> None:
    with pytest.raises(InvalidAddress) as refused:
        events_server("ws://example.org/ws/pbx_X?pbxkey=geheim")
    assert "geheim" not in str(refused.value) + refused.value.text


def test_several_hosts_are_separated_by_commas_or_blanks() -> None:
    assert api_urls("api.cloudpbx.pl, https://api2.cloudpbx.pl/") == (
        "https://api.cloudpbx.pl",
        "https://api2.cloudpbx.pl",
    )


def test_the_key_is_sent_unchanged_wherever_a_query_allows_the_character() -> None:
    key = "aZ0-._~!$&'()*+,;=:@/?"
    assert stream_url("wss://h", "MojaCentrala", key) == f"wss://h/ws/pbx_MojaCentrala?pbxkey={key}"
    assert stream_url("wss://h", "Biuro Kępa", "a%b") == "wss://h/ws/pbx_Biuro%20K%C4%99pa?pbxkey=a%25b"


def test_only_the_host_is_shown() -> None:
    assert host_of("wss://h.pl:1/ws/pbx_X?pbxkey=geheim") == "h.pl:1"


@pytest.mark.parametrize("text", ["", "  ", "a b", "klucz-ż", "a\nb", "x" * 513])
def test_what_no_header_can_carry_is_no_key(text: str) -> None:
    with pytest.raises(InvalidKey):
        checked_key(text)


def test_blanks_around_a_key_are_taken_away() -> None:
    assert checked_key(" abc\n") == "abc"
