"""The reducer: the state of the office follows from its events alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.office import (
    AgentState,
    Change,
    DeviceState,
    Lamp,
    Office,
    Part,
    Party,
    SmsState,
    mark_stale,
    reduce,
    reducer,
    restore_lamps,
)
from desktop_app.pbx.events import AgentEvent, ConferenceEvent, Event, QueueEvent, SmsEvent
from tests.support.events import T0, after, at, device, live


def test_the_peer_is_dropped_when_the_call_ends() -> None:
    office = after(live(), device("101", 1, "600100200", "Jan"), device("101", 0))
    assert office.lamps["101"].peer is None
    assert office.lamps["101"].state is DeviceState.IDLE


def test_extstatus_keeps_the_peer_that_subscriber_reported() -> None:
    office = after(live(), device("101", 1, "600100200"), device("101", 1, source="extstatus"))
    lamp = office.lamps["101"]
    assert lamp.peer == Party("600100200")
    assert lamp.subscriber == (DeviceState.IN_USE, at(0))
    assert lamp.extstatus == (DeviceState.IN_USE, at(1))


def test_a_repeated_state_keeps_since_and_is_no_change() -> None:
    office = after(live(), device("101", 1, "1"))
    office, changes = reduce(office, device("101", 1, "1"), at(60))
    assert changes == ()
    assert office.lamps["101"].since == at(0)
    assert office.lamps["101"].seen_at == at(60)


def test_a_stale_lamp_is_live_again_after_its_next_event() -> None:
    office = after(live(), device("101", 1, "1"), device("102", 0))
    office, changes = mark_stale(office)
    assert changes == (Change(Part.EVERYTHING),)
    assert not any(office.is_live(lamp) for lamp in office.lamps.values())
    office, changes = reduce(office, device("102", 0), at(5))
    assert office.is_live(office.lamps["102"])
    assert not office.is_live(office.lamps["101"])
    assert changes == (Change(Part.LAMP, "102"),)


def test_the_peer_of_an_earlier_epoch_is_dropped() -> None:
    office, _ = mark_stale(after(live(), device("101", 1, "600100200")))
    assert after(office, device("101", 1, source="extstatus")).lamps["101"].peer is None


def test_a_second_caller_who_hung_up_is_not_the_peer() -> None:
    office = after(
        live(), device("101", 1, "600100200"), device("101", 9, "501222333"), device("101", 1, source="extstatus")
    )
    assert office.lamps["101"].peer is None
    named = after(office, device("101", 1, "600100200"))
    assert named.lamps["101"].peer == Party("600100200")


def test_the_caller_stays_the_peer_when_the_ring_is_answered() -> None:
    office = after(live(), device("101", 8, "600100200"), device("101", 1, source="extstatus"))
    assert office.lamps["101"].peer == Party("600100200")


def test_restored_lamps_are_stale_and_never_overwrite_live_ones() -> None:
    office = after(live(), device("101", 8))
    office = restore_lamps(office, [Lamp("101", DeviceState.IDLE), Lamp("102", DeviceState.IN_USE, seen_at=at(-100))])
    assert office.lamps["101"].state is DeviceState.RINGING
    assert not office.is_live(office.lamps["102"])
    assert not Office().is_live(Lamp("1"))


def test_waiting_since_is_the_arrival_of_the_first_caller() -> None:
    office = after(live(), QueueEvent("K", 0), QueueEvent("K", 1), QueueEvent("K", 3))
    assert office.queues["K"].waiting_since == at(1)
    assert after(office, QueueEvent("K", 0)).queues["K"].waiting_since is None


def test_an_agent_is_found_by_extension_and_keeps_what_events_leave_out() -> None:
    office = after(
        live(),
        AgentEvent("K", "101", AgentState.FREE, True, 7, "obiad", "Anna"),
        AgentEvent("L", "101", AgentState.FREE, False),
        AgentEvent("K", "101", AgentState.IN_USE, True, None, "obiad"),
    )
    assert {queue.name: agent.paused for queue, agent in office.queues_of("101")} == {"K": True, "L": False}
    agent = office.queues["K"].agents["101"]
    assert (agent.calls, agent.reason, agent.name, agent.paused_since) == (7, "obiad", "Anna", at(0))
    agent = after(office, AgentEvent("K", "101", AgentState.FREE, False, 8)).queues["K"].agents["101"]
    assert (agent.paused, agent.reason, agent.paused_since) == (False, "", None)


def test_an_empty_conference_is_removed() -> None:
    office = after(live(), ConferenceEvent("Rada", "a", True, "Jan"), ConferenceEvent("Rada", "b", True))
    assert office.conferences["Rada"].members["a"].since == at(0)
    office = after(office, ConferenceEvent("Rada", "a", False), ConferenceEvent("Rada", "x", False))
    assert set(office.conferences["Rada"].members) == {"b"}
    office, changes = reduce(office, ConferenceEvent("Rada", "b", False), at(9))
    assert "Rada" not in office.conferences
    assert changes == (Change(Part.CONFERENCE, "Rada"),)


def test_only_another_final_state_follows_a_final_one() -> None:
    office = after(
        live(), SmsEvent("1", SmsState.FAILED), SmsEvent("1", SmsState.SENT), SmsEvent("1", SmsState.UNKNOWN)
    )
    assert office.messages["1"].state is SmsState.FAILED
    assert after(office, SmsEvent("1", SmsState.DELIVERED)).messages["1"].state is SmsState.DELIVERED


# ---- properties -----------------------------------------------------------------------------------------------------

_extensions = st.sampled_from(["101", "102", "103"])
_events = st.one_of(
    st.builds(device, _extensions, st.integers(-2, 70), st.sampled_from(["", "600100200"])),
    st.builds(QueueEvent, st.sampled_from("KL"), st.integers(0, 9)),
    st.builds(AgentEvent, st.sampled_from("KL"), _extensions, st.sampled_from(AgentState), st.booleans()),
    st.builds(ConferenceEvent, st.sampled_from("RS"), st.sampled_from("abc"), st.booleans()),
    st.builds(SmsEvent, st.sampled_from("12"), st.sampled_from(SmsState)),
)


@given(st.lists(_events, max_size=30))
def test_a_repeated_event_changes_nothing(events: list[Event]) -> None:
    once, twice = live(), live()
    for event in events:
        once, _ = reduce(once, event, T0)
        twice, _ = reduce(twice, event, T0)
        twice, _ = reduce(twice, event, T0)
    assert once == twice


@given(st.lists(_events, max_size=20), st.integers(0, 40))
def test_an_event_about_one_extension_changes_no_other_lamp(events: list[Event], value: int) -> None:
    before = after(live(), *events)
    changed, _ = reduce(before, device("999", value), at(99))
    assert all(changed.lamps[extension] == lamp for extension, lamp in before.lamps.items() if extension != "999")


@given(st.permutations([SmsState.QUEUE, SmsState.ACCEPTED, SmsState.SENT, SmsState.DELIVERED]))
def test_message_reports_converge_in_any_order(states: list[SmsState]) -> None:
    office = after(live(), *(SmsEvent("1", state) for state in states))
    assert office.messages["1"].state is SmsState.DELIVERED


@given(st.lists(_events, max_size=30))
def test_changes_name_every_lamp_that_differs(events: list[Event]) -> None:
    office = live()
    for number, event in enumerate(events):
        new, changes = reduce(office, event, at(number))
        named = {(change.part, change.key) for change in changes}
        for extension, lamp in new.lamps.items():
            old = office.lamps.get(extension)
            if old is None or (old.state, old.peer, old.also) != (lamp.state, lamp.peer, lamp.also):
                assert (Part.LAMP, extension) in named
        office = new


def test_a_hostile_stream_cannot_grow_the_office_without_bound() -> None:
    office = live()
    for number in range(reducer.MAX_LAMPS + 50):
        office, _ = reduce(office, device(f"e{number}", 1), T0)
    for number in range(reducer.MAX_QUEUES + 50):
        office, _ = reduce(office, QueueEvent(f"q{number}", 1_000_000), T0)
        office, _ = reduce(office, AgentEvent("q0", f"e{number}", AgentState.FREE, False), T0)
    for number in range(reducer.MAX_MEMBERS + 50):
        office, _ = reduce(office, ConferenceEvent("R", f"c{number}", True), at(number))
    for number in range(reducer.MAX_CONFERENCES + 50):
        office, _ = reduce(office, ConferenceEvent(f"R{number}", "c", True), T0)
    assert len(office.lamps) == reducer.MAX_LAMPS
    assert len(office.queues) == reducer.MAX_QUEUES
    assert len(office.queues["q0"].arrivals) == reducer.MAX_ARRIVALS
    assert len(office.conferences["R"].members) == reducer.MAX_MEMBERS
    assert len(office.conferences) == reducer.MAX_CONFERENCES
    office, changes = reduce(office, device("e7", 0), at(1))
    assert changes == (Change(Part.LAMP, "e7"),), "known lamps are still updated"
