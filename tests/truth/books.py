"""The books of one invoice, kept by hand: what money must come to, worked out again without a line of ours."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

FLOOR = 50  # cents, the least that a bank takes


@dataclass
class Row:
    """A line. `priced` ones are what a discount is a part of."""

    cents: int
    taxed: bool = False
    priced: bool = True


@dataclass
class Paid:
    """A payment, and what of it went back or is held back."""

    cents: int
    by_hand: bool = False
    back: int = 0
    held: int = 0
    voided: bool = False

    def counts(self) -> int:
        return 0 if self.voided else self.cents - self.back - self.held


@dataclass
class Books:
    """One invoice: its rows and payments by their number, a tax in percent, and what may be paid at once."""

    percent: Decimal
    rows: dict[int, Row]
    payments: dict[int, Paid] = field(default_factory=dict)
    under_way: int = 0
    policy: str = "full"
    least: int = 0

    def tax(self) -> int:
        taxed = sum(row.cents for row in self.rows.values() if row.taxed)
        return int((taxed * self.percent / 100).quantize(Decimal(1), ROUND_HALF_UP))

    def charged(self) -> int:
        return sum(row.cents for row in self.rows.values()) + self.tax()

    def owed(self) -> int:
        return self.charged() - sum(paid.counts() for paid in self.payments.values())

    def off(self, percent: int) -> int:
        priced = sum(row.cents for row in self.rows.values() if row.priced)
        return -int((Decimal(priced) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))

    def credit_for(self, cents: int) -> int:
        """What of a refund is no overpayment."""
        return max(cents - max(-self.owed(), 0), 0)

    def takes(self, cents: int) -> bool:
        """Whether exactly so much may be paid online now."""
        due = self.owed() - self.under_way
        rest = due - cents
        if cents == due:
            return due >= FLOOR
        open_deposit = self.least - (self.charged() - due)
        least = {"free": FLOOR, "minimum": max(self.least, FLOOR), "deposit": open_deposit}.get(self.policy, due)
        return FLOOR <= least <= cents and rest >= FLOOR and (self.policy != "deposit" or cents == open_deposit)
