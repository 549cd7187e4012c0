"""Billing records for tests."""

from __future__ import annotations

from msgspec.structs import replace

from desktop_app.pbx.records import Leg


def leg(uniqueid: str = "1772438400.1", **changes: object) -> Leg:
    """Return the record of an answered incoming call to 105, with changes of fields."""
    plain = Leg(
        calldate="2026-03-02 09:00:00",
        clid='"Jan Nowak" <600100200>',
        src="600100200",
        dst="105",
        channel="SIP/trunk-1",
        dstchannel="SIP/PBX-105-0000000a",
        lastapp="Dial",
        duration_s=70,
        billsec_s=60,
        disposition="ANSWERED",
        uniqueid=uniqueid,
        cost=None,
        zone="",
    )
    return replace(plain, **changes)
