"""The list of inspections."""

from django.http import HttpRequest, HttpResponse

from lintel.companies.models import Member
from lintel.web.office import door


@door.office()
def inspections(request: HttpRequest, member: Member) -> HttpResponse:
    """Inspections, filtered and sorted by their address."""
    return door.show(request, member, "office/inspections.html", here="inspections")


@door.office()
def csv(request: HttpRequest, member: Member) -> HttpResponse:
    """The same as a file."""
    return HttpResponse("", content_type="text/csv")
