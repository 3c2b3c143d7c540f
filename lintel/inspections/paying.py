"""Pay behind a link, and settle what the provider says."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from lintel.access import uses
from lintel.access.models import Link, Right, Use
from lintel.access.opening import LinkClosed
from lintel.access.uses import Visitor
from lintel.billing import asking, attempting, booking, invoicing
from lintel.billing.models import Attempt, Entry, Invoice
from lintel.billing.providers import Checkout, Provider, ProviderDown, ProviderRefused, Standing
from lintel.billing.providers.sandbox import Sandbox
from lintel.billing.providers.stripe import Stripe
from lintel.companies.models import Company
from lintel.core import work
from lintel.core.refusal import Refusal
from lintel.inspections import arriving, bills
from lintel.inspections.models import Inspection

PROVIDERS: dict[str, Provider] = {"sandbox": Sandbox(), "stripe": Stripe()}
RETURN = "/return/{code}/"
TRIES = 3
NEVER_REACHED = timedelta(minutes=1)  # longer than any call lasts: of what is unknown then, nobody has the address


class NothingDue(Refusal):
    say = "There is nothing left to pay."


class NotPayableOnline(Refusal):
    say = "This cannot be paid online. The company’s payment instructions say how."


class ProviderSilent(Refusal):
    say = "The bank does not answer just now. Nothing was charged. Wait a minute and press Pay Now again."


class NotTaken(Refusal):
    """The provider said no to this payment, in words for whoever pays."""


class BeingChecked(Refusal):
    say = "Payments are being checked just now. Nothing was charged. Try again in a few minutes."


def provider_of(company: Company) -> str | None:
    """How this company's clients pay online. The practice bank is for the demo and for trials only."""
    if settings.DEMO or company.on_trial():
        return "sandbox"
    return company.paid_through


def is_practice(company: Company) -> bool:
    """Whether what its clients pay online is no real money: at the practice bank, or with a test key of Stripe's."""
    provider = provider_of(company)
    return provider == "sandbox" or (provider is not None and bool(company.paid_in_test))


def start(*, link: Link, visitor: Visitor, amount_cents: int | None = None, at: datetime) -> str:
    """The address at the provider where the holder pays the amount they chose, or all that is due now.

    Of several invoices behind the link, the first that leaves something to pay.

    The attempt is committed before the provider is called, at most one is live, and the same amount gives the
    same holder the same checkout; one over another amount is closed first, and another holder's too, for it leads
    back to that holder's page.
    Raises LinkClosed, NothingDue, asking.NotPossible, NotPayableOnline, NotTaken, BeingChecked, ProviderSilent.
    """
    if not link.opens(Right.PAY, at=at):
        raise LinkClosed
    if link.company.restored_at is not None:
        raise BeingChecked
    provider = provider_of(link.company)
    if provider is None:
        raise NotPayableOnline
    for _ in range(TRIES):
        attempt, amount, is_new = _begin(link, provider, amount_cents, at)
        if not is_new:
            settle(attempt, at=at)
        mine = attempt.link_id == link.pk and attempt.amount_cents == amount
        if mine and _payable(attempt, at):
            address = _open(attempt, at)
            uses.record(link, Use.Kind.OPENED, visitor=visitor, at=at)
            return address
        if attempt.state in Attempt.LIVE:
            close(attempt, at=at)
    raise ProviderSilent


def settle(attempt: Attempt, *, at: datetime) -> booking.Booked:
    """Ask the provider where an attempt stands and book it. Harmless at any time, any number of times.

    Raises ProviderSilent.
    """
    return _book(attempt, _ask(attempt, at), at)


def close(attempt: Attempt, *, at: datetime) -> booking.Booked:
    """Make an attempt unpayable at the provider; money that was faster is booked. Raises ProviderSilent."""
    try:
        standing = PROVIDERS[attempt.provider].close(attempt, at=at)
    except ProviderDown as error:
        raise ProviderSilent from error
    return _book(attempt, standing, at)


def look(attempt: Attempt, *, at: datetime) -> None:
    """The worker's turn with one attempt: settle it, or close it when less is owed than it asks for."""
    try:
        booked = settle(attempt, at=at)
        if not booked.change and attempt.state in Attempt.LIVE and not _wanted(attempt):
            close(attempt, at=at)
        error = ""
    except ProviderSilent as silence:
        error = silence.say
    work.finish(attempt, due_at=attempting.next_look(attempt, at=at), last_error=error)


