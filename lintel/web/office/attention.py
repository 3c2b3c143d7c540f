"""What needs somebody: letters that came back, do not leave, are held or not opened; who has not signed or paid."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse

from lintel.access.models import Use
from lintel.billing.models import Entry
from lintel.companies.models import Company
from lintel.core import money
from lintel.directory import slips
from lintel.inspections import calendar
from lintel.inspections.models import Bill, Inspection, Participant, Share
from lintel.messages.models import Message
from lintel.web.office.days import Clocks, span_words
from lintel.web.office.progress import come_so_far, named, not_reached, unsigned

MOST_OF_A_KIND = 5
PATIENCE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)
HELD = {
    Message.Held.TRIAL: "Held while the company was on trial. Send what is still true.",
    Message.Held.NO_MAIL_SERVER: "What is held leaves by itself as soon as LINTEL_EMAIL_URL names a mail server.",
    Message.Held.NO_PUBLIC_ADDRESS: "What is held leaves by itself as soon as LINTEL_PUBLIC_ORIGIN names your address.",
    Message.Held.RESTORED: "A backup was restored, and they may have left already. Send what has not arrived.",
}

ON_TRIAL = "They wait until you upgrade, and then for you: nothing old leaves by itself."


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to mend: what is the case, one detail, and the remedy."""

    title: str
    detail: str
    remedy: str
    address: str
    tone: str = "wait"
    icon: str = "clock"
    post: bool = False
    participant: int = 0
    email: str = ""


def came_back(company: Company) -> list[Need]:
    """Letters refused by their server, unless a later one to the same person has been written since."""
    later = Message.objects.filter(thread=OuterRef("thread"), written_at__gt=OuterRef("written_at")).filter(
        Q(link=OuterRef("link")) | Q(to_address=OuterRef("to_address"))
    )
    letters = (
        Message.objects.of(company)
        .came_back()
        .filter(thread__inspection__cancelled_at=None)
        .exclude(Exists(later))
        .select_related("thread__inspection__home")
        .order_by("-failed_at", "-pk")[: MOST_OF_A_KIND + 1]
    )
    needs = [_came_back(letter) for letter in letters]
    more = Need("More letters came back", "These are the last five.", "Show all", _list("undelivered"), "bad", "alert")
    return [*needs[:MOST_OF_A_KIND], more] if len(needs) > MOST_OF_A_KIND else needs


def held(company: Company) -> list[Need]:
    """Letters that wait for something to be mended, by reason."""
    rows = Message.objects.of(company).held().order_by().values_list("held_because").annotate(Count("pk"))
    return [
        Need(
            f"{count:,} letters are held: {because}" if count > 1 else f"One letter is held: {because}",
            ON_TRIAL if company.on_trial() and because == Message.Held.TRIAL else HELD[Message.Held(because)],
            "Look through",
            reverse("office:held"),
            icon="lock",
        )
        for because, count in rows
    ]


def not_leaving(company: Company, *, at: datetime) -> list[Need]:
    """Letters that the mail server has put off, or could not be asked to take, for a while."""
    letters = Message.objects.of(company).filter(due_at__isnull=False, attempts__gt=0, written_at__lt=at - PATIENCE)
    found = letters.exclude(last_error="").select_related("thread__inspection__home").order_by("written_at", "pk")
    needs = [_not_leaving(letter, at) for letter in found[: MOST_OF_A_KIND + 1]]
    more = Need("More letters have not left", "These are the first five.", "Show all", _list("undelivered"))
    return [*needs[:MOST_OF_A_KIND], more] if len(needs) > MOST_OF_A_KIND else needs


