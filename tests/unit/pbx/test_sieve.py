"""Oversized messages are left out; everything else goes through to the byte, however the network cuts it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.pbx.sieve import TOO_LARGE, Sieve
from tests.support.stream import CLOSE, PING, TEXT, frame

HANDSHAKE = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
LIMIT = 300


def sifted(data: bytes, cuts: list[int], limit: int = LIMIT) -> bytes:
    sieve, begun, passed = Sieve(limit), 0, b""
    for cut in [*sorted({cut % (len(data) + 1) for cut in cuts}), len(data)]:
        passed += sieve.sift(data[begun:cut])
        begun = cut
    return passed


def fragments(*payloads: bytes) -> bytes:
    """One message in several frames."""
    whole = [bytearray(frame(TEXT if not place else 0, payload)) for place, payload in enumerate(payloads)]
    for part in whole[:-1]:
        part[0] &= 0x7F
    return b"".join(map(bytes, whole))


_payloads = st.lists(st.binary(max_size=400), max_size=12)
_cuts = st.lists(st.integers(0, 10_000), max_size=12)


@given(_payloads, _cuts)
def test_what_is_small_goes_through_to_the_byte_and_the_rest_leaves_a_mark(
    payloads: list[bytes], cuts: list[int]
) -> None:
    data = HANDSHAKE + b"".join(frame(TEXT, payload) for payload in payloads)
    wanted = b"".join(frame(TEXT, payload if len(payload) <= LIMIT else TOO_LARGE) for payload in payloads)
    assert sifted(data, cuts) == HANDSHAKE + wanted


@given(_cuts)
def test_a_message_in_fragments_is_bounded_as_a_whole(cuts: list[int]) -> None:
    data = HANDSHAKE + fragments(b"a" * 200, b"b" * 200, b"c" * 50) + frame(TEXT, b"next")
    cut_off = fragments(b"a" * 200, b"", b"")
    assert sifted(data, cuts) == HANDSHAKE + cut_off + frame(TEXT, b"next")


def test_control_frames_between_fragments_are_not_counted() -> None:
    first, last = fragments(b"a" * 200, b"b" * 90)[:203], fragments(b"a" * 200, b"b" * 90)[203:]
    data = HANDSHAKE + first + frame(PING, b"x" * 120) + last + frame(CLOSE, b"")
    assert sifted(data, []) == data


def test_a_frame_that_claims_more_than_there_is_memory_costs_none() -> None:
    sieve = Sieve(LIMIT)
    claim = bytes([0x81, 127]) + (2**62).to_bytes(8, "big")
    assert sieve.sift(HANDSHAKE + claim) == HANDSHAKE + frame(TEXT, TOO_LARGE)
    assert all(sieve.sift(b"x" * 65536) == b"" for _ in range(100))
