"""Sign, Pay, Report in the company's order, and what the page says at a glance. Pure functions."""

from dataclasses import dataclass, replace

from lintel.companies.models import Company
from lintel.web.portal import pay_step, sign_step, words
from lintel.web.portal.facts import MOST_NAMED, Facts, Step


@dataclass(frozen=True, slots=True)
class Standing:
    """The dashboard in words; `bar` is what the button at a phone's bottom edge says, if there is one."""

    glance: str
    steps: tuple[Step, ...]
    bar: str

    @property
    def next(self) -> Step | None:
        """The step that carries the accent button."""
        return next((step for step in self.steps if step.state == "next"), None)


def standing(facts: Facts, order: str) -> Standing:
    """The whole dashboard, in the company's order of Sign and Pay."""
    todo = [sign_step.step(facts), pay_step.step(facts)]
    if order == Company.Order.PAY_FIRST:
        todo.reverse()
    first = next((step for step in todo if step.button), None)
    marked = [replace(step, state="next") if step is first else step for step in todo]
    steps = [replace(step, number=number) for number, step in enumerate([*marked, _report(facts)], start=1)]
    return Standing(_glance(facts, steps), tuple(steps), _bar(facts, steps))


def signing_alone(facts: Facts) -> Standing:
    """For somebody who signs or reads the agreement, and is shown nothing else."""
    step = sign_step.step(facts)
    if not step.button:
        return Standing(_nothing_to_sign(facts), (replace(step, number=1),), "")
    glance = f"One thing to do{_before(facts)}, {facts.first_name}: {sign_step.act(facts)}."
    return Standing(glance, (replace(step, state="next", number=1),), "Sign")


def report_alone(facts: Facts) -> Standing:
    """For somebody who reads the report, and is shown no amount."""
    glance = f"The report of this inspection opens here, {facts.first_name}. There is nothing for you to do."
    return Standing(glance, (replace(_report(facts, sums=False), number=1),), "")


def status(facts: Facts) -> tuple[Step, ...]:
    """The same three for somebody who only sees where things stand: no name, no amount, nothing to press."""
    signed = not any(paper.signed_at is None for paper in facts.seen.papers)
    paid = facts.seen.money.left_of_whole <= 0
    told = "The client has been told. There is nothing for you to do."
    return (
        Step("Sign", "done", word="Signed", small="The client has signed.", number=1)
        if signed
        else Step("Sign", "busy", word="Waiting on the client", says=(told,), number=1),
        Step("Pay", "done", word="Paid", small="The inspection is paid.", number=2)
        if paid
        else Step(
            "Pay", "busy", word="Waiting on the client", says=("There is nothing for you to pay or to do.",), number=2
        ),
        Step("Report", "wait", word="Not published yet", says=(_when(facts),), number=3),
    )


def _nothing_to_sign(facts: Facts) -> str:
    if facts.may_sign and facts.seen.mine:
        return f"Nothing is left for you to sign, {facts.first_name}."
    return f"There is nothing for you to sign, {facts.first_name}."


def _report(facts: Facts, *, sums: bool = True) -> Step:
    seen = facts.seen
    needs = ["it is published"]
    if not sums:
        needs += ["everybody has signed"] if seen.unsigned or seen.waits_on else []
    elif seen.unsigned and len(facts.signers) == 1:
        needs.append("the agreement is signed")
    elif seen.unsigned or len(seen.waits_on) > 1:
        needs.append("everybody has signed")
    elif seen.waits_on:
        needs.append(f"{seen.waits_on[0]} has signed")
    if facts.report_waits_for:
        needs += _to_be_paid(facts) if sums else ["it is paid"]
    return Step(
        "Report", "wait", word="Not published yet", says=(f"{_when(facts)} It opens here once {words.listed(needs)}.",)
    )


def _to_be_paid(facts: Facts) -> list[str]:
    """`$395.00 is paid`, `Gem State Mutual has paid $195.00`."""
    own, others = facts.report_waits_for.own, facts.report_waits_for.others
    needs = [f"{facts.sum(own)} is paid"] if own else []
    if len(others) > MOST_NAMED:
        together = facts.sum(sum(cents for _, cents in others))
        return [*needs, f"{words.count(len(others), '', 'others')} have paid {together}"]
    return needs + [
        f"{name} has paid {facts.sum(cents)}" if name else f"the other {facts.sum(cents)} is paid"
        for name, cents in others
    ]


def _when(facts: Facts) -> str:
    if facts.is_over:
        return f"{facts.inspector} is working on it."
    return f"{facts.inspector} writes it after the visit on {words.day(facts.start)}."


def _glance(facts: Facts, steps: list[Step]) -> str:
    acts = [_act(facts, step) for step in steps if step.button]
    if not acts:
        return _nothing_left(facts)
    if len(acts) == 1:
        return f"One thing left{_before(facts)}, {facts.first_name}: {acts[0]}."
    return f"Two things to do{_before(facts)}, {facts.first_name}: {acts[0]}, then {acts[1]}."


def _act(facts: Facts, step: Step) -> str:
    return pay_step.act(facts) if step.name == "Pay" else sign_step.act(facts)


def _nothing_left(facts: Facts) -> str:
    if facts.seen.money.under_way:
        return pay_step.processing(facts)
    if facts.is_over:
        return f"Nothing is left for you to do, {facts.first_name}. {facts.inspector} is working on the report."
    start = facts.start
    return f"All done, {facts.first_name}. {facts.inspector} comes on {words.day(start)} at {words.clock(start)}."


def _before(facts: Facts) -> str:
    start, today = facts.start, facts.local(facts.at)
    if facts.is_over:
        return ""
    days = (start.date() - today.date()).days
    if days == 0:
        return f" before {words.clock(start)}"
    return f" before {start:%A}" if days < 7 else f" before {words.day(start)}"


def _bar(facts: Facts, steps: list[Step]) -> str:
    todo = [step for step in steps if step.button]
    if not todo:
        return ""
    amount = f" {facts.sum(facts.seen.money.asked)}" if any(step.name == "Pay" for step in todo) else ""
    return " & ".join(step.name for step in todo) + amount
