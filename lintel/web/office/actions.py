"""The Inspection Actions menu: what can be done now; what cannot stays, with the reason."""

from dataclasses import dataclass

from django.urls import reverse

from lintel.companies.models import Member
from lintel.web.office.details import Details
from lintel.web.office.door import NOT_YOURS

CANCELLED = "This inspection is cancelled"


@dataclass(frozen=True, slots=True)
class Action:
    """A line of the menu. Without an address it cannot be done, and `why` says why; `post` sends a form."""

    words: str
    icon: str
    address: str = ""
    why: str = ""
    post: dict[str, str] | None = None
    warn: bool = False


def possible(shown: Details, member: Member) -> list[list[Action]]:
    """The menu's lines, in groups."""
    off = CANCELLED if shown.inspection.cancelled_at else ""
    changes = off or _unless(member, "change")
    key = shown.inspection.key

    def line(words: str, icon: str, name: str, why: str = "", *, warn: bool = False) -> Action:
        return Action(words, icon, "" if why else reverse(f"office:{name}", args=[key]), why, warn=warn)

    return [
        [
            line("Change date or inspector", "calendar", "change_time", changes),
            line("Change property", "today", "change_place", changes),
            line("Change people", "contacts", "change_people", changes),
            line("Change services and fees", "pen", "change_fees", changes),
        ],
        [
            line("Received Payment", "money", "receive", _unless(member, "money")),
            _resend(shown, changes),
            line("Hand over this device", "right", "hand_over", _unless(member, "change")),
        ],
        [
            line("Publish All", "doc", "publish", changes or _unpublished(shown)),
            line("Cancel inspection", "void", "cancel", changes, warn=True),
        ],
    ]


def _resend(shown: Details, why: str) -> Action:
    clients = shown.clients()
    if not why and shown.inspection.unconfirmed_since:
        why = "Not confirmed yet"
    if not why and not any(one.participant.contact.email for one in clients):
        why = "No client has an email address"
    return Action("Resend", "resend", "" if why else reverse("office:choose_resend", args=[shown.inspection.key]), why)


def _unpublished(shown: Details) -> str:
    if shown.to_publish():
        return ""
    return "Everything is published" if shown.reports else "No report yet"


def _unless(member: Member, act: str) -> str:
    return "" if member.may(act) else NOT_YOURS[act]
