"""What stands between the client and the report. One question, whoever asks it."""

from dataclasses import dataclass

from lintel.billing import asking
from lintel.billing.models import Attempt, Entry, Invoice, Terms
from lintel.inspections import bills
from lintel.inspections.models import Inspection, has_unsigned
from lintel.inspections.showing import Money


@dataclass(frozen=True, slots=True)
class Waiting:
    """What must still be paid before the report opens, in cents: the reader's `own` part, and what each of the
    `others` owes, by name, or without one where the company does not tell it.
    """

    own: int = 0
    others: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.others)


def report_opens(inspection: Inspection) -> bool:
    """Whether everybody has signed, and what is owed is paid or, where the company says so, under way at the bank."""
    terms = asking.terms_of(inspection.company)
    invoices = Invoice.objects.filter(bill__inspection=inspection)
    if terms.report_waits == Terms.Waits.CLIENT:
        invoices = invoices.filter(payer__in=bills.clients(inspection))
    counting = {"invoice__in": invoices}
    owed = sum(Entry.objects.filter(**counting).values_list("amount_cents", flat=True))
    debits = Attempt.objects.filter(**counting, state=Attempt.State.PROCESSING)
    under_way = sum(debits.values_list("amount_cents", flat=True))
    return still_to_pay(terms.report_opens, due=owed, under_way=under_way) <= 0 and not has_unsigned(inspection)


def waiting(money: Money) -> Waiting:
    """What `report_opens` waits for, told to whoever `money` is shown to. Nothing while all of it together is paid."""
    alone = money.waits == Terms.Waits.CLIENT
    own = still_to_pay(money.opens, due=money.due, under_way=money.under_way) if money.is_clients or not alone else 0
    others = [
        (one.name, still_to_pay(money.opens, due=one.due, under_way=one.under_way))
        for one in money.others
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
