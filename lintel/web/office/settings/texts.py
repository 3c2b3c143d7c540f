"""Whom texts are from, whether they work, and when nobody is texted."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.companies import arranging
from lintel.companies.models import Member
from lintel.core import clock, ids, phones
from lintel.core.refusal import Refusal
from lintel.messages import hooks, hours, text_accounts
from lintel.web.office import door
from lintel.web.office.settings.text_forms import AccountForm, QuietForm, TestForm

NOT_THAT_WAY = 422
HERE = "office:text_settings"


@require_safe
@door.office(may="settings")
def texts(request: HttpRequest, member: Member) -> HttpResponse:
    """Everything about texts."""
    return show(request, member)


@require_POST
@door.office(may="settings")
def account(request: HttpRequest, member: Member) -> HttpResponse:
    """The account at Twilio, which is asked before it is kept."""
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            checked = text_accounts.check(company=member.company, **form.cleaned_data)
            text_accounts.connect(company=member.company, checked=checked, by=member, at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Twilio accepts it. Send yourself a test text to see it arrive.")
            return redirect(HERE)
    return show(request, member, account_form=form)


@require_POST
@door.office(may="settings")
def test(request: HttpRequest, member: Member) -> HttpResponse:
    """A text to whoever is looking."""
    form = TestForm(request.POST)
    if form.is_valid():
        once = request.POST.get("once", "")[:24] or ids.new_key(12)
        try:
            text_accounts.try_out(company=member.company, by=member, once=once, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The test text is on its way. It takes a few seconds.")
            return redirect(HERE)
    return show(request, member, test_form=form)


@require_POST
@door.office(may="settings")
def quiet(request: HttpRequest, member: Member) -> HttpResponse:
    """When nobody is texted."""
    form = QuietForm(request.POST)
    if form.is_valid():
        arranging.keep_quiet(company=member.company, by=member, **form.cleaned_data)
        messages.success(request, "Saved. Texts that become due in these hours wait until they end.")
        return redirect(HERE)
    return show(request, member, quiet_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def disconnect(request: HttpRequest, member: Member) -> HttpResponse:
    """What it means; and, sent, the token forgotten."""
    known = text_accounts.of(member.company)
    if known is None:
        return redirect(HERE)
    if request.method == "POST":
        text_accounts.disconnect(company=member.company, by=member, at=clock.now())
        messages.success(request, "Twilio is disconnected. Texts are held until a sender is named again.")
        return redirect(HERE)
    return door.show(
        request, member, "office/settings/text_disconnect.html", here="settings", tab="texts", account=known
    )


def show(request: HttpRequest, member: Member, **tried: Any) -> HttpResponse:
    """The page; a form that was refused stands in its place."""
    company = member.company
    known = text_accounts.last_known(company)
    connected = known if known and known.sealed_token else None
    begins, ends = hours.of(company)
    initial = {"account_sid": known.account_sid, "sender": phones.show(known.sender)} if known else {}
    shown: dict[str, Any] = {
        "account": connected,
        "known": known,
        "sender": phones.show(connected.sender) if connected else "",
        "hook_address": hooks.heard_at(connected) if connected else "",
        "demo": settings.DEMO,
        "once": ids.new_key(12),
        "account_form": AccountForm(initial=initial),
        "test_form": TestForm(),
        "quiet_form": QuietForm(initial={"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}),
    }
    status = NOT_THAT_WAY if tried else 200
    template = "office/settings/texts.html"
    return door.show(request, member, template, here="settings", tab="texts", status=status, **{**shown, **tried})
