"""The practice bank in bad moods: it hangs up after it has heard, before it has heard, takes days, or says no."""

from datetime import datetime

from lintel.billing.models import Refund
from lintel.billing.providers import ProviderDown, RefundStanding
from lintel.billing.providers.sandbox import Sandbox


class MoodyBank(Sandbox):
    """`mood` is one of: "", lost, deaf, slow, silent. `says` is what it says of a refund it has, once that is set."""

    mood = ""
    says = ""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        self.asked.append(refund.key)
        if self.mood in {"deaf", "silent"}:
            raise ProviderDown("no answer")
        given = super().refund(refund, at=at)
        if self.mood == "lost":
            raise ProviderDown("the answer was lost")
        return self._said(given)

    def look_refund(self, refund: Refund, *, at: datetime) -> RefundStanding:
        if self.mood == "silent":
            raise ProviderDown("no answer")
        return self._said(super().look_refund(refund, at=at))

    def _said(self, given: RefundStanding) -> RefundStanding:
        if given.state == "unknown" or not (self.says or self.mood == "slow"):
            return given
        state = self.says or "pending"
        return RefundStanding(state, given.reference, "The account is closed." if state == "failed" else "")
