"""The reducer by whole records, changes and bounds."""

from __future__ import annotations

from desktop_app.office import (
    ACTIVE,
    ENGAGED,
    TALKING,
    Agent,
    AgentState,
    Change,
    DeviceState,
    Lamp,
    Member,
    MessageReport,
    Office,
    Part,
    Party,
    Queue,
    SmsState,
    mark_lamp_stale,
    mark_stale,
    reduce,
    reducer,
    restore_lamps,
)
from desktop_app.pbx.events import AgentEvent, ConferenceEvent, QueueEvent, SmsEvent
from tests.support.events import T0, after, at, device, live


def test_a_lamp_keeps_the_last_report_of_each_source() -> None:
    office, changes = reduce(live(), device("101", 1, "600100200", "Jan"), at(0))
    in_use = (DeviceState.IN_USE, at(0))
    peer = Party("600100200", "Jan")
    assert changes == (Change(Part.LAMP, "101"),)
    assert office.lamps["101"] == Lamp(
        "101", DeviceState.IN_USE, None, peer, at(0), at(0), 1, in_use, None, start_observed=False
    )
    office = after(office, device("101", 1, source="extstatus"), device("101", 1), start=1)
    assert office.lamps["101"] == Lamp(
        "101",
        DeviceState.IN_USE,
        None,
        peer,
        at(0),
        at(2),
        1,
        (DeviceState.IN_USE, at(2)),
        (DeviceState.IN_USE, at(1)),
        start_observed=False,
    )
    office = after(office, device("101", 9, "501222333"), start=3)
    lamp = office.lamps["101"]
    assert (lamp.state, lamp.also, lamp.peer) == (DeviceState.RINGING, DeviceState.IN_USE, Party("501222333"))
    assert (lamp.since, lamp.start_observed) == (at(3), True)


def test_the_start_of_a_state_is_observed_only_after_a_live_state() -> None:
    office = after(live(), device("101", 0), device("101", 1))
    assert office.lamps["101"].start_observed
    office = after(mark_stale(office)[0], device("101", 0), start=10)
    assert not office.lamps["101"].start_observed
    assert office.lamps["101"].since == at(10)


def test_a_ring_keeps_its_caller_and_a_second_ring_has_none_until_it_is_named() -> None:
    ringing = after(live(), device("101", 8, "600100200"), device("101", 8, source="extstatus"))
    assert ringing.lamps["101"].peer == Party("600100200")
    talking = after(live(), device("101", 1, "600100200"), device("101", 9, source="extstatus"))
    assert talking.lamps["101"].peer is None
    taken = after(ringing, device("101", 1, source="extstatus"), device("101", 1, source="extstatus"))
    assert taken.lamps["101"].peer == Party("600100200")


def test_a_new_peer_or_second_state_is_a_change() -> None:
    office = after(live(), device("101", 8, "1"))
    for event in (device("101", 8, "2"), device("101", 9, "2"), device("101", 8, "2")):
        office, changes = reduce(office, event, at(5))
        assert changes == (Change(Part.LAMP, "101"),)


def test_device_events_leave_the_rest_of_the_office_alone() -> None:
    office = after(
        live(),
        QueueEvent("K", 1),
        ConferenceEvent("R", "c", True),
        SmsEvent("1", SmsState.SENT),
    )
    changed = after(office, device("101", 1))
    assert (changed.queues, changed.conferences, changed.messages) == (
        office.queues,
        office.conferences,
        office.messages,
    )


def test_marking_stale_begins_the_next_epoch() -> None:
    assert mark_stale(Office(epoch=4)) == (Office(epoch=5), (Change(Part.EVERYTHING),))


def test_one_lamp_can_be_marked_stale() -> None:
    office = after(live(), device("101", 1, "1"), device("102", 0))
    stale, changes = mark_lamp_stale(office, "101")
    assert changes == (Change(Part.LAMP, "101"),)
    assert [stale.is_live(stale.lamps[extension]) for extension in ("101", "102")] == [False, True]
    assert stale.lamps["101"].state is DeviceState.IN_USE
    assert stale.epoch == office.epoch
    for extension in ("101", "999"):  # stale already, and unknown
        assert mark_lamp_stale(stale, extension) == (stale, ())
    assert not mark_stale(stale)[0].is_live(stale.lamps["101"])
    assert after(stale, device("101", 1), start=5).lamps["101"].peer is None


