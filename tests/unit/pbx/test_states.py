"""The three scales of state."""

from __future__ import annotations

import pytest

from desktop_app.pbx.states import AgentState, DeviceState, SmsState, agent_state, device_states, sms_state


@pytest.mark.parametrize(
    ("value", "state", "also"),
    [
        (0, DeviceState.IDLE, None),
        (1, DeviceState.IN_USE, None),
        (2, DeviceState.BUSY, None),
        (3, DeviceState.BUSY, None),
        (4, DeviceState.UNAVAILABLE, None),
        (8, DeviceState.RINGING, None),
        (9, DeviceState.RINGING, DeviceState.IN_USE),
        (10, DeviceState.RINGING, DeviceState.BUSY),
        (12, DeviceState.RINGING, None),
        (16, DeviceState.ON_HOLD, None),
        (17, DeviceState.ON_HOLD, None),
        (24, DeviceState.RINGING, DeviceState.ON_HOLD),
        (27, DeviceState.RINGING, DeviceState.ON_HOLD),
        (32, DeviceState.CONNECTING, None),
        (33, DeviceState.IN_USE, None),
        (36, DeviceState.CONNECTING, None),
        (63, DeviceState.RINGING, DeviceState.ON_HOLD),
        (64, DeviceState.UNKNOWN, None),
        (65, DeviceState.IN_USE, None),
        (73, DeviceState.RINGING, DeviceState.IN_USE),
        (-1, DeviceState.UNKNOWN, None),
    ],
)
def test_a_combination_is_its_most_important_state(value: int, state: DeviceState, also: DeviceState | None) -> None:
    assert device_states(value) == (state, also)


def test_agents_have_a_scale_of_their_own() -> None:
    words = ["unknown", "free", "in_use", "busy", "invalid", "unavailable", "ringing", "ringing_in_use", "on_hold"]
    assert [agent_state(value).value for value in range(9)] == words
    assert agent_state(9) is AgentState.UNKNOWN
    assert agent_state(-1) is AgentState.UNKNOWN


@pytest.mark.parametrize(
    ("text", "state"),
    [("DELIVERED", SmsState.DELIVERED), (" not_found ", SmsState.NOT_FOUND), ("later", SmsState.UNKNOWN)],
)
def test_words_of_the_gateway(text: str, state: SmsState) -> None:
    assert sms_state(text) is state


FINAL = {
    SmsState.DELIVERED,
    SmsState.UNDELIVERED,
    SmsState.FAILED,
    SmsState.REJECTED,
    SmsState.EXPIRED,
    SmsState.STOP,
}


def test_states_are_stored_by_these_words() -> None:
    assert [state.value for state in DeviceState] == [
        "unknown",
        "idle",
        "in_use",
        "busy",
        "unavailable",
        "ringing",
        "on_hold",
        "connecting",
    ]
    assert [state.value for state in SmsState] == [state.name for state in SmsState]
    assert all(sms_state(state.name) is state for state in SmsState)


@pytest.mark.parametrize("state", list(SmsState))
def test_only_another_final_state_follows_a_final_one(state: SmsState) -> None:
    assert state.is_final is (state in FINAL)
    if state in FINAL:
        assert {other for other in SmsState if other.follows(state)} == FINAL - {state}


@pytest.mark.parametrize(
    ("new", "old", "follows"),
    [
        (SmsState.ACCEPTED, SmsState.QUEUE, True),
        (SmsState.QUEUE, SmsState.ACCEPTED, False),
        (SmsState.SENT, SmsState.ACCEPTED, True),
        (SmsState.ACCEPTED, SmsState.SENT, False),
        (SmsState.SENT, SmsState.SENT, False),
        (SmsState.RENEWAL, SmsState.SENT, True),
        (SmsState.SENT, SmsState.UNKNOWN, True),
        (SmsState.DELIVERED, SmsState.UNKNOWN, True),
        (SmsState.DELIVERED, SmsState.NOT_FOUND, True),
        (SmsState.SENT, SmsState.NOT_FOUND, True),
        (SmsState.UNKNOWN, SmsState.DELIVERED, False),
        (SmsState.NOT_FOUND, SmsState.DELIVERED, False),
        (SmsState.DELIVERED, SmsState.UNDELIVERED, True),
        (SmsState.DELIVERED, SmsState.QUEUE, True),
    ],
)
def test_progress_never_goes_back(new: SmsState, old: SmsState, follows: bool) -> None:
    assert new.follows(old) is follows
