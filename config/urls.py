"""Where every address begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from lintel.web import assets, doors


@doors.public
def alive(request: HttpRequest) -> HttpResponse:
    """Tells a proxy that this process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@doors.public
def root(request: HttpRequest) -> HttpResponse:
    """The office; whoever is not signed in is sent on to sign in."""
    return redirect("office:today")


urlpatterns = [
    path("", root, name="root"),
    path("healthz", alive, name="healthz"),
    *assets.urlpatterns,
    path("demo/", include("lintel.web.demo.urls")),
    path("office/", include("lintel.web.office.urls")),
    path("", include("lintel.web.portal.urls")),
    path("", include("lintel.web.bank.urls")),
    path("", include("lintel.web.hooks.urls")),
    path("accounts/", include("lintel.web.accounts.allauth_urls")),
    path("", include("lintel.web.accounts.urls")),
]
