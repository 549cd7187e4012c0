"""Readers of texts: numbers, links, addresses, what is masked in recordings and in the log; and of sounds."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from urllib.parse import unquote, urlsplit

import httpx
from websockets.uri import parse_uri

from desktop_app.archive.grouping import call_from_recording
from desktop_app.desktop.hotkey import parse_shortcut
from desktop_app.desktop.hotkey_windows import key_code
from desktop_app.export.file_names import file_name
from desktop_app.i18n.text import folded
from desktop_app.models.call_formatting import format_call_time
from desktop_app.models.panel_view import view_from_text
from desktop_app.pbx.addresses import api_url, api_urls, checked_key, events_server, host_of, stream_url
from desktop_app.pbx.envelope import decode
from desktop_app.pbx.errors import InvalidAddress, InvalidKey, NotARecording
from desktop_app.pbx.exchange_time import unix_seconds
from desktop_app.pbx.records import RecordingEntry, caller_name
from desktop_app.pbx.sound import detect_container
from desktop_app.phone_numbers.dial_plan import DialRules, to_dial
from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.phone_numbers.formatting import format_number
from desktop_app.phone_numbers.kinds import is_emergency, is_extension, sms_number
from desktop_app.phone_numbers.parsing import MAX_DIGITS, normalized, parse_number
from desktop_app.runtime.log_redaction import Redaction
from desktop_app.runtime.redaction import masked_bytes
from desktop_app.services.screen_pop import page_url
from desktop_app.services.sms_text import fill_template, sms_length, to_gsm
from desktop_app.services.waveform import bars, compute_waveform, silences
from tests.fuzz import corpora, hostile
from tests.fuzz.mutator import mutated
from tests.fuzz.reader import Check, Reader, mutating, plain

KEY = "sekret-1f3a"


# Up to two signs between the digits: what is masked as one number.
_NUMBER = re.compile(r"[ \-]{0,2}".join(corpora.NUMBER))


def _text(data: bytes) -> str:
    """Return the input as text, with half surrogate pairs where it is not UTF-8."""
    return data.decode("utf-8", "surrogateescape")


def _digits(text: str) -> str:
    """Return digits, stars and hashes alone, the digits of other scripts as ours."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text if sign.isdecimal() or sign in "*#")


def check_numbers(data: bytes) -> None:
    """Numbers found in a text can be dialled and shown, and their digits are in the text."""
    text = _text(data)
    plain = unicodedata.normalize("NFKC", text)
    # Characters that cannot be seen are left out, also between the signs of a percent escape.
    visible = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    known = " ".join(_digits(one) for one in (plain, unicodedata.normalize("NFKC", unquote(text)), unquote(visible)))
    known += re.sub(r"[*#]", "", known)
    numbers = extract_numbers(text)
    strict = parse_number(text)
    assert strict is None or numbers == [strict]
    for number in numbers:
        assert re.fullmatch(rf"[0-9*#]{{1,{MAX_DIGITS}}}", number), f"{number} cannot be dialled"
        # A number of another country begins with 00 and its code, and some countries change what follows.
        assert (number[5:][-6:] if number.startswith("00") else number) in known, f"{number} is not in the text"
        format_number(number).encode()
        to_dial(number, DialRules("0", "+"))
        is_extension(number), is_emergency(number)
    normalized(text)
    sms_number(text)


def check_link(data: bytes) -> None:
    """A link gives at most the number that it names."""
    check_numbers(data)
    assert len(extract_numbers(f"tel:{_digits(_text(data))[:9]}")) <= 1


def check_address(data: bytes) -> None:
    """An address is refused, or one that the libraries take, without a password and encrypted beyond this machine."""
    text = _text(data)
    for read in (lambda text: (api_url(text),), api_urls):
        try:
            found = read(text)
        except InvalidAddress as error:
            str(error).encode()
            assert ":password@" not in error.text
            continue
        for url in found:
            parts = httpx.URL(url)
            assert parts.host
            assert parts.scheme == "https" or parts.host in ("127.0.0.1", "::1", "localhost") or "127." in parts.host
            assert "@" not in host_of(url)
    try:
        url = stream_url(events_server(text), text[:40], checked_key(KEY))
        parse_uri(url)
        assert KEY not in events_server(url)
    except InvalidAddress as error:
        str(error).encode()
    try:
        httpx.Headers({"Authorization": f"Bearer {checked_key(text)}"})
    except InvalidKey:
        pass


_PLACES = (
    '{"id":7,"text":{"subscriber":{"peer":"M-101","statusValue":1,"connectPeerNumber":"@"}}}',
    '{"id":7,"text":{"cmember":{"channel":"SIP/t-1","action":"add","conference":"R","callerIDNum":@}}}',
    '{"id":7,"text":{"smsSendResponse":{"MsgId":"34217560@","to":["48@"],"status":"SENT"}}}',
    '{"id":7,"text":{"weather":{"note":"tel. @, Anna","@":1,"n":[@, @.5]}}}',
    '{"id":7,"text":"{\\"queue\\":{\\"peer\\":\\"@\\",\\"calls\\":1}}"}',
    '{"id":7,"text":{"qmember":{"peer":"@","queue":"K","m_reason":"@","m_location":"SIP\\M-@"}}}',
    "@ [[", '"@"',
)  # fmt: skip
_SPELLINGS = ("600700800", "600700800", "600 700 800", "600-700-800", "600\u00a0700\u00a0800", "６００７００８００")
_MASKED = tuple(place.replace("@", corpora.NUMBER).encode() for place in _PLACES) + corpora.MESSAGES