def unopened(company: Company, *, at: datetime, but: Collection[int] = ()) -> list[Need]:
    """Clients whose letter left more than a day ago and who have not opened their link; the inspection is to come.

    One to whom it was sent again since is given a day; inspections in `but` are named for something else.
    """
    letters, day_ago = Message.objects.filter(link=OuterRef("link")), at - A_DAY
    by_person = Use.objects.filter(link=OuterRef("link")).exclude(kind=Use.Kind.FETCHED)
    found = (
        _clients_to_come(company, at)
        .filter(Exists(letters.filter(state=Message.State.SENT, sent_at__lte=day_ago)), link__revoked_at=None)
        .exclude(Exists(letters.filter(written_at__gt=day_ago)) | Exists(by_person))
        .exclude(inspection__in=but)
        .annotate(told_at=Subquery(letters.exclude(sent_at=None).order_by("-sent_at").values("sent_at")[:1]))
    )
    needs = [_unopened(share, at) for share in found[: MOST_OF_A_KIND + 1]]
    more = Need(
        "More have not opened their letter", "Those that start first stand above.", "Show all", _list("unsigned")
    )
    return [*needs[:MOST_OF_A_KIND], more] if len(needs) > MOST_OF_A_KIND else needs


def unreachable(company: Company, *, at: datetime) -> list[Need]:
    """Clients of the coming week without an e-mail address or a telephone number."""
    found = _clients_to_come(company, at).filter(
        Q(link__holder__email="") | Q(link__holder__phone=""), inspection__starts_at__lt=at + A_WEEK
    )
    whose = dict.fromkeys(share.participant for share in found[: 2 * MOST_OF_A_KIND])
    return [_unreachable(one, at) for one in [*whose][:MOST_OF_A_KIND] if one is not None]


def is_open(*, starts_at: datetime, to_sign: int, signed: int, balance: int, at: datetime) -> bool:
    """Whether an inspection of yesterday, today or tomorrow needs somebody: it is unsigned or unpaid, and starts
    within 24 hours or has started.
    """
    return starts_at <= at + timedelta(hours=24) and (signed < to_sign or balance > 0)


def still_open(inspections: Sequence[Inspection], *, at: datetime) -> list[Need]:
    """A remedy for each inspection that `is_open`, in the order given; what no letter has reached is not theirs."""
    return [_still_open(one, at) for one in inspections if not come_so_far(one).failed and not not_reached(one)]


def more_open(count: int) -> list[Need]:
    """The rest of those that are open, where there are too many to name."""
    if count <= 0:
        return []
    title = f"{count:,} more {'is' if count == 1 else 'are'} unsigned or unpaid"
    return [Need(title, "Those that start first stand above.", "Show all", _list("unsigned"))]


def overpaid(company: Company) -> list[Need]:
    """Invoices with more paid than charged. Asked only when there are some."""
    below = Entry.objects.of(company).order_by().values("invoice").annotate(sum=Sum("amount_cents")).filter(sum__lt=0)
    bills = (
        Bill.objects.of(company)
        .filter(invoice__in=below.order_by("-invoice").values("invoice")[:MOST_OF_A_KIND])
        .annotate(balance=Sum("invoice__entries__amount_cents"))
        .select_related("inspection__home", "invoice__payer")
    )
    return [
        Need(
            f"{bill.invoice.payer.name} paid {money.show(-bill.balance, bill.invoice.currency)} too much",
            f"{bill.inspection.home.street}. Give it back, or add the fee it was for.",
            "Open",
            place(bill.inspection, "fees"),
            icon="money",
        )
        for bill in bills
    ]


def paid_and_cancelled(company: Company, *, at: datetime) -> list[Need]:
    """Inspections cancelled within the last month for which money came in: nothing is given back by itself."""
    paid = Entry.objects.filter(invoice__bill__inspection=OuterRef("pk"), kind=Entry.Kind.PAYMENT).order_by()
    found = (
        Inspection.objects.of(company)
        .filter(cancelled_at__gt=at - A_MONTH)
        .annotate(paid=Subquery(paid.values("company").annotate(sum=Sum("amount_cents")).values("sum")))
        .filter(paid__lt=0)
        .select_related("home")
        .order_by("-cancelled_at")
    )
    return [_paid_and_cancelled(one, company) for one in found[:MOST_OF_A_KIND]]


def place(inspection: Inspection, part: str = "") -> str:
    """Where an inspection, or a box on its page, is mended."""
    return reverse("office:inspection", args=[inspection.key]) + (f"#{part}" if part else "")


