"""Which of an inspection's invoices is whose: the clients' own, and those that others pay a part by."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from lintel.access.models import Link
from lintel.billing import invoicing
from lintel.billing.models import Entry, Invoice
from lintel.companies.models import Company, OwnedQuerySet
from lintel.core import money
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact, ContactQuerySet, now
from lintel.inspections.models import Bill, Inspection, Participant, Share, has_unsigned

ELSEWHERE = "Billed to somebody else"


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else is billed for of the same inspection; nameless where the company does not tell who."""

    name: str
    charged: int
    paid: int
    under_way: int = 0
    is_client: bool = False

    @property
    def due(self) -> int:
        """What they still owe, in cents; below zero it is overpaid."""
        return self.charged - self.paid

    @property
    def whom(self) -> str:
        """Who it is, in a sentence."""
        return self.name or "somebody else"

    def stands(self, currency: str) -> str:
        """Whether they have paid, in words that follow `billed to Gem State Mutual`."""
        if self.due <= 0:
            return "paid"
        if self.under_way:
            return f"{money.show(self.under_way, currency)} under way at the bank"
        return f"of which {money.show(self.paid, currency)} is paid" if self.paid > 0 else "not paid yet"


def of(inspection: Inspection) -> OwnedQuerySet[Invoice]:
    """Its invoices, the first one first: that one is the client's, and what is charged later goes there."""
    return Invoice.objects.filter(bill__inspection=inspection, voided_at=None).order_by("pk")


def locked(inspection: Inspection) -> list[Invoice]:
    """Its invoices, locked in order, each with its payer."""
    return list(of(inspection).select_for_update(of=("self",)).select_related("payer"))


def shown_by(share: Share) -> OwnedQuerySet[Invoice]:
    """The invoices that a link to the inspection pays: the holder's own, or the client's where they have none."""
    standing = Invoice.objects.filter(bill__inspection=share.inspection_id, voided_at=None).order_by("pk")
    own = standing.filter(payer__in=Contact.objects.same_as([share.link.holder]))
    return own if own.exists() else standing.filter(out_of=None)


def summed(invoices: OwnedQuerySet[Invoice]) -> "QuerySet[Any]":
    """Each with its `balance` and what was `paid` on it and not undone, in cents."""
    came = Entry.objects.filter(invoice=OuterRef("pk")).exclude(kind=Entry.Kind.CHARGE).order_by().values("invoice")
    return invoices.annotate(
        balance=Coalesce(F("balance_kept__cents"), 0),
        paid=-Coalesce(Subquery(came.annotate(sum=Sum("amount_cents")).values("sum")), 0),
    )


def holding(invoice: Invoice) -> Inspection | None:
    """The inspection that an invoice is for; none for a one-off."""
    return Inspection.objects.filter(bills__invoice=invoice.pk).first()


def about(invoice: Invoice) -> Inspection | Invoice:
    """Whose story its money belongs to: the inspection that it is for, or a one-off's own."""
    return holding(invoice) or invoice


def clients(inspection: Inspection) -> ContactQuerySet:
    """The contacts who are clients in it."""
    return Contact.objects.same_as(one.contact for one in inspection.clients())


def owed_by_clients(inspection: Inspection) -> int:
    """What is still owed on the clients' own invoices, in cents."""
    entries = Entry.objects.filter(invoice__bill__inspection=inspection, invoice__payer__in=clients(inspection))
    return sum(entries.values_list("amount_cents", flat=True))


def owed_by(inspection: Inspection, contact: Contact) -> int:
    """What one client is asked for, in cents: what their own invoices leave, or where they have none, the first one."""
    standing = of(inspection)
    own = standing.filter(payer__in=Contact.objects.same_as([contact]))
    theirs = own if own.exists() else standing.filter(out_of=None)
    return sum(Entry.objects.filter(invoice__in=theirs.order_by()).values_list("amount_cents", flat=True))


def balance(about: Inspection | Invoice) -> int:
    """What is owed over all the inspection's invoices, or on this one, in cents."""
    if isinstance(about, Invoice):
        return invoicing.balance(about)
    return sum(cents for (cents,) in _balance(inspection=about.pk))


def open_sentence(inspection: Inspection, participant: Participant) -> str:
    """What Resend tells a client is still open now: their own signature, and what they are asked to pay."""
    owed, unsigned = owed_by(inspection, participant.contact), has_unsigned(inspection, by=participant)
    shown = money.show(owed, inspection.company.currency)
    signing = "Your agreement is still to be signed. " if unsigned else ""
    if owed > 0:
        return f"{signing}{shown} is still to pay."
    return f"{signing}There is nothing left to pay." if unsigned else "There is nothing left for you to sign or to pay."


@Prepared
def _balance(inspection: int) -> QuerySet[Entry, tuple[int]]:
    """No row where nothing was ever charged."""
    entries = Entry.objects.filter(invoice__bill__inspection=inspection).values("invoice__bill__inspection")
    return entries.annotate(sum=Sum("amount_cents")).values_list("sum")


def words(invoice: Invoice) -> str:
    """What it is for, for a statement of a bank: `Inspection of 5 Elm Street, Monday, June 8, 2026`."""
    subject = invoice.subject
    what = f"{subject['what']}, " if subject.get("what") else "Inspection of "
    return what + ", ".join(filter(None, [subject["property"], subject.get("date", "")]))


def clocks(about: Inspection | Invoice) -> ZoneInfo:
    """The clocks by which its days are counted: the property's, or of a one-off the company's."""
    return ZoneInfo(about.home.zone) if isinstance(about, Inspection) else zone(about.company)


def zone(company: Company) -> ZoneInfo:
    """A company's own clocks."""
    return ZoneInfo(company.zone)


def received_from(inspection: Inspection, contact: Contact, *, client: bool) -> int:
    """What was paid on somebody's own invoices, or where a client has none, on the first one, in cents."""
    standing = of(inspection)
    own = standing.filter(payer__in=Contact.objects.same_as([contact]))
    theirs = standing.filter(out_of=None) if client and not own.exists() else own
    entries = Entry.objects.filter(invoice__in=theirs.order_by()).exclude(kind=Entry.Kind.CHARGE)
    return -sum(entries.values_list("amount_cents", flat=True))


def beside(invoice: Invoice) -> list[Other]:
    """What others are billed for the same inspection, in the order in which it was made. One statement."""
    others = Invoice.objects.filter(bill__inspection__bills__invoice=invoice, voided_at=None).exclude(pk=invoice.pk)
    sums = summed(others).order_by("pk").values_list(now("payer", "name"), "balance", "paid")
    return [Other(name, balance + paid, paid) for name, balance, paid in sums if balance or paid]


def tie(inspection: Inspection, invoice: Invoice) -> None:
    """The invoice is for this inspection."""
    Bill.objects.create(company_id=inspection.company_id, inspection=inspection, invoice=invoice)


def pays_for(link: Link) -> OwnedQuerySet[Invoice]:
    """The invoices that may be paid behind a link, through whichever door it leads."""
    if link.entrance == Link.Entrance.INVOICE:
        return Invoice.objects.filter(invoice_links__link=link, invoice_links__superseded_at=None, voided_at=None)
    return shown_by(link.share)
