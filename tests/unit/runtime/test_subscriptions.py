"""Subscribing, unsubscribing, and listeners that fail."""

from __future__ import annotations

import pytest

from desktop_app.runtime.subscriptions import Listeners


def test_a_failing_listener_does_not_prevent_the_others() -> None:
    failures: list[str] = []
    news: Listeners[[str]] = Listeners("tests", on_failure=lambda: failures.append("failed"))
    heard: list[str] = []

    def fail(text: str) -> None:
        raise ValueError(text)

    news.subscribe(heard.append)
    news.subscribe(fail)
    news.subscribe(heard.append)
    news.notify("a")
    assert heard == ["a", "a"]
    assert failures == ["failed"]


def test_a_subscription_ends_once_and_leaves_the_others() -> None:
    news: Listeners[[int]] = Listeners("tests")
    heard: list[int] = []
    end = news.subscribe(heard.append)
    news.subscribe(heard.append)
    assert len(news) == 2
    end()
    end()
    assert len(news) == 1
    news.notify(1)
    assert heard == [1]


def test_a_listener_may_unsubscribe_while_it_is_notified() -> None:
    news: Listeners[[]] = Listeners("tests")
    heard: list[str] = []

    def once() -> None:
        heard.append("once")
        end()

    end = news.subscribe(once)
    news.subscribe(lambda: heard.append("always"))
    news.notify()
    news.notify()
    assert heard == ["once", "always", "always"]


def test_the_same_function_may_subscribe_twice() -> None:
    news: Listeners[[]] = Listeners("tests")
    heard: list[str] = []

    def hear() -> None:
        heard.append("heard")

    first = news.subscribe(hear)
    news.subscribe(hear)
    first()
    news.notify()
    assert heard == ["heard"]


def test_a_listener_gets_all_arguments_as_they_were_given() -> None:
    def listen(number: int, *, name: str) -> None:
        heard.append((number, name))

    heard: list[tuple[int, str]] = []
    news = Listeners("tests")  # type: ignore[var-annotated]
    news.subscribe(listen)
    news.notify(7, name="seven")
    assert heard == [(7, "seven")]


def test_a_failure_is_logged_with_the_name_of_the_news(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("a bug")

    news: Listeners[[]] = Listeners("missed calls")
    news.subscribe(fail)
    news.notify()
    assert "a listener to missed calls failed" in caplog.text
    assert "a bug" in caplog.text
