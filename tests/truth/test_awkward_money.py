"""Money that is awkward: other currencies, odd cents, nothing at all, too little, too much, and more off than on."""

import pytest

from lintel.billing import asking, invoicing
from lintel.billing.models import Attempt, Terms
from lintel.companies.models import Company, Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import changing, paying
from lintel.inspections.models import Inspection
from tests import cast
from tests.online import steps
from tests.stripe.fake import Stripe


def priced(office: cast.Office, *cents: int, currency: str = "USD") -> Inspection:
    """An inspection of lines that cost this much."""
    Company.objects.filter(pk=office.company.pk).update(currency=currency)
    office.company.refresh_from_db()
    return cast.book(office, fees=[invoicing.Fee(f"Line {place}", one) for place, one in enumerate(cents)])


@pytest.mark.parametrize(
    ("currency", "cents", "shown"),
    [("JPY", 45_000, "JPY 45,000"), ("KWD", 125_500, "KWD 125.500"), ("ISK", 61_000, "ISK 61,000")],
)
def test_other_currencies_are_paid_to_the_last_unit(
    office: cast.Office, stripe: Stripe, currency: str, cents: int, shown: str
) -> None:
    inspection = priced(office, cents, currency=currency)
    stripe.pay(steps.session_in(steps.press(inspection)))
    steps.look()
    (held,) = stripe.truth()
    assert (held.currency, held.amount) == (currency.lower(), cents * (100 if currency == "ISK" else 1))
    assert steps.taken() == [cents]
    assert invoicing.balance(cast.invoice(inspection)) == 0
    assert money.show(cents, currency) == shown


def test_an_amount_finer_than_stripe_takes_is_refused_in_words_before_stripe_is_asked(
    office: cast.Office, stripe: Stripe
) -> None:
    """KWD 125.505: Stripe takes dinars to the hundredth."""
    with pytest.raises(asking.NotPossible, match="banks take KWD to two places only, such as"):
        steps.press(priced(office, 125_505, currency="KWD"))
    assert stripe.sessions == []
    assert not Attempt.objects.exists()


def test_an_odd_amount_paid_in_thirds_leaves_nothing_and_takes_nothing_too_much(
    office: cast.Office, stripe: Stripe
) -> None:
    Terms.objects.update_or_create(company=office.company, defaults={"policy": Terms.Policy.FREE})
    inspection = priced(office, 333_34, 666_67)
    for third in (333_33, 333_34, 333_34):
        share = cast.share(inspection)
        address = paying.start(link=share.link, visitor=cast.PHONE, amount_cents=third, at=clock.now())
        stripe.pay(steps.session_in(address))
        steps.look()
    assert sorted(steps.taken()) == [333_33, 333_34, 333_34]
    assert invoicing.balance(cast.invoice(inspection)) == 0
    with pytest.raises(paying.NothingDue):
        steps.press(inspection)


@pytest.mark.parametrize("lines", [(0,), (100_00, -100_00)])
def test_where_nothing_is_owed_nothing_is_asked_for(
    office: cast.Office, stripe: Stripe, lines: tuple[int, ...]
) -> None:
    with pytest.raises(paying.NothingDue):
        steps.press(priced(office, *lines))
    assert stripe.sessions == []
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(("cents", "words"), [(49, r"\$0\.49 is less than the \$0\.50"), (1, r"\$0\.01 is less")])
def test_too_little_is_refused_in_words_before_the_bank(
    office: cast.Office, stripe: Stripe, cents: int, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        steps.press(priced(office, cents))
    assert [operation.name for operation, _ in stripe.refused] == []
    assert not Attempt.objects.exists()


def test_fifty_cents_are_enough(office: cast.Office, stripe: Stripe) -> None:
    stripe.pay(steps.session_in(steps.press(priced(office, 50))))
    steps.look()
    assert steps.taken() == [50]


def test_a_hundred_million_is_no_amount_and_no_line(office: cast.Office) -> None:
    with pytest.raises(money.NotAnAmount, match="more than"):
        money.read("99,999,999.99")
    with pytest.raises(invoicing.AmountOutOfRange, match="at most"):
        priced(office, 99_999_999_99)


def test_the_most_that_an_invoice_can_hold_is_paid(office: cast.Office, stripe: Stripe) -> None:
    """Nineteen lines of $50,000.00 are within what Stripe takes at once; one more is refused in words."""
    inspection = priced(office, *[invoicing.MOST_LINE_CENTS] * 19)
    stripe.pay(steps.session_in(steps.press(inspection)))
    steps.look()
    assert steps.taken() == [950_000_00]
    inspector = cast.hire(office.owner, "Ada", "ada@cedarstone.example", Member.Role.INSPECTOR, inspects=True)
    fees = [invoicing.Fee("Estate", invoicing.MOST_LINE_CENTS)] * 20
    with pytest.raises(paying.NotTaken, match="too much to be paid online at once"):
        steps.press(cast.book(office, fees=fees, inspector=inspector))


def test_more_off_than_on_is_refused(office: cast.Office) -> None:
    inspection = priced(office, 100_00)
    off = invoicing.Fee("Discount", -100_01)
    with pytest.raises(Refusal):
        changing.add_fee(inspection=inspection, fee=off, by=office.owner, at=clock.now())
    assert invoicing.balance(cast.invoice(inspection)) == 100_00
    with pytest.raises(Refusal):
        priced(office, 100_00, -100_01)
