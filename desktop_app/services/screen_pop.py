"""Screen pop: the address of the caller's page in a CRM.

The template comes from the settings.  The values come from outside and are percent-encoded, so they cannot change the
address or add a parameter.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_FIELD = re.compile(r"\{(number|name|queue)\}")


def is_valid_template(template: str) -> bool:
    """True for an http or https address whose host holds no field."""
    try:
        parts = urlsplit(template)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(host) and "{" not in parts.netloc and not re.search(r"\s", template)
    )


def page_url(template: str, number: str, name: str, queue: str) -> str | None:
    """Return the template with {number}, {name} and {queue} filled in, or None when it is not valid."""
    if not is_valid_template(template):
        return None
    values = {"number": number, "name": name, "queue": queue}
    return _FIELD.sub(lambda field: quote(values[field.group(1)], safe=""), template)
