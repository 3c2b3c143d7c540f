"""A worker process is killed while it asks Stripe; the next one finds everything out, and nothing is booked twice."""

import signal

import pytest
from django.db.models import Q, Sum

from lintel.billing.models import Attempt, Entry, ProviderEvent, Refund
from lintel.core import clock
from tests import cast
from tests.online import steps
from tests.run.programs import eventually, running
from tests.stripe.fake import Stripe
from tests.truth import LONG, chance

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.long]
KILLS = LONG // 50 or 1


def test_what_a_killed_worker_held_is_booked_once_by_the_next(
    office: cast.Office, stripe: Stripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINTEL_STRIPE_API", stripe.address)
    luck = chance(7)
    for number in range(KILLS):
        for hour in (9, 13):
            session = steps.session_in(steps.press(cast.book(office, days=10 + number, hour=hour)))
            stripe.pay(session)
            stripe.refund_at_dashboard(stripe.truth()[-1].payment_id, luck.randint(1, 590_00))
        stripe.deliver(steps.hook(office.company), chance=luck, most=3)
        stripe.faults.next(luck.choice(["sessions.retrieve", "refunds.list"]), *[""] * luck.randrange(2), "stuck")
        with running("worker") as program:
            assert stripe.faults.stuck.wait(60)
            program.end(signal.SIGKILL)
        stripe.faults.clear()
        for kind in (Attempt, ProviderEvent, Refund):
            kind.objects.exclude(leased_until=None).update(leased_until=clock.now())
    with running("worker"):
        eventually(lambda: not waiting(), "something is still to be done")
    assert booked() == {one.payment_id: one.kept for one in stripe.truth()}


def waiting() -> bool:
    live = Attempt.objects.exclude(state__in=Attempt.FINAL)
    return ProviderEvent.objects.exclude(due_at=None).exists() or live.exists()


def booked() -> dict[str, int]:
    """What the ledger says the company has of each payment."""
    paid = Entry.objects.filter(kind="payment")
    sums = {one: Entry.objects.filter(Q(pk=one.pk) | Q(of=one)).aggregate(sum=Sum("amount_cents")) for one in paid}
    return {one.external_id: -total["sum"] for one, total in sums.items()}
