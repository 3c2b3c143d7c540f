"""What needs somebody: who has not opened, signed or paid, cannot be reached, or paid too much."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from lintel.access.models import Use
from lintel.companies.models import Company, Member
from lintel.core import money
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact, now
from lintel.inspections import calendar
from lintel.inspections.gathering import Counted, so_far
from lintel.inspections.models import Inspection, Participant, Share
from lintel.messages.models import Message
from lintel.web.office import door
from lintel.web.office.days import Clocks, span_words
from lintel.web.office.giving_back import Ask
from lintel.web.office.progress import named, not_reached, owed, unsigned

MOST_OF_A_KIND = 5
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
Again = dict[int | None, datetime]  # by participant


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to mend: what is the case, one detail, the remedy, and where there is a choice the other one.

    `ask` is a question before the remedy, which is then sent to `address`.
    """

    title: str
    detail: str
    remedy: str
    address: str
    tone: str = "wait"
    icon: str = "clock"
    post: bool = False
    participant: int = 0
    email: str = ""
    also: str = ""
    also_address: str = ""
    may: str = "change"
    ask: Ask | None = None

    def shown_to(self, member: Member) -> "Need":
        """Without its remedy for whoever may not do it: it says who may."""
        if not self.address or member.may(self.may):
            return self
        told = f"{self.detail} {door.NOT_YOURS[self.may]}"
        return replace(self, detail=told, remedy="", address="", also="", also_address="", post=False, ask=None)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """Rows that need somebody, which are seldom there, and what asks for them and says so."""

    rows: "QuerySet[Any]"
    say: Callable[[], list[Need]]


def present(company: Company, kinds: Sequence[Kind]) -> set[Kind]:
    """Those of which there are rows. One statement."""
    asked = [Exists(kind.rows) for kind in kinds]
    there = Company.objects.filter(pk=company.pk).values_list(*asked)[0]
    return {kind for kind, is_there in zip(kinds, there, strict=True) if is_there}


def unopened(company: Company, *, at: datetime, but: Collection[int] = ()) -> list[Need]:
    """Clients whose letter left more than a day ago and who have not opened their link; the inspection is to come.

    One to whom it was sent again since is given a day; inspections in `but` are named for something else.
    """
    found = _never_opened(company=company.pk, at=at, day_ago=at - A_DAY, but=[0, *but])
    needs = [_unopened(share, at) for share in found]
    more = Need(
        "More have not opened their letter", "Those that start first stand above.", "Show all", listed("unsigned")
    )
    return [*needs[:MOST_OF_A_KIND], more] if len(needs) > MOST_OF_A_KIND else needs


def unconfirmed(company: Company, *, at: datetime) -> Kind:
    """Times that are kept for the next two days, of which nobody knows yet."""
    waiting = Inspection.objects.of(company).standing().exclude(unconfirmed_since=None)
    soon = waiting.filter(ends_at__gt=at, starts_at__lt=at + 2 * A_DAY).select_related("home").order_by("starts_at")
    return Kind(soon, lambda: [_unconfirmed(one, at) for one in soon[:MOST_OF_A_KIND]])


def unreachable(company: Company, *, at: datetime) -> list[Need]:
    """Clients of the coming week without an email address or a telephone number, each once."""
    first: dict[Contact, Participant] = {}
    for share in _not_to_be_reached(company=company.pk, at=at, until=at + A_WEEK):
        if share.participant is not None:
            first.setdefault(share.participant.contact, share.participant)
    return [_unreachable(one, at) for one in [*first.values()][:MOST_OF_A_KIND]]


def is_open(come: Counted, *, starts_at: datetime, at: datetime) -> bool:
    """Whether an inspection of yesterday, today or tomorrow needs somebody: it is unsigned or unpaid, and starts
    within 24 hours or has started.
    """
    return starts_at <= at + timedelta(hours=24) and (come.signed < come.to_sign or come.balance > 0)


def still_open(inspections: Sequence[Inspection], *, at: datetime) -> list[Need]:
    """A remedy for each inspection that `is_open`, in the order given; what no letter has reached is not theirs.

    Where the link was sent again within a day it says when, and has no button.
    """
    found = [one for one in inspections if not so_far(one).failed and not not_reached(one)]
    again = _sent_again(found, at)
    return [_still_open(one, again, at) for one in found]


def more_open(count: int) -> list[Need]:
    """The rest of those that are open, where there are too many to name."""
    if count <= 0:
        return []
    title = f"{count:,} more {'is' if count == 1 else 'are'} unsigned or unpaid"
    return [Need(title, "Those that start first stand above.", "Show all", listed("unsigned"))]


def place(inspection: Inspection, part: str = "") -> str:
    """Where an inspection, or a box on its page, is mended."""
    return reverse("office:inspection", args=[inspection.key]) + (f"#{part}" if part else "")


def listed(view: str) -> str:
    """Where the list stands that has the rest."""
    return f"{reverse('office:inspections')}?view={view}"


