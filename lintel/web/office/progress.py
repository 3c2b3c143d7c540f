"""How far an inspection has come: five marks, and the sentence that names who and how much.

Pure: reads what `inspections/gathering.py` brought.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lintel.companies.models import Company
from lintel.core import money
from lintel.directory.models import Contact
from lintel.inspections.gathering import Progress, so_far
from lintel.inspections.models import Inspection, Participant
from lintel.messages import holding

Needs = Company.Needs
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


@dataclass(frozen=True, slots=True)
class Owed:
    """What is open, in cents: by the clients on their first invoice, and by others, in the order of their invoices."""

    first: int
    others: list[tuple[Contact, int]]

    def whom(self) -> str:
        """`Gem State Mutual`, or `Gem State Mutual and 2 more`."""
        first, *more = [contact.name for contact, _ in self.others]
        return f"{first} and {len(more)} more" if more else first

    def by_others(self, currency: str) -> str:
        """What the others owe together."""
        return money.show(sum(cents for _, cents in self.others), currency)


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


CANCELLED = Standing("Cancelled.", "Cancelled", icon="void")
UNCONFIRMED = Standing("Not confirmed: nobody has been written to.", "Not confirmed", "wait")
NOTHING_OPEN = Standing("Nothing open.", "Nothing open", "good", "check")


def marks(inspection: Inspection) -> list[Mark]:
    """Sent, Opened, Signed, Paid, Report: always these five; of a cancelled one, what happened before."""
    come = so_far(inspection)
    five = [_sent(come), _opened(come), _signed(come), _paid(come), _report(inspection, come)]
    if inspection.cancelled_at:
        return [one if one.state in HAPPENED else Mark(one.word, "off", "not needed") for one in five]
    return five


def standing(inspection: Inspection) -> Standing:
    """The sentence beside the marks. It names who is to act, and how much is open."""
    come = so_far(inspection)
    if inspection.cancelled_at or inspection.unconfirmed_since:
        return CANCELLED if inspection.cancelled_at else UNCONFIRMED
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
    come = so_far(inspection)
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


def _report(inspection: Inspection, come: Progress) -> Mark:
    if inspection.published_at is None:
        return Mark("Report", "none", "not published yet")
    if come.read_at:
        return Mark("Report", "good", "read")
    needs = inspection.needs()
    unpaid, unsigned = come.balance > 0, come.signed < come.to_sign
    if (unpaid and needs in (Needs.BOTH, Needs.PAID)) or (unsigned and needs in (Needs.BOTH, Needs.SIGNED)):
        return Mark("Report", "lock", "published, locked")
    return Mark("Report", "wait", "published, not read yet")


def owed(inspection: Inspection) -> Owed:
    """Who owes what. What several invoices leave one payer is one sum."""
    come = so_far(inspection)
    sums: dict[Contact, int] = {}
    for bill in come.billed:
        sums[bill.invoice.payer] = sums.get(bill.invoice.payer, 0) + bill.balance  # type: ignore[attr-defined]
    return Owed(come.balance - sum(sums.values()), [(payer, cents) for payer, cents in sums.items() if cents > 0])


def _waiting(inspection: Inspection, come: Progress) -> Standing:
    open_, currency = owed(inspection), inspection.company.currency
    due = money.show(open_.first, currency) if open_.first > 0 else ""
    alone = _waiting_on_clients(inspection, come, open_, due)
    if not open_.others:
        return alone or NOTHING_OPEN
    theirs = open_.by_others(currency)
    if alone is None:
        return Standing(f"Waits on {open_.whom()} to pay {theirs}.", "To pay", "wait")
    owe = "owes" if len(open_.others) == 1 else "owe"
    return replace(alone, sentence=f"{alone.sentence} {open_.whom()} {owe} {theirs}.")


def _waiting_on_clients(inspection: Inspection, come: Progress, open_: Owed, due: str) -> Standing | None:
    """Whom of the clients it waits on; none of them once all have signed and nothing is `due` of them."""
    others = {contact.pk for contact, _ in open_.others}
    clients = inspection.clients()
    silent = [one for one in clients if unsigned(one)]
    if not silent and not due:
        return None
    if len(clients) == 1:
        return _one(named(clients), opened=bool(come.opened_at), sign=bool(silent), due=due)
    if not silent:
        payers = [one for one in clients if one.contact_id not in others] or clients
        return Standing(f"Waits on {named(payers, 'or')} to pay {due}.", "To pay", "wait")
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
    return any(paper.is_needed and not paper.agreement.is_signed() for paper in participant.papers.all())


def named(people: Sequence[Participant], joint: str = "and") -> str:
    """`Theo and Marguerite`; beyond three, `Theo, Marguerite and 3 others`."""
    names = [person.first_name() for person in dict.fromkeys(one.contact for one in people)]
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} others"]
    return f" {joint} ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
