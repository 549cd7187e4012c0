"""The exchange, dial rules and retention periods as configured in the settings."""

from __future__ import annotations

import re

import msgspec

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
from desktop_app.phone_numbers.dial_plan import DialRules


class ExchangeConfig(msgspec.Struct, frozen=True):
    """Addresses and name of an exchange, and the user's own extension (empty if not set)."""

    api_urls: tuple[str, ...]
    events_url: str
    pbx_name: str
    extension: str

    @property
    def is_complete(self) -> bool:
        """True if everything that a connection needs is set."""
        return bool(self.api_urls and self.events_url and self.pbx_name)


class RetentionPeriods(msgspec.Struct, frozen=True):
    """Days after which calls, recordings and messages are deleted.  0 means never."""

    calls: int = 0
    recordings: int = 0
    messages: int = 0


def exchange_config(settings: Settings) -> ExchangeConfig:
    """Return the configured exchange, which may be incomplete.  Raises InvalidAddress."""
    events = settings.get(EVENTS_URL)
    return ExchangeConfig(
        tuple(api_url(url) for url in settings.get(API_URLS)),
        events_server(events) if events else "",
        settings.get(PBX_NAME),
        settings.get(EXTENSION),
    )


def dial_rules(settings: Settings) -> DialRules:
    """Return how numbers are dialled on this exchange.  An invalid outside prefix is ignored."""
    prefix = settings.get(OUTSIDE_PREFIX).strip()
    return DialRules(prefix if re.fullmatch(r"[0-9*#]{0,4}", prefix) else "", settings.get(INTERNATIONAL))


def retention_periods(settings: Settings) -> RetentionPeriods:
    """Return the configured retention periods, in days."""
    return RetentionPeriods(*(int(settings.get(one)) for one in (KEEP_CALLS, KEEP_RECORDINGS, KEEP_MESSAGES)))


def save_exchange_config(settings: Settings, config: ExchangeConfig) -> None:
    """Store an exchange in the settings.  Settings that the administrator locked do not change."""
    settings.set(API_URLS, config.api_urls)
    settings.set(EVENTS_URL, config.events_url)
    settings.set(PBX_NAME, config.pbx_name)
    settings.set(EXTENSION, config.extension)
