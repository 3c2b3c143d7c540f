"""What stands between the client and the report. One question, whoever asks it."""

from lintel.billing import asking
from lintel.billing.models import Attempt, Entry, Invoice, Terms
from lintel.companies.models import Company
from lintel.inspections import bills
from lintel.inspections.models import Inspection, has_unsigned


def report_opens(inspection: Inspection) -> bool:
    """Whether everybody has signed, and what is owed is paid or, where the company says so, under way at the bank."""
    invoices = Invoice.objects.filter(bill__inspection=inspection)
    if waits_for_clients_alone(inspection.company):
        invoices = invoices.filter(payer__in=bills.clients(inspection))
    counting = {"invoice__in": invoices}
    owed = sum(Entry.objects.filter(**counting).values_list("amount_cents", flat=True))
    debits = Attempt.objects.filter(**counting, state=Attempt.State.PROCESSING)
    under_way = sum(debits.values_list("amount_cents", flat=True))
    return still_to_pay(inspection.company, due=owed, under_way=under_way) <= 0 and not has_unsigned(inspection)


def waits_for_clients_alone(company: Company) -> bool:
    """Whether the report opens when the clients have paid their part, whatever others still owe."""
    return asking.terms_of(company).report_waits == Terms.Waits.CLIENT


def still_to_pay(company: Company, *, due: int, under_way: int) -> int:
    """What must still be paid before the report opens, in cents: a bank debit under way counts as the company says."""
    if due <= 0 or not under_way:
        return due
    opens = asking.terms_of(company).report_opens
    return due - under_way if opens == Terms.Opens.STARTED else due
