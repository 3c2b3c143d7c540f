"""Sixty-four hands refund one payment at once: never more goes back than came in."""

from collections.abc import Callable
from functools import partial

import pytest

from lintel.billing import invoicing, refunding as billed, undoing
from lintel.billing.models import Entry, Refund, SandboxRefund
from lintel.core import clock
from lintel.inspections import refunding
from lintel.inspections.models import Inspection
from tests import cast
from tests.races import doubles
from tests.races.doubles import parted
from tests.rig.together import together

pytestmark = pytest.mark.usefixtures("committed_db")
AT_ONCE, EACH = 64, 20_00


@pytest.fixture
def paid() -> Inspection:
    """Prudence paid $610.00 at the practice bank."""
    cast.cedar_stone()
    inspection = cast.book(cast.juniper_ridge())
    cast.pay(inspection)
    return inspection


def test_of_64_refunds_as_many_go_back_as_the_payment_covers(paid: Inspection) -> None:
    done, refused = parted(together(*[giving(paid, EACH)] * AT_ONCE))
    assert {type(one) for one in refused} == {billed.MoreThanLeft}
    assert len(done) == 610_00 // EACH
    assert sum(SandboxRefund.objects.values_list("amount_cents", flat=True)) == 600_00
    assert sum(Entry.objects.filter(kind="refund").values_list("amount_cents", flat=True)) == 600_00
    assert undoing.left(Entry.objects.get(kind="payment")) == 10_00
    assert invoicing.balance(cast.invoice(paid)) == 0


def test_64_clicks_on_one_form_are_one_refund(paid: Inspection) -> None:
    done, refused = parted(together(*[giving(paid, EACH, once="abc")] * AT_ONCE))
    assert refused == []
    assert len({one.pk for one in done}) == Refund.objects.count() == SandboxRefund.objects.count() == 1
    assert Entry.objects.filter(kind="refund").count() == 1


def test_without_the_lock_more_goes_back_than_came_in(paid: Inspection, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(invoicing, "lock", doubles.unlocked)
    monkeypatch.setattr(undoing, "left", doubles.meeting(undoing.left))
    monkeypatch.setattr(refunding, "_begin", doubles.bare(refunding._begin))
    together(*[giving(paid, 610_00)] * 2)
    assert sum(Refund.objects.values_list("amount_cents", flat=True)) == 2 * 610_00


def giving(inspection: Inspection, cents: int, once: str = "") -> Callable[[], Refund]:
    return partial(_give, inspection, cents, once)


def _give(inspection: Inspection, cents: int, once: str) -> Refund:
    payment = Entry.objects.select_related("invoice").get(invoice=cast.invoice(inspection), kind="payment")
    return refunding.refund(
        payment=payment,
        amount_cents=cents,
        reason="no radon test",
        credit=True,
        once=once,
        by=inspection.booked_by,
        at=clock.now(),
    )
