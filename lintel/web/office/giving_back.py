"""One press that gives money back from a list, with the question before it that says how much and to whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Max, OuterRef, Subquery, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lintel.billing.models import Entry, Refund
from lintel.companies.models import Member
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.inspections import excess, paying, refunding
from lintel.web.office import door, tills
from lintel.web.office.tills import Till

WHY = {
    "over": ("Paid too much", False),
    "cancelled": ("The inspection was cancelled", True),
    "amount": ("Not the amount that was asked for", False),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """The question before a press, the words on its button, what is sent, and where another amount is typed."""

    words: str
    press: str
    sends: dict[str, str]
    other: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment, what of it is left, and the last that happened to its invoice's money."""

    payment: Entry
    left: int
    standing: int


def payments(keys: "Iterable[int | None]") -> dict[int, Paid]:
    """These payments by their key: one statement."""
    undone = Entry.objects.filter(of=OuterRef("pk")).order_by().values("of").annotate(sum=Sum("amount_cents"))
    moved = Entry.objects.filter(invoice=OuterRef("invoice")).order_by().values("invoice").annotate(last=Max("pk"))
    found = Entry.objects.filter(pk__in=[key for key in keys if key]).annotate(
        undone=Subquery(undone.values("sum")), last=Subquery(moved.values("last"))
    )
    return {one.pk: Paid(one, one.received() - (one.undone or 0), one.last) for one in found}


def can(source: str) -> bool:
    """Whether money that came this way goes back the same way by itself."""
    return source in paying.PROVIDERS


def ask(till: Till, paid: Paid, cents: int, why: str) -> Ask | None:
    """The question for giving so much of it back; none where that is more than is left of it, or goes by hand."""
    payment = paid.payment
    if not can(payment.source) or not 0 < cents <= paid.left:
        return None
    amount = money.show(cents, payment.currency)
    sends = {"why": why, "cents": str(cents), "seen": str(paid.standing)}
    words = f"Give {amount} back to {payment.payer_name}{payment.how_words()}?"
    return Ask(words, f"Refund {amount}", sends, till.page("refund", payment.pk))


def stray(amount: str) -> Ask:
    """The question for money that fits no invoice."""
    return Ask(f"Give {amount} back to whoever paid it, the way it came?", f"Give {amount} back", {"act": "back"})


@require_POST
@door.office(may="money")
def give_back(request: HttpRequest, member: Member, key: str, payment: int, of: str = tills.INSPECTION) -> HttpResponse:
    """Give back what a list showed to be too much, for nothing, or not what was asked for."""
    found = tills.one(member.company, key, of).payment(payment)
    sent = {name: request.POST.get(name, "")[:12] for name in ("why", "cents", "seen")}
    if sent["why"] not in WHY or not (sent["cents"].isdecimal() and sent["seen"].isdecimal()):
        raise Http404
    reason, credit = WHY[sent["why"]]
    seen = excess.Seen(int(sent["cents"]), int(sent["seen"]), reason, credit=credit)
    try:
        tell(request, excess.hand_back(payment=found, seen=seen, by=member, at=clock.now()))
    except Refusal as refusal:
        messages.error(request, refusal.say)
    return redirect("office:today")


def tell(request: HttpRequest, done: Refund) -> None:
    """What became of a refund that was just asked for."""
    amount, states = money.show(done.amount_cents, done.payment.currency), Refund.State
    if done.state == states.FAILED:
        messages.error(request, f"{amount} was not refunded: {done.failure or refunding.UNSAID}")
    elif done.state == states.UNKNOWN:
        messages.warning(request, f"The bank has not answered about the {amount} yet. Lintel finds out by itself.")
    else:
        messages.success(request, f"{amount} is refunded. The payer gets a letter.")
