"""Billing records and the list of recordings, typed and tolerant.

Times of the exchange carry no zone: it lives in Europe/Warsaw, where one hour a year happens twice.  The part of a
`uniqueid` before the dot is the second in which the call was made (seen: 1639563902.75 is 2021-12-15 11:25:02 there),
which tells the two apart.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

PBX_ZONE = ZoneInfo("Europe/Warsaw")
CDR_LIMIT = 10_000
RECORD_LIMIT = 5_000


_Text = str | int | float | None
_LONGEST_S = 2**31 - 1
_Seconds = Annotated[int, msgspec.Meta(ge=0, le=_LONGEST_S)]


class Leg(msgspec.Struct, frozen=True, gc=False, rename={"duration_s": "duration", "billsec_s": "billsec"}):
    """One billing record, with the exchange's names where it is decoded.  Times in seconds.

    `calldate` is the exchange's local time as it came (YYYY-MM-DD HH:MM:SS); `clid` is data from outside, and so is
    `cost`: what came, grosze in some form.
    """

    calldate: str
    clid: str
    src: str
    dst: str
    channel: str
    dstchannel: str
    lastapp: str
    duration_s: _Seconds
    billsec_s: _Seconds
    disposition: str
    uniqueid: str
    cost: _Text
    zone: str

    @property
    def cost_grosze(self) -> int | None:
        """Whole grosze; None where the exchange names no cost."""
        return grosze(self.cost)

    @property
    def key(self) -> tuple[str, str, str, str, str, str, str, int, int]:
        """What makes this record the same record when it comes again in an overlapping range: all but its cost."""
        return (
            self.uniqueid,
            self.calldate,
            self.channel,
            self.dstchannel,
            self.dst,
            self.lastapp,
            self.disposition,
            self.duration_s,
            self.billsec_s,
        )


class RecordingEntry(msgspec.Struct, frozen=True, gc=False):
    """One entry of the list of recordings.  `format` names the container and is never part of a path."""

    uniqueid: str
    src: str
    dst: str
    format: str
    date: str


class Answer(msgspec.Struct, frozen=True):
    """What came for a range of days: the readable entries, how many were not, and whether the limit cut it short."""

    entries: tuple[Any, ...]
    unread: int
    is_cut: bool


class _WireLeg(msgspec.Struct, gc=False):
    calldate: str
    uniqueid: str | int | float
    clid: _Text = ""
    src: _Text = ""
    dst: _Text = ""
    channel: _Text = ""
    dstchannel: _Text = ""
    lastapp: _Text = ""
    duration: int | None = 0
    billsec: int | None = 0
    disposition: _Text = ""
    cost: _Text = ""
    zone: _Text = ""


class _WireRecording(msgspec.Struct, gc=False):
    uniqueid: str | int | float
    src: _Text = ""
    dst: _Text = ""
    format: _Text = ""
    date: _Text = ""


_plain_legs = msgspec.json.Decoder(list[Leg])
_legs = msgspec.json.Decoder(list[_WireLeg], strict=False)
_recordings = msgspec.json.Decoder(list[_WireRecording], strict=False)


def decode_legs(raw: bytes) -> Answer:
    """The billing records of one answer.  Raises ValueError when it is no JSON array."""
    try:
        plain = _plain_legs.decode(raw)
        if _are_plain(plain):
            return Answer(tuple(plain), 0, len(plain) >= CDR_LIMIT)
    except msgspec.DecodeError:
        pass
    wire, unread, total = _decode_each(raw, _legs, _WireLeg)
    legs = [leg for leg in map(_leg, wire) if leg is not None]
    return Answer(tuple(legs), unread + len(wire) - len(legs), total >= CDR_LIMIT)


def _are_plain(legs: list[Leg]) -> bool:
    """True when all of these are as the description has them, as in most answers: nothing in them needs mending."""
    return (
        {leg.disposition for leg in legs} <= _DISPOSITIONS
        and all(map(_is_plain_cost, {leg.cost for leg in legs}))
        and all(map(_CALLDATE, [leg.calldate for leg in legs]))
    )


def _is_plain_cost(cost: _Text) -> bool:
    return len(str(cost)) <= _LONGEST_COST and abs(grosze(cost) or 0) <= _LARGEST


def decode_recordings(raw: bytes) -> Answer:
    """The list of recordings of one answer.  Raises ValueError when it is no JSON array."""
    wire, unread, total = _decode_each(raw, _recordings, _WireRecording)
    entries = [
        RecordingEntry(_text(w.uniqueid), _text(w.src), _text(w.dst), _text(w.format).lower(), _text(w.date))
        for w in wire
    ]
    return Answer(tuple(entries), unread, total >= RECORD_LIMIT)


def _decode_each(raw: bytes, whole: Any, wire: type) -> tuple[list[Any], int, int]:
    """All entries at once, or one by one when one of them is broken."""
    try:
        entries = whole.decode(raw)
        return entries, 0, len(entries)
    except msgspec.DecodeError:
        pass
    try:
        # Half of a letter (\\ud83d alone) is no JSON to msgspec; it must not cost its neighbours.
        pieces = json.loads(raw.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ValueError("not a JSON array") from error
    if not isinstance(pieces, list):
        raise ValueError("not a JSON array")
    good: list[Any] = []
    for piece in pieces:
        try:
            good.append(msgspec.convert(piece, wire, strict=False))
        except msgspec.ValidationError:
            continue
    return good, len(pieces) - len(good), len(pieces)


def _leg(wire: _WireLeg) -> Leg | None:
    calldate = wire.calldate.strip()
    cost = grosze(wire.cost)
    is_long = max(wire.duration or 0, wire.billsec or 0) > _LONGEST_S
    if not _CALLDATE(calldate) or is_long or abs(cost or 0) > _LARGEST:
        return None
    return Leg(
        calldate=calldate,
        clid=_text(wire.clid),
        src=_text(wire.src),
        dst=_text(wire.dst),
        channel=_text(wire.channel),
        dstchannel=_text(wire.dstchannel),
        lastapp=_text(wire.lastapp),
        duration_s=max(wire.duration or 0, 0),
        billsec_s=max(wire.billsec or 0, 0),
        disposition=_text(wire.disposition).upper(),
        uniqueid=_text(wire.uniqueid),
        cost=cost,
        zone=_text(wire.zone),
    )


_LARGEST, _LONGEST_COST = 2**53, 20
_DISPOSITIONS = frozenset(("ANSWERED", "NO ANSWER", "BUSY", "FAILED"))
_CALLDATE = re.compile(
    r"(?:19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])-([0-2]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
).fullmatch


def _text(value: _Text) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=4096)
def grosze(value: _Text) -> int | None:
    """A cost as whole grosze, half a grosz rounded up; None for an empty or unreadable one.  No float arithmetic."""
    if value is None:
        return None
    text = str(value).strip().replace(",", ".")
    if not text:
        return None
    try:
        amount = Decimal(text)
        return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)) if amount.is_finite() else None
    except InvalidOperation:
        return None


# ---- the exchange's clock ------------------------------------------------------------------------


def pbx_today(now: datetime) -> date:
    """The exchange's day at an aware moment: not the desktop's."""
    return now.astimezone(PBX_ZONE).date()


def instant_of(calldate: str, uniqueid: str = "") -> datetime | None:
    """The moment (UTC) of a local time of the exchange; the `uniqueid` decides the hour that happens twice."""
    try:
        local = datetime.strptime(calldate, "%Y-%m-%d %H:%M:%S").replace(tzinfo=PBX_ZONE)
    except (ValueError, OverflowError):
        return None
    first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    seconds = uniqueid.partition(".")[0]
    if first != second and seconds.isascii() and seconds.isdigit():
        made = int(seconds)
        return min(first, second, key=lambda moment: abs(moment.timestamp() - made))
    return first


_SIXTY = {f"{number:02d}": number for number in range(60)}


@lru_cache(maxsize=1024)
def _hour_s(hour: str) -> int | None:
    """The second in which an hour of the exchange begins; None for the one that happens twice, or no hour at all."""
    try:
        begin = datetime(int(hour[:4]), int(hour[5:7]), int(hour[8:10]), int(hour[11:]), tzinfo=PBX_ZONE)
    except (ValueError, OverflowError):
        return None
    return int(begin.timestamp()) if begin.utcoffset() == begin.replace(fold=1).utcoffset() else None


def seconds_of(calldate: str, uniqueid: str = "") -> int:
    """`instant_of` as seconds since 1970, 0 for a time that is none; quick but in the hour that happens twice."""
    hour = _hour_s(calldate[:13])
    if hour is not None and len(calldate) == 19:
        try:
            return hour + _SIXTY[calldate[14:16]] * 60 + _SIXTY[calldate[17:]]
        except KeyError:
            return 0
    moment = instant_of(calldate, uniqueid)
    return int(moment.timestamp()) if moment else 0


def day_begins_s(day: date) -> int:
    """The second in which a day of the exchange begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=PBX_ZONE).timestamp())


_CLID = re.compile(r'^\s*"?(?P<name>.*?)"?\s*<(?P<number>[^<>]*)>\s*$', re.DOTALL)


def caller_name(clid: str) -> str:
    """The name in a caller's presentation `"name" <number>`; empty when it only repeats the number."""
    if clid[:1] == '"' and clid[-1:] == ">":
        name, _, number = clid[1:-1].partition('" <')
        if number.isdecimal() and '"' not in name:  # nearly all of them
            name = name.strip()
            return "" if name == number else name
    found = _CLID.match(clid)
    name = (found.group("name") if found else clid).replace('\\"', '"').strip().strip('"').strip()
    number = found.group("number").strip() if found else ""
    return "" if name == number else name
