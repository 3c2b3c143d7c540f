"""Many hands on one calendar: an inspector is in one place at a time, and a double click is one inspection."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, connections

from lintel.companies.models import Member
from lintel.core import clock
from lintel.inspections import changing, scheduling
from lintel.inspections.models import Inspection, Moment
from lintel.messages.models import Message
from tests import cast
from tests.races import doubles
from tests.races.doubles import parted
from tests.rig.together import Result, together

pytestmark = pytest.mark.usefixtures("committed_db")
AT_ONCE = 16


def test_of_sixteen_who_want_the_same_hour_one_books_and_the_others_are_told() -> None:
    office = cast.cedar_stone()
    booked, refused = parted(together(*[partial(cast.book, office)] * AT_ONCE))
    assert (len(booked), len(refused)) == (1, AT_ONCE - 1)
    assert {type(one) for one in refused} == {scheduling.InspectorBusy}
    assert "Ike Marsh is already at 1214 Harrison Boulevard" in str(refused[0])
    assert Inspection.objects.count() == Moment.objects.count() == 1
    assert Message.objects.filter(kind="confirmation").count() == 1


def test_overlapping_hours_are_the_same_race() -> None:
    office = cast.cedar_stone()
    booked, _ = parted(together(*[partial(cast.book, office, hour=hour) for hour in (9, 10, 11, 8)]))
    assert len(booked) in {1, 2}
    taken = sorted((one.starts_at, one.ends_at) for one in booked)
    assert all(end <= start for (_, end), (start, _) in pairwise(taken))


def test_two_inspectors_at_the_same_hour_are_no_race() -> None:
    office = cast.cedar_stone()
    booked, _ = parted(
        together(*[partial(cast.book, office, inspector=one) for one in (office.owner, office.inspector)])
    )
    assert len(booked) == 2


def test_two_rescheduled_to_the_same_hour_one_moves() -> None:
    office = cast.cedar_stone()
    two = [cast.book(office, hour=hour) for hour in (8, 14)]
    results = together(*[partial(move, inspection, office.inspector) for inspection in two])
    moved, refused = parted(results)
    assert len(moved) == 1
    assert {type(one) for one in refused} == {scheduling.InspectorBusy}


def test_the_hour_is_taken_between_asking_for_it_and_moving_there(monkeypatch: pytest.MonkeyPatch) -> None:
    office = cast.cedar_stone()
    mine, theirs = (cast.book(office, hour=hour) for hour in (8, 14))
    asked = scheduling.busy

    def meanwhile(**question: Any) -> Inspection | None:
        answer = asked(**question)
        monkeypatch.setattr(scheduling, "busy", asked)
        if others_can_write():
            aside(partial(move, theirs, office.inspector))
        return answer

    monkeypatch.setattr(scheduling, "busy", meanwhile)
    move(mine, office.inspector) if connection.vendor == "sqlite" else refused_move(mine, office.inspector)
    assert Inspection.objects.filter(starts_at=moved_to(mine)).count() == 1


def test_a_new_zone_does_not_move_an_inspection_onto_another(monkeypatch: pytest.MonkeyPatch) -> None:
    office = cast.cedar_stone()
    first, _second = cast.book(office, hour=8), cast.book(office, hour=11)
    west = replace(cast.HARRISON, zone="America/Los_Angeles", state="OR", city="Ontario")
    with pytest.raises(scheduling.InspectorBusy):
        changing.correct_place(inspection=first, place=west, by=office.owner, at=clock.now())
    first.refresh_from_db()
    assert first.local_start().hour == 8


def test_without_the_transaction_and_the_constraint_both_are_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race above is real."""
    office = cast.cedar_stone()
    doubles.drop_constraint_on_postgresql("inspections_inspection", "inspector_is_booked_once")
    monkeypatch.setattr(scheduling, "transaction", doubles.UNGUARDED)
    monkeypatch.setattr(scheduling, "busy", doubles.meeting(scheduling.busy))
    booked, refused = parted(together(*[partial(cast.book, office)] * 2))
    assert (len(booked), refused) == (2, [])


def test_sixteen_clicks_on_one_form_are_one_inspection() -> None:
    office = cast.cedar_stone()
    booked, refused = parted(together(*[partial(cast.book, office, once="one form")] * AT_ONCE))
    assert refused == []
    assert len({one.pk for one in booked}) == Inspection.objects.count() == 1
    assert Message.objects.filter(kind="confirmation").count() == 1


def test_a_second_click_that_arrives_between_two_questions_is_the_same_inspection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On PostgreSQL the first click commits after the second one looked for it and before it asks for the hour."""
    office = cast.cedar_stone()
    first: list[Inspection] = []
    asked = scheduling.busy

    def meanwhile(**question: Any) -> Inspection | None:
        monkeypatch.setattr(scheduling, "busy", asked)
        first.extend(aside(partial(cast.book, office, once="one form")))
        return asked(**question)

    if connection.vendor == "postgresql":
        monkeypatch.setattr(scheduling, "busy", meanwhile)
    else:  # one writer at a time: it can only come before
        first.append(cast.book(office, once="one form"))
    assert cast.book(office, once="one form") == first[0]


def test_two_clicks_on_a_form_without_a_key_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is the form's key that makes them one."""
    office = cast.cedar_stone()
    cast.book(office, inspector=office.owner)
    cast.book(office, inspector=office.inspector)
    assert Inspection.objects.count() == 2


def move(inspection: Inspection, inspector: Member) -> bool:
    scheduling.reschedule(
        inspection=inspection,
        starts_at=moved_to(inspection),
        minutes=180,
        inspector=inspector,
        by=inspector,
        at=clock.now(),
    )
    return True


def refused_move(inspection: Inspection, inspector: Member) -> None:
    with pytest.raises(scheduling.InspectorBusy):
        move(inspection, inspector)


def moved_to(inspection: Inspection) -> datetime:
    return cast.starting(clock.now(), days=11, hour=9, zone=inspection.home.zone)


def others_can_write() -> bool:
    """On SQLite nobody can while a transaction of ours is open."""
    return connection.vendor == "postgresql" or not connection.in_atomic_block


def aside(call: Callable[[], Result]) -> list[Result]:
    """Done in another thread, committed before this one goes on."""
    done, failed = parted(together(call))
    assert failed == []
    connections["default"].ensure_connection()
    return done