@transaction.atomic
def _begin(link: Link, provider: str, chosen: int | None, at: datetime) -> tuple[Attempt, int, bool]:
    """The live attempt of the invoice, or a new one, and what it is to ask for: decided under the invoice's lock."""
    invoice, due = _to_pay(link)
    amount = asking.check(invoice, chosen, due=due)
    live = attempting.live(invoice)
    if live is not None:
        return live, amount, False
    begun = attempting.begin(invoice=invoice, link=link, provider=provider, amount_cents=amount, at=at)
    return begun, amount, True


def _to_pay(link: Link) -> tuple[Invoice, int]:
    """The invoice that is paid next behind this link, locked, and what may be asked for. Raises NothingDue."""
    for pk in bills.pays_for(link).values_list("pk", flat=True):
        invoice = invoicing.lock(Invoice(pk=pk))
        due = attempting.payable(invoice)
        if due > 0 and bills.pays_for(link).filter(pk=pk).exists() and not _is_cancelled(invoice):
            return invoice, due
    raise NothingDue


def _is_cancelled(invoice: Invoice) -> bool:
    return Inspection.objects.filter(bills__invoice=invoice).exclude(cancelled_at=None).exists()


def _payable(attempt: Attempt, at: datetime) -> bool:
    """Whether its checkout may still be handed out, or asked for once more."""
    if attempt.state == Attempt.State.UNKNOWN:
        return at < attempt.started_at + NEVER_REACHED
    return attempt.state == Attempt.State.OPEN and at < attempt.expires_at


def _open(attempt: Attempt, at: datetime) -> str:
    """The address of the attempt's checkout. Another may have given the attempt up meanwhile: then it is shut again,
    and nobody learns its address.
    """
    if attempt.state == Attempt.State.OPEN:
        return attempt.checkout_address
    try:
        checkout = _ask_for_checkout(attempt, at)
    except ProviderRefused as no:
        _book(attempt, Standing("expired", failure=str(no)[:200]), at)
        raise NotTaken(no.say) from no
    except ProviderDown as error:
        raise ProviderSilent from error
    found = {"reference": checkout.reference, "checkout_address": checkout.address}
    unknown = Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.UNKNOWN)
    if not unknown.update(state=Attempt.State.OPEN, **found):
        attempt.refresh_from_db(fields=["state", "reference"])
        if attempt.reference != checkout.reference or attempt.state != Attempt.State.OPEN:
            attempt.reference = checkout.reference
            close(attempt, at=at)
            raise ProviderSilent
    return checkout.address


def _ask_for_checkout(attempt: Attempt, at: datetime) -> Checkout:
    return PROVIDERS[attempt.provider].open(
        attempt,
        description=bills.words(attempt.invoice),
        return_address=settings.PUBLIC_ORIGIN_OR_LOCAL + RETURN.format(code=attempting.return_code(attempt.key)),
        at=at,
    )


def _ask(attempt: Attempt, at: datetime) -> Standing:
    try:
        return PROVIDERS[attempt.provider].look(attempt, at=at)
    except ProviderDown as error:
        raise ProviderSilent from error


@transaction.atomic
def _book(attempt: Attempt, standing: Standing, at: datetime) -> booking.Booked:
    invoice = invoicing.lock(attempt.invoice)
    booked = booking.apply(attempt, standing, is_test=standing.is_test, at=at)
    if booked.change:
        arriving.tell(attempt, booked, at=at)
    if booked.entry:
        attempting.hurry(invoice=invoice, at=at)
        uses.carry_on(attempt.link, Use.Kind.PAID, since=attempt.started_at, at=at)
        invoicing.number(invoice)
    return booked


def _wanted(attempt: Attempt) -> bool:
    """Whether what the attempt asks for is still owed, and nothing was paid at a provider since it began."""
    since = Entry.objects.filter(invoice=attempt.invoice, kind=Entry.Kind.PAYMENT, at__gt=attempt.started_at)
    paid_since = since.exclude(attempt=None).exists()
    if paid_since or _is_cancelled(attempt.invoice) or not _is_behind(attempt):
        return False
    return attempt.amount_cents <= attempting.payable(attempt.invoice)


def _is_behind(attempt: Attempt) -> bool:
    """Whether the link that began it still pays this invoice: somebody else may be billed now."""
    return bills.pays_for(attempt.link).filter(pk=attempt.invoice_id).exists()
