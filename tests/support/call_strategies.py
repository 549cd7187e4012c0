"""Hypothesis strategies for offices with calls, and for filters."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from msgspec.structs import replace

from desktop_app.archive.records import CallFilter
from desktop_app.pbx.records import Leg
from tests.support.legs import leg

FIRST = date(2026, 3, 1)

inside = st.sampled_from(["101", "105", "109"])


outside = st.sampled_from(["600100200", "600100201", "223334455", "00493012345", "48601", ""])


names = st.sampled_from(["Jan Nowak", "Łukasz Żółciński", "Firma | 101 ", '"', "Ola \U0001f600", "", "AB"])


@st.composite
def some_legs(draw: st.DrawFn) -> list[Leg]:
    """Draw the legs of one call, without a uniqueid."""
    src, dst = draw(inside | outside), draw(inside | outside)
    second = draw(st.integers(0, 3 * 24 * 3600))
    at = f"2026-03-{1 + second // 86400:02d} {second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    made = []
    for number in range(draw(st.integers(1, 3))):
        billsec = draw(st.sampled_from([0, 5, 45, 700, 4000]))
        made.append(
            leg(
                "",
                calldate=at,
                src=src,
                dst=dst if number == 0 else draw(inside),
                clid=f'"{draw(names)}" <{src}>',
                channel=f"SIP/{draw(st.sampled_from(['PBX-101', 'trunk']))}-{number:08x}",
                dstchannel=f"SIP/{draw(st.sampled_from(['PBX-105', 'trunk']))}-{number:08x}",
                lastapp=draw(st.sampled_from(["Queue", "Dial"])),
                duration_s=billsec + 9,
                billsec_s=billsec,
                disposition=draw(st.sampled_from(["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "ODD"])),
                cost=draw(st.sampled_from([None, 0, 12])),
            )
        )
    return made


offices = st.lists(st.tuples(some_legs(), st.booleans()), max_size=14).map(
    lambda ones: [
        ([replace(one, uniqueid=f"{1772400000 + n // 2}.{n}") for one in legs], recorded)
        for n, (legs, recorded) in enumerate(ones)
    ]
)


filters = st.builds(
    CallFilter,
    first=st.just(FIRST),
    last=st.sampled_from([FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=3), FIRST + timedelta(days=40)]),
    text=st.sampled_from(
        ["", "nowak", "lukasz zol", "0100", "01", "ab", "10", "firma", "zz", '"', "n", "600100200", "|1"]
    ),
    directions=st.frozensets(st.sampled_from(["in", "out", "internal"]), max_size=2),
    outcomes=st.frozensets(st.sampled_from(["answered", "missed", "busy", "failed"]), max_size=2),
    with_recording=st.booleans(),
    with_cost=st.booleans(),
    through_queue=st.booleans(),
    talk_at_least_s=st.sampled_from([0, 0, 1, 30, 600, 3600]),
    numbers=st.frozensets(st.sampled_from(["101", "105", "600100200", "0048600100201", "1"]), max_size=2),
    agents=st.frozensets(st.sampled_from(["101", "105"]), max_size=2),
)
