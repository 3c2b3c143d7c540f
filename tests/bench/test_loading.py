"""The measured data is data the product could have written."""

from io import StringIO

import pytest

from bench import loading
from lintel.agreements import preparing
from lintel.agreements.models import Agreement, Signature
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import announcing, finding, gathering, placeholders
from lintel.inspections.models import Inspection
from lintel.inspections.posting import Post, fees
from lintel.messages.models import Message
from lintel.run import doctor

pytestmark = pytest.mark.usefixtures("committed_db")
COUNT = 60


@pytest.fixture
def loaded() -> list[Inspection]:
    company = loading.load(COUNT, at=clock.now())
    return gathering.of(company, list(Inspection.objects.of(company).order_by("pk").values_list("pk", flat=True)))


def test_the_doctor_finds_nothing_wrong_with_it(loaded: list[Inspection]) -> None:
    assert len(loaded) == COUNT
    told = StringIO()
    assert doctor.examine(told) == [], told.getvalue()


def test_some_are_over_some_are_to_come_and_things_happened_to_them(loaded: list[Inspection]) -> None:
    now = clock.now()
    over = [one for one in loaded if one.starts_at < now]
    assert 0 < len(over) < COUNT
    assert Signature.objects.count() > COUNT // 2
    assert Invoice.objects.exclude(number=None).count() > COUNT // 2
    assert Message.objects.filter(state="queued").count() == 0


def test_its_words_are_the_products_own(loaded: list[Inspection]) -> None:
    inspection = next(one for one in loaded if len(one.clients()) == 1 and len(fees(one)) > 1)
    client, charged = inspection.clients()[0], fees(inspection)
    post = Post(inspection, at=inspection.booked_at)
    post.to_participant(client, "confirmation", once="again")
    written = Message.objects.get(thread=inspection.thread, kind="confirmation")
    again = post.messages[0]
    assert (written.subject, written.heading, written.body) == (again.subject, again.heading, again.body)
    assert Invoice.objects.get(bill__inspection=inspection).subject == announcing.subject(inspection)
    agreement = Agreement.objects.select_related("template").get(paper__participant=client)
    fields = placeholders.fields(inspection, client.contact, charged)
    fresh = preparing.prepare(template=agreement.template, signer=client.contact, fields=fields, at=clock.now())
    assert (agreement.words, agreement.digest) == (fresh.words, fresh.digest)


def test_it_is_found_by_what_the_product_would_find_it_by(loaded: list[Inspection]) -> None:
    for inspection in loaded[:20]:
        written = inspection.search_text
        finding.write(inspection, inspection.people())
        assert inspection.search_text == written


def test_the_same_number_gives_the_same_people(loaded: list[Inspection]) -> None:
    first = loaded[0]
    assert (first.home.street, [one.contact.name for one in first.people()]) == (
        "270 Clover Street",
        ["Stellan Ibrahim"],
    )
