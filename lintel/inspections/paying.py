"""Pay behind a link, and settle what the provider says."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from lintel.access import uses
from lintel.access.models import Right, Use
from lintel.access.opening import LinkClosed
from lintel.access.uses import Visitor
from lintel.billing import attempting, booking, invoicing
from lintel.billing.models import Attempt, Invoice
from lintel.billing.providers import Provider, ProviderDown, Standing
from lintel.billing.providers.sandbox import Sandbox
from lintel.companies.models import Company
from lintel.core import work
from lintel.core.refusal import Refusal
from lintel.inspections import announcing
from lintel.inspections.models import Inspection, Share

PROVIDERS: dict[str, Provider] = {"sandbox": Sandbox()}
RETURN = "/return/{code}/"
TRIES = 3


class NothingDue(Refusal):
    say = "There is nothing left to pay."


class NotPayableOnline(Refusal):
    say = "This cannot be paid online. The company's payment instructions say how."


class ProviderSilent(Refusal):
    say = "The bank does not answer just now. Nothing was charged. Wait a minute and press Pay Now again."


class BeingChecked(Refusal):
    say = "Payments are being checked just now. Nothing was charged. Try again in a few minutes."


def provider_of(company: Company) -> str | None:
    """How this company's clients pay online. The practice bank is for the demo and for trials only."""
    return "sandbox" if settings.DEMO or company.on_trial() else None


def start(*, share: Share, visitor: Visitor, at: datetime) -> str:
    """The address at the provider where the holder pays what is due now.

    The attempt is committed before the provider is called, at most one is live, and the same amount gives the
    same holder the same checkout; another holder's is closed first, for it leads back to that holder's page.
    Raises LinkClosed, NothingDue, NotPayableOnline, BeingChecked, ProviderSilent.
    """
    if not share.link.opens(Right.PAY, at=at):
        raise LinkClosed
    if share.company.restored_at is not None:
        raise BeingChecked
    provider = provider_of(share.company)
    if provider is None:
        raise NotPayableOnline
    for _ in range(TRIES):
        attempt, due = _begin(share, provider, at)
        if attempt.state == Attempt.State.OPEN:
            settle(attempt, at=at)
        mine = attempt.link_id == share.link_id
        if mine and attempt.state in Attempt.LIVE and attempt.amount_cents == due and at < attempt.expires_at:
            address = _open(attempt, at)
            uses.record(share.link, Use.Kind.OPENED, visitor=visitor, at=at)
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
def _begin(share: Share, provider: str, at: datetime) -> tuple[Attempt, int]:
    """The live attempt of the invoice, or a new one, and what is due: decided under the invoice's lock."""
    invoice = invoicing.lock_first(Invoice.objects.filter(bill__inspection=share.inspection_id))
    due = attempting.payable(invoice)
    if due <= 0 or Inspection.objects.get(pk=share.inspection_id).cancelled_at is not None:
        raise NothingDue
    live = attempting.live(invoice)
    if live is not None:
        return live, due
    return attempting.begin(invoice=invoice, link=share.link, provider=provider, amount_cents=due, at=at), due


def _open(attempt: Attempt, at: datetime) -> str:
    if attempt.state == Attempt.State.OPEN:
        return attempt.checkout_address
    subject = attempt.invoice.subject
    code = attempting.return_code(attempt.key)
    try:
        checkout = PROVIDERS[attempt.provider].open(
            attempt,
            description=f"Inspection of {subject['property']}, {subject['date']}",
            return_address=settings.PUBLIC_ORIGIN_OR_LOCAL + RETURN.format(code=code),
            at=at,
        )
    except ProviderDown as error:
        raise ProviderSilent from error
    Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.UNKNOWN).update(
        state=Attempt.State.OPEN, reference=checkout.reference, checkout_address=checkout.address
    )
    return checkout.address


def _ask(attempt: Attempt, at: datetime) -> Standing:
    try:
        return PROVIDERS[attempt.provider].look(attempt, at=at)
    except ProviderDown as error:
        raise ProviderSilent from error


@transaction.atomic
def _book(attempt: Attempt, standing: Standing, at: datetime) -> booking.Booked:
    invoice = invoicing.lock(attempt.invoice)
    is_test = PROVIDERS[attempt.provider].is_test
    booked = booking.apply(attempt, standing, is_test=is_test, at=at)
    if booked.entry:
        uses.record(attempt.link, Use.Kind.PAID, visitor=Visitor(), at=at)
        inspection = Inspection.objects.filter(bills__invoice=invoice).first()
        if inspection:
            announcing.paid(inspection, booked.entry, by=booked.entry.payer_name, at=at)
        invoicing.number(invoice)
    return booked


def _wanted(attempt: Attempt) -> bool:
    """Whether what the attempt asks for is still owed."""
    cancelled = Inspection.objects.filter(bills__invoice=attempt.invoice).exclude(cancelled_at=None).exists()
    return not cancelled and attempt.amount_cents <= attempting.payable(attempt.invoice)
