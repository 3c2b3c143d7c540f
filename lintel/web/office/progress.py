"""How far an inspection has come: five marks, and the sentence that names who and how much.

Pure: reads what `Inspection.objects.for_lists().with_progress()` and `with_signers()` brought.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from django.db.models import Prefetch

from lintel.core import money
from lintel.inspections.models import Inspection, InspectionQuerySet, Paper, Participant
from lintel.messages import holding

GLYPHS = {
    "good": "m-good",
    "lock": "m-lock",
    "wait": "m-wait",
    "half": "m-half",
    "bad": "m-bad",
    "none": "m-none",
    "off": "m-off",
}
HAPPENED = ("good", "half", "bad")
TONES = {"good": "good", "lock": "wait", "wait": "wait", "half": "wait", "bad": "bad", "none": "", "off": ""}


class Progress(Protocol):
    """What `with_progress` adds to an inspection."""

    sent_at: object
    failed: bool
    held: str | None
    opened_at: object
    to_sign: int
    signed: int
    charged: int
    balance: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the five: its word, its state (a key of GLYPHS), and the state in words for those who cannot see it."""

    word: str
    state: str
    said: str

    @property
    def glyph(self) -> str:
        """The drawing that stands for the state."""
        return GLYPHS[self.state]

    @property
    def tone(self) -> str:
        """good, wait, bad or nothing."""
        return TONES[self.state]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands: a whole sentence, a few words for a list, and how it looks."""

    sentence: str
    short: str
    tone: str = ""
    icon: str = "clock"


def with_signers(queryset: InspectionQuerySet) -> InspectionQuerySet:
    """With the papers of each participant, for the names of those who have not signed: one statement more."""
    papers = Paper.objects.filter(agreement__withdrawn_at=None).select_related("agreement__signature")
    return queryset.prefetch_related(Prefetch("participants__papers", papers))


def come_so_far(inspection: Inspection) -> Progress:
    """The same inspection as what `with_progress` made of it."""
    return cast("Progress", inspection)


def marks(inspection: Inspection) -> list[Mark]:
    """Sent, Opened, Signed, Paid, Report: always these five; of a cancelled one, what happened before."""
    come = come_so_far(inspection)
    five = [_sent(come), _opened(come), _signed(come), _paid(come), Mark("Report", "none", "not published yet")]
    if inspection.cancelled_at:
        return [one if one.state in HAPPENED else Mark(one.word, "off", "not needed") for one in five]
    return five


def standing(inspection: Inspection) -> Standing:
    """The sentence beside the marks. It names who is to act, and how much is open."""
    come = come_so_far(inspection)
    if inspection.cancelled_at:
        return Standing("Cancelled.", "Cancelled", icon="void")
    if come.failed:
        return Standing(
            "A letter came back. Correct the address and send it again.", "Letter came back", "bad", "alert"
        )
    if not_reached(inspection):
        if held := come.held or holding.for_outsiders(inspection.company):
            return Standing(f"The letter is held: {held}.", f"Held: {held}", "wait", "lock")
        return Standing("The letter is about to leave.", "Letter about to leave", icon="send")
    if come.balance < 0:
        over = money.show(-come.balance, inspection.company.currency)
        return Standing(f"{over} more was paid than is due.", "Overpaid", "wait", "money")
    return _waiting(inspection, come)


def not_reached(inspection: Inspection) -> bool:
    """Whether no client can know of it yet: nothing was sent and nobody opened a link."""
    come = come_so_far(inspection)
    return not come.sent_at and not come.opened_at


def _sent(come: Progress) -> Mark:
    if come.failed:
        return Mark("Sent", "bad", "a letter came back")
    if come.held and not come.sent_at:
        return Mark("Sent", "wait", f"held: {come.held}")
    return Mark("Sent", "good", "done") if come.sent_at else Mark("Sent", "none", "not yet")


def _opened(come: Progress) -> Mark:
    if come.opened_at:
        return Mark("Opened", "good", "done")
    return Mark("Opened", "wait", "waiting") if come.sent_at else Mark("Opened", "none", "not yet")


def _signed(come: Progress) -> Mark:
    if not come.to_sign:
        return Mark("Signed", "off", "nothing to sign")
    if come.signed >= come.to_sign:
        return Mark("Signed", "good", "done")
    if come.signed:
        return Mark("Signed", "half", f"{come.signed} of {come.to_sign}")
    return Mark("Signed", "wait", "waiting") if come.opened_at else Mark("Signed", "none", "not yet")


def _paid(come: Progress) -> Mark:
    if not come.charged and not come.balance:
        return Mark("Paid", "off", "nothing to pay")
    if come.balance < 0:
        return Mark("Paid", "wait", "more than is due")
    if not come.balance:
        return Mark("Paid", "good", "done")
    if come.balance < come.charged:
        return Mark("Paid", "half", f"{money.show(come.charged - come.balance)} of {money.show(come.charged)}")
    return Mark("Paid", "wait", "waiting") if come.opened_at else Mark("Paid", "none", "not yet")


def _waiting(inspection: Inspection, come: Progress) -> Standing:
    clients = inspection.clients()
    silent = [one for one in clients if unsigned(one)]
    due = money.show(come.balance, inspection.company.currency) if come.balance else ""
    if not silent and not due:
        return Standing("Nothing open.", "Nothing open", "good", "check")
    if len(clients) == 1:
        return _one(named(clients), opened=bool(come.opened_at), sign=bool(silent), due=due)
    if not silent:
        return Standing(f"Waits on {named(clients, 'or')} to pay {due}.", "To pay", "wait")
    words = [f"Waits on {named(silent)} to sign."]
    if len(silent) < len(clients):
        done = [one for one in clients if one not in silent]
        words.append(f"{named(done)} {'has' if len(done) == 1 else 'have'}.")
    if due:
        words.append(f"{due} is due.")
    return Standing(" ".join(words), f"{named(silent)} to sign", "wait")


def _one(name: str, *, opened: bool, sign: bool, due: str) -> Standing:
    acts = [act for act, wanted in (("to sign", sign), (f"to pay {due}", bool(due))) if wanted]
    short = " and ".join(act for act, wanted in (("sign", sign), ("pay", bool(due))) if wanted)
    if not opened:
        acts = ["to open the letter", *acts]
    listed = " and ".join(filter(None, [", ".join(acts[:-1]), acts[-1]]))
    return Standing(f"Waits on {name} {listed}.", f"To {short}", "wait")


def unsigned(participant: Participant) -> bool:
    """Whether this person still has something to sign."""
    return any(not paper.agreement.is_signed() for paper in participant.papers.all())


def named(people: Sequence[Participant], joint: str = "and") -> str:
    """`Theo and Marguerite`; beyond three, `Theo, Marguerite and 3 others`."""
    names = [person.first_name() for person in dict.fromkeys(one.contact for one in people)]
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} others"]
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
