"""What a one-off comes to is changed on its own page, with its taxes and its story; and where its letter goes."""

from django.test import Client

from lintel.billing import invoicing
from lintel.billing.models import Attempt, Invoice
from lintel.core import clock
from lintel.inspections import paying, presenting
from lintel.inspections.models import Moment
from lintel.inspections.one_offs import Payer
from lintel.messages.models import Message
from tests import cast
from tests.invoices.conftest import one_off
from tests.office.desk import Desk, text
from tests.office_work.pages import answers, value
from tests.portal import pages


def fees(invoice: Invoice) -> str:
    return f"/office/invoices/{invoice.key}/fees/"


def send(invoice: Invoice) -> str:
    return f"/office/invoices/{invoice.key}/send/"


def letter(desk: Desk, invoice: Invoice, **typed: str) -> dict[str, str]:
    """The letter as Send shows it, with what is typed instead."""
    shown = desk.get(send(invoice))
    kept = {name: value(shown, name) for name in ("once", "kind", "subject", "to")}
    return {**kept, "body": "{{SIGN_AND_PAY}}", "act": "send", **typed}


def test_a_line_is_changed_and_one_added(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    link = made.invoice_links.get().link
    paying.start(link=link, visitor=cast.PHONE, at=clock.now())
    line = made.lines.get()
    assert fees(made) in dana.get(f"/office/invoices/{made.key}/").content.decode()
    page = dana.get(fees(made))
    assert "Together $120.00, $120.00 to pay." in text(page.content)
    typed = {
        f"l{line.pk}-amount": "95.00",
        f"l{line.pk}-was": "12000",
        "fee-description": "Second trip",
        "fee-amount": "40",
        "seen": value(page, "seen"),
    }
    done = dana.post(fees(made), typed, follow=True)
    assert "Re-inspection changed from $120.00 to $95.00; Second trip added: $40.00." in text(done.content)
    assert invoicing.balance(made) == 135_00
    told = Moment.objects.filter(invoice=made, kind=Moment.Kind.FEES_CHANGED).values_list("words", flat=True)
    assert set(told) == {"Re-inspection changed from $120.00 to $95.00", "Second trip added: $40.00"}
    assert Attempt.objects.get().due_at is not None
    assert "$135.00" in pages.text(Client().get(f"/i/{link.token()}/").content)


def test_nothing_left_is_refused_and_what_was_typed_stays(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    line = made.lines.get()
    said = dana.post(fees(made), {f"l{line.pk}-off": "on"})
    assert "Then nothing is billed any more. Void the invoice instead." in text(said.content)
    assert invoicing.balance(made) == 120_00


def test_fees_that_moved_meanwhile_are_shown(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    seen = value(dana.get(fees(made)), "seen")
    invoicing.change_line(made.lines.get(), amount_cents=130_00, by=office.owner, at=clock.now())
    said = dana.post(fees(made), {"fee-description": "Key", "fee-amount": "5", "seen": seen})
    assert "Somebody changed the fees a moment ago." in text(said.content)
    assert invoicing.balance(made) == 130_00


def test_a_part_of_an_inspection_is_changed_there(dana: Desk, insurers: Invoice) -> None:
    answer = dana.get(fees(insurers))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"{insurers.bill.inspection.key}/fees/")
    assert fees(insurers) not in dana.get(f"/office/invoices/{insurers.key}/").content.decode()


def test_the_letter_goes_to_another_address_this_time(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    assert value(dana.get(send(made)), "to") == "claims@gemstate.example"
    dana.post(send(made), letter(dana, made, to="adjuster@gemstate.example"))
    sent = Message.objects.get(kind=presenting.KIND)
    assert (sent.to_name, sent.to_address) == ("Gem State Mutual", "adjuster@gemstate.example")
    made.payer.refresh_from_db()
    assert made.payer.email == "claims@gemstate.example"
    assert "(adjuster@gemstate.example)" in Moment.objects.get(invoice=made, kind=Moment.Kind.INVOICE_SENT).words


def test_who_had_no_address_has_the_one_that_is_written(dana: Desk, office: cast.Office) -> None:
    made = one_off(office, payer=Payer("Lena Ruiz"))
    assert "There is no email address for this payer. Write one" in text(
        dana.post(send(made), letter(dana, made)).content
    )
    asked = dana.post(send(made), letter(dana, made, to="lena@gmial.com"))
    assert "Is lena@gmial.com right?" in text(asked.content)
    assert value(asked, "to") == "lena@gmial.com"
    assert not Message.objects.exists()
    (better,) = answers(asked, "mend")
    mended = dana.post(send(made), letter(dana, made, to="lena@gmial.com", act="", mend=better))
    assert value(mended, "to") == "lena@gmail.com"
    dana.post(send(made), letter(dana, made, to="lena@gmail.com"))
    made.payer.refresh_from_db()
    assert (made.payer.email, Message.objects.get().to_address) == ("lena@gmail.com", "lena@gmail.com")


def test_the_subject_of_the_preview_follows_what_is_typed(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    typed = letter(dana, made, subject="For {{PAYER_NAME}}", act="")
    said = dana.post(send(made), typed, headers={"HX-Request": "true"}).content.decode()
    assert 'id="subject-line" hx-swap-oob="true"' in said
    assert "For Gem State Mutual" in said
    assert "<form" not in said
