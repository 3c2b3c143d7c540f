"""Signing up for a company, and joining one."""

from typing import Any

from allauth.account.internal.flows import login as sign_in
from allauth.account.models import EmailAddress, Login
from allauth.account.views import EmailView, SignupView
from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lintel.companies import joining
from lintel.companies.models import Invitation, Member, User
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.web.accounts import forms, invitations


@method_decorator(never_cache, name="dispatch")
class SignUp(SignupView):  # type: ignore[misc]
    """Allauth's own, which shows a refusal on the form."""

    def form_valid(self, form: forms.SignUp) -> HttpResponse:
        try:
            answer: HttpResponse = super().form_valid(form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.say)
            answer = self.form_invalid(form)
        return answer


@method_decorator(login_required, name="dispatch")
@method_decorator(rate_limit(action="manage_email"), name="dispatch")
class OwnAddress(EmailView):  # type: ignore[misc]
    """Allauth's own, which writes on no look, and where a new address counts only once it is confirmed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        else:
            answer = super(EmailView, self).dispatch(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "action_primary" in request.POST:
            return redirect("account_email")
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


@never_cache
@sensitive_post_parameters("password1")
@invitations.door
def join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """An invited person chooses a password, is a member from then on, and is signed in."""
    form = forms.Join(request.POST or None)
    if request.method == "POST" and form.is_valid() and _good(form, invitation):
        try:
            member = _accept(invitation, form.cleaned_data["password1"])
        except Refusal as refusal:
            form.add_error(None, refusal.say)
        else:
            return _enter(request, member)
    return render(request, "accounts/join.html", {"invitation": invitation, "form": form, **_who(invitation)})


def _good(form: forms.Join, invitation: Invitation) -> bool:
    person = User(email=invitation.email, name=invitation.name)
    try:
        validate_password(form.cleaned_data["password1"], person)
    except ValidationError as faults:
        form.add_error("password1", faults)
    return form.is_valid()


@transaction.atomic
def _accept(invitation: Invitation, password: str) -> Member:
    """Who came through the letter has shown that the address is theirs."""
    member = joining.accept(invitation=invitation, password=password, at=clock.now())
    EmailAddress.objects.create(user=member.user, email=member.user.email, verified=True, primary=True)
    return member


def _enter(request: HttpRequest, member: Member) -> HttpResponse:
    sign_in.record_authentication(request, member.user, method="password", email=member.user.email)
    answer: HttpResponse = sign_in.perform_login(request, Login(user=member.user))
    return answer


def _who(invitation: Invitation) -> dict[str, Any]:
    return {"company": invitation.company, "role": Member.Role(invitation.role).label.lower()}
