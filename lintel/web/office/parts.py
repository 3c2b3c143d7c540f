"""Every part of the office in all its states, for whoever builds with them."""

from django.http import HttpRequest, HttpResponse

from lintel.companies.models import Member
from lintel.web.office import door


@door.office()
def parts(request: HttpRequest, member: Member) -> HttpResponse:
    """The pattern page."""
    return door.show(request, member, "office/parts.html")
