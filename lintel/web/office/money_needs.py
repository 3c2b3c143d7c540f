"""What about money needs somebody: disputes, refunds and bank debits that failed, what is too much or fits nothing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery, Sum
from django.urls import reverse

from lintel.billing.models import Attempt, Dispute, Entry, Invoice, Refund, Stray
from lintel.companies.models import Company
from lintel.core import money
from lintel.inspections import calendar
from lintel.inspections.models import Bill, Inspection, Moment
from lintel.web.office.attention import MOST_OF_A_KIND, Need, place

A_MONTH = timedelta(days=30)


def of(company: Company, *, at: datetime) -> list[Need]:
    """All of it, the most urgent first. One statement for each kind."""
    return [*disputed(company), *failed(company, at=at), *strays(company), *paid_and_cancelled(company, at=at)]


def disputed(company: Company) -> list[Need]:
    """Disputes that wait for the company's answer, the first day to answer by first."""
    found = Dispute.objects.of(company).filter(state=Dispute.State.NEEDS_ANSWER)
    joined = found.select_related("payment__invoice__bill__inspection__home")
    return [_disputed(one, company) for one in joined.order_by("answer_by", "pk")[:MOST_OF_A_KIND]]


def failed(company: Company, *, at: datetime) -> list[Need]:
    """Refunds and bank debits of the last month that failed, while what they left open is open."""
    later = Refund.objects.filter(payment=OuterRef("payment"), pk__gt=OuterRef("pk"))
    refunds = Refund.objects.of(company).filter(state=Refund.State.FAILED, ended_at__gt=at - A_MONTH)
    refunds = refunds.exclude(Exists(later)).select_related("payment__invoice__bill__inspection__home")
    debits = (
        Attempt.objects.of(company)
        .filter(state=Attempt.State.FAILED, method=Entry.Method.BANK, ended_at__gt=at - A_MONTH)
        .annotate(balance=_balance(OuterRef("invoice")))
        .filter(balance__gt=0)
        .select_related("link__holder__survivor", "invoice__bill__inspection__home")
    )
    return [
        *map(_refund_failed, refunds.order_by("-ended_at")[:MOST_OF_A_KIND]),
        *map(_debit_failed, debits.order_by("-ended_at")[:MOST_OF_A_KIND]),
    ]


def strays(company: Company) -> list[Need]:
    """Money that fits no invoice, until somebody settles it."""
    found = Stray.objects.of(company).filter(settled_at=None).order_by("arrived_at", "pk")
    return [
        Need(
            f"{money.show(one.amount_cents, one.currency)} fits no invoice",
            f"{one.why}. Give it back, or say what it is.",
            "Settle",
            reverse("office:stray", args=[one.pk]),
            "bad",
            "money",
            may="money",
        )
        for one in found[:MOST_OF_A_KIND]
    ]


def overpaid(company: Company) -> list[Need]:
    """Invoices with more paid than charged, and nothing on its way back. Asked only when there are some."""
    below = Entry.objects.of(company).order_by().values("invoice").annotate(sum=Sum("amount_cents")).filter(sum__lt=0)
    unheard = Refund.objects.filter(payment__invoice=OuterRef("invoice"), state=Refund.State.UNKNOWN)
    bills = (
        Bill.objects.of(company)
        .filter(invoice__in=below.order_by("-invoice").values("invoice")[:MOST_OF_A_KIND])
        .exclude(Exists(unheard))
        .annotate(balance=Sum("invoice__entries__amount_cents"), payment=_last_payment(OuterRef("invoice")))
        .select_related("inspection__home", "invoice__payer__survivor")
    )
    return [_overpaid(bill) for bill in bills]


