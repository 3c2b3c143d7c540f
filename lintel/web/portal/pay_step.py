"""The Pay step in words: who paid what is said as soon as there are two."""

from lintel.billing.models import Attempt
from lintel.inspections.bills import Other
from lintel.inspections.showing import Money, Paid
from lintel.web.portal import words
from lintel.web.portal.facts import MOST_NAMED, Button, Facts, Step


def step(facts: Facts) -> Step:
    """What is to pay, is under way, or is paid."""
    money = facts.seen.money
    if money.due <= 0:
        return _paid(facts, money)
    if not money.payable:
        return Step("Pay", "busy", word="Processing", says=(processing(facts),), small=_billed(facts, money))
    if not facts.inspection.is_collected():
        return Step(
            "Pay",
            "wait",
            amount=facts.sum(money.asked),
            says=("You pay once the report is ready.",),
            small="You may pay now, too." if facts.may_pay else "",
            also=Button("Pay now", "payment/") if facts.may_pay else None,
            practice=facts.practice,
        )
    return Step(
        "Pay",
        _state(facts, money),
        amount=facts.sum(money.asked),
        says=tuple(
            filter(
                None,
                (_so_far(facts, money), _billed(facts, money), _under_way(facts, money), _last_try(facts, money)),
            )
        ),
        button=Button("Pay Now" if facts.online else "How to pay", "payment/") if facts.may_pay else None,
        practice=facts.practice,
    )


def act(facts: Facts) -> str:
    """`pay $770.00`, for a sentence that lists what is to do."""
    return f"pay {facts.sum(facts.seen.money.asked)}"


def processing(facts: Facts) -> str:
    """What is said while the bank has the money and has not told."""
    sum_under_way = facts.sum(facts.seen.money.under_way)
    return f"Your bank has not confirmed the {sum_under_way} yet. Nothing is left for you to do."


def _state(facts: Facts, money: Money) -> str:
    if not facts.may_pay:
        return "wait"
    return "failed" if money.tries and money.tries[0].state == Attempt.State.FAILED else "open"


def _so_far(facts: Facts, money: Money) -> str:
    if money.choice.deposit:
        return f"The deposit. {facts.sum(money.due)} is to pay in all; the rest stays open, or you pay it at once."
    if money.counting:
        paid = (
            by(facts, money.counting) if _payers(money) > 1 else f"{facts.sum(money.paid)} {by(facts, money.counting)}"
        )
        return f"Still to pay, of {facts.sum(money.charged)}. Paid: {paid}."
    part = f"{'Your' if money.is_own else 'The client’s'} part of {facts.sum(money.whole)}"
    fee = part if money.others else "The whole fee"
    return f"{fee}, by card. It settles at once." if facts.online else f"{fee}."


def _billed(facts: Facts, money: Money) -> str:
    """What others are billed, and whether they have paid: `$195.00 is billed to Gem State Mutual, paid.`"""
    if len(money.others) <= MOST_NAMED:
        return " ".join(
            f"{facts.sum(one.charged)} is billed to {one.whom}, {one.stands(money.currency)}." for one in money.others
        )
    charged, paid = (sum(cents) for cents in zip(*((one.charged, one.paid) for one in money.others), strict=True))
    together = Other("", charged, paid)
    others = words.count(len(money.others), "", "others")
    return f"{facts.sum(charged)} is billed to {others}, {together.stands(money.currency)}."


def _under_way(facts: Facts, money: Money) -> str:
    return f"Your bank has not confirmed another {facts.sum(money.under_way)} yet." if money.under_way else ""


def _last_try(facts: Facts, money: Money) -> str:
    if not money.tries:
        return ""
    last = money.tries[0]
    if last.state == Attempt.State.FAILED:
        return f"The last payment did not go through. {last.failure or 'The bank said no.'} Nothing was taken."
    if last.state in Attempt.LIVE:
        who = "You began" if last.mine else "Somebody else began"
        return f"{who} to pay at {words.clock(facts.local(last.started_at))}; the bank has not confirmed it."
    return ""


def _paid(facts: Facts, money: Money) -> Step:
    billed = _billed(facts, money)
    if not money.payments:
        nothing = billed or "Nothing is charged for this inspection."
        return Step("Pay", "done", word="Nothing to pay", small=nothing)
    if not money.counting:
        small = f"What was paid was given back. Nothing is left to pay. {billed}".strip()
        return Step("Pay", "done", word="Given back", small=small)
    told = by(facts, money.counting)
    if _payers(money) > 1:
        small = f"Paid in full: {told}."
    else:
        small = f"Paid {told} on {words.stamp(facts.local(money.counting[-1].at))}."
    if money.due < 0:
        small += f" That is {facts.sum(-money.due)} more than it costs; the office settles it with you."
    return Step(
        "Pay",
        "done",
        amount=facts.sum(money.paid),
        small=f"{small} {billed}".strip(),
        also=Button("Order Details", "order/"),
        test=money.is_test,
    )


def by(facts: Facts, payments: tuple[Paid, ...]) -> str:
    """`by you`, or `$575.00 by you, $195.00 by Gem State Mutual`."""
    sums = _sums(payments)
    if len(sums) == 1:
        return f"by {next(iter(sums))}"
    return words.listed([f"{facts.sum(cents)} by {name}" for name, cents in sums.items()])


def _sums(payments: tuple[Paid, ...]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for payment in payments:
        name = "you" if payment.mine else payment.payer or "somebody else"
        sums[name] = sums.get(name, 0) + payment.left
    return sums


def _payers(money: Money) -> int:
    return len(_sums(money.counting))
