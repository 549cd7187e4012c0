"""Names of files for recordings: made from a pattern and what is known of the call, never a path, never hidden."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from desktop_app.archive.records import Call

PATTERN = "{date} {time} {direction} {number} {name}"
FIELDS = ("date", "time", "direction", "number", "name", "id")
CONTAINERS = ("wav", "mp3", "ogg", "gsm")
LONGEST_BYTES = 180
# Names that mean a device to Windows, whatever stands behind their dot.
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.| )")


def file_name(pattern: str, call: Call, number: str, name: str, direction: str, container: str) -> str:
    """The name of a recording's file by a pattern of FIELDS in braces; `number` and `name` are of the other end."""
    known = {
        "date": call.calldate[:10],
        "time": call.calldate[11:16].replace(":", "-"),
        "direction": direction,
        "number": number,
        "name": name,
        "id": call.uniqueid,
    }
    text = re.sub(r"\{(\w+)\}", lambda found: sanitize(known.get(found[1], "")), pattern)
    ending = container if container in CONTAINERS else "sound"
    return f"{sanitize(text) or sanitize(call.uniqueid) or 'recording'}.{ending}"


def sanitize(text: str) -> str:
    """Text from outside as a part of a name: letters of any language, figures, blanks and a few signs."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(letter if letter.isalnum() or letter in " -_+()," else "-" for letter in text)
    kept = re.sub(r"-{2,}", "-", re.sub(r" {2,}", " ", kept)).strip(" -_")
    kept = kept.encode("utf-8")[:LONGEST_BYTES].decode("utf-8", "ignore").strip()
    return _DEVICES.sub(r"\1_", kept)


def unused_path(folder: Path, name: str, body: bytes) -> Path | None:
    """A path in the folder that nothing has yet: a second file of one name gets a number.

    None when the folder has a file of that name with just this in it: saving again makes no second one of it.
    """
    path = folder / name
    count = 1
    while path.exists():
        if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body:
            return None
        count += 1
        path = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
    return path
