"""Received Payment says where the receipt goes: to the payer, to somebody else in the firm, or nowhere."""

from lintel.billing import invoicing
from lintel.billing.models import Entry, Invoice
from lintel.core import clock
from lintel.inspections import notifying
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.invoices.conftest import one_off
from tests.office.desk import Desk, text
from tests.office_work.pages import answers, value


def page(invoice: Invoice) -> str:
    return f"/office/invoices/{invoice.key}/payment/"


def receive(desk: Desk, invoice: Invoice, **typed: str) -> str:
    """The check recorded as the form shows it, with what is typed instead; what the page says then."""
    form = desk.get(page(invoice))
    kept = {name: value(form, name) for name in ("amount", "received_on", "balance_seen", "receipt_to")}
    said = desk.post(page(invoice), {**kept, "method": "check", **typed}, follow=True)
    notifying.write_due(at=clock.now())
    return text(said.content)


def receipts() -> list[tuple[str, str]]:
    found = Message.objects.filter(kind="receipt").order_by("pk")
    return [(one.to_name, one.to_address) for one in found]


def test_it_goes_to_the_payer_unless_somebody_else_is_written(dana: Desk, office: cast.Office) -> None:
    first, second, third = (one_off(office, once=once) for once in ("1", "2", "3"))
    assert value(dana.get(page(first)), "receipt_to") == "claims@gemstate.example"
    receive(dana, first)
    receive(dana, second, receipt_to="accounts@gemstate.example")
    receive(dana, third, receipt_to="")
    assert [invoicing.balance(one) for one in (first, second, third)] == [0, 0, 0]
    assert receipts() == [
        ("Gem State Mutual", "claims@gemstate.example"),
        ("Gem State Mutual", "accounts@gemstate.example"),
    ]
    assert Message.objects.filter(kind="notice-paid").count() == 3 * 2
    elsewhere = Message.objects.get(kind="receipt", to_address="accounts@gemstate.example")
    assert elsewhere.link == second.invoice_links.get().link


def test_a_clients_key_does_not_go_to_somebody_else(dana: Desk, inspection: Inspection) -> None:
    receive(dana, cast.invoice(inspection), amount="100", receipt_to="books@elsewhere.example")
    receive(dana, cast.invoice(inspection), amount="100")
    elsewhere, own = Message.objects.filter(kind="receipt").order_by("pk")
    assert elsewhere.link is None
    assert own.link == cast.link(inspection)


def test_a_slip_is_asked_about_and_nothing_typed_is_lost(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    form = dana.get(page(made))
    kept = {name: value(form, name) for name in ("received_on", "balance_seen")}
    typed = {**kept, "amount": "50.00", "method": "cash", "receipt_to": "books@gmial.com", "note": "By hand"}
    asked = dana.post(page(made), typed)
    assert "Is books@gmial.com right?" in text(asked.content)
    assert (value(asked, "amount"), value(asked, "note")) == ("50.00", "By hand")
    assert not Entry.objects.filter(kind="payment").exists()
    mended = dana.post(page(made), {**typed, "mend": answers(asked, "mend")[0]})
    assert value(mended, "receipt_to") == "books@gmail.com"
    assert not Entry.objects.filter(kind="payment").exists()
    dana.post(page(made), {**typed, "keep": answers(asked, "keep")[0]})
    notifying.write_due(at=clock.now())
    assert receipts() == [("Gem State Mutual", "books@gmial.com")]
