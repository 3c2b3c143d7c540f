"""What Inspection Details shows, read in a number of statements that does not grow with what there is to show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404

from lintel.access.models import Use
from lintel.automations.models import Plan
from lintel.billing import asking
from lintel.billing.models import Line, Terms
from lintel.companies.models import Company
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact
from lintel.inspections import automating, filing, gathering, gating, parts, updating
from lintel.inspections.models import Inspection, Moment, Paper, Participant, Waiver
from lintel.messages import handling, holding
from lintel.messages.models import Message
from lintel.reports.models import Report
from lintel.web.office import account, keys, post, progress, story
from lintel.web.office.keys import Key

USES_LISTED = 200
MAILS_LISTED = 20
LINES_TOLD = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the inspection, by the first of their parts; what they were asked to sign, and the key they hold."""

    participant: Participant
    parts: list[Participant]
    papers: list[Paper]
    key: Key | None

    def is_client(self) -> bool:
        """Whether they sign and pay."""
        return self.participant.role == Participant.Role.CLIENT

    def roles(self) -> str:
        """All they are in it, in words."""
        return parts.words(self.parts)

    def unsigned(self) -> int:
        """How many agreements wait on them."""
        return sum(paper.is_needed and not paper.agreement.is_signed() for paper in self.papers)


@dataclass(frozen=True, slots=True)
class ToCome:
    """A letter that an automation has planned, or could not write: when it goes, and why it would not now."""

    plan: Plan
    when: str
    because: str


