"""Text from outside as one line that shows what it says.

A name with a right-to-left override reads as another number in the question that asks for consent; an escape sequence
changes the title of a terminal or forges a line of its own.
"""

from __future__ import annotations

import re

# Characters that change the direction of what follows, and line separators.  Joiners stay: scripts and emoji need them.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]+")


def plain_text(text: str) -> str:
    """Return text without bidi controls; control characters become one blank, lone surrogates a question mark."""
    if text.isprintable():  # nearly all of it
        return text
    text = _CONTROL.sub(" ", _DIRECTION.sub("", text))
    return text.encode("utf-8", "replace").decode("utf-8")
