"""«Screen pop»: the address of the customer's card in another program, made from who rings.

The template is the person's own; what is put into it comes from outside and is percent-encoded, so that it cannot
become another address, another field, or a command.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_FIELD = re.compile(r"\{(number|name|queue)\}")


def is_valid_template(template: str) -> bool:
    """True for an http or https address with a host that no field can change."""
    try:
        parts = urlsplit(_FIELD.sub("", template))
        with_fields = urlsplit(template)
        host = with_fields.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and "{" not in with_fields.netloc
        and not re.search(r"\s", template)
    )


def page_url(template: str, number: str, name: str, queue: str) -> str | None:
    """The address to open, or None where the template is none that may be opened."""
    if not is_valid_template(template):
        return None
    values = {"number": number, "name": name, "queue": queue}
    return _FIELD.sub(lambda field: quote(values[field.group(1)], safe=""), template)