@dataclass(frozen=True, slots=True)
class Details:
    """The page's contents."""

    inspection: Inspection
    company: Company
    at: datetime
    people: list[Person]
    links: list[Key]
    accounts: list[account.Account]
    mails: list[post.Mail]
    to_come: list[ToCome]
    days: list[story.Day]
    back: dict[str, str]
    called_off: str
    waits_for_all: bool
    reports: list[Report]
    waivers: list[Waiver]
    read_by: list[Use]
    offers: list[updating.Offer]
    whole: bool

    def papers(self) -> list[Report]:
        """The PDFs among the reports."""
        return [one for one in self.reports if one.kind == Report.Kind.PDF]

    def photos(self) -> list[Report]:
        """The photos among the reports."""
        return [one for one in self.reports if one.kind == Report.Kind.PHOTO]

    def photos_waiting(self) -> int:
        """How many photos are not published."""
        return sum(one.is_waiting() for one in self.photos())

    def to_publish(self) -> bool:
        """Whether Publish All has something to do."""
        return self.inspection.cancelled_at is None and any(one.is_waiting() for one in self.reports)

    def needs_words(self) -> str:
        """What the report waits for, as a sentence."""
        return f"{self.inspection.needs().sentence()}."

    def strangers_hold_links(self) -> bool:
        """Whether somebody but the clients holds a link that opens."""
        return any(key.alive and not key.is_client for key in self.links)

    def clients(self) -> list[Person]:
        """Those who sign and pay."""
        return [one for one in self.people if one.is_client()]

    def with_links(self) -> list[Person]:
        """The clients whose own link opens."""
        return [one for one in self.clients() if one.key]

    def marks(self) -> list[tuple[progress.Mark, datetime | None]]:
        """The five marks, each with its time where it has one."""
        come = self.inspection
        names = ("sent_at", "opened_at", "signed_at", "paid_at")
        times = [*(getattr(come, name) for name in names), come.read_at or come.published_at]  # type: ignore[attr-defined]
        marks = progress.marks(come)
        return [(mark, at if mark.state in ("good", "half") else None) for mark, at in zip(marks, times, strict=True)]

    def standing(self) -> progress.Standing:
        """The sentence beside them; of a cancelled one, why."""
        stands = progress.standing(self.inspection)
        return replace(stands, sentence=f"{self.called_off.rstrip('.')}.") if self.called_off else stands

    def waits(self) -> bool:
        """Whether the sentence names somebody who has to act before the report opens."""
        if self.inspection.needs() != Company.Needs.BOTH:
            return False
        owed, clients = progress.owed(self.inspection), {one.participant.contact_id for one in self.clients()}
        on_clients = owed.first > 0 or any(one.unsigned() for one in self.people)
        on_clients = on_clients or any(payer.pk in clients for payer, _ in owed.others)
        return self.standing().sentence.startswith("Waits on") and (self.waits_for_all or on_clients)

    def has_papers(self) -> bool:
        """Whether there is anything to sign."""
        return any(one.papers for one in self.people)

    def offers_seen(self) -> str:
        """What Update agreements sends along of what is offered."""
        return updating.fingerprint(self.offers)

    def will_lock(self) -> bool:
        """Whether the report is out, and waits for signatures: updating shuts it until they are there."""
        needs = self.inspection.needs() in (Company.Needs.BOTH, Company.Needs.SIGNED)
        return needs and self.inspection.published_at is not None

    def services(self) -> list[Line]:
        """The lines that come from a service."""
        return [line for one in self.accounts for line in one.lines if line.service_id]

    def minutes(self) -> int:
        """How long it was booked for."""
        return int(self.inspection.duration().total_seconds() // 60)

    def service_minutes(self) -> int:
        """How long its services take together."""
        return sum(line.service.minutes for line in self.services() if line.service)

    def can_fit(self) -> bool:
        """Whether the appointment, which is still to come, could be made as long as its services."""
        standing = self.inspection.cancelled_at is None and self.inspection.starts_at > self.at
        return standing and self.service_minutes() not in (0, self.minutes())

    def charged(self) -> int:
        """All fees together, in cents."""
        return sum(one.charged() for one in self.accounts)

    def paid(self) -> int:
        """What came in on all invoices and still counts, below zero, in cents."""
        return self.balance() - self.charged()

    def has_others(self) -> bool:
        """Whether there are several invoices."""
        return len(self.accounts) > 1

    def is_balanced(self) -> bool:
        """Whether nobody owes anything, and nobody paid too much."""
        return not any(one.balance for one in self.accounts)

    def overpaid(self) -> bool:
        """Whether somebody paid more than is due."""
        return any(one.balance < 0 for one in self.accounts)

    def disputed(self) -> bool:
        """Whether a bank disputes one of the payments."""
        return any(received.disputes for one in self.accounts for received in one.payments)

    def charged_for_services(self) -> int:
        """The services together, in cents."""
        return sum(line.amount_cents for line in self.services())

    def balance(self) -> int:
        """What is still owed, in cents."""
        return sum(one.balance for one in self.accounts)

    def mails_listed(self) -> list[post.Mail]:
        """The newest letters, or all."""
        return self.mails if self.whole else self.mails[:MAILS_LISTED]

    def mails_more(self) -> bool:
        """Whether there are letters not listed."""
        return len(self.mails) > len(self.mails_listed())

    def sendable(self) -> list[post.Mail]:
        """Held letters that nothing holds any more."""
        return [mail for mail in self.mails if mail.can_send]

    def held(self) -> list[post.Mail]:
        """All held letters."""
        return [mail for mail in self.mails if mail.message.state == Message.State.HELD]


def one(company: Company, key: str) -> Inspection:
    """This company's inspection of that key; of anyone else's there is none."""
    found = Inspection.objects.of(company).filter(key=key).select_related("home", "inspector__user", "company").first()
    if found is None:
        raise Http404
    return found


def read(company: Company, key: str, *, at: datetime, whole: bool = False) -> Details:
    """Everything on the page of this company's inspection of that key; `whole` with all its letters and its whole
    story. Raises Http404.
    """
    (inspection,) = gathering.of(company, [one(company, key).pk])
    found = keys.of_inspection(inspection, at=at)
    held_by = {key.link.share.participant_id: key for key in reversed(found) if key.is_own(at=at)}
    signed = bool(gathering.so_far(inspection).signed)
    letters, gate = _letters(inspection), holding.Gate(company, at=at)
    moments = list(inspection.moments.order_by("-at", "-pk"))
    return Details(
        inspection,
        company,
        at,
        [_person(theirs, held_by) for theirs in parts.by_person(inspection.people()).values()],
        found,
        account.of_inspection(inspection),
        [post.seen(letter, at=at, gate=gate) for letter in letters],
        _to_come(inspection, at),
        story.told(moments, letters if whole else letters[:LINES_TOLD], _opened(inspection), zone=company.zone, at=at),
        _came_back(inspection, letters),
        next((one.words for one in moments if one.kind == Moment.Kind.CANCELLED), ""),
        asking.terms_of(company).report_waits == Terms.Waits.ALL,
        filing.of(inspection),
        [one for one in gating.waivers(inspection) if one.stands(at=at)] if inspection.has_waivers else [],
        _read_by(inspection) if inspection.published_at else [],
        updating.offers(inspection) if signed else [],
        whole,
    )


def _to_come(inspection: Inspection, at: datetime) -> list[ToCome]:
    """What holds is asked once, however many there are."""
    asks = automating.Asks(inspection, at=at)
    return [
        ToCome(plan, automating.due_words(plan, inspection), asks.moot(plan))
        for plan in _open_plans(thread=inspection.thread_id)
    ]


def _person(theirs: list[Participant], held_by: Mapping[int | None, Key]) -> Person:
    papers = [paper for one in theirs for paper in one.papers.all()]
    return Person(theirs[0], theirs, papers, next((held_by[one.pk] for one in theirs if one.pk in held_by), None))


def _opened(inspection: Inspection) -> list[Use]:
    return _last_opened(inspection=inspection.pk)


def _read_by(inspection: Inspection) -> list[Use]:
    """When each reader first opened the report."""
    firsts: dict[Contact, Use] = {}
    for use in _readings(inspection=inspection.pk):
        firsts.setdefault(use.link.holder, use)
    return list(firsts.values())


def _letters(inspection: Inspection) -> list[Message]:
    newest = _newest_first(thread=inspection.thread_id)
    for letter in newest:
        letter.company = inspection.company
    prefetch_related_objects([one for one in newest if one.channel == Message.Channel.TEXT], "text_states")
    return newest


def _came_back(inspection: Inspection, letters: Iterable[Message]) -> dict[str, str]:
    people = [one.contact.email for one in inspection.people() if one.contact.email]
    return handling.came_back(inspection.company, [*people, *(letter.to_address for letter in letters)])


@Prepared
def _open_plans(thread: int) -> QuerySet[Plan]:
    plans = Plan.objects.filter(thread=thread, state__in=[Plan.State.WAITING, Plan.State.FAILED])
    return plans.select_related("rule").order_by("due_at", "pk")


@Prepared
def _last_opened(inspection: int) -> QuerySet[Use]:
    uses = Use.objects.filter(link__share__inspection=inspection, kind=Use.Kind.OPENED)
    return uses.select_related("link__holder__survivor").order_by("-at", "-pk")[:USES_LISTED]


@Prepared
def _readings(inspection: int) -> QuerySet[Use]:
    uses = Use.objects.filter(link__share__inspection=inspection, kind=Use.Kind.READ)
    return uses.select_related("link__holder__survivor").order_by("at", "pk")


@Prepared
def _newest_first(thread: int) -> QuerySet[Message]:
    letters = Message.objects.filter(thread=thread).defer("body", "calendar", "heading")
    return letters.order_by("-written_at", "-pk")