def _masked_input(draw: Random) -> bytes:
    if draw.random() < 0.5:
        return mutated(draw, _MASKED)
    spelled = draw.choice(_SPELLINGS)
    place = draw.choice(_PLACES)
    value = spelled if ":@" not in place and "[@" not in place else corpora.NUMBER
    return place.replace("@", value).encode().replace(b"Anna", hostile.json_text(draw)[1:-1])


def check_masked(data: bytes) -> None:
    """No telephone number is left, and the events stay."""
    hidden = masked_bytes(data)
    try:
        message = json.loads(hidden)
        if isinstance(message, dict):
            message.pop("id", None)  # the message's own number
        rest = json.dumps(message, ensure_ascii=False)
    except (ValueError, RecursionError):
        rest = re.sub(r'^\s*\{\s*"id"\s*:\s*"?-?\d+', "", hidden.decode())
    plain = unicodedata.normalize("NFKC", rest)
    assert not _NUMBER.search(plain), "a number is not masked"
    before, after = decode(data, "M"), decode(hidden, "M")
    kinds = [sorted(type(event).__name__ for event in message.events) for message in (before, after)]
    if not re.search(rb"\d{19}", data):  # «1.000…» is 1, and «5.555…» is no count
        assert kinds[0] == kinds[1], "an event is lost"
        assert before.control == after.control
        if re.match(rb'\s*\{\s*"id"\s*:\s*"?-?[0-9]+"?\s*,', data):  # «1e-9» is read as 0
            assert before.id in (None, after.id), "the message has another number"


_LINES = tuple(
    text.encode()
    for text in (
        f"GET https://api.cloudpbx.pl/dial?cpb=600700800 Bearer {KEY}", "'Jan Nowak' called 600 700 800 at 12:30",
        f'wss://me:pw@pbxvisor1.cloudpbx.pl/ws?pbxkey={KEY} "x"', f"pbxkey={KEY} tel. 22-635-44-10, {KEY}.",
    )
)  # fmt: skip
_REDACTION = Redaction()
_REDACTION.hide(KEY)


def check_log_line(data: bytes) -> None:
    """Neither the key nor a telephone number is left in a line of the log."""
    line = _REDACTION.text(_text(data))
    assert KEY not in line, "the key is not hidden"
    assert not _NUMBER.search(line), "a number is not hidden"


_SMALL = (
    b'{"shape":"tiles","sort":"hand","zoom":120,"collapsed":["Kolejka1"]}', b"Ctrl+Alt+F12", b"Meta+Space",
    b"2026-03-02 09:30:00", b"{date} {time} {direction} {number} {name}", b"https://crm.example.com/?n={number}&q={queue}",
    "Zażółć gęślą jaźń – «tak»…".encode(), b'"Jan Nowak" <600100200>', b"CON.wav", b"1639563902.75",
)  # fmt: skip


def check_small_text(data: bytes) -> None:
    """Texts of settings, forms and records: views, shortcuts, times, patterns of file names, messages."""
    text = data.decode("utf-8", "replace")
    view_from_text(text).zoomed(1)
    key_code((parse_shortcut(text) or ("", text))[1])
    caller_name(text)
    folded(text)
    format_call_time(text, date(2026, 3, 2))
    assert unix_seconds(text, text) == unix_seconds(text, text)
    assert sms_length(to_gsm(text)).parts >= 0
    fill_template(text, {"name": text[:50], "own": "101"})
    call = call_from_recording(RecordingEntry(text[:60], text[:60], text, text, text))
    name = file_name(text, call, text, text, text, text)
    assert 0 < len(name.encode()) < 256
    assert not re.search(r"[/\\\x00-\x1f]|^\.", name)
    page = page_url(text, text[:20], text[:80], text[:80])
    assert page is None or urlsplit(page).hostname == urlsplit(text).hostname, "another host"


@contextmanager
def _sounds(_: Path) -> Iterator[Check]:
    """Yield the check of sounds without the notes that the decoder of mp3 prints for each broken frame."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield check_sound
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def check_sound(data: bytes) -> None:
    """What is accepted as a sound is decoded to a waveform of numbers."""
    container = detect_container(data, "gsm")
    for waveform in compute_waveform(data, container):
        assert waveform.known_ms <= waveform.whole_ms
        for row in bars(waveform, 50):
            assert all(0 <= bar <= 1 for bar in row)
        silences(waveform)


_SOUNDS = corpora.sounds()
TEXT_READERS = (
    Reader("numbers", mutating(corpora.TEXTS), plain(check_numbers), corpora.TEXTS, 2_400),
    Reader("links", mutating(corpora.LINKS), plain(check_link), corpora.LINKS, 3_200),
    Reader("addresses", mutating(corpora.ADDRESSES), plain(check_address), corpora.ADDRESSES, 12_000),
    Reader("masking", _masked_input, plain(check_masked), _MASKED, 11_000),
    Reader("log", mutating(_LINES), plain(check_log_line), _LINES, 12_000),
    Reader("small", mutating(_SMALL), plain(check_small_text), _SMALL, 3_000),
    Reader("sounds", mutating(_SOUNDS), _sounds, _SOUNDS, 4_800, (NotARecording,)),
)
