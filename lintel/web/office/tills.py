"""Where money is taken and given back, and what letters hang on: an inspection, or one invoice. The same pages serve
both.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from lintel.billing.models import Attempt, Balance, Entry, Invoice
from lintel.companies.models import Company, OwnedQuerySet
from lintel.inspections import bills
from lintel.inspections.models import Bill, Inspection
from lintel.web.office import details, keys
from lintel.web.office.keys import Key

INSPECTION, INVOICE = "inspection", "invoice"
PAGES = (
    *(
        "receive",
        "check_payment",
        "refund",
        "give_back",
        "too_much",
        "void_payment",
        "check_picture",
        "letter",
        "letter_frame",
    ),
    *("send_letter", "cancel_letter", "retry_letter", "resend_letter", "readdress_letter"),
    *("link", "link_until", "link_qr", "link_qr_svg", "revoke_link"),
)
NAMES = {
    INSPECTION: {page: f"office:{page}" for page in PAGES},
    INVOICE: {page: f"office:invoice_{page}" for page in PAGES},
}


@dataclass(frozen=True, slots=True)
class Till:
    """One of both. `inspection` is the one that is meant, or the one that the invoice is for; a one-off has none."""

    inspection: Inspection | None
    invoice: Invoice | None = None

    @property
    def company(self) -> Company:
        """Whose money it is."""
        if self.invoice is not None:
            return self.invoice.company
        return self._held().company

    @property
    def key(self) -> str:
        """What stands for it in addresses."""
        return self.invoice.key if self.invoice is not None else self._held().key

    @property
    def name(self) -> str:
        """What the way back is called."""
        if self.invoice is None:
            return self._held().home.street
        return f"Invoice {self.invoice.number}" if self.invoice.number else f"Invoice to {self.invoice.payer.name}"

    @property
    def address(self) -> str:
        """The page that it leads back to."""
        return reverse("office:invoice" if self.invoice else "office:inspection", args=[self.key])

    @property
    def money_address(self) -> str:
        """Where on that page its money stands."""
        return f"{self.address}#{'fees' if self.invoice else 'box-money'}"

    @property
    def names(self) -> dict[str, str]:
        """What its pages are called in the URL map."""
        return NAMES[INVOICE if self.invoice else INSPECTION]

    @property
    def clocks(self) -> ZoneInfo:
        """Those at the property, or of a one-off the company's."""
        return bills.clocks(self.inspection or self.taken_for())

    @property
    def here(self) -> str:
        """Which line of the rail is lit."""
        return "invoices" if self.invoice else "inspections"

    @property
    def thread_id(self) -> int | None:
        """What its letters hang on; those about an inspection's invoice hang on the inspection."""
        return self.invoice.thread_id if self.invoice else self._held().thread_id

    @property
    def told(self) -> Inspection | None:
        """The inspection that it stands for as a whole."""
        return None if self.invoice else self.inspection

    def invoices(self) -> OwnedQuerySet[Invoice]:
        """What is paid at it: this invoice alone, or all of the inspection's, the client's first."""
        if self.invoice is not None:
            return Invoice.objects.filter(pk=self.invoice.pk)
        return bills.of(self._held())

    def taken_for(self) -> Invoice:
        """The invoice that a payment by hand is for: this one, or the client's."""
        return self.invoice or self.invoices().select_related("payer")[0]

    def page(self, name: str, *more: int) -> str:
        """The address of one of its PAGES."""
        return reverse(self.names[name], args=[self.key, *more])

    def over(self) -> int:
        """What is too much on its invoices together, in cents; what is owed on another takes nothing off."""
        balances = Balance.objects.filter(invoice__in=self.invoices().order_by(), cents__lt=0)
        return -sum(balances.values_list("cents", flat=True))

    def payable(self) -> list[Invoice]:
        """The invoices that a payment by hand can be for, each with its kept balance; the client's first."""
        return list(self.invoices().select_related("payer__survivor", "company", "balance_kept"))

    def entries(self) -> QuerySet[Entry]:
        """Its ledger, also of what is void now."""
        entries = Entry.objects.of(self.company)
        if self.invoice is not None:
            return entries.filter(invoice=self.invoice)
        return entries.filter(invoice__bill__inspection=self.inspection)

    def payment(self, pk: int) -> Entry:
        """A payment in it. Raises Http404."""
        payments = self.entries().filter(kind=Entry.Kind.PAYMENT)
        found = payments.select_related("invoice__company", "attempt", "company").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def undecided(self) -> list[Attempt]:
        """Payments under way."""
        attempts = Attempt.objects.filter(invoice__in=self.invoices().order_by())
        return list(attempts.exclude(state__in=Attempt.FINAL))

    def balance(self) -> int:
        """What is owed at it, in cents."""
        return bills.balance(self.invoice or self._held())

    def today(self, at: datetime) -> date:
        """The day on its clocks."""
        return at.astimezone(self.clocks).date()

    def keys(self, at: datetime) -> list[Key]:
        """The links to it."""
        if self.invoice is not None:
            return keys.of_invoice(self.invoice, about=self.inspection, at=at)
        return keys.of_inspection(self._held(), at=at)

    def _held(self) -> Inspection:
        if self.inspection is None:
            raise ValueError("A till is of an inspection or of an invoice.")
        return self.inspection


def of_invoice(invoice: Invoice) -> Till:
    """Where an invoice's money is seen to: the client's own at the inspection, every other at itself."""
    bill: Bill | None = getattr(invoice, "bill", None)
    if bill is not None and invoice.out_of_id is None:
        return Till(bill.inspection)
    return Till(bill.inspection if bill else None, invoice)


def one(company: Company, key: str, of: str) -> Till:
    """This company's till of that key; of anyone else's there is none. Raises Http404."""
    if of == INSPECTION:
        return Till(details.one(company, key))
    found = Invoice.objects.of(company).filter(key=key).select_related("company", "payer").first()
    if found is None:
        raise Http404
    held = Inspection.objects.filter(bills__invoice=found).select_related("home", "inspector__user", "company").first()
    return Till(held, found)
