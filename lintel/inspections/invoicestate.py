"""How an invoice stands, as a word and as a question to the database."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lintel.billing.models import Balance, Invoice
from lintel.companies.models import Company, OwnedQuerySet


@dataclass(frozen=True, slots=True)
class State:
    """Its name, what is said of it, and how that is marked."""

    name: str
    words: str
    tone: str = ""
    icon: str = ""


DRAFT = State("draft", "Saved, not sent", "wait", "pen")
SENT = State("sent", "Sent", "", "send")
OPEN = State("open", "Open", "", "clock")
OVERDUE = State("overdue", "Overdue", "bad", "alert")
PAID = State("paid", "Paid", "good", "check")
OVERPAID = State("overpaid", "Overpaid", "wait", "alert")
NOTHING = State("nothing", "Nothing to pay", "", "check")
OFF = State("off", "Inspection cancelled", "", "void")
VOID = State("void", "Void", "", "void")

OWN = Q(out_of=None, bill__isnull=False)  # a client's: the portal is how they have it, so it is never merely saved


def of(invoice: Invoice, *, balance: int, paid: int, today: date, held: bool, off: bool) -> State:
    """How it stands: `held` says whether an inspection holds it, `off` whether that is cancelled; `today` is a day of
    the company's.
    """
    if invoice.voided_at is not None:
        return VOID
    if balance <= 0:
        return OVERPAID if balance < 0 else PAID if paid else NOTHING
    if off:
        return OFF
    if invoice.due_on is not None and invoice.due_on < today:
        return OVERDUE
    if invoice.sent_at is not None:
        return SENT
    return OPEN if held and invoice.out_of_id is None else DRAFT


def only(rows: OwnedQuerySet[Invoice], name: str, *, company: Company, today: date) -> OwnedQuerySet[Invoice]:
    """Those of `rows` that stand so: `open` are all that something is owed on, `paid` all that nothing is."""
    if name == VOID.name:
        return rows.exclude(voided_at=None)
    standing = rows.filter(voided_at=None)
    if name == PAID.name:
        return standing.exclude(pk__in=_owed(company))
    owed = standing.filter(pk__in=_owed(company), bill__inspection__cancelled_at=None)
    late = Q(due_on__lt=today)
    if name == OVERDUE.name:
        return owed.filter(late)
    if name == SENT.name:
        return owed.exclude(sent_at=None).exclude(late)
    return owed.filter(sent_at=None).exclude(OWN | late) if name == DRAFT.name else owed


def _owed(company: Company) -> OwnedQuerySet[Invoice]:
    uneven = Balance.objects.of(company).exclude(cents=0)
    return Invoice.objects.filter(pk__in=uneven.filter(cents__gt=0).values("invoice"))