def paid_and_cancelled(company: Company, *, at: datetime) -> list[Need]:
    """Inspections cancelled within the last month for which money came in and is neither given back nor kept."""
    moved = Entry.objects.filter(invoice__bill__inspection=OuterRef("pk")).exclude(kind=Entry.Kind.CHARGE).order_by()
    kept = Moment.objects.filter(inspection=OuterRef("pk"), kind=Moment.Kind.KEPT, at__gte=OuterRef("paid_at"))
    paid_at = moved.filter(kind=Entry.Kind.PAYMENT).order_by("-at").values("at")[:1]
    found = (
        Inspection.objects.of(company)
        .filter(cancelled_at__gt=at - A_MONTH)
        .annotate(
            paid=Subquery(moved.values("company").annotate(sum=Sum("amount_cents")).values("sum")),
            paid_at=Subquery(paid_at),
        )
        .filter(paid__lt=0)
        .exclude(Exists(kept))
        .select_related("home")
        .order_by("-cancelled_at")
    )
    return [_paid_and_cancelled(one, company) for one in found[:MOST_OF_A_KIND]]


def _disputed(one: Dispute, company: Company) -> Need:
    payment, inspection = one.payment, _held_by(one.payment.invoice)
    by = f" Answer at Stripe by {_day(one.answer_by, company)}." if one.answer_by else ""
    where = f"{inspection.home.street}." if inspection else ""
    return Need(
        f"{payment.payer_name}’s bank disputes {money.show(one.amount_cents, payment.currency)}",
        f"{where}{by}".strip(),
        "Open" if inspection else "",
        place(inspection, "box-money") if inspection else "",
        "bad",
        "alert",
    )


def _refund_failed(one: Refund) -> Need:
    payment, inspection = one.payment, _held_by(one.payment.invoice)
    return Need(
        f"The refund of {money.show(one.amount_cents, payment.currency)} to {payment.payer_name} failed",
        f"{one.failure} Refund it again, or give it back by hand.".strip(),
        "Refund" if inspection else "",
        reverse("office:refund", args=[inspection.key, payment.pk]) if inspection else "",
        "bad",
        "money",
        may="money",
    )


def _debit_failed(one: Attempt) -> Need:
    inspection = _held_by(one.invoice)
    return Need(
        f"{one.link.holder.name}’s bank debit of {money.show(one.amount_cents, one.currency)} failed",
        f"{one.failure} The balance is open again.".strip(),
        "Open" if inspection else "",
        place(inspection, "box-money") if inspection else "",
        "bad",
        "money",
    )


def _overpaid(bill: Bill) -> Need:
    inspection, over = bill.inspection, -bill.balance  # type: ignore[attr-defined]
    return Need(
        f"{bill.invoice.payer.name} paid {money.show(over, bill.invoice.currency)} too much",
        f"{inspection.home.street}. Give it back, or keep it as what it was for.",
        "Refund",
        reverse("office:refund", args=[inspection.key, bill.payment]),  # type: ignore[attr-defined]
        icon="money",
        also="Credit",
        also_address=reverse("office:too_much", args=[inspection.key]),
        may="money",
    )


def _paid_and_cancelled(inspection: Inspection, company: Company) -> Need:
    paid = -inspection.paid  # type: ignore[attr-defined]
    return Need(
        f"{money.show(paid, company.currency)} was paid for a cancelled inspection",
        f"{inspection.home.street}. Nothing is given back by itself: refund it, or keep it and say why.",
        "Refund or keep",
        reverse("office:too_much", args=[inspection.key]),
        icon="money",
        may="money",
    )


def _held_by(invoice: Invoice) -> Inspection | None:
    bill: Bill | None = getattr(invoice, "bill", None)
    return bill.inspection if bill else None


def _balance(invoice: OuterRef) -> Subquery:
    sums = Entry.objects.filter(invoice=invoice).order_by().values("invoice")
    return Subquery(sums.annotate(sum=Sum("amount_cents")).values("sum"))


def _last_payment(invoice: OuterRef) -> Subquery:
    payments = Entry.objects.filter(invoice=invoice, kind=Entry.Kind.PAYMENT)
    return Subquery(payments.order_by("-at", "-pk").values("pk")[:1])


def _day(when: datetime, company: Company) -> str:
    return calendar.day_words(when.astimezone(ZoneInfo(company.zone)))
