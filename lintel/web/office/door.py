"""The office door: who is signed in, and whether they may do this. One statement beside the session and its user."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from lintel.companies import roles
from lintel.companies.models import Member
from lintel.messages.models import Message
from lintel.web import doors

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Member, Rest], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]

NOT_YOURS = {
    "see": "You no longer belong to a company here. Ask its owner to invite you again.",
    "schedule": "Your role does not schedule inspections. Ask the owner or the office.",
    "change": "Your role does not change inspections. Ask the owner or the office.",
    "money": "Your role does not handle money. Ask the owner or the office.",
    "settings": "Only the owner changes the company’s settings.",
    "members": "Only the owner decides who works here.",
}


def office(may: str = "see") -> Callable[[View[Rest]], Guarded[Rest]]:
    """A view for a present member who may do `may`: it is called with the request and the member.

    Anyone who is not signed in goes to sign in and comes back; anyone without the right gets a page that says so.
    """
    if may not in roles.ACTS:
        raise ValueError(f"There is no act called {may!r}.")

    def guard(view: View[Rest]) -> Guarded[Rest]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_back(request))
            member = Member.objects.select_related("company").present().filter(user=request.user).first()
            if member is None or not member.may(may):
                return _refused(request, member, NOT_YOURS[may if member else "see"])
            return view(request, member, *args, **kwargs)

        return doors.mark(guarded, "office")

    return guard


def show(
    request: HttpRequest, member: Member, template: str, *, here: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """An office page. `here` says which line of the rail is lit.

    On trial it costs one statement more: the notice says how many letters are held.
    """
    company = member.company
    held = Message.objects.of(company).held().count() if company.on_trial() else 0
    shell = {"member": member, "company": company, "here": here, "letters_held": held}
    return render(request, template, {**shell, **context}, status=status)


def _refused(request: HttpRequest, member: Member | None, why: str) -> HttpResponse:
    if member is None:
        return render(request, "office/outside.html", {"why": why}, status=403)
    return show(request, member, "office/refused.html", status=403, why=why)


def _back(request: HttpRequest) -> str:
    """Where to come back to after signing in: the page asked for; of a form that was sent, the page it was on."""
    return request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
