"""Readers of files and of what other starts of the program send: recorded streams, settings, claims, contacts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from desktop_app.archive.records import Contact
from desktop_app.config import settings as settings_module
from desktop_app.config.exchange import dial_rules, exchange_config, retention_periods
from desktop_app.config.settings import PANEL, PBX_NAME, VOLUME, DamagedSettings, Setting, Settings
from desktop_app.desktop.single_instance import MAX_BYTES, parse_request, request_line
from desktop_app.models.panel_view import view_from_text
from desktop_app.pbx.envelope import decode
from desktop_app.pbx.errors import InvalidAddress
from desktop_app.services.contact_import import ImportFailed, compare, parse_contacts
from desktop_app.services.order_claims import fresh, merged, new_entry, read_claims, standing, to_text
from desktop_app.services.stream_recording import BadRecording, Replay, read_recording
from tests.fuzz import corpora
from tests.fuzz.mutator import mutated, mutated_row
from tests.fuzz.reader import Check, Reader, mutating, plain

_SETTINGS = [one for one in vars(settings_module).values() if isinstance(one, Setting)]


@contextmanager
def _recordings(folder: Path) -> Iterator[Check]:
    path = folder / "stream.jsonl"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        replay = Replay(path)
        replay.pbx_name.encode()
        for seconds, raw in read_recording(path).lines:
            assert 0 <= seconds < 1e9, "a time that no recording has"
            if raw is not None:
                decode(raw, replay.pbx_name)

    yield check


@contextmanager
def _recordings_between(folder: Path) -> Iterator[Check]:
    """Broken lines cost none of the others."""
    path = folder / "stream.jsonl"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        found = [raw for _, raw in read_recording(path).lines]
        assert b"before" in found, "the line before it is lost"
        assert found[-1] == b"after \xff", "the line after it is lost"

    yield check


def _lines_between(draw: Random) -> bytes:
    *head, last = corpora.stream(None, b"before", b"after \xff").splitlines(keepends=True)
    broken = mutated(draw, corpora.STREAM.splitlines()[1:])
    return b"".join(head) + broken + b"\n" + last


@contextmanager
def _settings(folder: Path) -> Iterator[Check]:
    """A file of settings is read, changed and written; what the program uses of it is valid."""
    path = folder / "settings.toml"

    def check(data: bytes) -> None:
        for left in folder.iterdir():
            left.unlink()
        path.write_bytes(data)
        settings = Settings(path, None, {})
        for one in _SETTINGS:
            repr(settings.get(one)).encode()
        assert 0 <= settings.get(VOLUME) <= 100
        view_from_text(settings.get(PANEL))
        dial_rules(settings)
        retention_periods(settings)
        settings.exported()
        settings.set(PBX_NAME, "Another")
        assert Settings(path, None, {}).get(PBX_NAME) == "Another", "a setting is not saved"
        try:
            exchange_config(settings)
        except InvalidAddress:
            pass

    yield check


@contextmanager
def _machine_settings(folder: Path) -> Iterator[Check]:
    path = folder / "machine.toml"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        settings = Settings(None, path, {})
        for one in _SETTINGS:
            settings.get(one)
            settings.locked_by(one)

    yield check


_CLAIM = {"salt": "00ff", "hash": "ab" * 32, "at": 1795604000.0, "open": True}

_CLAIM_FILES = (to_text((new_entry(corpora.NUMBER, 1795604000.0),)).encode(), json.dumps([_CLAIM] * 3).encode())


def check_claims(data: bytes) -> None:
    """The claims of orders are read, judged and written again."""
    entries, _ = read_claims(data.decode("utf-8", "replace"))
    for now_s in (1795604001.0, 0.0):
        standing(entries, corpora.NUMBER, now_s)
        kept = fresh(merged(entries, entries), now_s)
        assert read_claims(to_text(kept)) == (kept, True)


def _claims_between(draw: Random) -> bytes:
    rows = [_CLAIM | {"salt": "before"}, _CLAIM | {"salt": "after"}]
    before, after = (json.dumps(row).encode() for row in rows)
    return b"[" + before + b"," + mutated_row(draw, _CLAIM) + b"," + after + b"]"


def check_claims_between(data: bytes) -> None:
    """A broken claim costs none of its neighbours: each of them prevents a second call."""
    check_claims(data)
    salts = [entry.salt for entry in read_claims(data.decode("utf-8", "replace"))[0]]
    assert salts[:1] == ["before"], "the claim before it is lost"
    assert salts[-1:] == ["after"], "the claim after it is lost"


_REQUESTS = (
    b'{"id": "1f3a", "link": "tel:+48600700800"}\n', b'{"id": "1f3a", "show": "window"}\n', b'{"link": "sip:anna"}\n',
)  # fmt: skip


def check_request(data: bytes) -> None:
    """A request is a few short texts or nothing, and what this program sends arrives as it was sent."""
    request = parse_request(data)
    for text in [] if request is None else [text for field in request.items() for text in field]:
        text.encode()
    link = data.decode("utf-8", "surrogateescape")[:500]
    sent = request_line({"id": "1", "link": link})
    assert len(sent) <= MAX_BYTES
    assert sent.count(b"\n") == 1
    shown = link.encode("utf-8", "replace").decode()
    assert parse_request(sent) == {"id": "1", "link": shown}, "the request does not arrive as it was sent"


def check_contacts(data: bytes) -> None:
    """Contacts of a file are compared with the known ones."""
    known = [Contact(1, "Anna Żak", (("", "600100200"),), "")]
    for proposal in compare(parse_contacts(data).entries, known):
        repr(proposal).encode()


def _rows_between(draw: Random) -> bytes:
    """A table whose middle row holds broken cells, each quoted as a table wants it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    cells = [mutated(draw, corpora.TEXTS)[:2000].decode("utf-8", "surrogateescape") for _ in range(draw.randint(1, 6))]
    for row in (["Nazwa", "Telefon"], ["Ada Bak", "600100245"], cells, ["Ola Gil", "600100246"]):
        writer.writerow(row)
    return out.getvalue().encode("utf-8", "surrogateescape")


