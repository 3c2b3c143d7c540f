"""Where every address begins."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lintel.web import assets


def alive(request: HttpRequest) -> HttpResponse:
    """Tells a proxy that this process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", alive, name="healthz"),
    *assets.urlpatterns,
    path("demo/", include("lintel.web.demo.urls")),
    path("office/", include("lintel.web.office.urls")),
    path("", include("lintel.web.portal.urls")),
    path("", include("lintel.web.bank.urls")),
    path("accounts/", include("lintel.web.accounts.allauth_urls")),
    path("", include("lintel.web.accounts.urls")),
]
