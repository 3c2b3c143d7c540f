"""The office's page of an invoice: how it stands, its letters, its link, and what can be changed about it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lintel.access import addresses, uses
from lintel.access.models import Use
from lintel.billing import invoicing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import presenting, scheduling, splitting
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from tests import cast
from tests.invoices.conftest import one_off, pay_behind, take
from tests.office.desk import Desk, sit_down, text
from tests.rig import documents


def at(invoice: Invoice, page: str = "") -> str:
    return f"/office/invoices/{invoice.key}/{page}"


def send(office: cast.Office, invoice: Invoice) -> Message:
    return presenting.again(invoice, by=office.owner, once="form", at=clock.now())


def test_saved_it_says_for_whom_and_what_and_that_it_is_not_sent(dana: Desk, insurers: Invoice) -> None:
    said = dana.read(at(insurers))
    for words in (
        "Invoice to Gem State Mutual",
        "Saved, not sent",
        "Claim number 24-118-0937",
        "1214 Harrison Boulevard",
        "Part of the fees Part $195.00 Balance $195.00",
        "Payment Portal: this invoice, this property, nothing else",
        "Not used by a person yet",
        addresses.of(insurers.invoice_links.get().link),
    ):
        assert words in said or words in dana.get(at(insurers)).content.decode(), words


@pytest.mark.parametrize("what", ["sent", "paid", "overdue", "overpaid", "void", "cancelled"])
def test_it_says_how_it_stands(
    dana: Desk, office: cast.Office, inspection: Inspection, insurers: Invoice, what: str
) -> None:
    acts: dict[str, Callable[[], object]] = {
        "sent": lambda: send(office, insurers),
        "paid": lambda: pay_behind(insurers),
        "overdue": lambda: Invoice.objects.update(due_on=clock.now().date() - timedelta(days=3)),
        "overpaid": lambda: take(insurers, office, 200_00, anyway=True),
        "void": lambda: dana.post(at(insurers, "void/")),
        "cancelled": lambda: scheduling.cancel(inspection=inspection, because="", by=office.owner, at=clock.now()),
    }
    acts[what]()
    states = {
        "sent": "Invoice 1001 Sent",
        "paid": "Invoice 1001 Paid",
        "overdue": "Overdue",
        "overpaid": "Overpaid",
        "void": "Void Gem State Mutual",
        "cancelled": "Inspection cancelled",
    }
    said = dana.read(at(insurers))
    assert states[what] in said
    assert ("Send" in said.split("About")[0].replace("Sent", "")) == (what in {"sent", "overdue"})


def test_it_tells_who_fetched_opened_and_paid(dana: Desk, office: cast.Office, insurers: Invoice) -> None:
    link = insurers.invoice_links.get().link
    machine = uses.Visitor("198.51.100.9", "Mozilla/5.0 (compatible; SafeLinks)")
    uses.record(link, Use.Kind.FETCHED, visitor=machine, at=clock.now())
    uses.record(link, Use.Kind.OPENED, visitor=cast.PHONE, at=clock.now())
    send(office, insurers)
    pay_behind(insurers)
    said = dana.read(at(insurers))
    for words in ("Used three times, last", "Receipt: $195.00"):
        assert words in said
    seen = dana.read(at(insurers, f"links/{link.pk}/"))
    assert re.search(r"Fetched by a machine .{10,30} 198\.51\.100\.0 a program", seen)
    assert re.search(r"Opened by a person .{10,30} 203\.0\.113\.0 Safari on iPhone", seen)
    assert "Paid by a person" in seen
    assert "Queued, leaves within seconds" in said


def test_a_check_from_the_insurer_is_received_on_their_invoice_and_voided(
    dana: Desk, inspection: Inspection, insurers: Invoice
) -> None:
    assert "$195.00 is due." in dana.read(at(insurers, "payment/"))
    form = {"amount": "195.00", "method": "check", "check_number": "77", "balance_seen": "19500"}
    yesterday = (clock.now() - timedelta(days=1)).date()
    answer = dana.post(at(insurers, "payment/"), {**form, "received_on": f"{yesterday}"})
    assert answer["Location"] == at(insurers)
    assert invoicing.balance(insurers) == 0
    payment = insurers.entries.get(kind="payment")
    assert payment.payer_name == "Gem State Mutual"
    assert f"/office/invoices/{insurers.key}/payment/{payment.pk}/void/" in dana.get(at(insurers)).content.decode()
    answer = dana.post(at(insurers, f"payment/{payment.pk}/void/"), {"reason": "It bounced"})
    assert answer["Location"] == at(insurers)
    assert invoicing.balance(insurers) == 195_00
    assert inspection.moments.filter(words__contains="voided: It bounced").exists()


def test_a_payment_on_the_clients_part_is_recorded_although_others_are_billed_too(
    dana: Desk, inspection: Inspection, insurers: Invoice
) -> None:
    where = f"/office/inspections/{inspection.key}/payment/"
    assert "$395.00 is due from Cora Whitfield." in dana.read(where)
    form = {"amount": "395.00", "method": "cash", "balance_seen": "39500", "check_number": ""}
    yesterday = (clock.now() - timedelta(days=1)).date()
    assert dana.post(where, {**form, "received_on": f"{yesterday}"}).status_code == 302
    assert invoicing.balance(insurers) == 195_00


def test_its_payment_is_refunded_with_a_credit_and_what_is_too_much_is_kept(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    paid = take(made, office, 130_00, anyway=True)
    assert "$10.00 more was paid than is due." in dana.read(at(made, "too-much/"))
    assert dana.post(at(made, "too-much/"), {"words": "Waiting time"})["Location"] == at(made)
    assert invoicing.balance(made) == 0
    form = {"amount": "20.00", "method": "check", "reason": "Too long", "credit": "on", "once": "abc"}
    assert dana.post(at(made, f"payment/{paid.pk}/refund/"), form)["Location"] == at(made)
    assert invoicing.balance(made) == 0
    assert "Refunded by check" in dana.read(at(made))


def test_their_number_and_the_due_date_are_changed_and_the_story_says_so(
    dana: Desk, inspection: Inspection, insurers: Invoice
) -> None:
    form = {"reference_kind": "po", "reference": " PO-9  1 ", "due_on": "2027-03-01"}
    answer = dana.post(at(insurers, "number/"), form, follow=True)
    said = text(answer.content)
    assert "PO number" in said
    assert "PO-9 1" in said
    assert "Monday, March 1, 2027" in said
    told = inspection.moments.latest("pk").words
    assert "their number changed from claim number 24-118-0937 to PO number PO-9 1; due date changed from none" in told
    inspection.refresh_from_db()
    assert "po 9" in inspection.search_text
    refused = dana.post(at(insurers, "number/"), {**form, "reference": "kept", "due_on": "2020-01-01"})
    assert "That day is over." in text(refused.content)
    assert 'value="kept"' in refused.content.decode()


def test_the_payer_is_changed_and_the_letter_to_the_new_one_is_suggested(
    dana: Desk, inspection: Inspection, insurers: Invoice
) -> None:
    agent = cast.part(inspection, "Marisol Vega").contact
    answer = dana.post(at(insurers, "payer/"), {"contact": agent.key}, follow=True)
    said = text(answer.content)
    assert "Gem State Mutual’s link says now that somebody else is billed." in said
    assert "To Marisol Vega and to nobody else" in said
    page = dana.read(at(insurers))
    assert "Says that this invoice is billed to someone else" in page
    assert "Saved, not sent" in page
    refused = dana.post(at(insurers, "payer/"), {"contact": "nobody"})
    assert "That person is not in People any more." in text(refused.content)


def test_a_one_offs_payer_is_anybody(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    form = {"p-name": "Sage Relocation", "p-email": "bills@sage.example", "p-phone": ""}
    assert dana.post(at(made, "payer/"), form).status_code == 302
    made.refresh_from_db()
    assert made.payer.name == "Sage Relocation"


def test_voiding_asks_first_and_gives_the_charge_back(dana: Desk, inspection: Inspection, insurers: Invoice) -> None:
    asked = dana.read(at(insurers, "void/"))
    assert "Cora Whitfield is asked for its $195.00 again." in asked
    dana.post(at(insurers, "void/"))
    assert invoicing.balance(cast_first(inspection)) == 590_00
    assert "Void: its charge is the client’s again" in dana.read(at(insurers))
    assert "This invoice is void." in text(dana.post(at(insurers, "void/"), follow=True).content)


def test_one_of_which_a_part_is_billed_to_somebody_else_is_not_voided_before_that(
    dana: Desk, office: cast.Office, inspection: Inspection, insurers: Invoice
) -> None:
    ways = [splitting.Way(insurers.payer, 100_00), splitting.Way(cast.part(inspection, "Marisol Vega").contact, 95_00)]
    splitting.split(inspection=inspection, invoice=insurers, ways=ways, by=office.owner, at=clock.now())
    refused = text(dana.post(at(insurers, "void/"), follow=True).content)
    assert "A part of it is billed to Marisol Vega. Void that first." in refused
    dana.post(at(Invoice.objects.latest("pk"), "void/"))
    dana.post(at(insurers, "void/"))
    assert invoicing.balance(cast_first(inspection)) == 590_00


def test_the_clients_own_cannot_be_voided(dana: Desk, inspection: Inspection) -> None:
    own = cast_first(inspection)
    assert "It is the client’s own." in dana.read(at(own))
    assert "The client has it in the Client Portal" in dana.read(at(own))
    answer = dana.post(at(own, "void/"), follow=True)
    assert "This is the client’s own invoice." in text(answer.content)


def test_the_pdf_and_the_code_lead_to_the_payers_own_link(dana: Desk, insurers: Invoice) -> None:
    link = insurers.invoice_links.get().link
    address = addresses.of(link)
    pdf = documents.words_in(dana.get(at(insurers, "invoice.pdf")).content, "application/pdf").decode()
    assert address.split("/i/")[1][:20] in pdf.replace("\n", "")
    assert dana.get(at(insurers, f"links/{link.pk}/qr.svg"))["Content-Type"] == "image/svg+xml"
    assert address in dana.get(at(insurers, f"links/{link.pk}/qr/")).content.decode()


def test_its_letter_can_be_read_called_back_and_sent_elsewhere(dana: Desk, office: cast.Office) -> None:
    made = one_off(office)
    letter = send(office, made)
    where = at(made, f"letters/{letter.key}/")
    assert "Queued" in dana.read(where)
    assert "Re-inspection" in dana.get(f"{where}frame/").content.decode()
    dana.post(f"{where}cancel/")
    letter.refresh_from_db()
    assert letter.state == "withdrawn"
    Message.objects.filter(pk=letter.pk).update(state="sent", sent_at=clock.now(), withdrawn_at=None)
    dana.post(f"{where}address/", {"email": "new@gemstate.example", "once": "abc"})
    latest = Message.objects.latest("pk")
    assert (latest.kind, latest.to_address) == ("invoice", "new@gemstate.example")
    assert "Held letters" in dana.read("/office/held/")


def test_an_inspector_sees_it_without_its_money_buttons(office: cast.Office, insurers: Invoice) -> None:
    said = sit_down(office.inspector).read(at(insurers))
    assert "Balance $195.00" in said
    assert "Received Payment" not in said


def test_it_costs_the_same_for_one_payment_and_for_three(dana: Desk, office: cast.Office, insurers: Invoice) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            dana.get(at(insurers))
        return len(asked.captured_queries)

    take(insurers, office, 10_00)
    send(office, insurers)
    once = statements()
    for number in range(2):
        take(insurers, office, 10_00)
        presenting.again(insurers, by=office.owner, once=f"more {number}", at=clock.now())
    assert statements() == once


def cast_first(inspection: Inspection) -> Invoice:
    return Invoice.objects.filter(bill__inspection=inspection).earliest("pk")
