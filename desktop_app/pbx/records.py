"""Billing records (legs) and the list of recordings, decoded tolerantly.

An array as documented is decoded straight into the result.  Any other one goes through wire types that accept the forms
seen in the field; a row that is still invalid is counted, and never costs the others.
See PROTOCOL.md, «Billing records» and «Irregular records».
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Generic, TypeVar

import msgspec

from desktop_app.pbx.plain_text import plain_text
from desktop_app.runtime.lenient_json import load_json

# The limits are silent: see PROTOCOL.md, «Billing records» and «List of recordings».
CDR_LIMIT = 10_000
RECORD_LIMIT = 5_000

_Scalar = str | int | float | None
_MAX_SECONDS = 2**31 - 1
_MAX_GROSZE, _MAX_COST_DIGITS = 2**53, 20
_Seconds = Annotated[int, msgspec.Meta(ge=0, le=_MAX_SECONDS)]
_DISPOSITIONS = frozenset(("ANSWERED", "NO ANSWER", "BUSY", "FAILED"))
_CALLDATE = r"(?:19[7-9]\d|20\d\d)-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d"
_is_calldate = re.compile(_CALLDATE, re.ASCII).fullmatch
_are_calldates = re.compile(rf"(?:{_CALLDATE}\n)*+", re.ASCII).fullmatch


class Leg(msgspec.Struct, frozen=True, gc=False, rename={"duration_s": "duration", "billsec_s": "billsec"}):
    """One billing record.

    `calldate` is the exchange's local time as received (`YYYY-MM-DD HH:MM:SS`).  `clid` is plain data from outside.
    `cost` is the amount as received; see `cost_grosze`.
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
    cost: _Scalar
    zone: str

    @property
    def cost_grosze(self) -> int | None:
        """The cost in grosze, or None if the exchange did not name one."""
        return cost_in_grosze(self.cost)

    @property
    def key(self) -> tuple[str, str, str, str, str, str, str, int, int]:
        """What identifies this record when it is received again: all but its cost, which may be filled in later."""
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
    """One entry of the list of recordings.

    `date` is the exchange's local time.  `format` is the container in lower case; it is never part of a path.
    """

    uniqueid: str
    src: str
    dst: str
    format: str
    date: str


_Entry = TypeVar("_Entry")


class Listing(msgspec.Struct, Generic[_Entry], frozen=True):
    """The response for a range of days.

    `entries` are the valid rows and `undecoded` is the number of the others.  `is_truncated` is True if the
    limit of the exchange was reached, so that rows may be missing.
    """

    entries: tuple[_Entry, ...]
    undecoded: int
    is_truncated: bool


class _WireLeg(msgspec.Struct, gc=False):
    calldate: str
    uniqueid: str | int | float
    clid: _Scalar = ""
    src: _Scalar = ""
    dst: _Scalar = ""
    channel: _Scalar = ""
    dstchannel: _Scalar = ""
    lastapp: _Scalar = ""
    duration: int | None = 0
    billsec: int | None = 0
    disposition: _Scalar = ""
    cost: _Scalar = ""
    zone: _Scalar = ""


class _WireRecording(msgspec.Struct, gc=False):
    uniqueid: str | int | float
    src: _Scalar = ""
    dst: _Scalar = ""
    format: _Scalar = ""
    date: _Scalar = ""


# RecursionError: an unknown field is nested a thousand levels deep.
_DECODE_ERRORS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_documented_legs = msgspec.json.Decoder(list[Leg])
_wire_legs = msgspec.json.Decoder(list[_WireLeg], strict=False)
_wire_recordings = msgspec.json.Decoder(list[_WireRecording], strict=False)


def decode_legs(raw: bytes) -> Listing[Leg]:
    """Decode the response of `/cdr`.  Raises ValueError if it is not a JSON array."""
    try:
        legs = _documented_legs.decode(raw)
        if _are_as_documented(legs):
            return Listing(tuple(legs), 0, len(legs) >= CDR_LIMIT)
    except _DECODE_ERRORS:
        pass
    rows, undecoded = _decode_rows(raw, _wire_legs, _WireLeg)
    valid = [leg for leg in map(_leg, rows) if leg is not None]
    total = len(rows) + undecoded
    return Listing(tuple(valid), total - len(valid), total >= CDR_LIMIT)


def decode_recordings(raw: bytes) -> Listing[RecordingEntry]:
    """Decode the response of `/record`.  Raises ValueError if it is not a JSON array."""
    rows, undecoded = _decode_rows(raw, _wire_recordings, _WireRecording)
    entries = [
        RecordingEntry(_text(row.uniqueid), _text(row.src), _text(row.dst), _text(row.format).lower(), _text(row.date))
        for row in rows
    ]
    return Listing(tuple(entries), undecoded, len(rows) + undecoded >= RECORD_LIMIT)


