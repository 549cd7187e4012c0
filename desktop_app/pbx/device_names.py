"""Extensions in the names of peers and devices."""

from __future__ import annotations

import re

_TECHNOLOGY = re.compile(r"^(?:SIP|PJSIP|IAX2|SCCP|DAHDI|Local)[/\\]", re.IGNORECASE)
# `SIP\bUro-101` is valid JSON and contains a backspace: see PROTOCOL.md, «Backslashes».
_SWALLOWED_BACKSLASHES = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def extension_from_peer(peer: str, pbx_name: str) -> str:
    """Return the extension in a `peer` or `exten` field: `MojaCentrala-101` → `101`.

    A device name such as `SIP/MojaCentrala-101` is accepted too; anything else is returned unchanged.
    """
    extension = _without_pbx_name(peer, pbx_name)
    if extension is not None:
        return extension
    if _TECHNOLOGY.match(_restore_backslashes(peer)):
        return extension_from_device(peer, pbx_name)
    return peer


def extension_from_device(device: str, pbx_name: str) -> str:
    """Return the extension in the name of a device or channel: `SIP/PBX-101-00000028`, `SIP\\PBX-101` → `101`.

    A name without an extension is returned without its technology and its channel number.
    """
    bare = _TECHNOLOGY.sub("", _restore_backslashes(device))
    bare = bare.partition("@")[0]
    bare = re.sub(r"-[0-9a-f]{8}(;\d)?$", "", bare)
    extension = _without_pbx_name(bare, pbx_name)
    if extension is not None:
        return extension
    at_the_end = re.search(r"-(\d{1,8})$", bare)
    return at_the_end.group(1) if at_the_end else bare


def _without_pbx_name(name: str, pbx_name: str) -> str | None:
    """Return what follows `<PBX name>-`, which may contain hyphens itself: see PROTOCOL.md, «Device names»."""
    prefix = f"{pbx_name}-"
    return name[len(prefix) :] if pbx_name and name.startswith(prefix) and len(name) > len(prefix) else None


def _restore_backslashes(device: str) -> str:
    return "".join(_SWALLOWED_BACKSLASHES.get(character, character) for character in device)
