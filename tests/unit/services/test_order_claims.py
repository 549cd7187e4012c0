"""The rules of claims, without files and clocks."""

from __future__ import annotations

import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.services.order_claims import (
    MAX_CLAIMS,
    Claim,
    Entries,
    Entry,
    fresh,
    merged,
    new_entry,
    read_claims,
    standing,
    to_text,
)

# Written out, since programs of different versions must agree.  An answer of the exchange takes at most 30 s.
AGAIN_WITHIN_S, GIVEN_UP_AFTER_S, FORGOTTEN_AFTER_S = 5.0, 60.0, 120.0
NOW_S = 1_000_000.0
NUMBER, OTHER = "600100200", "501222333"
A_MOMENT_S = 1 / 1024  # exact as a binary fraction


def claim(number: str = NUMBER, age_s: float = 0.0, *, is_open: bool = False) -> Entry:
    """Return a claim that was made `age_s` before NOW_S."""
    made = new_entry(number, NOW_S - age_s)
    return made if is_open else Entry(made.salt, made.hash, made.at, False)


def stand(*entries: Entry, number: str = NUMBER) -> Claim:
    return standing(entries, number, NOW_S)


claims = st.lists(
    st.builds(
        claim,
        st.sampled_from([NUMBER, OTHER, "112"]),
        st.floats(-2 * FORGOTTEN_AFTER_S, 2 * FORGOTTEN_AFTER_S),
        is_open=st.booleans(),
    ),
    max_size=6,
).map(tuple)


def test_a_new_claim_is_open_and_hides_its_number() -> None:
    one, two = new_entry(NUMBER, NOW_S), new_entry(NUMBER, NOW_S)
    assert (one.at, one.open) == (NOW_S, True)
    assert one.is_for(NUMBER)
    assert not one.is_for(OTHER)
    assert NUMBER not in one.hash
    assert one.salt != two.salt
    assert one.hash != two.hash, "equal numbers must not be seen to be equal"
    assert len(bytes.fromhex(one.salt)) == 8
    assert len(bytes.fromhex(one.hash)) == 32


def test_the_hash_is_the_one_that_other_versions_compute() -> None:
    """Programs of one profile may be of different versions."""
    digest = hashlib.sha256(b"00ff600100200").hexdigest()
    assert Entry("00ff", digest, NOW_S, True).is_for(NUMBER)


@pytest.mark.parametrize(
    ("age_s", "is_open", "expected"),
    [
        (0.0, True, Claim.UNDER_WAY),
        (GIVEN_UP_AFTER_S - A_MOMENT_S, True, Claim.UNDER_WAY),
        (GIVEN_UP_AFTER_S, True, Claim.FREE),
        (-10.0, True, Claim.UNDER_WAY),  # the clock was set back while the order is under way
        (0.0, False, Claim.AGAIN),
        (AGAIN_WITHIN_S - A_MOMENT_S, False, Claim.AGAIN),
        (AGAIN_WITHIN_S, False, Claim.FREE),
        (-A_MOMENT_S, False, Claim.FREE),  # from the future: no call of a moment ago
    ],
)
def test_a_claim_and_an_order_of_the_same_number(age_s: float, is_open: bool, expected: Claim) -> None:
    assert stand(claim(age_s=age_s, is_open=is_open)) is expected


@pytest.mark.parametrize(
    ("age_s", "is_open", "expected"),
    [
        (0.0, True, Claim.ANOTHER),
        (0.0, False, Claim.ANOTHER),
        (AGAIN_WITHIN_S - A_MOMENT_S, False, Claim.ANOTHER),
        (AGAIN_WITHIN_S, True, Claim.FREE),
        (-A_MOMENT_S, True, Claim.FREE),
    ],
)
def test_a_claim_and_an_order_of_another_number(age_s: float, is_open: bool, expected: Claim) -> None:
    assert stand(claim(OTHER, age_s, is_open=is_open)) is expected


def test_the_strongest_of_several_claims_counts() -> None:
    again, another, under_way = claim(), claim(OTHER), claim(is_open=True)
    assert stand() is Claim.FREE
    assert stand(again, another) is stand(another, again) is Claim.AGAIN
    assert stand(again, another, under_way) is stand(under_way, another, again) is Claim.UNDER_WAY


@given(claims, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(entries: Entries, draw: random.Random) -> None:
    mixed = list(entries)
    draw.shuffle(mixed)
    assert standing(tuple(mixed), NUMBER, NOW_S) is standing(entries, NUMBER, NOW_S)


@pytest.mark.parametrize("age_s", [FORGOTTEN_AFTER_S - A_MOMENT_S, A_MOMENT_S - FORGOTTEN_AFTER_S])
def test_a_claim_counts_for_two_minutes_of_either_side(age_s: float) -> None:
    """A claim from the future comes from a clock that was set back."""
    entry = claim(age_s=age_s)
    assert fresh((entry,), NOW_S) == (entry,)


@pytest.mark.parametrize("age_s", [FORGOTTEN_AFTER_S, -FORGOTTEN_AFTER_S])
def test_a_claim_expires_after_two_minutes(age_s: float) -> None:
    kept = claim()
    assert fresh((claim(age_s=age_s), kept), NOW_S) == (kept,)


@given(claims, claims)
def test_merging_keeps_every_claim_once_and_prefers_the_second(entries: Entries, others: Entries) -> None:
    closed = tuple(Entry(entry.salt, entry.hash, entry.at, False) for entry in entries[::2])
    found = merged(entries, (*closed, *others))
    assert [entry.salt for entry in found] == [entry.salt for entry in (*entries, *others)]
    by_salt = {entry.salt: entry for entry in found}
    assert all(by_salt[entry.salt] is entry for entry in (*closed, *others, *entries[1::2]))


@given(claims)
def test_claims_are_read_back_from_the_file(entries: Entries) -> None:
    assert read_claims(to_text(entries)) == (entries, True)
    assert to_text(read_claims(to_text(entries))[0]) == to_text(entries)


def test_the_file_has_the_field_names_of_other_versions() -> None:
    (stored,) = json.loads(to_text((claim(is_open=True),)))
    assert stored.keys() == {"salt", "hash", "at", "open"}
    assert (stored["at"], stored["open"]) == (NOW_S, True)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"salt":1}]', "\x00", "null", "\ud800", "[" * 100_000])
def test_a_broken_file_holds_no_claims(text: str) -> None:
    assert read_claims(text) == ((), text == "")


def test_the_whole_claims_of_a_damaged_file_count() -> None:
    """A lost claim allows a second call without a question."""
    one, two = claim(is_open=True), claim(OTHER)
    whole = to_text((one, two))
    deep = "[" * 3000 + "]" * 3000
    for damaged in (
        whole[:-1],
        f"\x00\ufffd{whole}",
        whole.replace("[{", f'[{{"salt":"a","hash":{deep}}},{{"salt":1}},{{'),
        whole.replace("},{", '},{"salt":"a","hash":"b","at":NaN,"open":true},{'),
    ):
        assert read_claims(damaged) == ((one, two), False)
    assert read_claims(whole[:-9]) == ((one,), False)


def test_the_latest_claims_fit_into_what_is_read_of_the_file() -> None:
    """A script that ordered ten calls a second had a file that was read in part, and so counted as damaged."""
    entries = tuple(new_entry(f"6001{number:05}", float(number) / 10) for number in range(1000))
    kept = fresh(entries, 100.0)
    assert kept == entries[-MAX_CLAIMS:]
    assert len(to_text(kept)) < 65_536 / 1.2
