"""After a restore to an earlier state nothing is offered for payment until Stripe has told what came in since."""

from datetime import timedelta

import pytest

from lintel.billing.models import Attempt, ProviderEvent, Stray
from lintel.companies.models import Company
from lintel.core import clock
from lintel.inspections import paying, reconciling
from lintel.inspections.models import Inspection
from lintel.run import invariants
from tests import cast
from tests.online import steps
from tests.stripe.fake import Stripe


def test_money_of_a_forgotten_attempt_is_shown_and_then_paying_goes_on(stripe: Stripe, inspection: Inspection) -> None:
    stripe.pay(steps.session_in(steps.press(inspection)))
    reconciling.sweep(at=clock.now())
    restore()
    with pytest.raises(paying.BeingChecked):
        steps.press(inspection)
    with stripe.faults.outage():
        reconciling.sweep(at=clock.now())
    assert Company.objects.get().restored_at, "a silent Stripe has told nothing"
    reconciling.sweep(at=clock.now())
    assert Company.objects.get().restored_at, "what it told is not applied yet"
    steps.apply(clock.now() + timedelta(seconds=1))
    reconciling.sweep(at=clock.now())
    assert Company.objects.get().restored_at is None
    stray = Stray.objects.get()
    assert (stray.amount_cents, stray.currency, stray.external_id) == (590_00, "USD", stripe.truth()[0].payment_id)
    assert steps.taken() == []
    inspection.refresh_from_db()
    stripe.pay(steps.session_in(steps.press(Inspection.objects.get())))
    steps.look()
    assert cast.invoice(inspection).number == 1002, "1001 was on a receipt that the backup does not know"
    assert list(invariants.numbers(clock.now())) == []


def restore() -> None:
    """What was written since the backup is gone."""
    ProviderEvent.objects.all().delete()
    Attempt.objects.all().delete()
    Company.objects.update(restored_at=clock.now())
