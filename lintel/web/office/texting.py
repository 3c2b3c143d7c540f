"""Share Details by text: to people of the inspection who agreed to texts. And texts that came in, seen to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lintel.companies.models import Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import texting
from lintel.messages.models import TextHeard
from lintel.web.office import details, door, post
from lintel.web.office.forms.share_text import TextForm

SENDS = ("send", "without")
NAMES = {"consent": "agreed_by"}


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="change")
def share(request: HttpRequest, member: Member, key: str) -> HttpResponse:
    """To whom, what they will see, and the words. Only Send Text sends; everything else shows the page again."""
    shown, at = details.one(member.company, key), clock.now()
    act = request.POST.get("act", "")
    form = TextForm(request.POST if request.method == "POST" else None, inspection=shown, at=at)
    if act in SENDS and form.is_valid():
        try:
            written = texting.share(
                inspection=shown,
                participants=form.chosen,
                draft=form.draft(),
                consent=form.consent(),
                without_link=act == "without",
                by=member,
                once=form.once,
                at=at,
            )
        except texting.LinkMissing:
            form.asks_link = True
        except Refusal as refusal:
            form.refuse(refusal, NAMES)
        else:
            messages.success(request, post.told_texts(written, member.company, at=at))
            return redirect("office:inspection", key)
    if not act and request.headers.get("HX-Request"):
        return render(request, "office/share/text_looked.html", {"inspection": shown, "form": form})
    return door.show(request, member, "office/share_text.html", here="inspections", inspection=shown, form=form)


@require_POST
@door.office(may="change")
def answered(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Somebody saw to what was texted."""
    heard = get_object_or_404(TextHeard.objects.of(member.company), pk=pk)
    texting.answered(heard=heard, by=member, at=clock.now())
    messages.success(request, "Done. The text stays in the story of its inspection.")
    return redirect("office:today")
