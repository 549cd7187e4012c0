"""Which exchange the settings name."""

from __future__ import annotations

from desktop_app.pbx.addresses import api_url, events_server
from desktop_app.services.session import ExchangeConfig
from desktop_app.settings import API_URLS, EVENTS_URL, EXTENSION, PBX_NAME, Settings


def read(settings: Settings) -> ExchangeConfig:
    """What is set, complete or not.  Raises BadAddress."""
    events = settings.get(EVENTS_URL)
    return ExchangeConfig(
        tuple(api_url(url) for url in settings.get(API_URLS)),
        events_server(events) if events else "",
        settings.get(PBX_NAME),
        settings.get(EXTENSION),
    )


def write(settings: Settings, config: ExchangeConfig) -> None:
    """Set it; what the administrator locked stays as it is."""
    settings.set(API_URLS, config.api_urls)
    settings.set(EVENTS_URL, config.events_url)
    settings.set(PBX_NAME, config.pbx_name)
    settings.set(EXTENSION, config.extension)
