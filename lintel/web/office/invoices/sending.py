"""Send: the letter with an invoice, looked at and edited before it leaves; Remind is the same with other words."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import presenting
from lintel.messages import rendering
from lintel.web.office import door, post, tills
from lintel.web.office.forms import asking
from lintel.web.office.forms.letters import InvoiceLetterForm
from lintel.web.office.invoices import reading
from lintel.web.office.letters import FRAME_POLICY
from lintel.web.office.tills import Till

EITHER = ["GET", "HEAD", "POST"]
SENDS = ("send", "without")


@require_http_methods(EITHER)
@door.office(may="change")
def send(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The letter to its payer. Only Send Now sends; everything else shows the page again."""
    till, at = tills.one(member.company, key, tills.INVOICE), clock.now()
    form, act = _form(request, till), request.POST.get("act", "")
    if act in SENDS and form.is_valid():
        try:
            sent = presenting.send(
                invoice=till.taken_for(), without_button=act == "without", by=member, at=at, **form.letter()
            )
        except presenting.ButtonMissing:
            form.asks_button = True
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            said = f"The letter to {sent.to_name} is on its way."
            messages.success(request, post.told(said, company=member.company, to=sent.to_address, at=at))
            return redirect("office:invoice", key)
    sheet = reading.read(till, at=at)
    letter = presenting.preview(sheet.invoice, form.draft(), at=at)
    if not act and request.headers.get("HX-Request"):
        return render(request, "office/subject.html", {"letter": letter, "follows": True})
    shown: dict[str, Any] = {"sheet": sheet, "form": form, "letter": letter}
    return door.show(request, member, "office/invoices/send.html", here="invoices", till=till, **shown)


@require_http_methods(EITHER)
@door.office(may="change")
@xframe_options_sameorigin
def preview(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The letter that is being written, as its reader gets it. Nothing is kept."""
    till = tills.one(member.company, key, tills.INVOICE)
    letter = presenting.preview(till.taken_for(), _form(request, till).draft(), at=clock.now())
    response = HttpResponse(rendering.render(letter, address=None).html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


def _form(request: HttpRequest, till: Till) -> InvoiceLetterForm:
    typed = asking.mended(request.POST) if request.method == "POST" else None
    return InvoiceLetterForm(typed, invoice=till.taken_for(), reminds="reminder" in request.GET)
