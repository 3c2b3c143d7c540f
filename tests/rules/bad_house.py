"""The site with views that break the rules: what the controls of the rules are tried on."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.urls import urlpatterns as good
from lintel.access import addresses
from lintel.access.models import Link
from lintel.companies.models import Company, Member
from lintel.inspections.models import Inspection
from lintel.web import doors
from lintel.web.office import door


def without_a_door(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@doors.public
def writing_at_a_look(request: HttpRequest) -> HttpResponse:
    Company.objects.update(name="Changed by a look")
    return HttpResponse()


@door.office()
def costlier_with_each_row(request: HttpRequest, member: Member) -> HttpResponse:
    homes = [inspection.home.street for inspection in Inspection.objects.of(member.company)]
    return HttpResponse("".join(homes))


@door.office()
def anybodys(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    found = Inspection.objects.filter(key=key).select_related("home").first()
    return HttpResponse(found.home.street if found else "", status=200 if found else 404)


@door.office()
def inline(request: HttpRequest, member: Member) -> HttpResponse:
    response = HttpResponse('<p style="color: red">')
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


@door.office()
def keys_of_all(request: HttpRequest, member: Member) -> HttpResponse:
    return HttpResponse(" ".join(addresses.of(link) for link in Link.objects.all()))


urlpatterns = [
    path("bad/without-a-door/", without_a_door, name="bad_without_a_door"),
    path("bad/writing/", writing_at_a_look, name="bad_writing"),
    path("bad/costly/", costlier_with_each_row, name="bad_costly"),
    path("bad/anybodys/<str:key>/", anybodys, name="bad_anybodys"),
    path("bad/inline/", inline, name="bad_inline"),
    path("bad/keys/", keys_of_all, name="bad_keys"),
    *good,
]
