"""JSON as the exchange sends it: with wrong backslashes, raw control characters, a BOM or another encoding."""

from __future__ import annotations

import json
import re
from typing import Any

_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')


def load_json(raw: bytes | str) -> Any:
    """Parse JSON.  Bytes that are not UTF-8 are replaced; other faults named above are accepted.

    Raises ValueError, or RecursionError for deep nesting.  See PROTOCOL.md, «Damaged messages» and «Irregular records».
    """
    text = raw if isinstance(raw, str) else raw.decode("utf-8-sig", errors="replace")
    try:
        return json.loads(text, parse_int=_parse_int)
    except ValueError:
        return json.loads(repair_backslashes(text), strict=False, parse_int=_parse_int)


def repair_backslashes(text: str) -> str:
    """Double each backslash that does not start a JSON escape: `"SIP\\MojaCentrala-101"`.

    Valid escapes and doubled backslashes stay: see PROTOCOL.md, «Backslashes».
    """
    return _ESCAPE.sub(lambda found: "\\\\" if found.group() == "\\" else found.group(), text)


def _parse_int(digits: str) -> int | str:
    """Convert an integer; one of 100 digits or more stays text, since Python refuses to convert thousands of them."""
    return int(digits) if len(digits) < 100 else digits
