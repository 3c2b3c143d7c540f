"""The door of the Client Portal: a living link, and headers that keep its address to itself."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lintel.access import opening, uses
from lintel.access.models import Right
from lintel.access.opening import LinkClosed
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections.models import Share
from lintel.web import doors, sender, staffmark, visitors
from lintel.web.portal import frame
from lintel.web.portal.misses import misses
from lintel.web.portal.visit import Visit

Page = Callable[..., HttpResponseBase]
Answer = TypeVar("Answer", bound=HttpResponseBase)
JOINED = ("share__inspection__home", "share__inspection__inspector", "share__participant")


def portal(
    *rights: Right, whole: bool = False, methods: tuple[str, ...] = ("GET", "HEAD")
) -> Callable[[Page], Callable[..., HttpResponseBase]]:
    """A page behind a link: `page(request, visit, …)`. With `rights`, only for links that have one of them;
    `whole` pages show money and agreements at once, and open with the rights to both.

    Unknown, mistyped, expired and revoked links get one and the same answer.
    """

    def decorate(page: Page) -> Callable[..., HttpResponseBase]:
        @wraps(page)
        def enter(request: HttpRequest, token: str, **rest: Any) -> HttpResponseBase:
            try:
                visit = _visit(request, token)
            except (LinkClosed, Share.DoesNotExist):
                return closed(request)
            if request.method == "POST" and sender.foreign(request):
                return secretive(frame.bare(request, "foreign", visit=visit, status=403))
            if (rights and not visit.may(*rights)) or (whole and not visit.is_whole):
                return secretive(elsewhere(request, visit))
            answer = page(request, visit, **rest)
            if visit.counts and request.method == "GET":
                uses.fetched(visit.link, visitor=visit.visitor, at=visit.at)
            return secretive(answer)

        return doors.mark(csrf_exempt(require_http_methods([*methods])(enter)), "portal")

    return decorate


def closed(request: HttpRequest) -> HttpResponse:
    """The one answer for every link that opens nothing; after too many of them, a request to wait."""
    wait = misses.wait(visitors.address(request), now=time.monotonic())
    if wait:
        answer = secretive(frame.bare(request, "wait", status=429))
        answer["Retry-After"] = str(wait)
        return answer
    return secretive(frame.bare(request, "dead", form=None, status=404))


def elsewhere(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A page that this living link does not open, or that is not there: both look the same."""
    return frame.bare(request, "elsewhere", visit=visit, status=404)


def secretive(answer: Answer) -> Answer:
    """The address of this page is a key: it is passed on to nobody, kept by nobody, listed by nobody."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _visit(request: HttpRequest, token: str) -> Visit:
    at = clock.now()
    link = opening.find(token, at=at, joined=JOINED)
    share: Share = link.share
    share.company = share.inspection.company = link.company
    preview = staff_looks(request, link.company)
    return Visit(
        link=link,
        share=share,
        token=token,
        visitor=visitors.visitor(request),
        at=at,
        preview=preview,
        counts=not preview and not staffmark.marked(request, link.company),
    )


def staff_looks(request: HttpRequest, company: Company) -> bool:
    """Whether this browser carries a session of somebody present in `company`.

    The session is read only when its cookie is there, and only read: a dead one is left to the office.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    session = request.session
    if BACKEND_SESSION_KEY not in session:
        return False
    members = Member.objects.of(company).present().select_related("user")
    member = members.filter(user_id=session[SESSION_KEY], user__is_active=True).first()
    return member is not None and constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), member.user.get_session_auth_hash()
    )
