"""Payment providers behind one small shape: open a checkout, look at it, close it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lintel.billing.models import Attempt, Refund

LEFT = "left"  # in the address by which somebody comes back who went without paying


class ProviderDown(Exception):
    """The provider did not answer, so what happened there is not known."""


class ProviderRefused(ProviderDown):
    """The provider said no to what was asked of it, in words for the office; nothing happened there.

    Whoever does not tell it apart treats it as silence. `say` is fit for a payer.
    """

    def __init__(self, words: str, *, say: str = "", code: str = "") -> None:
        self.say = say or "This cannot be paid online just now. The company's payment instructions say how else."
        self.code = code
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A checkout at the provider: its own reference, and the address to send the payer to."""

    reference: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the provider says now. `state` is one of Attempt.State, `method` of Entry.Method; money is as the provider
    says it. `checkout` is the provider's own, for an attempt that never learned of it.
    """

    state: str
    amount_cents: int = 0
    currency: str = ""
    payment_id: str = ""
    method: str = "card"
    failure: str = ""
    checkout: Checkout | None = None
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class RefundStanding:
    """What the provider says of a refund now: one of Refund.State, and its own name for it."""

    state: str
    reference: str = ""
    failure: str = ""


class Provider(Protocol):
    """Every provider. Each call may raise ProviderDown; none may be made with a transaction open."""

    def open(self, attempt: Attempt, *, description: str, return_address: str, at: datetime) -> Checkout:
        """A checkout for exactly this attempt; asked twice for one attempt, the same checkout.

        May raise ProviderRefused: then there is none.
        """

    def look(self, attempt: Attempt, *, at: datetime) -> Standing:
        """Where the attempt stands there, found by its key even when its reference never reached us."""

    def close(self, attempt: Attempt, *, at: datetime) -> Standing:
        """Make it unpayable. Says what it then is: expired, or paid when money was faster."""

    def refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        """Give back what this refund says, of its payment; asked twice for one refund, it is given back once."""

    def look_refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        """Where the refund stands there, found by its key even when its reference never reached us."""
