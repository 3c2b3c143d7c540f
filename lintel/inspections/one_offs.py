"""One-off invoices: a return trip, a re-inspection, a consultation. No inspection holds them, so each has its own story
and its own thread of letters.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from lintel.billing import attempting, invoicing, parting, taxing
from lintel.billing.models import Invoice
from lintel.companies.models import Company, Member
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.directory import keeping
from lintel.directory.models import Contact
from lintel.inspections import adding, announcing, bills, calendar, finding, presenting, pricing, rebilling
from lintel.inspections.models import Moment
from lintel.messages.models import Thread


class NameNeeded(Refusal):
    say = "Who pays? Write a name."


class ForWhat(Refusal):
    say = "Say what it is for: a return trip, a re-inspection, a consultation."


class NothingBilled(Refusal):
    say = "Tick a service, or write a Manual Fee: an invoice is over more than $0.00."


class NothingLeft(Refusal):
    say = "Then nothing is billed any more. Void the invoice instead."


class NotAOneOff(Refusal):
    say = "This invoice is for an inspection. Change it there."


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, how they are reached, and who was picked from those on file."""

    name: str
    email: str = ""
    phone: str = ""
    meant: Contact | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What it is for, as it is said to whoever pays: `Return trip`, the property if there is one, the day."""

    what: str
    street: str = ""
    locality: str = ""
    day: date | None = None

    def words(self) -> dict[str, str]:
        """As an invoice keeps it; without a property what it is for takes its place."""
        date_words = f"{calendar.day_words(self.day)}, {self.day.year}" if self.day else ""
        what, street = " ".join(self.what.split()), " ".join(self.street.split())
        return {
            "property": street or what,
            "locality": self.locality.strip(),
            "what": what if street else "",
            "date": date_words,
            "times": "",
            "inspector": "",
        }


@transaction.atomic
def bill(
    *,
    company: Company,
    payer: Payer,
    subject: Subject,
    fees: Sequence[invoicing.Fee],
    terms: adding.Terms,
    once: str,
    by: Member,
    at: datetime,
) -> Invoice:
    """An invoice with its link, saved and not sent. `once` is the form's own key: a double click is one invoice.

    Raises NameNeeded, ForWhat, NothingBilled, adding.DayOver.
    """
    Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    key = hashlib.sha256(f"one-off {company.key} {once}".encode()).hexdigest()[:10]
    if known := Invoice.objects.of(company).filter(key=key).first():
        return known
    contact, said = keep(company, payer, at=at), subject.words()
    if not subject.what.strip():
        raise ForWhat(field="what")
    if sum(fee.amount_cents for fee in fees) <= 0:
        raise NothingBilled(field="services")
    terms.check(today=at.astimezone(bills.zone(company)).date())
    reference = terms.kept()
    invoice = invoicing.issue(
        company=company,
        payer=contact,
        subject=said,
        fees=taxing.taxed(fees),
        key=key,
        thread=Thread.objects.create(company=company),
        search_text=finding.invoice_text(company, contact, said, reference["reference"]),
        **reference,
        by=by,
        at=at,
    )
    presenting.hand_link(invoice, by=by, at=at)
    amount = money.show(adding.charged_on(invoice), invoice.currency)
    words = f"Invoice for {contact.name} made: {bills.words(invoice)}, {amount}"
    announcing.tell(invoice, Moment.Kind.BILLED, words, by, at=at)
    return invoice


def keep(company: Company, payer: Payer, *, at: datetime) -> Contact:
    """The contact who pays, found or made. Raises NameNeeded."""
    if not payer.name.strip():
        raise NameNeeded(field="name")
    typed = {"name": payer.name, "email": payer.email, "phone": payer.phone}
    return keeping.keep(company=company, **typed, meant=payer.meant, at=at)


@transaction.atomic
def change_payer(*, invoice: Invoice, payer: Payer, by: Member, at: datetime) -> Invoice:
    """Bill somebody else: open checkouts are given up, earlier links say that somebody else is billed now.

    What was paid stays. Raises NameNeeded, NotAOneOff, rebilling.Voided, rebilling.SamePayer, rebilling.UnderWay.
    """
    found = _locked(invoice)
    rebilling.hand_over(found, keep(found.company, payer, at=at), by=by, at=at)
    return found


@transaction.atomic
def reprice(*, invoice: Invoice, what: pricing.Edit, by: Member, at: datetime) -> pricing.Edited:
    """Change its lines, and after them its taxes; each change is a line of its story. Links sent before show it.

    Raises NotAOneOff, NothingLeft, rebilling.Voided, pricing.FeesMoved, pricing.LineGone, invoicing.AmountOutOfRange.
    """
    found = _locked(invoice)
    pricing.check_seen(found, what.seen)
    edited = pricing.change([found], what, by=by, at=at)
    if edited.words and adding.charged_on(found) <= 0:
        raise NothingLeft
    for words in edited.words:
        announcing.tell(found, Moment.Kind.FEES_CHANGED, words, by, at=at)
    attempting.hurry(invoice=found, at=at)
    return edited


@transaction.atomic
def void(*, invoice: Invoice, by: Member, at: datetime) -> None:
    """Take its charges off. It keeps its number, and its link says that it is void.

    Raises NotAOneOff, rebilling.Voided, rebilling.PaidOn, rebilling.UnderWay.
    """
    found = _locked(invoice)
    rebilling.refuse_paid(found)
    back = money.show(adding.charged_on(found), found.currency)
    parting.give_back(found, by=by, at=at)
    taxing.bring_up([found], by=by, at=at)
    rebilling.shut(found, at=at)
    words = f"Invoice {presenting.named(found)} for {found.payer.name} voided: {back} is not asked for any more"
    announcing.tell(found, Moment.Kind.BILLED, words, by, at=at)
    attempting.hurry(invoice=found, at=at)


def _locked(invoice: Invoice) -> Invoice:
    found = Invoice.objects.select_for_update(of=("self",)).select_related("payer", "company").get(pk=invoice.pk)
    if bills.holding(found) is not None:
        raise NotAOneOff
    if found.voided_at is not None:
        raise rebilling.Voided
    return found
