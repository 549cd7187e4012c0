"""Subscribing, unsubscribing, and listeners that fail."""

from __future__ import annotations

import pytest

from desktop_app.runtime.subscriptions import Listeners


def test_a_failing_listener_does_not_prevent_the_others() -> None:
    failures: list[str] = []
    news: Listeners[[str]] = Listeners("tests", on_failure=lambda: failures.append("failed"))
    received: list[str] = []

    def fail(text: str) -> None:
        raise ValueError(text)

    news.subscribe(received.append)
    news.subscribe(fail)
    news.subscribe(received.append)
    news.notify("a")
    assert received == ["a", "a"]
    assert failures == ["failed"]


def test_a_subscription_ends_once_and_leaves_the_others() -> None:
    news: Listeners[[int]] = Listeners("tests")
    received: list[int] = []
    end = news.subscribe(received.append)
    news.subscribe(received.append)
    assert len(news) == 2
    end()
    end()
    assert len(news) == 1
    news.notify(1)
    assert received == [1]


def test_a_listener_may_unsubscribe_while_it_is_notified() -> None:
    news: Listeners[[]] = Listeners("tests")
    received: list[str] = []

    def once() -> None:
        received.append("once")
        end()

    end = news.subscribe(once)
    news.subscribe(lambda: received.append("always"))
    news.notify()
    news.notify()
    assert received == ["once", "always", "always"]


def test_the_same_function_may_subscribe_twice() -> None:
    news: Listeners[[]] = Listeners("tests")
    received: list[str] = []

    def hear() -> None:
        received.append("received")

    first = news.subscribe(hear)
    news.subscribe(hear)
    first()
    news.notify()
    assert received == ["received"]


def test_a_listener_gets_all_arguments_as_they_were_given() -> None:
    def listen(number: int, *, name: str) -> None:
        received.append((number, name))

    received: list[tuple[int, str]] = []
    news = Listeners("tests")  # type: ignore[var-annotated]
    news.subscribe(listen)
    news.notify(7, name="seven")
    assert received == [(7, "seven")]


def test_a_failure_is_logged_with_the_name_of_the_news(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("a bug")

    news: Listeners[[]] = Listeners("missed calls")
    news.subscribe(fail)
    news.notify()
    assert "a listener to missed calls failed" in caplog.text
    assert "a bug" in caplog.text
