"""A question that was prepared answers like its queryset, in every thread, with whatever values."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.core.prepared import Prepared, hang
from lintel.inspections.models import Inspection, Participant
from tests import cast
from tests.rig.together import together


def by_public_id(public_id: str) -> QuerySet[Link]:
    return Link.objects.select_related("holder", "company", "share__participant").filter(public_id=public_id)


def test_rows_come_back_as_the_queryset_would_give_them(inspection: Inspection) -> None:
    question = Prepared(by_public_id)
    for link in Link.objects.all():
        (asked,) = question(public_id=link.public_id)
        (usual,) = by_public_id(link.public_id)
        assert (asked, asked.holder, asked.share.participant) == (usual, usual.holder, usual.share.participant)
        assert (asked.made_at, asked.rights, asked.revoked_at) == (usual.made_at, usual.rights, usual.revoked_at)
    assert question(public_id="nobody") == []


def test_values_come_back_as_tuples(office: cast.Office, inspection: Inspection) -> None:
    def booked(of: int) -> QuerySet[Inspection, tuple[str, object]]:
        return Inspection.objects.filter(pk=of).values_list("home__street", "starts_at")

    assert Prepared(booked)(of=inspection.pk) == list(booked(inspection.pk))


def with_agreements(keys: list[int]) -> QuerySet[Participant]:
    return Participant.objects.filter(pk__in=keys).annotate(asked=Count("papers")).order_by("pk")


def test_what_is_asked_of_a_list_comes_back_for_any_number(inspection: Inspection) -> None:
    question = Prepared(with_agreements)
    keys = list(Participant.objects.order_by("pk").values_list("pk", flat=True))
    assert len(keys) > 1
    for some in (keys[:1], keys, [*keys, 0], []):
        found = [(one, one.asked) for one in question(keys=some)]  # type: ignore[attr-defined]
        assert found == [(one, one.asked) for one in with_agreements(some)]  # type: ignore[attr-defined]


def test_instants_are_compared_as_the_queryset_compares_them(inspection: Inspection) -> None:
    def starting(since: datetime, until: datetime) -> QuerySet[Inspection]:
        return Inspection.objects.filter(starts_at__gte=since, starts_at__lt=until)

    question, start, second = Prepared(starting), inspection.starts_at, timedelta(seconds=1)
    assert question(since=start, until=start + second) == [inspection]
    assert question(since=start - second, until=start) == []
    assert question(since=start + second, until=start + 2 * second) == []


def test_rows_hang_where_a_prefetch_would_put_them(office: cast.Office, inspection: Inspection) -> None:
    other = cast.book(office, days=20)
    onto, rows = [inspection, other], list(Participant.objects.order_by("position", "pk"))
    hang("participants", onto=onto, rows=[one for one in rows if one.inspection_id == other.pk])
    with CaptureQueriesContext(connection) as asked:
        found = [[part.role for part in one.participants.all()] for one in onto]
        assert {part.inspection for part in other.participants.all()} == {other}
    assert not asked.captured_queries
    assert found == [[], [one.role for one in rows if one.inspection_id == other.pk]]
    assert set(inspection.participants.filter(left_at=None)) == {one for one in rows if one.inspection == inspection}


def test_other_threads_ask_over_their_own_connection(committed_db: str, inspection: Inspection) -> None:
    question = Prepared(by_public_id)
    public_id = cast.link(inspection).public_id
    answers = together(*[lambda: question(public_id=public_id)[0].holder.name] * 4)
    assert answers == ["Cora Whitfield"] * 4


def test_what_is_locked_is_asked_for_inside_a_transaction(committed_db: str, inspection: Inspection) -> None:
    invoice = cast.invoice(inspection)
    with pytest.raises(TransactionManagementError):
        invoicing.lock(invoice)
    with transaction.atomic():
        assert invoicing.lock(invoice) == invoice


def test_a_question_that_does_not_use_its_values_is_refused(inspection: Inspection) -> None:
    def everybody(of: int) -> QuerySet[Participant]:
        return Participant.objects.all()

    with pytest.raises(ValueError, match="stand-in"):
        Prepared(everybody)(of=1)
