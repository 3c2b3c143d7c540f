"""A row that is inserted reads back as the framework's own way would have written it."""

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from lintel.core import clock
from lintel.core.inserting import insert, insert_all
from lintel.inspections.models import Bill, Inspection, Moment
from lintel.messages.models import Message
from tests import cast


def test_it_reads_back_the_same(inspection: Inspection) -> None:
    for number, row in enumerate([*Message.objects.all(), *Moment.objects.all()]):
        values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields[1:]}
        fresh = {"key": f"again{number}", "dedupe_key": f"again:{number}", "message_id": f"<{number}@again>"}
        values |= {name: value for name, value in fresh.items() if name in values}
        made = insert(type(row)(**values))
        again = type(row)._default_manager.get(pk=made.pk)
        assert again.pk != row.pk
        assert {name: getattr(again, name) for name in values} == values
        assert model_to_dict(again) == model_to_dict(made)


def test_each_of_many_gets_its_own_key(inspection: Inspection) -> None:
    told = [Moment(company=inspection.company, inspection=inspection, at=clock.now(), words=f"{n}") for n in range(5)]
    for moment in insert_all(told):
        assert Moment.objects.get(pk=moment.pk).words == moment.words
    assert insert_all([]) == []


def test_what_the_database_refuses_is_refused(inspection: Inspection) -> None:
    bill = Bill(company=inspection.company, inspection=inspection, invoice=cast.invoice(inspection))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(bill)


def test_what_was_inserted_can_be_changed(inspection: Inspection) -> None:
    moment = insert(Moment(company=inspection.company, inspection=inspection, at=clock.now(), words="Told"))
    moment.words = "Told again"
    moment.save()
    assert Moment.objects.get(pk=moment.pk).words == "Told again"
