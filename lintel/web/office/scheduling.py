"""Schedule: one page, no wizard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import scheduling
from lintel.web.office import door
from lintel.web.office.forms import people
from lintel.web.office.forms.schedule import Schedule


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="schedule")
def schedule(request: HttpRequest, member: Member) -> HttpResponse:
    """The page; Schedule inspection saves it, every other button shows it again with what was typed."""
    order = Schedule(member, request.POST if request.method == "POST" else None, at=clock.now())
    if order.is_to_be_saved():
        if order.is_valid():
            try:
                inspection = scheduling.schedule(**order.order())
            except Refusal as refusal:
                order.refuse(refusal)
            else:
                return redirect("office:inspection", inspection.key)
    else:
        order.show_again()
    if "HX-Request" in request.headers:
        return render(request, "office/schedule/form.html", {"order": order, "company": member.company})
    return door.show(request, member, "office/schedule.html", here="inspections", order=order)


@require_POST
@door.office(may="schedule")
def check(request: HttpRequest, member: Member) -> HttpResponse:
    """What it comes to so far, who will get which letter, and the hints beside the fields.

    Where it was tried to save it, also what is still in the way.
    """
    order = Schedule(member, request.POST, at=clock.now())
    if "tried" in request.POST:
        order.is_valid()
    else:
        order.show_again()
    return render(request, "office/schedule/check.html", {"order": order, "company": member.company})


@require_safe
@door.office(may="schedule")
def found(request: HttpRequest, member: Member) -> HttpResponse:
    """Contacts of this company whose name or address begins with what was typed."""
    row = request.GET.get("row", "")
    contacts = people.found(member.company, request.GET.get(f"{row}-name", ""))
    template = "office/people_found.html" if request.GET.get("plain") else "office/schedule/found.html"
    return render(request, template, {"contacts": contacts, "row": row})
