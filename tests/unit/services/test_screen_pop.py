"""Screen pop: which templates are valid, and how values are put into them."""

from __future__ import annotations

import pytest

from desktop_app.services.screen_pop import is_valid_template, page_url


@pytest.mark.parametrize(
    ("template", "usable"),
    [
        ("https://crm.example.com/?q={number}", True),
        ("http://10.0.0.5:8080/card/{number}/{name}?k={queue}", True),
        ("javascript:alert({number})", False),
        ("file:///etc/{name}", False),
        ("https://{name}/", False),
        ("https://{number}.example.com/", False),
        ("https://user:{name}@example.com/", False),
        ("https:// example.com/", False),
        ("{name}https://example.com/", False),
        ("ht{name}tps://example.com/", False),
        ("https://", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_only_a_web_address_without_a_field_in_its_host_is_valid(template: str, usable: bool) -> None:
    assert is_valid_template(template) is usable
    assert (page_url(template, "1", "2", "3") is not None) is usable


def test_values_are_percent_encoded() -> None:
    page = page_url("https://crm.example.com/?n={number}&who={name}#{queue}", "+48600", "a&b=c/../<ż>{number}", "Q 1")
    assert page == "https://crm.example.com/?n=%2B48600&who=a%26b%3Dc%2F..%2F%3C%C5%BC%3E%7Bnumber%7D#Q%201"
