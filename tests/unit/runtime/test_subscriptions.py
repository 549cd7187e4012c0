"""Subscribing, unsubscribing, and listeners that fail."""

from __future__ import annotations

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
