"""The addresses of the Client Portal and, below `i/`, of the Payment Portal. The first of each is in letters: they
never change.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from lintel.web import doors
from lintel.web.portal import again, door, invoice_pages, pages, papers, paying, reports, signing, unsubscribing

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
    path("p/<str:token>/agreement/<int:agreement_id>/signed.pdf", signing.signed_copy, name="signed_copy"),
    path("p/<str:token>/agreement/<int:agreement_id>/record.zip", signing.signed_record, name="signed_record"),
    path("p/<str:token>/payment/", paying.payment, name="payment"),
    path("p/<str:token>/payment/processing/", paying.processing, name="processing"),
    path("p/<str:token>/invoice.pdf", papers.invoice, name="invoice"),
    path("p/<str:token>/receipts/<int:number>-<int:nth>.pdf", papers.receipt, name="receipt"),
    path("p/<str:token>/opened/", pages.opened, name="opened"),
    path("p/<str:token>/report/", reports.report, name="report"),
    path("p/<str:token>/report/read/", reports.read, name="report_read"),
    path("p/<str:token>/report.zip", reports.archive, name="report_archive"),
    path("p/<str:token>/report/<str:key>/", reports.document, name="report_document"),
    path("p/<str:token>/report/<str:key>/file/", reports.file, name="report_file"),
    path("p/<str:token>/report/<str:key>/<int:page>.webp", reports.picture, name="report_picture"),
    path("i/<str:token>/", invoice_pages.page, name="invoice_page"),
    path("i/<str:token>/payment/", invoice_pages.payment, name="invoice_payment"),
    path("i/<str:token>/payment/processing/", invoice_pages.processing, name="invoice_processing"),
    path("i/<str:token>/invoice.pdf", invoice_pages.invoice, name="invoice_pdf"),
    path("i/<str:token>/receipts/<int:number>-<int:nth>.pdf", invoice_pages.receipt, name="invoice_receipt"),
    path("i/<str:token>/opened/", invoice_pages.opened, name="invoice_opened"),
    path("again/", again.again, name="again"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("return/<str:code>/", paying.come_back, name="return"),
    re_path(r"^[pi]/(?P<rest>(?:.*/)?)$", nowhere, name="nowhere"),
]
