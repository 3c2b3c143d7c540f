"""Who is billed, changed after the fact: another payer, or nobody, so that the client pays it again."""

from datetime import datetime

from django.db import transaction

from lintel.billing import attempting, invoicing, parting, taxing
from lintel.billing.models import Entry, Invoice, InvoiceLink
from lintel.companies.models import Member
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.inspections import adding, announcing, bills, finding, parts, presenting, refreshing
from lintel.inspections.models import Inspection, Moment
from lintel.messages import outbox


class NotAPart(Refusal):
    say = "This is the client’s own invoice. Change its lines, or cancel the inspection."


class PaidOn(Refusal):
    """Money came in on an invoice that shall be void."""

    def __init__(self, paid: int, currency: str, whose: str) -> None:
        super().__init__(f"{whose} has paid {money.show(paid, currency)} on it. Refund that first.")


class TakenFrom(Refusal):
    """Others took a part out of an invoice that shall be void."""

    def __init__(self, names: str) -> None:
        super().__init__(f"A part of it is billed to {names}. Void that first.")


class UnderWay(Refusal):
    say = "A bank debit for this invoice is under way. Wait until the bank has decided."


class Voided(Refusal):
    say = "This invoice is void."


class SamePayer(Refusal):
    say = "That is who is billed already."


@transaction.atomic
def change_payer(*, inspection: Inspection, invoice: Invoice, payer: Contact, by: Member, at: datetime) -> Invoice:
    """Bill somebody else in People: open checkouts are given up, earlier links say that somebody else is billed now.

    What was paid stays. Raises Voided, SamePayer, UnderWay, adding.NotInPeople, refreshing.AlreadyCancelled.
    """
    refreshing.lock(inspection)
    found = next((one for one in bills.locked(inspection) if one.pk == invoice.pk), None)
    if found is None:
        raise Voided
    if not parts.of(inspection, payer):
        raise adding.NotInPeople(field="contact")
    hand_over(found, payer, by=by, at=at)
    refreshing.refresh(inspection, at=at)
    return found


def hand_over(invoice: Invoice, payer: Contact, *, by: Member, at: datetime) -> None:
    """Another payer for an invoice that is locked. Raises SamePayer, UnderWay."""
    before = invoice.payer
    if payer.pk == before.pk:
        raise SamePayer(field="contact")
    _refuse_under_way(invoice)
    invoice.payer, invoice.sent_at = payer, None
    invoice.save(update_fields=["payer", "sent_at"])
    finding.write_invoice(invoice)
    _withdraw_letters(invoice, because=f"billed to {payer.name} now", at=at)
    InvoiceLink.objects.filter(invoice=invoice, superseded_at=None).update(superseded_at=at)
    presenting.hand_link(invoice, by=by, at=at)
    for line in parting.off_lines(invoice):
        line.description = f"Billed to {payer.name}"[:120]
        line.save(update_fields=["description"])
    words = f"Invoice {presenting.named(invoice)} is billed to {payer.name} instead of {before.name}"
    announcing.tell(bills.about(invoice), Moment.Kind.BILLED, words, by, at=at)
    attempting.hurry(invoice=invoice, at=at)


@transaction.atomic
def void(*, inspection: Inspection, invoice: Invoice, by: Member, at: datetime) -> None:
    """Give the charge back to whom it was taken from. The invoice keeps its number, and its links say that it is void.

    Raises NotAPart, Voided, TakenFrom, PaidOn, UnderWay, refreshing.AlreadyCancelled.
    """
    refreshing.lock(inspection)
    invoices = bills.locked(inspection)
    found = next((one for one in invoices if one.pk == invoice.pk), None)
    if found is None:
        raise Voided
    out_of = next((one for one in invoices if one.pk == found.out_of_id), None)
    if out_of is None:
        raise NotAPart
    if names := [one.payer.name for one in invoices if one.out_of_id == found.pk]:
        raise TakenFrom(", ".join(names))
    refuse_paid(found)
    back, name = adding.charged_on(found), presenting.named(found)
    found.out_of = out_of
    parting.give_back(found, by=by, at=at)
    taxing.bring_up(invoices, by=by, at=at)
    parting.bring_up(out_of, by=by, at=at)
    shut(found, at=at)
    amount = money.show(back, found.currency)
    words = f"Invoice {name} for {found.payer.name} voided; {amount} is {out_of.payer.name}’s again"
    announcing.tell(inspection, Moment.Kind.BILLED, words, by, at=at)
    adding.settle_up(inspection, invoices, at=at)


def refuse_paid(invoice: Invoice) -> None:
    """Raises PaidOn, UnderWay."""
    paid = -sum(invoice.entries.exclude(kind=Entry.Kind.CHARGE).values_list("amount_cents", flat=True))
    if paid:
        raise PaidOn(paid, invoice.currency, invoice.payer.name)
    _refuse_under_way(invoice)


def shut(invoice: Invoice, *, at: datetime) -> None:
    """It is void from now on, and its letters that have not left stay here."""
    invoice.voided_at = at
    invoice.save(update_fields=["voided_at"])
    _withdraw_letters(invoice, because="invoice void", at=at)


def _refuse_under_way(invoice: Invoice) -> None:
    if invoicing.balance(invoice) != attempting.payable(invoice):
        raise UnderWay


def _withdraw_letters(invoice: Invoice, *, because: str, at: datetime) -> None:
    for tie in InvoiceLink.objects.filter(invoice=invoice, superseded_at=None).select_related("link"):
        outbox.withdraw_for(link=tie.link, because=because, at=at)
