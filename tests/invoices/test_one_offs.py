"""A one-off invoice: no inspection holds it, and it is paid, told, receipted, refunded and voided like any other."""

from datetime import date, timedelta

import pytest

from lintel.billing import invoicing, papers as printing
from lintel.billing.models import Attempt, Invoice, SandboxSession
from lintel.core import clock
from lintel.directory.models import Contact
from lintel.inspections import notifying, one_offs, papers, paying, presenting, rebilling, receiving, refunding
from lintel.inspections.adding import DayOver, Terms
from lintel.inspections.models import Moment
from lintel.inspections.one_offs import Payer, Subject
from lintel.messages.models import Message
from lintel.services.models import Service, Tax
from tests import cast
from tests.invoices.conftest import one_off, pay_behind, take
from tests.rig import documents
from tests.undoing.test_debits import FAILS


def story(invoice: Invoice) -> list[str]:
    return list(Moment.objects.filter(invoice=invoice).order_by("pk").values_list("words", flat=True))


def paper(invoice: Invoice) -> str:
    """Its PDF as text."""
    gathered = papers.invoice(invoice, reader=papers.Reader())
    return documents.text(printing.invoice(gathered, at=clock.now()))


def letters(invoice: Invoice) -> list[tuple[str, str]]:
    found = Message.objects.filter(thread=invoice.thread).order_by("pk")
    return [(one.kind, one.to_address) for one in found]


