"""One checkout of the practice bank: type a test card or account, confirm where the card asks for it, go back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lintel.billing import attempting
from lintel.billing.models import SandboxSession
from lintel.billing.providers import sandbox
from lintel.core import clock, money
from lintel.core.refusal import Refusal
from lintel.web import doors, sender

NOT_THAT_WAY, REFUSED = 422, 403
ON_OFFER = (
    ("4242 4242 4242 4242", "Pays at once"),
    ("4000 0025 0000 3155", "Asks you to confirm"),
    ("4000 0000 0000 0002", "Is declined"),
)
ACCOUNTS = (
    ("000123456789", "Bank debit that settles after a minute"),
    ("000111111116", "Bank debit that fails after a minute"),
)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that stands for the bank's. The reference in its address is the proof of the right."""
    session = SandboxSession.objects.filter(reference=reference).first()
    if session is None:
        return _secretive(render(request, "bank/nothing.html", status=404))
    if request.method != "POST":
        return _show(request, session)
    if sender.foreign(request):
        return _show(request, session, refused="This form came from another site.", status=REFUSED)
    try:
        session = _act(request, session)
    except sandbox.CheckoutClosed:
        session.refresh_from_db()
    except Refusal as refusal:
        session.refresh_from_db()
        return _show(request, session, refused=refusal.say, status=NOT_THAT_WAY)
    attempting.hurry(reference=reference, at=clock.now())
    is_open = sandbox.decided(session, at=clock.now()) in sandbox.OPEN
    return _secretive(redirect("bank:checkout", reference) if is_open else redirect(session.return_address))


doors.mark(checkout, "bank")


def _act(request: HttpRequest, session: SandboxSession) -> SandboxSession:
    if "confirm" in request.POST:
        return sandbox.confirm(session.reference, at=clock.now())
    card = request.POST.get("use") or request.POST.get("card", "")
    return sandbox.pay(session.reference, card=card, at=clock.now())


def _show(request: HttpRequest, session: SandboxSession, *, refused: str = "", status: int = 200) -> HttpResponse:
    state = sandbox.decided(session, at=clock.now())
    content: dict[str, Any] = {
        "session": session,
        "amount": money.show(session.amount_cents, session.currency),
        "cards": ON_OFFER,
        "accounts": ACCOUNTS,
        "confirming": state == "confirming",
        "closed": state not in sandbox.OPEN,
        "paid": state == "paid",
        "processing": state == "processing",
        "refused": refused or (session.failure if state == "declined" else ""),
    }
    return _secretive(render(request, "bank/checkout.html", content, status=status))


def _secretive(answer: HttpResponse) -> HttpResponse:
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
