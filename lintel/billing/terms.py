"""How much of what is due may be paid at once, by a policy. Pure."""

from dataclasses import dataclass

from lintel.billing.models import Terms
from lintel.core import money

LEAST = {"GBP": 30, "JPY": 50, "AED": 200, "HKD": 400, "MXN": 1000}  # https://docs.stripe.com/currencies#minimum
USUAL_LEAST = 50


def bank_takes(currency: str) -> int:
    """The least that is taken online, in minor units."""
    return LEAST.get(currency, USUAL_LEAST)


def bank_steps(currency: str) -> int:
    """Of how many minor units an amount taken online is a multiple: a dinar is taken to the hundredth."""
    return 10 if money.PLACES.get(currency) == 3 else 1


def too_fine(cents: int, currency: str) -> str:
    """Why this balance cannot be paid online, as a sentence; empty where it can."""
    if cents <= 0 or cents % bank_steps(currency) == 0:
        return ""
    shown, next_one = (money.show(one, currency) for one in (cents, cents + -cents % bank_steps(currency)))
    return f"{shown} cannot be paid online: banks take {currency} to two places only, such as {next_one}."


def too_little(cents: int, currency: str) -> str:
    """Why so little cannot be paid online, as a sentence; empty where it can, or nothing is to be paid."""
    floor = bank_takes(currency)
    if not 0 < cents < floor:
        return ""
    shown, least = money.show(cents, currency), money.show(floor, currency)
    return f"{shown} is less than the {least} that can be paid online at least."


@dataclass(frozen=True, slots=True)
class Possible:
    """What may be paid now: the whole of `due`, and beside it `deposit`, or anything from `least` on, or nothing."""

    due: int
    currency: str
    least: int = 0
    deposit: int = 0

    @property
    def asks(self) -> bool:
        """Whether there is an amount to choose."""
        return bool(self.deposit) or self.least < self.due

    @property
    def most(self) -> int:
        """The largest part that leaves a rest which a bank takes."""
        return max(self.due - bank_takes(self.currency), self.least)

    def allows(self, cents: int) -> bool:
        """Whether exactly this may be paid: a rest that no bank takes must not be left."""
        rest = self.due - cents
        floor = bank_takes(self.currency)
        if cents % bank_steps(self.currency):
            return False
        if rest == 0 or (self.deposit and cents == self.deposit):
            return self.due >= floor
        return self.least <= cents < self.due and rest >= floor and not self.deposit

    def words(self) -> str:
        """What is possible, as a sentence."""
        whole = money.show(self.due, self.currency)
        if why_not := too_little(self.due, self.currency) or too_fine(self.due, self.currency):
            return why_not
        if self.deposit:
            return f"Either the deposit of {money.show(self.deposit, self.currency)} or the whole {whole} can be paid."
        if self.least < self.due:
            least, most = (money.show(cents, self.currency) for cents in (self.least, self.most))
            return f"From {least} to {most}, or the whole {whole}, can be paid now."
        return f"The amount changed while this page was open. {whole} is to pay now."


def possible(policy: str, least_cents: int, *, due: int, paid: int, currency: str) -> Possible:
    """What may be paid of `due` when `paid` has come in or is under way, all in minor units.

    A deposit is asked for until as much has been paid; what remains of it is the next one.
    """
    floor = bank_takes(currency)
    match policy:
        case Terms.Policy.FREE:
            least = floor
        case Terms.Policy.MINIMUM:
            least = max(least_cents, floor)
        case Terms.Policy.DEPOSIT if floor <= least_cents - paid <= due - floor:
            return Possible(due, currency, due, least_cents - paid)
        case _:
            least = due
    return Possible(due, currency, least if least <= due - floor else due)
