"""Durable work: claimed by one, lost by who sleeps, back after a crash, and never at once after a failure."""

from datetime import UTC, datetime, timedelta

import pytest

from lintel.core import work
from lintel.messages.models import Message
from tests import cast

AT = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


class TestBackoff:
    def test_it_grows_and_then_stays(self) -> None:
        steps = (5, 30, 120, 600, 1800, 3600, 7200, 7200, 7200)
        for attempt, seconds in enumerate(steps, start=1):
            waits = [work.backoff(attempt).total_seconds() for _ in range(50)]
            assert min(waits) >= seconds * 0.8
            assert max(waits) <= seconds * 1.2
            assert len(set(waits)) > 1, "spread, so that not all come back at once"

    def test_the_first_attempt_is_the_least(self) -> None:
        assert work.backoff(0).total_seconds() <= 6


@pytest.fixture
def letters(db: None) -> list[Message]:
    """Three letters, due since the inspection was booked."""
    cast.book(cast.cedar_stone(at=AT), at=AT)
    return list(Message.objects.order_by("due_at", "pk"))


def test_what_is_due_is_claimed_oldest_first_and_once(letters: list[Message]) -> None:
    claimed = work.claim(Message, at=AT, most=2)
    assert [one.pk for one in claimed] == [one.pk for one in letters[:2]]
    assert {(one.attempts, one.leased_until) for one in claimed} == {(1, AT + work.LEASE)}
    assert [one.pk for one in work.claim(Message, at=AT)] == [letters[2].pk]
    assert work.claim(Message, at=AT + work.LEASE) == []


def test_what_is_not_due_yet_waits(letters: list[Message]) -> None:
    assert work.claim(Message, at=AT - timedelta(seconds=1)) == []


def test_a_crashed_workers_rows_come_back_within_a_minute(letters: list[Message]) -> None:
    work.claim(Message, at=AT)
    again = work.claim(Message, at=AT + timedelta(seconds=60))
    assert {one.attempts for one in again} == {2}
    assert len(again) == len(letters)


def test_whoever_slept_through_the_lease_cannot_finish(letters: list[Message]) -> None:
    (mine,) = work.claim(Message, at=AT, most=1)
    later = AT + work.LEASE + timedelta(seconds=1)
    (theirs,) = (one for one in work.claim(Message, at=later) if one.pk == mine.pk)
    with pytest.raises(work.LeaseLost):
        work.finish(mine, due_at=None, state="sent", sent_at=later)
    work.finish(theirs, due_at=None, state="sent", sent_at=later)
    assert Message.objects.get(pk=mine.pk).state == "sent"


def test_a_fault_is_kept_with_its_row_and_stops_no_other(letters: list[Message]) -> None:
    done: list[int] = []

    def do(letter: Message) -> None:
        if letter.pk == letters[0].pk:
            raise ValueError("the printer is on fire")
        work.finish(letter, due_at=None, state="sent", sent_at=AT)
        done.append(letter.pk)

    assert work.run(Message, do=do, at=AT) == len(letters)
    assert done == [one.pk for one in letters[1:]]
    failed = Message.objects.get(pk=letters[0].pk)
    assert failed.last_error == "ValueError: the printer is on fire"
    assert failed.due_at is not None
    assert failed.due_at > AT
    assert failed.leased_until is None


def test_a_row_that_somebody_else_took_over_is_left_to_them(letters: list[Message]) -> None:
    def do(letter: Message) -> None:
        Message.objects.filter(pk=letter.pk).update(attempts=7)
        raise work.LeaseLost

    assert work.run(Message, do=do, at=AT) == len(letters)
    assert set(Message.objects.values_list("last_error", "attempts")) == {("", 7)}


def test_asking_for_nothing_due_costs_one_statement(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert work.claim(Message, at=AT) == []
