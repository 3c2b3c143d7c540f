"""A question that was prepared answers like its queryset, in every thread, with whatever values."""

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError

from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.core.prepared import Prepared
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
