"""How much may be paid at once: the policy of the company and of an invoice, checked where it counts."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from lintel.billing import asking, invoicing, terms
from lintel.billing.models import Attempt, SandboxSession, Terms
from lintel.billing.providers import sandbox
from lintel.core import clock
from lintel.inspections import agreeing, paying
from lintel.inspections.models import Inspection
from tests import cast

pytestmark = pytest.mark.django_db
DUE = 590_00


def usually(office: cast.Office, policy: str, least: int = 0, opens: str = "settled") -> None:
    asking.decide(
        company=office.company, policy=policy, least_cents=least, report_opens=opens, by=office.owner, at=clock.now()
    )


def start(inspection: Inspection, cents: int | None = None, name: str = "") -> str:
    share = cast.share(inspection, name)
    address = paying.start(link=share.link, visitor=cast.PHONE, amount_cents=cents, at=clock.now())
    return address.rstrip("/").rsplit("/", 1)[1]


def pay(inspection: Inspection, cents: int | None = None) -> None:
    reference = start(inspection, cents)
    sandbox.pay(reference, card=cast.GOOD_CARD, at=clock.now())
    paying.settle(Attempt.objects.get(reference=reference), at=clock.now())


def balance(inspection: Inspection) -> int:
    return invoicing.balance(cast.invoice(inspection))


def test_without_a_word_the_whole_is_paid(inspection: Inspection) -> None:
    with pytest.raises(asking.NotPossible, match=r"\$590\.00 is to pay now\."):
        start(inspection, 100_00)
    pay(inspection, DUE)
    assert balance(inspection) == 0


def test_a_deposit_first_then_the_rest_behind_the_same_link(office: cast.Office, inspection: Inspection) -> None:
    usually(office, "deposit", 200_00)
    with pytest.raises(asking.NotPossible, match=r"Either the deposit of \$200\.00 or the whole \$590\.00"):
        start(inspection, 250_00)
    pay(inspection, 200_00)
    with pytest.raises(asking.NotPossible, match=r"\$390\.00 is to pay now"):
        start(inspection, 200_00)
    pay(inspection, 390_00)
    assert balance(inspection) == 0


def test_from_a_minimum_on(office: cast.Office, inspection: Inspection) -> None:
    usually(office, "minimum", 100_00)
    with pytest.raises(asking.NotPossible, match=r"From \$100\.00 to \$589\.50, or the whole \$590\.00"):
        start(inspection, 99_99)
    pay(inspection, 500_00)
    assert balance(inspection) == 90_00
    with pytest.raises(asking.NotPossible, match=r"\$90\.00 is to pay now"):
        start(inspection, 50_00)
    pay(inspection, 90_00)


def test_free_amounts_stop_at_what_a_bank_takes(office: cast.Office, inspection: Inspection) -> None:
    usually(office, "free")
    for cents in (0, 49, -5, DUE - 49, DUE + 1):
        with pytest.raises(asking.NotPossible):
            start(inspection, cents)
    pay(inspection, 589_50)
    pay(inspection, 50)
    assert balance(inspection) == 0


def test_less_than_a_bank_takes_is_refused_in_words(office: cast.Office, inspection: Inspection) -> None:
    cast.receive(inspection, 589_70, by=office.owner)
    with pytest.raises(asking.NotPossible, match=r"\$0\.30 is less than the \$0\.50 that can be paid online"):
        start(inspection)


def test_an_invoice_may_have_terms_of_its_own(office: cast.Office, inspection: Inspection) -> None:
    usually(office, "free")
    agreeing.decide_for(invoice=cast.invoice(inspection), policy="full", least_cents=0, by=office.owner, at=clock.now())
    with pytest.raises(asking.NotPossible):
        start(inspection, 100_00)
    assert inspection.moments.latest("pk").words == "To be paid: the whole balance"
    agreeing.decide_for(invoice=cast.invoice(inspection), policy="", least_cents=0, by=office.owner, at=clock.now())
    pay(inspection, 100_00)


def test_two_tabs_with_different_amounts_leave_one_checkout(office: cast.Office, inspection: Inspection) -> None:
    usually(office, "free")
    first = start(inspection, 100_00)
    second = start(inspection, 200_00)
    with pytest.raises(sandbox.CheckoutClosed):
        sandbox.pay(first, card=cast.GOOD_CARD, at=clock.now())
    assert SandboxSession.objects.get(state="open").reference == second
    assert start(inspection, 200_00) == second


def test_a_bank_debit_under_way_is_part_of_the_deposit(office: cast.Office, inspection: Inspection) -> None:
    usually(office, "deposit", 200_00)
    reference = start(inspection, 200_00)
    sandbox.pay(reference, card="000123456789", at=clock.now())
    paying.settle(Attempt.objects.get(reference=reference), at=clock.now() + timedelta(seconds=1))
    with pytest.raises(asking.NotPossible, match=r"\$390\.00 is to pay now"):
        start(inspection, 200_00)


def test_only_an_owner_says_how_the_company_is_paid(office: cast.Office) -> None:
    assert office.staff
    with pytest.raises(asking.OnlyOwners):
        asking.decide(
            company=office.company,
            policy="free",
            least_cents=0,
            report_opens="settled",
            by=office.staff,
            at=clock.now(),
        )


@pytest.mark.parametrize("least", [0, 49, -1])
def test_a_deposit_needs_an_amount(office: cast.Office, least: int) -> None:
    with pytest.raises(asking.LeastMissing):
        usually(office, "deposit", least)


@given(
    policy=st.sampled_from(Terms.Policy.values),
    least=st.integers(0, 2000_00),
    due=st.integers(1, 2000_00),
    paid=st.integers(0, 2000_00),
    cents=st.integers(-10, 2001_00),
)
def test_what_is_left_can_always_be_paid(policy: str, least: int, due: int, paid: int, cents: int) -> None:
    """Whatever is allowed leaves nothing or enough for a bank; the whole is allowed whenever a bank takes it."""
    possible = terms.possible(policy, least, due=due, paid=paid, currency="USD")
    assert possible.allows(due) == (due >= 50)
    if possible.allows(cents):
        assert cents >= 50
        assert due - cents == 0 or due - cents >= 50
    assert possible.words()
