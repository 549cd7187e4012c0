"""Each error and each outcome has its sentence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import desktop_app
from desktop_app.archive.store import Full
from desktop_app.pbx import errors
from desktop_app.pbx.envelope import UNKNOWN_KIND, Undecoded
from desktop_app.pbx.outcomes import Done, NotKnown, Outcome, Refused
from desktop_app.services import user_messages
from desktop_app.services.messenger import MESSAGE_LIMIT

PACKAGE = Path(desktop_app.__file__).parent

ERRORS = [
    (
        errors.KeyRefused(401),
        "The exchange refuses the key. Nothing can be asked until a valid key is entered in Settings.",
    ),
    (
        errors.Unreachable("api.example.com", "no connection in time"),
        "api.example.com cannot be reached: no connection in time. Check the address and the network.",
    ),
    (
        errors.Unreachable("", "no address is set"),
        "The exchange cannot be reached: no address is set. Check the address and the network.",
    ),
    (
        errors.ResponseLost("api.example.com", "the connection broke off"),
        "No whole answer came from api.example.com: the connection broke off. Try again in a moment.",
    ),
    (
        errors.UnexpectedResponse("api.example.com", "a web page"),
        "api.example.com answers, but not as the exchange does (a web page). Check the address.",
    ),
    (errors.Busy(429, None), "The exchange asks us to wait. It is asked again by itself."),
    (
        errors.NotARecording("an empty file"),
        "What the exchange sent is no recording: an empty file. Nothing was kept; try again later.",
    ),
    (errors.NotFound(), "The exchange does not have this recording (any more)."),
    (
        Full(Path("archive.db"), "full"),
        "The disk is full: what came now is not kept, and nothing that was kept is lost. Make room.",
    ),
    (errors.InvalidKey(), "This cannot be a key: it is empty, or holds spaces or letters that a key cannot have."),
    (errors.InvalidAddress("", "not an address"), "An address is missing."),
    (errors.InvalidAddress("a b", "not an address"), "«a b» cannot be used as an address: not an address."),
    (
        ZeroDivisionError("secret"),
        "Something went wrong inside the program (ZeroDivisionError). The rest goes on; details are under Diagnostics.",
    ),
]


@pytest.mark.parametrize(("error", "sentence"), ERRORS, ids=lambda value: type(value).__name__)
def test_each_error_has_its_sentence(error: BaseException, sentence: str) -> None:
    assert user_messages.of_error(error) == sentence


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (Done(), "Your phone 101 rings. Pick it up, and Anna is called."),
        (Refused("this is your own phone"), "Anna was not called: this is your own phone."),
        (
            NotKnown("no answer in time"),
            "It is not known whether Anna is being called: no answer in time. "
            "Your phone may still ring: do not dial again.",
        ),
    ],
)
def test_each_outcome_of_a_call_has_its_sentence(outcome: Outcome, sentence: str) -> None:
    assert user_messages.of_call(outcome, "Anna", "101") == sentence


@pytest.mark.parametrize(
    ("outcome", "test", "sentence"),
    [
        (Done("1"), False, "The message to Anna was accepted; its way is shown in Messages."),
        (Done("1"), True, "The test message to Anna was accepted. It is not delivered and costs nothing."),
        (Refused("the message is empty"), False, "The message to Anna was not sent: the message is empty."),
        (
            NotKnown("no answer in time"),
            True,
            "It is not known whether the message to Anna was sent: no answer in time. "
            "It is never sent again by itself.",
        ),
    ],
)
def test_each_outcome_of_a_message_has_its_sentence(outcome: Outcome, test: bool, sentence: str) -> None:
    assert user_messages.of_message(outcome, "Anna", test=test) == sentence


@pytest.mark.parametrize(
    ("undecoded", "times", "sentence"),
    [
        (
            Undecoded("message", "not JSON", "{"),
            3,
            "3 messages of the exchange could not be read and were left out.",
        ),
        (
            Undecoded("parking", UNKNOWN_KIND, "{}"),
            2,
            "The exchange told 2 times of «parking», which this program does not know; it was left out.",
        ),
        (
            Undecoded("queue", "calls: not a number", "{}"),
            4,
            "4 events of the kind «queue» could not be read and were left out; their neighbours were not.",
        ),
    ],
)
def test_undecoded_events_have_their_sentence(undecoded: Undecoded, times: int, sentence: str) -> None:
    assert user_messages.of_undecoded(undecoded, times) == sentence


def test_a_file_that_could_not_be_written_has_its_sentence() -> None:
    assert user_messages.not_written() == "The file could not be written there. Choose another folder."


def test_each_listed_reason_is_given_somewhere_and_listed_once() -> None:
    """A reason that is spelled differently where it is given would be shown in English."""
    given = {f"the message is longer than {MESSAGE_LIMIT} characters"}  # the only one that is composed
    for path in PACKAGE.rglob("*.py"):
        if path != Path(user_messages.__file__):
            nodes = ast.walk(ast.parse(path.read_text("utf-8")))
            given |= {str(node.value) for node in nodes if isinstance(node, ast.Constant)}
    for reason in user_messages.REASONS:
        assert reason in given
        assert user_messages.of_call(Refused(reason), "Anna", "101") == f"Anna was not called: {reason}."
    assert len(set(user_messages.REASONS)) == len(user_messages.REASONS) > 0
