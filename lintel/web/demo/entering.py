"""Into the demo's office without a password."""

from django.contrib.auth import login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from lintel.companies.models import Member
from lintel.core import demo
from lintel.web import staffmark
from lintel.web.demo import door

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
@door.demo
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Signs in whoever holds the address, once; after that it asks before it does so again."""
    user = demo.use_code(code)
    member = Member.objects.filter(user=user).select_related("user", "company").first() if user else None
    return _come_in(request, member) if member else render(request, "demo/enter.html", {"owners": _owners()})


@require_POST
@door.demo
def again(request: HttpRequest) -> HttpResponse:
    """Signs in as the owner of one of the demo's companies."""
    chosen = request.POST.get("owner", "")
    member = next((owner for owner in _owners() if str(owner.pk) == chosen), None)
    if member is None:
        raise Http404
    return _come_in(request, member)


def _owners() -> QuerySet[Member]:
    return Member.objects.filter(role=Member.Role.OWNER).select_related("user", "company").order_by("pk")


def _come_in(request: HttpRequest, member: Member) -> HttpResponse:
    login(request, member.user, backend=BACKEND)
    response = redirect("/")
    staffmark.put(response, member.company)
    return response