def test_a_stale_lamp_of_epoch_one_is_stale_in_every_epoch() -> None:
    stale, _ = mark_lamp_stale(after(live(), device("101", 1)), "101")
    for _ in range(5):
        assert not stale.is_live(stale.lamps["101"])
        stale, _ = mark_stale(stale)


def test_restored_lamps_belong_to_no_live_epoch() -> None:
    office = restore_lamps(live(), [Lamp("101", DeviceState.IN_USE, epoch=1)])
    assert office.lamps["101"].epoch == 0
    assert not office.is_live(office.lamps["101"])


def test_a_queue_drops_the_arrivals_of_an_earlier_epoch() -> None:
    office = after(live(), AgentEvent("K", "101", AgentState.FREE, False))
    agents = office.queues["K"].agents
    office, changes = reduce(office, QueueEvent("K", 2), at(1))
    assert changes == (Change(Part.QUEUE, "K"),)
    assert office.queues["K"] == Queue("K", 2, (at(1), at(1)), at(1), 1, agents)
    office, changes = reduce(office, QueueEvent("K", 2), at(2))
    assert changes == ()
    office = after(office, QueueEvent("K", 3), QueueEvent("K", 1), start=3)
    assert office.queues["K"].arrivals == (at(3),)
    office, changes = reduce(mark_stale(office)[0], QueueEvent("K", 1), at(60))
    assert changes == (Change(Part.QUEUE, "K"),), "the queue is live again"
    assert office.queues["K"] == Queue("K", 1, (at(60),), at(60), 2, agents)


def test_an_agent_is_a_whole_record_and_its_change_names_the_extension() -> None:
    event = AgentEvent("K", "101", AgentState.FREE, True, 7, "obiad", "Anna")
    office, changes = reduce(live(), event, at(0))
    assert changes == (Change(Part.QUEUE, "K", extension="101"),)
    agent = Agent("101", AgentState.FREE, True, "obiad", 7, "Anna", at(0), at(0), 1)
    assert office.queues["K"] == Queue("K", agents=office.queues["K"].agents)
    assert office.queues["K"].agents["101"] == agent
    assert reduce(office, event, at(9)) == (office, ())
    office = after(office, AgentEvent("K", "101", AgentState.IN_USE, False, 7, "obiad"), start=2)
    assert office.queues["K"].agents["101"] == Agent("101", AgentState.IN_USE, False, "", 7, "Anna", at(2), None, 1)
    office = after(office, AgentEvent("K", "101", AgentState.IN_USE, False, 8), start=3)
    assert office.queues["K"].agents["101"].since == at(2)
    nameless = after(live(), AgentEvent("K", "102", AgentState.FREE, False))
    assert nameless.queues["K"].agents["102"] == Agent("102", AgentState.FREE, False, "", None, "", at(0), None, 1)


def test_a_pause_that_began_before_a_gap_begins_again_after_it() -> None:
    paused = AgentEvent("K", "101", AgentState.FREE, True, None, "obiad")
    office = after(live(), paused, paused)
    assert office.queues["K"].agents["101"].paused_since == at(0)
    agent = after(mark_stale(office)[0], paused, start=60).queues["K"].agents["101"]
    assert (agent.since, agent.paused_since, agent.epoch) == (at(60), at(60), 2)


def test_a_pause_after_work_begins_at_its_event() -> None:
    office = after(
        live(), AgentEvent("K", "101", AgentState.FREE, False), AgentEvent("K", "101", AgentState.FREE, True)
    )
    assert office.queues["K"].agents["101"].paused_since == at(1)


def test_a_member_is_a_whole_record_and_rejoins_after_a_gap() -> None:
    event = ConferenceEvent("Rada", "a", True, "Jan", "600100200")
    office, changes = reduce(live(), event, at(0))
    assert changes == (Change(Part.CONFERENCE, "Rada"),)
    assert office.conferences["Rada"].name == "Rada"
    assert office.conferences["Rada"].members["a"] == Member("a", "Jan", "600100200", at(0), 1)
    assert reduce(office, event, at(5)) == (office, ())
    renamed = after(office, ConferenceEvent("Rada", "a", True, "Ewa", "600100200"), start=5)
    assert renamed.conferences["Rada"].members["a"] == Member("a", "Ewa", "600100200", at(0), 1)
    again = after(mark_stale(office)[0], event, start=9)
    assert again.conferences["Rada"].members["a"] == Member("a", "Jan", "600100200", at(9), 2)
    assert reduce(office, ConferenceEvent("Pusta", "x", False), at(1)) == (office, ())


