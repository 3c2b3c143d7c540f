"""Share Details: a letter to anybody, with a link that opens no more than was chosen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from lintel.automations.models import Plan
from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import composing, sharing
from lintel.inspections.models import Inspection
from lintel.messages import rendering
from lintel.web.office import details, door, post
from lintel.web.office.forms import asking
from lintel.web.office.forms.share import ShareForm
from lintel.web.office.letters import FRAME_POLICY

EITHER = ["GET", "HEAD", "POST"]
SENDS = ("send", "without")
NAMES = {"recipients": "to", "consent": "agreed_by"}
MOVED = "For these recipients something else is usual: look what they will see, then send."


@require_http_methods(EITHER)
@door.office(may="change")
def share(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """To whom, what they will see, and the letter. Only Send Email sends; everything else shows the page again."""
    shown, at = details.one(member.company, key), clock.now()
    act = request.POST.get("act", "")
    form = _form(request, shown)
    if act in SENDS and form.is_valid() and not _moved(form):
        try:
            written = sharing.share(
                inspection=shown,
                recipients=form.recipients,
                draft=form.draft(),
                consent=form.consent(),
                without_button=act == "without",
                by=member,
                once=form.once,
                at=at,
            )
        except sharing.ButtonMissing:
            form.asks_button = True
        except Refusal as refusal:
            form.refuse(refusal, NAMES)
        else:
            messages.success(request, post.told_all(written, member.company))
            return redirect("office:inspection", key)
    letter = sharing.preview(inspection=shown, recipient=form.reader(), draft=form.draft(), at=at)
    if not act and request.headers.get("HX-Request"):
        return render(request, "office/share/looked.html", {"inspection": shown, "form": form, "letter": letter})
    return door.show(
        request, member, "office/share.html", here="inspections", inspection=shown, form=form, letter=letter
    )


@require_http_methods(EITHER)
@door.office(may="change")
@xframe_options_sameorigin
def preview(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """The letter that is being written, as its first reader gets it. Nothing is kept."""
    shown = details.one(member.company, key)
    form = _form(request, shown)
    letter = sharing.preview(inspection=shown, recipient=form.reader(), draft=form.draft(), at=clock.now())
    response = HttpResponse(rendering.render(letter, address=None).html)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


def _form(request: HttpRequest, shown: Inspection) -> ShareForm:
    if request.method == "POST":
        return ShareForm(asking.mended(request.POST), inspection=shown)
    plans = Plan.objects.filter(thread=shown.thread_id, key=request.GET.get("plan", "")[:16])
    if plan := plans.select_related("rule").first():
        subject, html, to = composing.by_hand(plan, shown)
        return ShareForm(None, inspection=shown, to=", ".join(to), begun=sharing.Draft(subject, html, ""))
    return ShareForm(None, inspection=shown, to=request.GET.get("to", "")[:254])


def _moved(form: ShareForm) -> bool:
    if form.moved:
        form.add_error("preset", MOVED)
    return form.moved
