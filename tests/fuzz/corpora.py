"""Valid inputs, built as the exchange, other programs and this one write them."""

from __future__ import annotations

import io
import json
import struct
import wave
from typing import Any

PBX_NAME = "MojaCentrala"
NUMBER = "600700800"

LEG: dict[str, Any] = {
    "calldate": "2021-12-15 11:25:02",
    "clid": '"Sekretariat 3" <101>',
    "src": "101",
    "dst": "105",
    "channel": "SIP/MojaCentrala-101-00000028",
    "dstchannel": "SIP/MojaCentrala-105-00000029",
    "lastapp": "Queue",
    "duration": 13,
    "billsec": 13,
    "disposition": "ANSWERED",
    "uniqueid": "1639563902.75",
    "cost": "",
    "zone": "",
}
LEGS = (
    LEG,
    LEG | {"src": NUMBER, "channel": "SIP/trunk-00000030", "dst": "Kolejka1", "uniqueid": "1639563950.76"},
    LEG | {"dst": "501222333", "lastapp": "Dial", "uniqueid": "3421756012963258480", "cost": 7.5, "zone": "PL"},
)
RECORDING: dict[str, Any] = {
    "uniqueid": "1552558648.1", "src": "101", "dst": NUMBER, "format": "wav", "date": "2019-03-14 11:17:28",
}  # fmt: skip
SMS_ANSWER = {"responseId": "3421756012963258480", "responseStatus": "QUEUE", "responseErrorMessage": None}

EVENTS: dict[str, dict[str, Any]] = {
    "subscriber": {
        "peer": "MojaCentrala-101", "statusValue": 1, "connectPeerNumber": NUMBER, "connectPeerName": "Jan Żak",
    },
    "extstatus": {"exten": "130", "status": 4},
    "queue": {"peer": "Kolejka1", "calls": "1"},
    "qmember": {
        "peer": "MojaCentrala-101", "queue": "Kolejka1", "m_status": 1, "m_ct": "3", "m_mbshp": "static", "m_paused": 0,
        "m_reason": "obiad", "m_name": "Ewa Lis", "m_location": "SIP\\MojaCentrala-101",
    },
    "cmember": {
        "channel": "SIP/MojaCentrala-105-00000028", "action": "add", "conference": "Zarząd", "callerIDName": "Ewa",
        "callerIDNum": "105",
    },
    "smsSendResponse": {"MsgId": "3421756012963258480", "to": "48600700800", "status": "SENT"},
}  # fmt: skip


def envelope(text: Any, number: int = 386) -> bytes:
    """Return one message of the stream."""
    return json.dumps({"id": number, "channel": f"pbx_{PBX_NAME}", "text": text}).encode()


MESSAGES = (
    *(envelope({kind: fields}) for kind, fields in EVENTS.items()),
    envelope(EVENTS),
    envelope([{kind: fields} for kind, fields in EVENTS.items()]),
    envelope(json.dumps(EVENTS)),
    envelope({"queue": [EVENTS["queue"], EVENTS["queue"]], "weather": {"t": 20, "600700800": "Anna"}}),
    envelope({"qmember": EVENTS["qmember"]}).replace(b"SIP\\\\", b"SIP\\"),
    b'{"id":-1,"channel":"","text": }',
    b'{"id":-2,"channel":"pbx_MojaCentrala","text":Channel deleted}',
)


def stream(*messages: bytes | None) -> bytes:
    """Return a recorded stream, as `StreamRecorder` writes it; None begins a connection."""
    lines: list[Any] = [{"recording": 1, "pbx_name": PBX_NAME}]
    for number, raw in enumerate(messages):
        lines.append([number / 2, None if raw is None else raw.decode("utf-8", "surrogateescape")])
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


STREAM = stream(None, *MESSAGES[:3], None, b"Jan\xff", *MESSAGES[3:6])

SETTINGS = b"""\
api_urls = ["https://api.cloudpbx.pl", "https://api2.cloudpbx.pl"]
events_url = "wss://pbxvisor1.cloudpbx.pl"
pbx_name = "MojaCentrala"
extension = "101"
size = "115"
stay_in_tray = false
player_volume = 80
call_columns = ["number", "with"]
panel = '{"shape":"tiles","zoom":120,"collapsed":["Kolejka1"]}'
locked = ["theme"]
theme = "dark"
since = 2026-03-02T09:30:00Z

[from.a.later.version]
number = 0x10
"""

