"""The exchange, dial rules and retention periods in the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.config.exchange import (
    ExchangeConfig,
    RetentionPeriods,
    dial_rules,
    exchange_config,
    retention_periods,
    save_exchange_config,
)
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
from desktop_app.pbx.errors import InvalidAddress
from desktop_app.phone_numbers.dial_plan import DialRules

CONFIG = ExchangeConfig(("https://a.example", "https://b.example"), "wss://e.example", "Centrala", "101")


@pytest.fixture
def settings() -> Settings:
    return Settings(None, None, {})


def test_without_settings_an_exchange_is_not_complete(settings: Settings) -> None:
    config = exchange_config(settings)
    assert config == ExchangeConfig(("https://api.cloudpbx.pl", "https://api2.cloudpbx.pl"), "", "", "")
    assert config.is_complete is False


def test_a_saved_exchange_is_read_back(settings: Settings) -> None:
    save_exchange_config(settings, CONFIG)
    assert exchange_config(settings) == CONFIG
    assert settings.get(API_URLS) == CONFIG.api_urls
    assert settings.get(EVENTS_URL) == CONFIG.events_url
    assert (settings.get(PBX_NAME), settings.get(EXTENSION)) == (CONFIG.pbx_name, CONFIG.extension)


def test_addresses_are_completed_and_checked(settings: Settings) -> None:
    settings.set(API_URLS, ("a.example/",))
    settings.set(EVENTS_URL, "e.example")
    config = exchange_config(settings)
    assert config.api_urls == ("https://a.example",)
    assert config.events_url.startswith("wss://e.example")
    settings.set(EVENTS_URL, "not an address")
    with pytest.raises(InvalidAddress):
        exchange_config(settings)


@pytest.mark.parametrize(
    ("config", "is_complete"),
    [
        (CONFIG, True),
        (ExchangeConfig(("https://a",), "wss://e", "X", ""), True),  # the own extension may be missing
        (ExchangeConfig((), "wss://e", "X", "101"), False),
        (ExchangeConfig(("https://a",), "", "X", "101"), False),
        (ExchangeConfig(("https://a",), "wss://e", "", "101"), False),
    ],
)
def test_a_connection_needs_addresses_and_a_name(config: ExchangeConfig, is_complete: bool) -> None:
    assert config.is_complete is is_complete


def test_locked_settings_do_not_change(tmp_path: Path) -> None:
    machine = tmp_path / "machine.toml"
    machine.write_text('pbx_name = "Locked"\nlocked = ["pbx_name"]\n')
    settings = Settings(None, machine, {})
    save_exchange_config(settings, CONFIG)
    assert exchange_config(settings).pbx_name == "Locked"
    assert exchange_config(settings).extension == "101"


@pytest.mark.parametrize(
    ("prefix", "used"),
    [("", ""), ("0", "0"), (" 0 ", "0"), ("*9#1", "*9#1"), ("12345", ""), ("a", ""), ("0-", ""), ("٠", "")],
)
def test_a_prefix_has_at_most_four_dial_characters(settings: Settings, prefix: str, used: str) -> None:
    settings.set(OUTSIDE_PREFIX, prefix)
    assert dial_rules(settings) == DialRules(used, "00")


def test_the_international_prefix_follows_the_setting(settings: Settings) -> None:
    settings.set(INTERNATIONAL, "+")
    assert dial_rules(settings) == DialRules("", "+")


def test_nothing_expires_by_default(settings: Settings) -> None:
    assert retention_periods(settings) == RetentionPeriods() == RetentionPeriods(0, 0, 0)
    settings.set(KEEP_CALLS, "30")
    settings.set(KEEP_RECORDINGS, "90")
    settings.set(KEEP_MESSAGES, "1825")
    assert retention_periods(settings) == RetentionPeriods(calls=30, recordings=90, messages=1825)
