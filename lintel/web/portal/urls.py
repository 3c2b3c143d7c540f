"""The addresses of the Client Portal. The first is in every letter: it never changes."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from lintel.web import doors
from lintel.web.portal import again, door, pages, papers, paying, signing

app_name = "portal"


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Cut, mistyped or made-up addresses under the portal's: the same answer as for a dead link."""
    return door.closed(request)


doors.mark(nowhere, "portal")

urlpatterns = [
    path("p/<str:token>/", pages.dashboard, name="dashboard"),
    path("p/<str:token>/order/", pages.order, name="order"),
    path("p/<str:token>/documents/", pages.documents, name="documents"),
    path("p/<str:token>/calendar.ics", pages.calendar_file, name="calendar"),
    path("p/<str:token>/agreement/<int:agreement_id>/", signing.agreement, name="agreement"),
    path("p/<str:token>/payment/", paying.payment, name="payment"),
    path("p/<str:token>/payment/processing/", paying.processing, name="processing"),
    path("p/<str:token>/invoice.pdf", papers.invoice, name="invoice"),
    path("p/<str:token>/receipts/<int:number>-<int:nth>.pdf", papers.receipt, name="receipt"),
    path("p/<str:token>/opened/", pages.opened, name="opened"),
    path("again/", again.again, name="again"),
    path("return/<str:code>/", paying.come_back, name="return"),
    re_path(r"^p/(?P<rest>(?:.*/)?)$", nowhere, name="nowhere"),
]
