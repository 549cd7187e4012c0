"""Which exchange the settings name."""

from __future__ import annotations

import re

from desktop_app.config.settings import (
    API_URLS,
    EVENTS_URL,
    EXTENSION,
    INTERNATIONAL,
    KEEP_CALLS,
    KEEP_MESSAGES,
    KEEP_RECORDINGS,
    OUTSIDE_PREFIX,
    PBX_NAME,
    Settings,
)
from desktop_app.pbx.addresses import api_url, events_server
from desktop_app.phone_numbers.numbers import DialRules
from desktop_app.services.retention import Ages
from desktop_app.services.session import ExchangeConfig


def read(settings: Settings) -> ExchangeConfig:
    """What is set, complete or not.  Raises BadAddress."""
    events = settings.get(EVENTS_URL)
    return ExchangeConfig(
        tuple(api_url(url) for url in settings.get(API_URLS)),
        events_server(events) if events else "",
        settings.get(PBX_NAME),
        settings.get(EXTENSION),
    )


def dial_rules(settings: Settings) -> DialRules:
    """How the exchange wants its numbers; a prefix that is none counts as no prefix."""
    prefix = settings.get(OUTSIDE_PREFIX).strip()
    return DialRules(prefix if re.fullmatch(r"[0-9*#]{0,4}", prefix) else "", settings.get(INTERNATIONAL))


def ages(settings: Settings) -> Ages:
    """How long things are kept."""
    return Ages(*(int(settings.get(one)) for one in (KEEP_CALLS, KEEP_RECORDINGS, KEEP_MESSAGES)))


def write(settings: Settings, config: ExchangeConfig) -> None:
    """Set it; what the administrator locked stays as it is."""
    settings.set(API_URLS, config.api_urls)
    settings.set(EVENTS_URL, config.events_url)
    settings.set(PBX_NAME, config.pbx_name)
    settings.set(EXTENSION, config.extension)
