"""What stands between the client and the report. One question, whoever asks it."""

from dataclasses import dataclass
from datetime import datetime

from lintel.access.models import Right
from lintel.billing import asking
from lintel.billing.models import Attempt, Entry, Invoice, Terms
from lintel.companies.models import Company
from lintel.core import money
from lintel.directory.models import Contact
from lintel.inspections import bills
from lintel.inspections.models import Inspection, Share, Waiver, has_unsigned
from lintel.inspections.showing import Money

Needs = Company.Needs


@dataclass(frozen=True, slots=True)
class Waiting:
    """What must still be paid before the report opens, in cents: the reader's `own` part, and what each of the
    `others` owes, by name, or without one where the company does not tell it.
    """

    own: int = 0
    others: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.others)


@dataclass(frozen=True, slots=True)
class Gates:
    """What a published report still waits for, for one reader."""

    payment: bool
    signatures: bool

    def __bool__(self) -> bool:
        return self.payment or self.signatures


def report_opens(share: Share, *, at: datetime) -> bool:
    """The one question before any byte of a report leaves: does this link have the right, is the report out, and is
    all that it waits for done, or waived for this reader?
    """
    inspection = share.inspection
    if not share.link.opens(Right.READ_REPORT, at=at) or inspection.cancelled_at or inspection.published_at is None:
        return False
    gates = needed(inspection, reader=share.link.holder, at=at)
    return not (gates.signatures and has_unsigned(inspection)) and not (gates.payment and is_owed(inspection))


def needed(inspection: Inspection, *, reader: Contact | None, at: datetime) -> Gates:
    """What the report waits for, done or not, without what is waived for everybody or for this reader."""
    needs = inspection.needs()
    payment, signatures = needs in (Needs.BOTH, Needs.PAID), needs in (Needs.BOTH, Needs.SIGNED)
    for waiver in waivers(inspection) if inspection.has_waivers and (payment or signatures) else ():
        if waiver.stands(at=at) and waiver.whose() in (None, reader):
            payment = payment and waiver.of == Waiver.Of.SIGNATURES
            signatures = signatures and waiver.of == Waiver.Of.PAYMENT
    return Gates(payment, signatures)


def waivers(inspection: Inspection) -> list[Waiver]:
    """Every waiver there was, the newest first."""
    found = Waiver.objects.of(inspection.company).filter(inspection=inspection)
    return list(found.select_related("person__survivor", "by").order_by("-pk"))


def is_owed(inspection: Inspection) -> bool:
    """Whether something is left to pay of what the report waits for."""
    return owed(inspection) > 0


def owed(inspection: Inspection) -> int:
    """What is left to pay of what the company's terms wait for, in cents: a bank debit under way may count as paid."""
    terms = asking.terms_of(inspection.company)
    invoices = Invoice.objects.filter(bill__inspection=inspection)
    if terms.report_waits == Terms.Waits.CLIENT:
        invoices = invoices.filter(payer__in=bills.clients(inspection))
    counting = {"invoice__in": invoices}
    due = sum(Entry.objects.filter(**counting).values_list("amount_cents", flat=True))
    debits = Attempt.objects.filter(**counting, state=Attempt.State.PROCESSING)
    under_way = sum(debits.values_list("amount_cents", flat=True))
    return still_to_pay(terms.report_opens, due=due, under_way=under_way)


def sentence(inspection: Inspection, *, reader: Contact | None, sums: bool, at: datetime) -> str:
    """`It opens once everybody has signed and $395.00 is paid.`; nothing where it is open. Without `sums` no amount."""
    gates = needed(inspection, reader=reader, at=at)
    needs = []
    if gates.signatures and has_unsigned(inspection):
        needs.append("everything is signed")
    if gates.payment and (left := owed(inspection)) > 0:
        needs.append(f"{money.show(left, inspection.company.currency)} is paid" if sums else "it is paid")
    return f"It opens once {' and '.join(needs)}." if needs else ""


def waiting(shown: Money) -> Waiting:
    """What `is_owed` counts, told to whoever `shown` is shown to. Nothing while all of it together is paid."""
    alone = shown.waits == Terms.Waits.CLIENT
    own = still_to_pay(shown.opens, due=shown.due, under_way=shown.under_way) if shown.is_clients or not alone else 0
    others = [
        (one.name, still_to_pay(shown.opens, due=one.due, under_way=one.under_way))
        for one in shown.others
        if one.is_client or not alone
    ]
    if own + sum(cents for _, cents in others) <= 0:
        return Waiting()
    return Waiting(max(own, 0), tuple((name, cents) for name, cents in others if cents > 0))


def still_to_pay(opens: str, *, due: int, under_way: int) -> int:
    """What must still be paid before the report opens, in cents: a bank debit under way counts where it `opens` on it.

    `opens` is of Terms.Opens.
    """
    return due - under_way if due > 0 and opens == Terms.Opens.STARTED else due