def _cards_between(draw: Random) -> bytes:
    before, after = (b"BEGIN:VCARD\r\nFN:%s\r\nTEL:600100200\r\nEND:VCARD\r\n" % name for name in (b"Anna", b"Ewa"))
    return before + mutated(draw, corpora.VCARD_FILES) + b"\r\n" + after


def check_contacts_between(data: bytes) -> None:
    """A broken row or card costs none of its neighbours."""
    names = [entry.name for entry in parse_contacts(data).entries]
    first, last = ("Anna", "Ewa") if data.startswith(b"BEGIN") else ("Ada Bak", "Ola Gil")
    assert names[0] == first, "the one before it is lost"
    assert names[-1] == last, "the one after it is lost"


_STREAMS, _TOML = (corpora.STREAM,), (corpora.SETTINGS,)
_CSV, _VCARD = corpora.CSV_FILES, corpora.VCARD_FILES
FILE_READERS = (
    Reader("recording", mutating(_STREAMS), _recordings, _STREAMS, 2_800, (BadRecording,)),
    Reader("recording-neighbours", _lines_between, _recordings_between, (), 5_000),
    Reader("settings", mutating(_TOML), _settings, _TOML, 2_200),
    Reader("machine-settings", mutating(_TOML), _machine_settings, _TOML, 5_000, (DamagedSettings,)),
    Reader("claims", mutating(_CLAIM_FILES), plain(check_claims), _CLAIM_FILES, 35_000),
    Reader("claims-neighbours", _claims_between, plain(check_claims_between), (), 28_000),
    Reader("instance", mutating(_REQUESTS), plain(check_request), _REQUESTS, 25_000),
    Reader("contacts-csv", mutating(_CSV), plain(check_contacts), _CSV, 6_000, (ImportFailed,)),
    Reader("contacts-csv-neighbours", _rows_between, plain(check_contacts_between), (), 7_500),
    Reader("contacts-vcard", mutating(_VCARD), plain(check_contacts), _VCARD, 2_600, (ImportFailed,)),
    Reader("contacts-vcard-neighbours", _cards_between, plain(check_contacts_between), (), 2_200),
)
