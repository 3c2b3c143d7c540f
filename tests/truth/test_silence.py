"""While Stripe is silent everything else goes on: clients read and sign, and the office works."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from lintel.agreements.models import Signature
from lintel.billing.models import Attempt, Entry
from tests import cast
from tests.online import steps
from tests.portal import pages
from tests.stripe.fake import Stripe

AMOUNT = {"amount": "59000"}


def test_the_portal_reads_and_signs_while_stripe_is_down(office: cast.Office, stripe: Stripe) -> None:
    inspection = cast.book(office)
    with stripe.faults.outage():
        for page in ("", "payment/", pages.agreement_of(inspection).split("/", 3)[3]):
            assert Client().get(cast.path(inspection, page=page), secure=True).status_code == 200, page
        answer = Client().post(cast.path(inspection, page="payment/"), AMOUNT, secure=True)
        assert answer.status_code == 409
        assert "The bank does not answer just now. Nothing was charged." in pages.text(answer.content)
        cast.sign(inspection)
        steps.look()
    assert Signature.objects.count() == 1
    assert Attempt.objects.get().state == Attempt.State.UNKNOWN
    address = Client().post(cast.path(inspection, page="payment/"), AMOUNT, secure=True)["Location"]
    stripe.pay(steps.session_in(address))
    steps.look()
    assert steps.taken() == [590_00]


@pytest.mark.usefixtures("committed_db")
def test_nothing_is_locked_while_stripe_keeps_us_waiting(office: cast.Office, stripe: Stripe) -> None:
    """Cora waits for her checkout; meanwhile the same invoice is read, paid by check, and the agreement signed."""
    inspection = cast.book(office)
    path = cast.path(inspection, page="payment/")
    stripe.faults.next("sessions.create", "stuck")
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(press, path)
        assert stripe.faults.stuck.wait(15)
        assert Client().get(path, secure=True).status_code == 200
        cast.sign(inspection)
        cast.receive(inspection, 100_00, by=office.owner)
        assert not waiting.done()
        stripe.faults.let_go()
        assert waiting.result().startswith(stripe.address)
    assert Entry.objects.filter(kind="payment").count() == Signature.objects.count() == 1


def press(path: str) -> str:
    try:
        return str(Client().post(path, AMOUNT, secure=True)["Location"])
    finally:
        connections.close_all()
