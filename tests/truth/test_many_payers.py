"""Sixty-four people pay behind one link at the same moment: one of them pays, the others are told."""

from collections.abc import Callable

import pytest
from django.test import Client

from lintel.billing import attempting, invoicing
from lintel.billing.models import Entry
from lintel.inspections import paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.online import steps
from tests.portal import pages
from tests.races import doubles
from tests.rig.together import together
from tests.stripe.fake import Stripe
from tests.stripe.money import Closed
from tests.truth import LONG, batches

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.long]
PAYERS = 64
ROUNDS = LONG // 5 or 1
WORDS = ("There is nothing left to pay", "The amount changed while", "The bank does not answer just now")
PAID, ENDED = "paid", "the checkout had ended"


@pytest.mark.parametrize("numbers", batches(ROUNDS), ids=str)
def test_of_sixty_four_who_pay_at_once_one_pays_and_the_others_are_told(
    office: cast.Office, stripe: Stripe, numbers: range
) -> None:
    for number in numbers:
        inspection = cast.book(office, days=10 + number, people=(cast.CORA, cast.THEO))
        heard = crowd(inspection, stripe, PAYERS, names=("Cora Whitfield", "Theo Whitfield")[: 1 + number % 2])
        assert len(stripe.truth()) == number - numbers.start + 1, "money was captured twice, or not at all"
        assert heard.count(PAID) == 1
        assert not [words for words in heard if words not in {PAID, ENDED} and not said(words)]
        steps.look()
        entry = Entry.objects.get(kind="payment", invoice=cast.invoice(inspection))
        assert (-entry.amount_cents, entry.external_id) == (stripe.truth()[-1].kept, stripe.truth()[-1].payment_id)
        assert invoicing.balance(cast.invoice(inspection)) == 0
        assert b"<title>Nothing to pay" in Client().get(cast.path(inspection, page="payment/")).content


def test_with_the_lock_switched_off_two_charges_are_captured(
    office: cast.Office, stripe: Stripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same crowd, without lock, transaction and index."""
    doubles.drop_index("one_live_attempt_per_invoice")
    monkeypatch.setattr(invoicing, "lock", doubles.unlocked)
    monkeypatch.setattr(paying, "_begin", doubles.bare(paying._begin))
    monkeypatch.setattr(attempting, "live", doubles.meeting(attempting.live))
    heard = crowd(cast.book(office), stripe, 2)
    assert heard == [PAID, PAID]
    assert len(stripe.truth()) == 2


def crowd(inspection: Inspection, stripe: Stripe, many: int, names: tuple[str, ...] = ("",)) -> list[str]:
    """Each presses Pay Now on the page and, where that leads to Stripe, pays there. What each of them met."""
    due = invoicing.balance(cast.invoice(inspection))
    paths = [cast.path(inspection, names[number % len(names)], "payment/") for number in range(many)]
    heard, broken = doubles.parted(together(*[payer(path, due, stripe) for path in paths]))
    assert broken == []
    return heard


def payer(path: str, due: int, stripe: Stripe) -> Callable[[], str]:
    def pays() -> str:
        answer = Client().post(path, {"amount": str(due)}, secure=True)
        if answer.status_code != 302:
            assert answer.status_code == 409, answer.status_code
            return pages.text(answer.content)
        try:
            stripe.pay(steps.session_in(answer["Location"]))
        except Closed:
            return ENDED
        return PAID

    return pays


def said(words: str) -> bool:
    return any(sentence in words for sentence in WORDS)
