"""Many workers on one queue: each letter is in one pair of hands, and who slept through the lease changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from lintel.core import clock, work
from lintel.inspections import scheduling
from lintel.messages import outbox
from lintel.messages.models import Message
from tests import cast
from tests.races import doubles
from tests.races.doubles import parted
from tests.rig.together import together

pytestmark = pytest.mark.usefixtures("committed_db")
WORKERS = 4


@pytest.fixture
def letters() -> int:
    """How many are due."""
    office = cast.cedar_stone()
    for days in range(10, 18):
        cast.book(office, days=days)
    return Message.objects.filter(state="queued").count()


def test_workers_take_different_letters_until_all_are_taken(letters: int) -> None:
    at = clock.now()
    taken: list[int] = []
    rounds = 0
    while len(taken) < letters and rounds < letters:
        hands, broken = parted(together(*[claiming(3)] * WORKERS))
        assert broken == []
        taken += [letter for hand in hands for letter in hand]
        rounds += 1
    assert len(taken) == len(set(taken)) == letters
    assert work.claim(Message, at=at) == []


def test_without_the_lock_two_workers_take_the_same_letter(letters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(work, "transaction", doubles.UNGUARDED)
    monkeypatch.setattr(type(connection.features), "has_select_for_update_skip_locked", False)
    monkeypatch.setattr("lintel.core.work.F", doubles.meeting(F))
    hands, _ = parted(together(*[claiming(1)] * 2))
    assert hands[0] == hands[1] != []


def test_a_worker_that_slept_through_its_lease_changes_nothing(letters: int) -> None:
    at = clock.now()
    (mine,) = work.claim(Message, at=at, most=1)
    later = at + work.LEASE + timedelta(seconds=1)
    again = next(one for one in work.claim(Message, at=later, most=letters) if one.pk == mine.pk)
    with pytest.raises(work.LeaseLost):
        work.finish(mine, due_at=None, state=Message.State.SENT, sent_at=later)
    work.finish(again, due_at=None, state=Message.State.SENT, sent_at=later)
    sent = Message.objects.get(pk=mine.pk)
    assert (sent.state, sent.attempts) == (Message.State.SENT, 2)


def test_a_letter_is_taken_by_a_worker_or_withdrawn_and_never_both(letters: int) -> None:
    message = Message.objects.filter(kind="confirmation").select_related("thread__inspection").earliest("pk")
    inspection = message.thread.inspection

    def cancel() -> None:
        by = inspection.booked_by
        scheduling.cancel(inspection=inspection, because="the roof is off", by=by, at=clock.now())

    hands, broken = parted(together(claiming(letters), cancel))
    assert broken == []
    claimed = {letter for hand in hands if hand for letter in hand}
    withdrawn = set(Message.objects.filter(state="withdrawn").values_list("pk", flat=True))
    assert not claimed & withdrawn
    assert message.pk in claimed | withdrawn


def test_a_letter_in_somebodys_hands_is_not_withdrawn(letters: int) -> None:
    (mine,) = work.claim(Message, at=clock.now(), most=1)
    kinds = ["confirmation", "agent", "assigned"]
    outbox.withdraw(thread=mine.thread, kinds=kinds, because="cancelled", at=clock.now())
    mine.refresh_from_db()
    assert mine.state == Message.State.QUEUED


def claiming(most: int) -> Callable[[], list[int]]:
    return lambda: [letter.pk for letter in work.claim(Message, at=clock.now(), most=most)]