def test_services_fees_and_their_taxes_are_billed_to_somebody_found_or_made(office: cast.Office) -> None:
    cast.book(office)
    sales = Tax.objects.create(company=office.company, name="Sales tax", rate=6_000)
    radon = Service.objects.of(office.company).get(name="Radon test")
    fees = [invoicing.Fee(radon.name, 150_00, radon, tax=sales), invoicing.Fee("Return trip", 75_00)]
    made = one_off(office, Payer("Cora Whitfield", "cora@whitfield.example"), fees=fees)
    assert made.payer == Contact.objects.get(name="Cora Whitfield")
    assert [(one.description, one.amount_cents) for one in invoicing.current_lines(made)] == [
        ("Radon test", 150_00),
        ("Return trip", 75_00),
        ("Sales tax 6%", 9_00),
    ]
    assert one_off(office, Payer("Cora Whitfield", "cora@whitfield.example"), fees=fees) == made, "a double click"
    assert (made.number, made.sent_at) == (None, None)
    assert made.subject["date"] == "Friday, May 14, 2027"
    assert "gem" not in (made.search_text or "")
    assert {"cora", "harrison", "re", "inspection"} <= set((made.search_text or "").split())


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"payer": Payer(" ")}, one_offs.NameNeeded),
        ({"subject": Subject("  ", "5 Elm Street")}, one_offs.ForWhat),
        ({"fees": []}, one_offs.NothingBilled),
        ({"fees": [invoicing.Fee("Goodwill", -10_00)]}, one_offs.NothingBilled),
        ({"terms": Terms(due_on=date(2020, 1, 1))}, DayOver),
    ],
)
def test_what_is_missing_is_said_and_nothing_stays_behind(
    office: cast.Office, change: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        one_off(office, **change)  # type: ignore[arg-type]
    assert not Invoice.objects.exists()
    assert not Contact.objects.exists()


def test_it_is_paid_behind_its_link_and_its_story_receipt_and_notice_are_its_own(office: cast.Office) -> None:
    made = one_off(office)
    presenting.again(made, by=office.owner, once="form", at=clock.now())
    attempt = pay_behind(made)
    assert attempt.state == Attempt.State.PAID
    assert invoicing.balance(made) == 0
    assert story(made) == [
        "Invoice for Gem State Mutual made: Re-inspection, 1214 Harrison Boulevard, Friday, May 14, 2027, $120.00",
        "Invoice 1001 sent to Gem State Mutual (claims@gemstate.example)",
        "Gem State Mutual paid $120.00 by card (TEST)",
        "Paid in full",
    ]
    assert letters(made) == [
        ("invoice", "claims@gemstate.example"),
        ("receipt", "claims@gemstate.example"),
        ("notice-paid", "dana@cedarstone.example"),
        ("notice-paid", "olga@cedarstone.example"),
    ]
    notice = Message.objects.filter(kind="notice-paid").earliest("pk")
    assert {"button": "Open the invoice", "path": f"/office/invoices/{made.key}/"} in notice.body


def test_the_bank_and_the_receipt_say_what_it_is_for(office: cast.Office) -> None:
    made = one_off(office)
    pay_behind(made)
    session = SandboxSession.objects.get()
    assert session.description == "Re-inspection, 1214 Harrison Boulevard, Friday, May 14, 2027"
    payment = papers.payments(office.company).get()
    receipt = printing.receipt(papers.receipt(payment, reader=papers.Reader()), at=clock.now())
    words = documents.words_in(receipt, "application/pdf").decode()
    for said in ("Re-inspection", "1214 Harrison Boulevard", "24-118-0937"):
        assert said in words


def test_without_a_property_what_it_is_for_stands_in_its_place(office: cast.Office) -> None:
    made = one_off(office, subject=Subject("Consultation"))
    assert made.subject["property"] == "Consultation"
    letter = presenting.preview(made, presenting.starter(made.company), at=clock.now())
    assert letter.subject == "Consultation: your invoice (claim number 24-118-0937)"
    assert "for Consultation. Please check" in str(letter.body)
    assert "For Consultation" in paper(made)
    assert "Property" not in paper(made)


def test_a_paper_says_what_it_is_for_and_names_no_day_where_there_is_none(office: cast.Office) -> None:
    made = one_off(office, subject=Subject("Return trip", "1214 Harrison Boulevard"))
    assert "For Return trip" in paper(made)
    assert "Property 1214 Harrison Boulevard" in paper(made)
    assert "Date of the visit" not in paper(made)
    one_offs.void(invoice=made, by=office.owner, at=clock.now())
    made.refresh_from_db()
    assert "Void: nothing is to be paid" in paper(made)


def test_a_check_a_refund_with_its_credit_and_a_void_are_told_in_its_story(office: cast.Office) -> None:
    made = one_off(office)
    taken = take(made, office, 120_00)
    refunding.refund(
        payment=taken, amount_cents=20_00, reason="Gutter not seen", credit=True, method="check", by=office.owner,
        at=clock.now(),
    )  # fmt: skip
    assert invoicing.balance(made) == 0
    second = take(made, office, 5_00, anyway=True)
    receiving.void(inspection=None, payment=second, reason="It bounced", by=office.owner, at=clock.now())
    assert story(made)[1:] == [
        "Gem State Mutual paid $120.00 by check",
        "Paid in full",
        "$20.00 refunded to Gem State Mutual by check: Gutter not seen. The fees are lowered by $20.00",
        "Gem State Mutual paid $5.00 by check",
        "Overpaid by $5.00",
        "Gem State Mutual’s payment of $5.00 by check voided: It bounced",
    ]
    notifying.write_due(at=clock.now())
    assert Message.objects.filter(kind="refunded", thread=made.thread).exists()


def test_a_bank_debit_that_fails_is_told_and_opens_no_report(office: cast.Office) -> None:
    made = one_off(office)
    pay_behind(made, card=FAILS)
    later = clock.now() + timedelta(days=8)
    paying.settle(made.attempts.get(), at=later)
    notifying.write_due(at=later)
    assert "The bank debit of $120.00 by Gem State Mutual failed" in story(made)[-1]
    letter = Message.objects.get(kind="payment-failed")
    assert "The report opens" not in str(letter.body)


def test_somebody_else_is_billed_and_the_old_link_says_so(office: cast.Office) -> None:
    made = one_off(office)
    old = made.invoice_links.get()
    one_offs.change_payer(
        invoice=made, payer=Payer("Cora Whitfield", "cora@whitfield.example"), by=office.owner, at=clock.now()
    )
    old.refresh_from_db()
    assert old.superseded_at is not None
    made.refresh_from_db()
    assert made.payer.name == "Cora Whitfield"
    assert story(made)[-1] == "Invoice (draft) is billed to Cora Whitfield instead of Gem State Mutual"


def test_void_takes_the_charge_off_unless_it_is_paid(office: cast.Office) -> None:
    made, paid = one_off(office), one_off(office, once="another")
    take(paid, office, 50_00)
    with pytest.raises(rebilling.PaidOn, match=r"Gem State Mutual has paid \$50.00 on it"):
        one_offs.void(invoice=paid, by=office.owner, at=clock.now())
    one_offs.void(invoice=made, by=office.owner, at=clock.now())
    assert invoicing.balance(made) == 0
    assert story(made)[-1] == "Invoice (draft) for Gem State Mutual voided: $120.00 is not asked for any more"
    with pytest.raises(rebilling.Voided):
        take(made, office, 10_00)


def test_an_inspections_invoice_is_not_voided_as_a_one_off(office: cast.Office) -> None:
    with pytest.raises(one_offs.NotAOneOff):
        one_offs.void(invoice=cast.invoice(cast.book(office)), by=office.owner, at=clock.now())