def _are_as_documented(legs: list[Leg]) -> bool:
    """Return True if no field needs the conversion of `_leg`, as in most responses."""
    return (
        {leg.disposition for leg in legs} <= _DISPOSITIONS
        and all(map(_is_plausible_cost, {leg.cost for leg in legs}))
        # One match and one look at all texts take half as long as ten thousand.
        and _are_calldates("".join([f"{leg.calldate}\n" for leg in legs])) is not None
        and "".join([f"{leg.clid}{leg.src}{leg.dst}" for leg in legs]).isprintable()
        and "".join([f"{leg.channel}{leg.dstchannel}{leg.uniqueid}" for leg in legs]).isprintable()
        and "".join({text for leg in legs for text in (leg.zone, leg.lastapp)}).isprintable()
    )


def _is_plausible_cost(cost: _Scalar) -> bool:
    return len(str(cost)) <= _MAX_COST_DIGITS and abs(cost_in_grosze(cost) or 0) <= _MAX_GROSZE


_Row = TypeVar("_Row")


def _decode_rows(raw: bytes, decoder: msgspec.json.Decoder[list[_Row]], row_type: type[_Row]) -> tuple[list[_Row], int]:
    """Decode all rows at once, or one by one if that fails; return the valid ones and the number of the others."""
    try:
        return decoder.decode(raw), 0
    except _DECODE_ERRORS:
        pass
    try:
        # Accepts what msgspec does not: other encodings, wrong backslashes, half of a surrogate pair, deep nesting.
        rows = load_json(raw)
    except ValueError as error:
        raise ValueError("not a JSON array") from error
    if not isinstance(rows, list):
        raise ValueError("not a JSON array")
    valid: list[_Row] = []
    for row in rows:
        try:
            valid.append(msgspec.convert(row, row_type, strict=False))
        except msgspec.ValidationError:
            continue
    return valid, len(rows) - len(valid)


def _leg(row: _WireLeg) -> Leg | None:
    """Convert a row; None if it has no valid time, or an amount that no call can have."""
    calldate, cost = row.calldate.strip(), cost_in_grosze(row.cost)
    duration_s, billsec_s = max(row.duration or 0, 0), max(row.billsec or 0, 0)
    if not _is_calldate(calldate) or max(duration_s, billsec_s) > _MAX_SECONDS or abs(cost or 0) > _MAX_GROSZE:
        return None
    return Leg(
        calldate=calldate,
        clid=_text(row.clid),
        src=_text(row.src),
        dst=_text(row.dst),
        channel=_text(row.channel),
        dstchannel=_text(row.dstchannel),
        lastapp=_text(row.lastapp),
        duration_s=duration_s,
        billsec_s=billsec_s,
        disposition=_text(row.disposition).upper(),
        uniqueid=_text(row.uniqueid),
        cost=cost,
        zone=_text(row.zone),
    )


def _text(value: _Scalar) -> str:
    return "" if value is None else plain_text(value if isinstance(value, str) else str(value))


@lru_cache(maxsize=4096)
def cost_in_grosze(value: _Scalar) -> int | None:
    """Convert a `cost` to whole grosze, half a grosz rounded away from zero; None if it is empty or not a number.

    Amounts are never floats: see PROTOCOL.md, «Cost».
    """
    if value is None:
        return None
    text = str(value).strip().replace(",", ".")
    try:
        amount = Decimal(text)
        return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)) if amount.is_finite() else None
    except InvalidOperation:
        return None


_is_only_number = re.compile(r"[+(]*\d[\d ()./-]*").fullmatch


def caller_name(clid: str) -> str:
    """Return the name in a caller ID `"name" <number>`, plain text; empty if it is only a number, in whatever form.

    See PROTOCOL.md, «Caller ID».
    """
    if clid[:1] == '"' and clid[-1:] == ">":
        name, _, number = clid[1:-1].partition('" <')
        if number.isdecimal() and '"' not in name:  # nearly all of them
            name = name.strip()
            return "" if name == number or _is_only_number(name) else name
    name, number = _split_clid(clid)
    return "" if name == number or _is_only_number(name) else name


def _split_clid(clid: str) -> tuple[str, str]:
    """Return name and number.  Without a regular expression: one that backtracks takes seconds on a clid of blanks."""
    name, number = clid, ""
    before, opening, after = clid.rstrip().rpartition("<")
    if opening and after.endswith(">") and ">" not in after[:-1]:
        name, number = before, after[:-1].strip()
    return name.replace('\\"', '"').strip().strip('"').strip(), number