@Prepared
def _never_opened(company: int, at: datetime, day_ago: datetime, but: list[int]) -> QuerySet[Share]:
    letters = Message.objects.filter(link=OuterRef("link"))
    by_person = Use.objects.filter(link=OuterRef("link")).exclude(kind=Use.Kind.FETCHED)
    found = (
        _clients_to_come(company, at)
        .filter(Exists(letters.filter(state=Message.State.SENT, sent_at__lte=day_ago)), link__revoked_at=None)
        .exclude(Exists(letters.filter(written_at__gt=day_ago)) | Exists(by_person))
        .exclude(inspection__in=but)
        .annotate(told_at=Subquery(letters.exclude(sent_at=None).order_by("-sent_at").values("sent_at")[:1]))
    )
    return found[: MOST_OF_A_KIND + 1]


@Prepared
def _not_to_be_reached(company: int, at: datetime, until: datetime) -> QuerySet[Share]:
    held = {"email": now("link__holder", "email"), "phone": now("link__holder", "phone")}
    lacking = _clients_to_come(company, at).annotate(**held).filter(Q(email="") | Q(phone=""))
    return lacking.filter(inspection__starts_at__lt=until)[: 4 * MOST_OF_A_KIND]


def _clients_to_come(company: int, at: datetime) -> QuerySet[Share]:
    """The links of clients of inspections to come, those that start first before the others."""
    return (
        Share.objects.filter(company=company)
        .filter(
            participant__role=Participant.Role.CLIENT,
            participant__left_at=None,
            inspection__cancelled_at=None,
            inspection__starts_at__gt=at,
        )
        .select_related(
            "link__holder__survivor",
            "participant__contact__survivor",
            "inspection__home",
            "participant__inspection__home",
        )
        .order_by("inspection__starts_at", "participant__position", "pk")
    )


def _unopened(share: Share, at: datetime) -> Need:
    told = share.told_at  # type: ignore[attr-defined]
    return Need(
        f"{share.link.holder.name} has not opened the letter",
        f"Sent {span_words(at - told)} ago. {_when(share.inspection, at)} {share.inspection.home.street}.",
        "Resend",
        reverse("office:remind", args=[share.inspection.key]),
        post=True,
        participant=share.participant_id or 0,
    )


def _unconfirmed(inspection: Inspection, at: datetime) -> Need:
    return Need(
        f"{inspection.home.street} is not confirmed",
        f"{_when(inspection, at)} Nobody has been written to.",
        "Confirm",
        reverse("office:confirm", args=[inspection.key]),
        post=True,
    )


def _unreachable(one: Participant, at: datetime) -> Need:
    held = {"email address": one.contact.email, "telephone number": one.contact.phone}
    lacks = [name for name, value in held.items() if not value]
    return Need(
        f"{one.contact.name} has no {' and no '.join(lacks)}",
        f"{_when(one.inspection, at)} {one.inspection.home.street}.",
        "Add",
        reverse("office:change_person", args=[one.inspection.key, one.pk]),
        "" if one.contact.email else "bad",
        "contacts",
    )


def _sent_again(inspections: Sequence[Inspection], at: datetime) -> Again:
    """When each client was last sent the link again within a day: one statement."""
    letters = Message.objects.filter(
        thread__in=[one.thread_id for one in inspections],
        kind="resend",
        written_at__gt=at - A_DAY,
        state__in=[*Message.LEAVING, Message.State.SENT],
    )
    rows = letters.order_by("written_at").values_list("link__share__participant", "written_at")
    return dict(rows)


def _still_open(inspection: Inspection, again: Again, at: datetime) -> Need:
    open_, clients = owed(inspection), inspection.clients()
    silent = [one for one in clients if unsigned(one)]
    due = money.show(open_.first, inspection.company.currency) if open_.first > 0 else ""
    if not silent and not due:
        where = f"{_when(inspection, at)} {inspection.home.street}."
        owe = "owes" if len(open_.others) == 1 else "owe"
        title = f"{open_.whom()} {owe} {open_.by_others(inspection.company.currency)}"
        return Need(title, where, "Open", place(inspection, "fees"))
    if silent:
        lack = "has" if len(silent) == 1 else "have"
        title = f"{_whole(silent)} {lack} not signed" + (f" or paid {due}" if due else "")
    else:
        title = f"{_whole(clients)} {'owes' if len(clients) == 1 else 'owe'} {due}"
    where = f"{_when(inspection, at)} {inspection.home.street}."
    written = [again.get(one.pk) for one in silent or clients if one.contact.email]
    if (first := min(filter(None, written), default=None)) and all(written):
        return Need(title, f"{where} Sent again {_clock(first, inspection.company, at)}.", "", "")
    return Need(title, where, "Resend", reverse("office:remind", args=[inspection.key]), post=True)


def _clock(instant: datetime, company: Company, at: datetime) -> str:
    """`3:24 PM`, `yesterday at 3:24 PM`."""
    local, today = instant.astimezone(ZoneInfo(company.zone)), Clocks.of(company, at=at).today
    return f"{'' if local.date() == today else 'yesterday at '}{calendar.time_words(local)}"


def _whole(people: Sequence[Participant]) -> str:
    return people[0].contact.name if len(people) == 1 else named(people)


def _when(inspection: Inspection, at: datetime) -> str:
    if inspection.starts_at > at:
        return f"Starts in {span_words(inspection.starts_at - at)}."
    start = inspection.local_start()
    days = (Clocks.of(inspection.company, at=at).today - start.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {calendar.day_words(start)}")
    return f"Started {day} at {calendar.time_words(start)}."
