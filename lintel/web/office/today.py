"""Today: what is on, and what needs somebody."""

from django.http import HttpRequest, HttpResponse

from lintel.companies.models import Member
from lintel.web.office import door


@door.office()
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """The first page after signing in."""
    return door.show(request, member, "office/today.html", here="today")