CSV = (
    "Imię i nazwisko;Telefon;Komórka;Dział;Uwagi\r\n"
    'Ada Bąk;600 100 245;22 555 12 01;Biuro;"x;\r\ny"\r\n'
    "Ola Gil;600100246;;Biuro;\r\n"
    "Jan Lis;22/ 555-12-03 wew. 105;;;x\r\n"
).encode()
CSV_FILES = (CSV, CSV.decode().encode("cp1250"), CSV.decode().encode("utf-16"), b"name,phone\nAnna,101\nEwa,102\n")

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Żak\r\nN:Żak;Anna;;;\r\nTEL;TYPE=CELL,VOICE:+48 600 100 200\r\n"
    "TEL;TYPE=WORK:22 635\r\n  44 10\r\nCATEGORIES:Biuro\r\nNOTE:a\\, b\\n\r\nEND:VCARD\r\n"
).encode()
OLD_CARD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-2;ENCODING=QUOTED-PRINTABLE:=A6liwi=F1ska;El=BFbieta\r\n"
    b"TEL;CELL:+48600100208\r\nPHOTO;ENCODING=BASE64:\r\n /9j/4AAQ\r\n\r\nEND:VCARD\r\n"
)
VCARD_FILES = (CARD, OLD_CARD, CARD + OLD_CARD + CARD)

TEXTS = tuple(
    text.encode()
    for text in (
        NUMBER, "+48 600 700 800", "0048 22 635 44 10 wew. 12", "tel. (22) 635-44-10", "*43#", "112", "wew. 105",
        "Proszę dzwonić: 600-100-200 lub 22 635 44 10, fax +49 (0)30 901820; NIP 5252248481, 12.03.2026, 99,90 zł",
        "600 100 200 601 200 300", "tel:+48600700800;ext=12", "callto:600100200", "sip:600100200@pbx.example.com",
        "https://example.com/600100200 jan@600100200.pl", "kom. 600 100 251 / 600 100 252", "+44 20 7946 0958",
    )
)  # fmt: skip
LINKS = tuple(
    text.encode()
    for text in (
        "tel:+48600700800", "tel:22%20635%2044%2010", "TEL:600-100-200;phone-context=+48", "callto://600100200",
        "sip:101@pbx.example.com:5060;transport=tls", "sips:%2B48600100200", "tel:*43%23", "tel:112", "callto:anna",
    )
)  # fmt: skip
ADDRESSES = tuple(
    text.encode()
    for text in (
        "https://api.cloudpbx.pl", "https://api.cloudpbx.pl, https://api2.cloudpbx.pl/v1/", "api.cloudpbx.pl:8443",
        "wss://pbxvisor1.cloudpbx.pl/ws/pbx_MojaCentrala?pbxkey=sekret", "http://127.0.0.1:8080", "ws://[::1]:80",
        "https://zażółć.pl", "http://localhost", "https://user:password@api.cloudpbx.pl",
    )
)  # fmt: skip


def wav(seconds: float = 0.3, channels: int = 1) -> bytes:
    """Return silence with a click as 16-bit PCM."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((channels, 2, 8000, 0, "NONE", ""))
        file.writeframes(struct.pack("<hh", 12000, -12000) * int(4000 * channels * seconds))
    return out.getvalue()


def sounds() -> tuple[bytes, ...]:
    """Return a sound in each container: wav (PCM, GSM), bare GSM, mp3, ogg."""
    import numpy as np
    import soundfile

    samples = (np.sin(np.arange(2400) / 5) * 9000).astype(np.int16)
    bodies = [wav(), wav(channels=2)]
    for container, subtype in (("WAV", "GSM610"), ("RAW", "GSM610"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS")):
        out = io.BytesIO()
        soundfile.write(out, samples, 8000, format=container, subtype=subtype)
        bodies.append(out.getvalue())
    return tuple(bodies)
