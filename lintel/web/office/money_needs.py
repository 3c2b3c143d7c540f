"""What about money needs somebody: disputes, refunds and bank debits that failed, what is too much, too little or fits
nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse

from lintel.billing.models import Attempt, Balance, Dispute, Entry, Invoice, Refund, Stray
from lintel.companies.models import Company
from lintel.core import money
from lintel.inspections import calendar
from lintel.inspections.models import Inspection, Moment
from lintel.web.office import giving_back, tills
from lintel.web.office.attention import MOST_OF_A_KIND, Kind, Need
from lintel.web.office.tills import Till

A_MONTH = timedelta(days=30)
Show = Callable[[Sequence[Any], Company], list[Need]]


def kinds(company: Company, *, at: datetime) -> list[Kind]:
    """The most urgent first; each is said in one or two statements."""
    return [Kind(rows, partial(_say, rows, show, company)) for rows, show in _kinds(company, at)]


def _say(rows: "QuerySet[Any]", show: Show, company: Company) -> list[Need]:
    return show(list(rows[:MOST_OF_A_KIND]), company)


def overpaid(company: Company) -> list[Need]:
    """Invoices with more paid than charged, and nothing on its way back. Asked only when there are some."""
    below = Balance.objects.of(company).exclude(cents=0).filter(cents__lt=0).order_by("-invoice")
    unheard = Refund.objects.filter(payment__invoice=OuterRef("pk"), state=Refund.State.UNKNOWN)
    invoices = list(
        Invoice.objects.of(company)
        .filter(pk__in=below.values("invoice")[:MOST_OF_A_KIND])
        .exclude(Exists(unheard))
        .annotate(payment=_last_payment(invoice=OuterRef("pk")))
        .select_related("bill__inspection", "balance_kept", "payer__survivor")
    )
    payments = giving_back.payments(one.payment for one in invoices)
    return [_overpaid(one, payments[one.payment]) for one in invoices if one.payment]


def _kinds(company: Company, at: datetime) -> list[tuple["QuerySet[Any]", Show]]:
    """The rows of each kind, and how they are said."""
    of_the_month = {"ended_at__gt": at - A_MONTH}
    bill = "invoice__bill__inspection"
    later = Refund.objects.filter(payment=OuterRef("payment"), pk__gt=OuterRef("pk"))
    refunds = Refund.objects.of(company).filter(state=Refund.State.FAILED, **of_the_month).exclude(Exists(later))
    debits = Attempt.objects.of(company).filter(state=Attempt.State.FAILED, method=Entry.Method.BANK, **of_the_month)
    disputes = Dispute.objects.of(company).filter(state=Dispute.State.NEEDS_ANSWER)
    return [
        (disputes.select_related(f"payment__{bill}").order_by("answer_by", "pk"), _each(_disputed)),
        (refunds.select_related(f"payment__{bill}").order_by("-ended_at"), _each(_refund_failed)),
        (_owed(debits).select_related("link__holder__survivor", bill).order_by("-ended_at"), _each(_debit_failed)),
        (Stray.objects.of(company).filter(settled_at=None).order_by("arrived_at", "pk"), _each(_stray)),
        (_short(company, at).select_related(bill, "attempt").order_by("-at"), _paid_short),
        (_paid_and_cancelled(company, at), _for_nothing),
    ]


def _each(say: Callable[[Any, Company], Need]) -> Callable[[Sequence[Any], Company], list[Need]]:
    return lambda rows, company: [say(row, company) for row in rows]


def _short(company: Company, at: datetime) -> "QuerySet[Entry]":
    """Payments of the last month that brought less than was asked for, while the rest is open and nothing went back."""
    told = Moment.objects.of(company).filter(kind=Moment.Kind.STRAYED, at__gt=at - A_MONTH).exclude(attempt=None)
    payments = Entry.objects.of(company).filter(kind=Entry.Kind.PAYMENT, attempt__in=told.values("attempt"))
    short = payments.filter(amount_cents__gt=-F("attempt__amount_cents"), undone_by=None)
    return _owed(short).filter(invoice__bill__inspection__cancelled_at=None)


def _paid_and_cancelled(company: Company, at: datetime) -> "QuerySet[Inspection]":
    """Inspections cancelled within the last month for which money came in and is neither given back nor kept."""
    moved = Entry.objects.filter(invoice__bill__inspection=OuterRef("pk")).exclude(kind=Entry.Kind.CHARGE).order_by()
    kept = Moment.objects.filter(inspection=OuterRef("pk"), kind=Moment.Kind.KEPT, at__gte=OuterRef("paid_at"))
    return (
        Inspection.objects.of(company)
        .filter(cancelled_at__gt=at - A_MONTH)
        .annotate(
            paid=Subquery(moved.values("company").annotate(sum=Sum("amount_cents")).values("sum")),
            paid_at=Subquery(moved.filter(kind=Entry.Kind.PAYMENT).order_by("-at").values("at")[:1]),
            payment=_last_payment(invoice__bill__inspection=OuterRef("pk")),
        )
        .filter(paid__lt=0)
        .exclude(Exists(kept))
        .select_related("home")
        .order_by("-cancelled_at")
    )


def _disputed(one: Dispute, company: Company) -> Need:
    payment, invoice = one.payment, one.payment.invoice
    by = f" Answer at Stripe by {_day(one.answer_by, company)}." if one.answer_by else ""
    return Need(
        f"{payment.payer_name}’s bank disputes {money.show(one.amount_cents, payment.currency)}",
        f"{_what(invoice)}{by}",
        "Open",
        tills.of_invoice(invoice).money_address,
        "bad",
        "alert",
    )


def _refund_failed(one: Refund, company: Company) -> Need:
    payment = one.payment
    return Need(
        f"The refund of {money.show(one.amount_cents, payment.currency)} to {payment.payer_name} failed",
        f"{one.failure} Refund it again, or give it back by hand.".strip(),
        "Refund",
        tills.of_invoice(payment.invoice).page("refund", payment.pk),
        "bad",
        "money",
        may="money",
    )


def _debit_failed(one: Attempt, company: Company) -> Need:
    return Need(
        f"{one.link.holder.name}’s bank debit of {money.show(one.amount_cents, one.currency)} failed",
        f"{one.failure} The balance is open again.".strip(),
        "Open",
        tills.of_invoice(one.invoice).money_address,
        "bad",
        "money",
    )


def _stray(one: Stray, company: Company) -> Need:
    amount, address = money.show(one.amount_cents, one.currency), reverse("office:stray", args=[one.pk])
    title, detail = f"{amount} fits no invoice", f"{one.why}. Give it back, or say what it is."
    if not giving_back.can(one.source) or not one.amount_cents:
        return Need(title, detail, "Settle", address, "bad", "money", may="money")
    ask = giving_back.stray(amount)
    need = Need(title, detail, "Give back", address, "bad", "money", ask=ask, may="money")
    return replace(need, also="Settle", also_address=address)


def _paid_short(payments: Sequence[Entry], company: Company) -> list[Need]:
    seen = giving_back.payments(payment.pk for payment in payments)
    return [_too_little(seen[payment.pk], payment) for payment in payments]


def _too_little(paid: giving_back.Paid, payment: Entry) -> Need:
    till, attempt = tills.of_invoice(payment.invoice), payment.attempt
    came, asked = payment.received(), attempt.amount_cents if attempt else 0
    lacks = money.show(asked - came, payment.currency)
    return Need(
        f"{payment.payer_name} paid {lacks} less than was asked for",
        f"{_what(payment.invoice)} {money.show(came, payment.currency)} came where "
        f"{money.show(asked, payment.currency)} was asked for; the rest is open. Ask for it again, or give it back.",
        "Refund",
        till.page("give_back", payment.pk),
        icon="money",
        ask=giving_back.ask(till, paid, came, "amount"),
        also="Open",
        also_address=till.money_address,
        may="money",
    )


def _overpaid(invoice: Invoice, paid: giving_back.Paid) -> Need:
    till, over = tills.of_invoice(invoice), -invoice.balance_kept.cents
    ask = giving_back.ask(till, paid, over, "over")
    return Need(
        f"{invoice.payer.name} paid {money.show(over, invoice.currency)} too much",
        f"{_what(invoice)} Give it back, or keep it as what it was for.",
        "Refund",
        till.page("give_back" if ask else "refund", paid.payment.pk),
        icon="money",
        ask=ask,
        also="Credit",
        also_address=till.page("too_much"),
        may="money",
    )


def _for_nothing(inspections: Sequence[Inspection], company: Company) -> list[Need]:
    payments = giving_back.payments(one.payment for one in inspections)  # type: ignore[attr-defined]
    return [_cancelled(one, payments.get(one.payment), company) for one in inspections]  # type: ignore[attr-defined]


def _cancelled(inspection: Inspection, paid: giving_back.Paid | None, company: Company) -> Need:
    cents = -inspection.paid  # type: ignore[attr-defined]
    title = f"{money.show(cents, company.currency)} was paid for a cancelled inspection"
    detail = f"{inspection.home.street}. Nothing is given back by itself: refund it, or keep it and say why."
    till = Till(inspection)
    choose = till.page("too_much")
    ask = giving_back.ask(till, paid, cents, "cancelled") if paid else None
    if paid is None or ask is None:
        return Need(title, detail, "Refund or keep", choose, icon="money", may="money")
    address = till.page("give_back", paid.payment.pk)
    need = Need(title, detail, "Refund", address, icon="money", ask=ask, may="money")
    return replace(need, also="Keep", also_address=choose)


def _what(invoice: Invoice) -> str:
    """What it is for, as it says to its payer."""
    return f"{invoice.subject['property']}."


def _owed(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those whose invoice is not paid."""
    owed: QuerySet[Any] = rows.filter(invoice__balance_kept__cents__gt=0)
    return owed


def _last_payment(**where: OuterRef) -> Subquery:
    payments = Entry.objects.filter(kind=Entry.Kind.PAYMENT, **where)
    return Subquery(payments.order_by("-at", "-pk").values("pk")[:1])


def _day(when: datetime, company: Company) -> str:
    return calendar.day_words(when.astimezone(ZoneInfo(company.zone)))
