"""How the company is paid: its keys at Stripe, how Stripe calls us, what clients may pay with, and what by hand."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.billing import accepting, accounts, asking, chain, hearing
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import connecting
from lintel.web.office import door
from lintel.web.office.forms.undoing import PolicyForm
from lintel.web.office.settings.forms import WayForm
from lintel.web.office.settings.payment_forms import KeyForm, PayWithForm, SecretForm

NOT_THAT_WAY = 422
HERE = "office:payment_settings"
PERMISSIONS = (
    ("Checkout Sessions", "write"),
    ("Refunds", "write"),
    ("PaymentIntents, Charges, Disputes, Events", "read"),
    ("Account, Webhook Endpoints", "read"),
)


@require_safe
@door.office(may="settings")
def payments(request: HttpRequest, member: Member) -> HttpResponse:
    """Everything about being paid online."""
    return show(request, member)


@require_POST
@door.office(may="settings")
def key(request: HttpRequest, member: Member) -> HttpResponse:
    """A key, checked with Stripe before it is kept."""
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            account = connecting.connect(company=member.company, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Stripe accepts the key of {account.name or account.account_id}. It is kept.")
            return redirect(HERE)
    return show(request, member, key_form=form)


@require_POST
@door.office(may="settings")
def secret(request: HttpRequest, member: Member) -> HttpResponse:
    """The secret with which Stripe signs its calls."""
    form = SecretForm(request.POST)
    if form.is_valid():
        try:
            connecting.keep_secret(company=member.company, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The webhook secret is kept. Test the chain says when Stripe has called with it.")
            return redirect(HERE)
    return show(request, member, secret_form=form)


@require_POST
@door.office(may="settings")
def pay_with(request: HttpRequest, member: Member) -> HttpResponse:
    """Card, bank debit, wallets."""
    form = PayWithForm(request.POST, terms=asking.terms_of(member.company))
    if form.is_valid():
        try:
            accounts.choose(company=member.company, by=member, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved. Checkouts from now on offer it.")
            return redirect(HERE)
    return show(request, member, pay_with_form=form)


@require_POST
@door.office(may="settings")
def test(request: HttpRequest, member: Member) -> HttpResponse:
    """Test the chain: what holds and what is missing, in words."""
    account = accounts.of(member.company)
    if account is None:
        return redirect(HERE)
    return show(request, member, status=200, found=chain.test(account, at=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def disconnect(request: HttpRequest, member: Member) -> HttpResponse:
    """What it means; and, sent, the keys forgotten."""
    account, refused = accounts.of(member.company), ""
    if account is None:
        return redirect(HERE)
    if request.method == "POST":
        try:
            connecting.disconnect(company=member.company, by=member, at=clock.now())
        except Refusal as refusal:
            refused = refusal.say
        else:
            messages.success(request, "Stripe is disconnected. Clients see your payment instructions.")
            return redirect(HERE)
    status = NOT_THAT_WAY if refused else 200
    shown: dict[str, Any] = {"account": account, "refused": refused, "under_way": accounts.under_way(member.company)}
    template = "office/settings/disconnect.html"
    return door.show(request, member, template, here="settings", tab="payments", status=status, **shown)


def show(request: HttpRequest, member: Member, *, status: int | None = None, **tried: Any) -> HttpResponse:
    """The page; a form that was refused stands in its place."""
    known = accounts.last_known(member.company)
    terms = asking.terms_of(member.company)
    connected = known if known and known.sealed_key else None
    shown: dict[str, Any] = {
        "account": connected,
        "known": known,
        "hook_address": accounts.hook_address(connected) if connected else "",
        "kinds": hearing.KINDS,
        "permissions": PERMISSIONS,
        "demo": settings.DEMO,
        "key_form": KeyForm(),
        "secret_form": SecretForm(),
        "pay_with_form": PayWithForm(terms=terms),
        "policy_form": PolicyForm(terms=terms, company=member.company),
        "way_form": WayForm(),
        "ways": list(accepting.accepted(member.company)),
    }
    status = status or (NOT_THAT_WAY if tried else 200)
    template = "office/settings/payments.html"
    return door.show(request, member, template, here="settings", tab="payments", status=status, **{**shown, **tried})