def test_a_message_report_is_a_whole_record() -> None:
    office, changes = reduce(live(), SmsEvent("1", SmsState.SENT), at(3))
    assert changes == (Change(Part.MESSAGE, "1"),)
    assert office.messages["1"] == MessageReport("1", SmsState.SENT, at(3))
    assert reduce(office, SmsEvent("1", SmsState.QUEUE), at(4)) == (office, ())


def test_the_oldest_reports_of_messages_are_dropped() -> None:
    office = live()
    for number in range(reducer.MAX_MESSAGES):
        office, _ = reduce(office, SmsEvent(str(number), SmsState.SENT), at(-number))
    assert len(office.messages) == reducer.MAX_MESSAGES
    office, _ = reduce(office, SmsEvent("new", SmsState.SENT), at(1))
    assert len(office.messages) == reducer.MAX_MESSAGES
    assert "new" in office.messages
    assert str(reducer.MAX_MESSAGES - 1) not in office.messages


def test_the_members_that_are_stale_or_came_first_are_dropped() -> None:
    office = after(live(), ConferenceEvent("R", "stale", True))
    office, _ = mark_stale(office)
    for number in range(reducer.MAX_MEMBERS):
        office, _ = reduce(office, ConferenceEvent("R", f"c{number}", True), at(-number))
    last = reducer.MAX_MEMBERS - 1
    assert len(office.conferences["R"].members) == reducer.MAX_MEMBERS
    assert "stale" not in office.conferences["R"].members
    office, _ = reduce(office, ConferenceEvent("R", "new", True), at(1))
    assert f"c{last}" not in office.conferences["R"].members
    assert "new" in office.conferences["R"].members


def test_agents_and_queues_are_bounded_and_known_ones_are_still_updated() -> None:
    office = live()
    free = AgentState.FREE
    for number in range(reducer.MAX_AGENTS + 5):
        office, _ = reduce(office, AgentEvent("q0", str(number), free, False), T0)
    assert len(office.queues["q0"].agents) == reducer.MAX_AGENTS
    for number in range(1, reducer.MAX_QUEUES + 5):
        office, _ = reduce(office, AgentEvent(f"q{number}", "1", free, False), T0)
    assert len(office.queues) == reducer.MAX_QUEUES
    busy = reduce(office, AgentEvent("q0", "1", AgentState.BUSY, False), at(1))[0]
    assert busy.queues["q0"].agents["1"].state is AgentState.BUSY
    assert reduce(office, AgentEvent("q0", "new", free, False), at(1)) == (office, ())
    assert reduce(office, AgentEvent("new", "1", free, False), at(1)) == (office, ())
    assert "2" in reduce(office, AgentEvent("q1", "2", free, False), at(1))[0].queues["q1"].agents


def test_the_groups_of_states_nest() -> None:
    after(live(), device("101", 1), device("101", 9))
    assert TALKING == (DeviceState.IN_USE, DeviceState.BUSY, DeviceState.ON_HOLD)
    assert set(ENGAGED) - set(TALKING) == {DeviceState.CONNECTING}
    assert set(ACTIVE) - set(ENGAGED) == {DeviceState.RINGING}


def test_records_begin_empty() -> None:
    after(live(), device("101", 1), QueueEvent("K", 1))
    lamp, queue = Lamp("101"), Queue("K")
    assert (lamp.state, lamp.also, lamp.peer, lamp.since) == (DeviceState.UNKNOWN, None, None, None)
    assert (lamp.seen_at, lamp.epoch, lamp.subscriber, lamp.extstatus) == (None, 0, None, None)
    assert lamp.start_observed is False
    assert (queue.waiting, queue.arrivals, queue.seen_at, queue.epoch) == (None, (), None, 0)
    assert queue.waiting_since is None
    assert (Office().epoch, Change(Part.EVERYTHING)) == (0, Change(Part.EVERYTHING, "", ""))
    assert not Office().is_live(lamp)
    assert Office(epoch=1).is_live(Lamp("101", epoch=1))
