"""Names of keys as X11 and xkbcommon have them: `c`, `F9`, `Insert`."""

from __future__ import annotations

from Xlib import XK


def keysym_name(key: str) -> str:
    """Return the keysym name of a key in any case (`f9` gives `F9`); empty when there is none."""
    for name in (key, key.upper(), key.capitalize()):
        if XK.string_to_keysym(name):
            return name
    # For a character of ASCII or Latin-1 the keysym is its code.
    return _name_of_sign(key) if len(key) == 1 else ""


def _name_of_sign(sign: str) -> str:
    names = (name for name, keysym in vars(XK).items() if name.startswith("XK_") and keysym == ord(sign))
    return next(names, "").removeprefix("XK_")
