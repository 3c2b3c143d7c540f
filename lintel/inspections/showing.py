"""What the holder of a link sees, read in few statements whose number does not grow with what there is to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Length

from lintel.access.models import Link
from lintel.agreements.models import Agreement, Signature
from lintel.billing import terms
from lintel.billing.models import Attempt, Entry, Invoice, Line, Terms
from lintel.billing.terms import Possible
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact, now
from lintel.inspections import bills, papers as printed
from lintel.inspections.bills import Other
from lintel.inspections.models import Paper, PaperQuerySet, Participant, Share

MOST_TRIES = 20
Rows: TypeAlias = QuerySet[Any, Any]
TELLING = Q(state__in=[*Attempt.LIVE, Attempt.State.PROCESSING, Attempt.State.FAILED])
USUAL = Terms.objects.filter(company=OuterRef("company"))
BOOKED = {
    "holder": Coalesce(now("attempt__link__holder"), now("of__attempt__link__holder")),
    "payer": now("invoice__payer"),
    "number": F("invoice__number"),
    "out_of": F("invoice__out_of_id"),
    "billed_to": now("invoice__payer", "name"),
    "policy": F("invoice__policy"),
    "least": F("invoice__least_cents"),
    "usual": Subquery(USUAL.values("policy")[:1]),
    "usual_least": Subquery(USUAL.values("least_cents")[:1]),
}
CLIENTS = Participant.objects.filter(
    inspection=OuterRef("invoice__bill__inspection"),
    contact=OuterRef("invoice__payer"),
    role=Participant.Role.CLIENT,
    left_at=None,
)
GATE = {
    "of_client": Exists(CLIENTS),
    "opens": Subquery(USUAL.values("report_opens")[:1]),
    "waits": Subquery(USUAL.values("report_waits")[:1]),
}


@dataclass(frozen=True, slots=True)
class ToSign:
    """One agreement of one signer: `mine` is the holder's own; `letters` is how long it is.

    `anew`: it stands in the place of one that they signed. `needed`: not where another's signature is enough.
    """

    agreement_id: int
    title: str
    signer: str
    mine: bool
    letters: int
    signed_at: datetime | None
    anew: bool = False
    needed: bool = True
    on_paper: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a signature."""
        return self.needed and self.signed_at is None


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that arrived: how (the company's own word is `way`), and `note`, which is for the client.

    `back` is what was undone of it, and `undone` how: of Entry.Kind. `receipt` is its receipt's number.
    """

    payer: str
    mine: bool
    cents: int
    at: datetime
    method: str
    is_test: bool
    way: str = ""
    note: str = ""
    back: int = 0
    undone: str = ""
    receipt: str = ""

    @property
    def left(self) -> int:
        """What of it still counts."""
        return self.cents - self.back

    @property
    def back_words(self) -> str:
        """What became of the part that is `back`."""
        return {"void": "did not count", "dispute": "taken back by the bank"}.get(self.undone, "given back")


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt to pay that may still succeed, or that failed."""

    state: str
    cents: int
    mine: bool
    started_at: datetime
    failure: str


@dataclass(frozen=True, slots=True)
class Money:
    """What the holder is asked for, what is paid of it, what is under way, in cents; and what `others` are billed.

    `mine`: the invoices it is about, their own or else the client's (`is_clients`); `is_own` where it is theirs to pay.
    `opens` and `waits` are the company's Terms for the report.
    """

    currency: str
    charged: int = 0
    payments: tuple[Paid, ...] = ()
    tries: tuple[Try, ...] = ()
    number: int | None = None
    policy: str = Terms.Policy.FULL
    least: int = 0
    others: tuple[Other, ...] = ()
    mine: frozenset[int] = frozenset()
    is_own: bool = True
    is_clients: bool = True
    opens: str = ""
    waits: str = ""

    @property
    def whole(self) -> int:
        """What the inspection costs, whoever pays it."""
        return self.charged + sum(one.charged for one in self.others)

    @property
    def left_of_whole(self) -> int:
        """What is still owed for the inspection, whoever owes it."""
        return self.due + sum(one.due for one in self.others)

    @property
    def counting(self) -> tuple[Paid, ...]:
        """The payments of which something still counts."""
        return tuple(payment for payment in self.payments if payment.left)

    @property
    def paid(self) -> int:
        """All that arrived, without what was undone."""
        return sum(payment.left for payment in self.payments)

    @property
    def due(self) -> int:
        """What is still owed; below zero it is overpaid."""
        return self.charged - self.paid

    @property
    def under_way(self) -> int:
        """Money the bank has not confirmed: reserved, not paid."""
        return sum(one.cents for one in self.tries if one.state == Attempt.State.PROCESSING)

    @property
    def payable(self) -> int:
        """What may be asked for now."""
        return max(self.due - self.under_way, 0)

    @property
    def choice(self) -> Possible:
        """How much of it may be paid at once. What is chosen is checked again, under the invoice's lock."""
        paid = self.charged - self.payable
        return terms.possible(self.policy, self.least, due=self.payable, paid=paid, currency=self.currency)

    @property
    def asked(self) -> int:
        """What is asked for now: the deposit first, where there is to be one."""
        return self.choice.deposit or self.payable

    @property
    def is_test(self) -> bool:
        """Whether practice money is among it."""
        return any(payment.is_test for payment in self.counting)

    @property
    def open_try(self) -> Try | None:
        """A checkout somebody has begun and that can still be paid."""
        return next((one for one in self.tries if one.state in Attempt.LIVE), None)


class Booked(NamedTuple):
    """Charges of one invoice together (`one` is None), or another entry of its ledger.

    `policy` and `least` are how the invoice may be paid, where it says so itself; `usual` is how the company is.
    """

    one: int | None
    of: int | None
    kind: str
    invoice_id: int
    number: int | None
    out_of: int | None
    billed_to: str
    currency: str
    payer_name: str
    payer: int
    holder: int | None
    method: str
    way: str
    client_note: str
    is_test: bool
    policy: str
    least: int
    usual: str | None
    usual_least: int | None
    of_client: bool
    opens: str
    waits: str
    cents: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Fee:
    """A line of the invoice."""

    description: str
    cents: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Where everything stands for the holder of a link."""

    papers: tuple[ToSign, ...]
    money: Money

    @property
    def mine(self) -> list[ToSign]:
        """What the holder signs."""
        return [paper for paper in self.papers if paper.mine]

    @property
    def unsigned(self) -> list[ToSign]:
        """What the holder has still to sign."""
        return [paper for paper in self.mine if paper.is_open]

    @property
    def waits_on(self) -> list[str]:
        """The others who have not signed everything, each once, in order."""
        return list(dict.fromkeys(one.signer for one in self.papers if not one.mine and one.is_open))


def dashboard(share: Share) -> Dashboard:
    """The three steps, in three statements."""
    return Dashboard(papers(share), money(share, tries=True))


def papers(share: Share) -> tuple[ToSign, ...]:
    """Everybody's agreements, in order, without their words. One statement."""
    me = share.link.holder.pk if is_clients(share) else None
    return tuple(
        ToSign(
            agreement,
            title,
            signer,
            person == me,
            letters,
            signed_at,
            instead_of is not None,
            bool(needed),
            how == "paper",
        )
        for agreement, title, signer, person, letters, signed_at, instead_of, needed, how in _papers(
            company=share.company_id, inspection=share.inspection_id
        )
    )


def money(share: Share, *, tries: bool = False) -> Money:
    """The sums of what the holder pays, which is what is billed to them or else to the client, and of what others are
    billed: one statement, two with the attempts.
    """
    found = [Booked(*row) for row in _entries(company=share.company_id, inspection=share.inspection_id)]
    holder = share.link.holder.pk
    own = {row.invoice_id for row in found if row.payer == holder}
    mine = own or {row.invoice_id for row in found if row.out_of is None}
    theirs = [row for row in found if row.invoice_id in mine]
    begun = _tries_of(share) if tries else []
    return Money(
        currency=next((row.currency for row in found), share.company.currency),
        charged=sum(row.cents for row in theirs if row.one is None),
        payments=payments(theirs, holder),
        tries=tuple(one for invoice, one in begun if invoice in mine),
        number=next((row.number for row in theirs if row.number), None),
        others=_others([row for row in found if row.invoice_id not in mine], begun, named=_names_payers(share)),
        mine=frozenset(mine),
        is_own=bool(own) or is_clients(share),
        is_clients=any(row.of_client for row in theirs),
        opens=next((row.opens for row in found if row.opens), Terms.Opens.SETTLED),
        waits=next((row.waits for row in found if row.waits), Terms.Waits.ALL),
        **how(theirs),
    )


def fees(share: Share, money: Money, *, whole: bool) -> tuple[Fee, ...]:
    """What is charged now: everything, whoever pays it, or without the `whole` portal what `money` is about. One
    statement.
    """
    rows = _lines(company=share.company_id, inspection=share.inspection_id)
    if whole:
        return tuple(Fee(words, cents) for words, cents, kind, _, _ in rows if kind != Line.Kind.PART)
    return tuple(
        Fee(bills.ELSEWHERE if against else words, cents)
        for words, cents, _, invoice, against in rows
        if invoice in money.mine
    )


def is_clients(share: Share) -> bool:
    """Whether a client holds it, whose agreements are their own alone; everybody else reads and never signs."""
    return share.participant is not None and share.participant.role == Participant.Role.CLIENT


def agreement(share: Share, agreement_id: int) -> Agreement | None:
    """An agreement with all its words, its signer, and its signature where there is one. One statement.

    A client's own; for who is no client any of the inspection's. Whether they may read it is the door's question.
    """
    found = Agreement.objects.of(share.company).select_related(
        "signature", "template", "instead_of__signature", "paper__participant__contact__survivor"
    )
    found = found.filter(pk=agreement_id, paper__participant__inspection=share.inspection_id, withdrawn_at=None)
    if is_clients(share):
        found = found.filter(paper__in=own_papers(share))
    return found.filter(paper__participant__left_at=None).first()


def signed(share: Share, agreement_id: int) -> Signature | None:
    """The signature under an agreement that `agreement` would find, with all that its copy says. Two statements."""
    found = agreement(share, agreement_id)
    if found is None or not found.is_signed():
        return None
    return Signature.objects.select_related("company", "proof", "agreement__signer").get(agreement=found)


def own_papers(share: Share) -> PaperQuerySet:
    """What the client who holds it signs, with whichever of their parts it came; of anybody else nothing."""
    if not is_clients(share):
        return Paper.objects.none()
    holder = Contact.objects.same_as([share.link.holder])
    asked = Paper.objects.asked().filter(participant__contact__in=holder, participant__left_at=None)
    return asked.filter(participant__inspection=share.inspection_id)


def signature(agreement: Agreement) -> Signature | None:
    """The signature under it, already read."""
    return agreement.signature if agreement.is_signed() else None


def last_try(link: Link) -> Attempt | None:
    """The newest attempt to pay that this link began, whatever became of it. One statement."""
    own = Attempt.objects.of(link.company).filter(link=link)
    return own.select_related("invoice").order_by("-started_at", "-pk").first()


def _names_payers(share: Share) -> bool:
    return not share.company.hides_payers


def _others(found: Sequence[Booked], begun: Sequence[tuple[int, Try]], *, named: bool) -> tuple[Other, ...]:
    """By invoice, in the order in which they were made."""
    invoices = sorted({row.invoice_id for row in found})
    others = []
    for invoice in invoices:
        rows = [row for row in found if row.invoice_id == invoice]
        charged = sum(row.cents for row in rows if row.one is None)
        paid = -sum(row.cents for row in rows if row.one is not None)
        under_way = sum(one.cents for which, one in begun if which == invoice and one.state == Attempt.State.PROCESSING)
        if charged or paid:
            others.append(
                Other(rows[0].billed_to if named else "", charged, paid, under_way, is_client=rows[0].of_client)
            )
    return tuple(others)


def payments(found: Sequence[Booked], me: int) -> tuple[Paid, ...]:
    """The payments in the order in which they came, each with what was undone of it."""
    undoing = [row for row in found if row.one is not None and row.kind != Entry.Kind.PAYMENT]
    received = [row for row in found if row.kind == Entry.Kind.PAYMENT]
    return tuple(
        Paid(
            payer=row.payer_name,
            mine=me == (row.holder or row.payer),
            cents=-row.cents,
            at=row.last,
            method=row.method,
            is_test=row.is_test,
            way=row.way,
            note=row.client_note,
            back=sum(other.cents for other in undoing if other.of == row.one),
            undone=next((other.kind for other in reversed(undoing) if other.of == row.one), ""),
            receipt=_receipt(row, received),
        )
        for row in received
    )


def how(found: Sequence[Booked]) -> dict[str, Any]:
    """How it may be paid: as the invoice says, else as the company usually does."""
    first = next(iter(found), None)
    if first is None or not (first.policy or first.usual):
        return {}
    own = (first.policy, first.least) if first.policy else (first.usual, first.usual_least)
    return {"policy": own[0], "least": own[1]}


def _receipt(row: Booked, received: Sequence[Booked]) -> str:
    """The number of this payment's receipt: which of its invoice's payments it is, in the ledger's order."""
    nth = sum(one.number == row.number and (one.one or 0) <= (row.one or 0) for one in received)
    return printed.receipt_number(row.number, nth)


def tries_on(invoice: Invoice, link: Link) -> tuple[Try, ...]:
    """The attempts to pay one invoice that may still succeed, or that failed, newest first. One statement."""
    return tuple(
        Try(state, cents, by == link.pk, started_at, failure)
        for state, cents, by, started_at, failure in _tries_on(invoice=invoice.pk)
    )


def _tries_of(share: Share) -> list[tuple[int, Try]]:
    return [
        (invoice, Try(state, cents, link == share.link_id, started_at, failure))
        for invoice, state, cents, link, started_at, failure in _tries(
            company=share.company_id, inspection=share.inspection_id
        )
    ]


@Prepared
def _papers(company: int, inspection: int) -> Rows:
    return (
        Paper.objects.with_needed()
        .filter(company=company, participant__inspection=inspection, participant__left_at=None)
        .order_by("participant__position", "participant_id", "pk")
        .values_list(
            "agreement_id",
            "agreement__title",
            now("participant__contact", "name"),
            now("participant__contact"),
            Length("agreement__words"),
            "agreement__signature__signed_at",
            "agreement__instead_of_id",
            "is_needed",
            "agreement__signature__how",
        )
    )


@Prepared
def _entries(company: int, inspection: int) -> Rows:
    """Charges summed for each invoice; payments, and what undid them, one by one. The columns of Booked."""
    return (
        Entry.objects.filter(company=company, invoice__bill__inspection=inspection, invoice__voided_at=None)
        .annotate(
            one=Case(When(kind=Entry.Kind.CHARGE, then=None), default=F("pk"), output_field=IntegerField()),
            **BOOKED,
            **GATE,
        )
        .values_list(*Booked._fields[:-2])
        .annotate(cents=Sum("amount_cents"), last=Max("at"))
        .order_by("last", "one")
    )


@Prepared
def _tries_on(invoice: int) -> Rows:
    return (
        Attempt.objects.filter(TELLING, invoice=invoice)
        .order_by("-started_at", "-pk")
        .values_list("state", "amount_cents", "link_id", "started_at", "failure")[:MOST_TRIES]
    )


@Prepared
def _tries(company: int, inspection: int) -> Rows:
    return (
        Attempt.objects.filter(TELLING, company=company, invoice__bill__inspection=inspection)
        .order_by("-started_at", "-pk")
        .values_list("invoice_id", "state", "amount_cents", "link_id", "started_at", "failure")[:MOST_TRIES]
    )


@Prepared
def _lines(company: int, inspection: int) -> Rows:
    return (
        Line.objects.filter(
            company=company, invoice__bill__inspection=inspection, invoice__voided_at=None, removed_at=None
        )
        .order_by("invoice_id", "position", "pk")
        .values_list("description", "amount_cents", "kind", "invoice_id", "against_id")
    )