def _list(view: str) -> str:
    return f"{reverse('office:inspections')}?view={view}"


def _clients_to_come(company: Company, at: datetime) -> QuerySet[Share]:
    """The links of clients of inspections to come, those that start first before the others."""
    return (
        Share.objects.of(company)
        .filter(
            participant__role=Participant.Role.CLIENT,
            participant__left_at=None,
            inspection__cancelled_at=None,
            inspection__starts_at__gt=at,
        )
        .select_related("link__holder", "participant__contact", "inspection__home", "participant__inspection__home")
        .order_by("inspection__starts_at", "participant__position", "pk")
    )


def _not_leaving(letter: Message, at: datetime) -> Need:
    inspection = getattr(letter.thread, "inspection", None)
    where = f"{inspection.home.street}. " if inspection else ""
    return Need(
        f"{letter.to_name}’s letter has not left",
        f"{where}Written {span_words(at - letter.written_at)} ago; “{letter.last_error.strip()}”",
        "Look at it" if inspection else "",
        reverse("office:letter", args=[inspection.key, letter.key]) if inspection else "",
        icon="send",
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


def _unreachable(one: Participant, at: datetime) -> Need:
    held = {"e-mail address": one.contact.email, "telephone number": one.contact.phone}
    lacks = [name for name, value in held.items() if not value]
    return Need(
        f"{one.contact.name} has no {' and no '.join(lacks)}",
        f"{_when(one.inspection, at)} {one.inspection.home.street}.",
        "Add",
        reverse("office:change_person", args=[one.inspection.key, one.pk]),
        "" if one.contact.email else "bad",
        "contacts",
    )


def _came_back(letter: Message) -> Need:
    likely = slips.likely(letter.to_address)
    inspection = getattr(letter.thread, "inspection", None)
    where = f"{inspection.home.street}. " if inspection else ""
    title = f"{letter.to_name}’s letter came back"
    if likely and inspection:
        return Need(
            title,
            f"{where}Did they mean {likely}?",
            "Send there",
            reverse("office:readdress_letter", args=[inspection.key, letter.key]),
            "bad",
            "alert",
            post=True,
            email=likely,
        )
    hint = f"“{letter.last_error.strip() or 'The server did not say why.'}”"
    return Need(
        title,
        f"{where}{hint}",
        "Correct" if inspection else "",
        place(inspection, "people") if inspection else "",
        "bad",
        "alert",
    )


def _paid_and_cancelled(inspection: Inspection, company: Company) -> Need:
    paid = -inspection.paid  # type: ignore[attr-defined]
    return Need(
        f"{money.show(paid, company.currency)} was paid for a cancelled inspection",
        f"{inspection.home.street}. Nothing is given back by itself: agree on it with whoever paid.",
        "Open",
        place(inspection, "fees"),
        icon="money",
    )


def _still_open(inspection: Inspection, at: datetime) -> Need:
    come, clients = come_so_far(inspection), inspection.clients()
    silent = [one for one in clients if unsigned(one)]
    due = money.show(come.balance, inspection.company.currency) if come.balance > 0 else ""
    if silent:
        lack = "has" if len(silent) == 1 else "have"
        title = f"{_whole(silent)} {lack} not signed" + (f" or paid {due}" if due else "")
    else:
        title = f"{_whole(clients)} {'owes' if len(clients) == 1 else 'owe'} {due}"
    address = reverse("office:remind", args=[inspection.key])
    return Need(title, f"{_when(inspection, at)} {inspection.home.street}.", "Resend", address, post=True)


def _whole(people: Sequence[Participant]) -> str:
    return people[0].contact.name if len(people) == 1 else named(people)


def _when(inspection: Inspection, at: datetime) -> str:
    if inspection.starts_at > at:
        return f"Starts in {span_words(inspection.starts_at - at)}."
    start = inspection.local_start()
    days = (Clocks.of(inspection.company, at=at).today - start.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"on {calendar.day_words(start)}")
    return f"Started {day} at {calendar.time_words(start)}."
