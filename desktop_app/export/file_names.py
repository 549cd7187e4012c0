"""File names of recordings, from a pattern and the fields of the call.  Never a path, a hidden file or a device."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from desktop_app.archive.records import Call

PATTERN = "{date} {time} {direction} {number} {name}"
FIELDS = ("date", "time", "direction", "number", "name", "id")
# The endings of each container; the first is the one that is given.
_ENDINGS = {
    "wav": ("wav", "wave"),
    "mp3": ("mp3",),
    "ogg": ("ogg", "oga", "opus"),
    "gsm": ("gsm",),
    "au": ("au", "snd"),
}
# Names of formats in lists of recordings, which are not used as endings.
_LISTED = ("wav49", "sound")
MAX_BYTES, MAX_TEXT = 180, 1000
# Names of devices on Windows, with any extension.
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=$|\.| )")


def file_name(pattern: str, call: Call, number: str, name: str, direction: str, container: str) -> str:
    """Return the file name for a pattern with FIELDS in braces.  `number` and `name` are those of the other party."""
    known = {
        "date": call.calldate[:10],
        "time": call.calldate[11:16],
        "direction": direction,
        "number": number,
        "name": name,
        "id": call.uniqueid,
    }
    text = re.sub(r"\{(\w+)\}", lambda found: sanitize(known.get(found[1], "")), pattern)
    return f"{sanitize(text) or sanitize(call.uniqueid) or 'recording'}.{ending_of(container)}"


def ending_of(container: str) -> str:
    """Return the ending of file names for a container of `detect_container`, without a dot."""
    return container if container in _ENDINGS else "sound"


def with_true_ending(path: Path, container: str) -> Path:
    """Return the path with the ending of the container in place of that of another sound format.

    A name without the ending of a sound format is kept: it was chosen so.
    """
    ending = path.suffix[1:].lower()
    is_sound = ending in _LISTED or any(ending in endings for endings in _ENDINGS.values())
    if not is_sound or ending in _ENDINGS.get(container, ()):
        return path
    return path.with_suffix(f".{ending_of(container)}")


def sanitize(text: str) -> str:
    """Return text from outside as part of a file name.

    Letters of any language, digits, blanks and a few signs remain; everything else becomes a hyphen.  The result has at
    most MAX_BYTES bytes in UTF-8, and may be empty.
    """
    text = unicodedata.normalize("NFC", text[:MAX_TEXT])
    kept = "".join(letter if letter.isalnum() or letter in " -_+()," else "-" for letter in text)
    kept = re.sub(r"-{2,}", "-", re.sub(r" {2,}", " ", kept)).strip(" -_")
    kept = kept.encode("utf-8")[:MAX_BYTES].decode("utf-8", "ignore").strip()
    return _DEVICES.sub(r"\1_", kept)


def unused_path(folder: Path, name: str, body: bytes) -> Path | None:
    """Return an unused path in the folder: `name`, or `name (2)` and so on.

    Returns None if one of these files already holds `body`, so saving again makes no copy.  Raises OSError.
    """
    path = folder / name
    count = 1
    while path.exists():
        if path.is_file() and path.stat().st_size == len(body) and path.read_bytes() == body:
            return None
        count += 1
        path = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
    return path
