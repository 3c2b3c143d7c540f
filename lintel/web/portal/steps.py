"""Sign, Pay, Report in the company's order, and what the page says at a glance. Pure functions."""

from dataclasses import dataclass, replace

from lintel.companies.models import Company
from lintel.web.portal import pay_step, sign_step, words
from lintel.web.portal.facts import MOST_NAMED, Button, Facts, Step

READ = "View Report"


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
    last = report(facts)
    if first is None and last.button:
        last = replace(last, state="next")
    steps = [replace(step, number=number) for number, step in enumerate([*marked, last], start=1)]
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
    step = replace(report(facts, sums=False), number=1)
    if step.button:
        return Standing(f"The report is ready, {facts.first_name}.", (replace(step, state="next"),), READ)
    glance = f"The report of this inspection opens here, {facts.first_name}. There is nothing for you to do."
    return Standing(glance, (step,), "")


def status(facts: Facts) -> tuple[Step, ...]:
    """The same three for somebody who only sees where things stand: no name, no amount, nothing to press."""
    signed = not any(paper.is_open for paper in facts.seen.papers)
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
        replace(_report_for_others(facts), number=3),
    )


def _report_for_others(facts: Facts) -> Step:
    if facts.published_at is None:
        return Step("Report", "wait", word="Not published yet", says=(_when(facts),))
    on = f"Published on {words.stamp(facts.local(facts.published_at))}."
    if facts.report_is_open:
        return Step("Report", "done", word="Ready", small=f"The client can read it. {on}")
    acts = [act for act, wanted in (("sign", facts.unsigned), ("pay", bool(facts.report_waits_for))) if wanted]
    return Step(
        "Report",
        "busy",
        word="Ready, waiting on the client",
        says=(f"It waits on the client to {words.listed(acts)}. {on}",),
    )


def _nothing_to_sign(facts: Facts) -> str:
    if facts.may_sign and facts.seen.mine:
        return f"Nothing is left for you to sign, {facts.first_name}."
    return f"There is nothing for you to sign, {facts.first_name}."


def report(facts: Facts, *, sums: bool = True) -> Step:
    """Whether it is out, what it waits for, and the way to it."""
    needs = _needs(facts, sums=sums)
    if facts.published_at is None:
        once = words.listed(["it is published", *needs])
        return Step("Report", "wait", word="Not published yet", says=(f"{_when(facts)} It opens here once {once}.",))
    on = f"Published on {words.stamp(facts.local(facts.published_at))}"
    if needs:
        said = f"Locked until {words.listed(needs)}. {on}; nothing else is missing."
        return Step("Report", "locked", word="Locked", says=(said,))
    return Step("Report", "open", word="Ready", says=(f"{on}.",), button=Button(READ, "report/"))


def _needs(facts: Facts, *, sums: bool) -> list[str]:
    """What has to happen, besides publishing, before the report opens: `the agreement is signed`, `$395.00 is paid`."""
    needs = []
    if facts.unsigned:
        seen = facts.seen
        if not sums:
            needs.append("everybody has signed")
        elif seen.unsigned and len(facts.signers) == 1:
            needs.append("the agreement is signed")
        elif seen.unsigned or len(seen.waits_on) > 1:
            needs.append("everybody has signed")
        else:
            needs.append(f"{seen.waits_on[0]} has signed")
    if facts.report_waits_for:
        needs += _to_be_paid(facts) if sums else ["it is paid"]
    return needs


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
    acts = [_act(facts, step) for step in steps if step.button and step.name != "Report"]
    if facts.published_at is not None:
        return _ready(facts, acts)
    if not acts:
        return _nothing_left(facts)
    if len(acts) == 1:
        return f"One thing left{_before(facts)}, {facts.first_name}: {acts[0]}."
    return f"Two things to do{_before(facts)}, {facts.first_name}: {acts[0]}, then {acts[1]}."


def _ready(facts: Facts, acts: list[str]) -> str:
    ready = f"Your report is ready, {facts.first_name}."
    if needs := _needs(facts, sums=True):
        return f"{ready} It opens the moment {words.listed(needs)}."
    return f"{ready} One thing is left: {words.listed(acts)}." if acts else ready


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
    todo = [step for step in steps if step.button and step.name != "Report"]
    if not todo:
        return READ if facts.report_is_open else ""
    amount = f" {facts.sum(facts.seen.money.asked)}" if any(step.name == "Pay" for step in todo) else ""
    return " & ".join(step.name for step in todo) + amount
