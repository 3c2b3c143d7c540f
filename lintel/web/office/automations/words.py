"""How a rule is read: when, if, and to whom, in the words of its company."""

from collections.abc import Mapping

from lintel.automations.conditions import COMPARED
from lintel.automations.models import Rule
from lintel.companies.models import Company, Member
from lintel.directory import tagging
from lintel.directory.models import Property
from lintel.inspections import audiences, happenings, kinds
from lintel.inspections.models import Participant
from lintel.messages.models import Wording
from lintel.services.models import Service

ONE = {"minutes": "minute", "hours": "hour", "days": "day", "weeks": "week", "months": "month"}
PAYER = "who paid"


class Names:
    """What a company's services, inspectors and letters are called: read once. Four statements."""

    def __init__(self, company: Company) -> None:
        services = Service.objects.of(company).values_list("key", "name")
        members = Member.objects.of(company).values_list("pk", "name")
        self.named: dict[str, Mapping[str, str]] = {
            "service": dict(services),
            "inspector": {str(pk): name for pk, name in members},
            "kind": dict(Property.Kind.choices),
            "role": dict(Participant.Role.choices),
            "tag": {tag.casefold(): tag for tag in tagging.known(company)},
        }
        own = Wording.objects.of(company).exclude(name="").order_by("name")
        self.letters = {one.kind: one.name for one in own}

    def letter(self, kind: str) -> str:
        """What a letter is called."""
        if kind == "webhook":
            return "A signed webhook"
        return kinds.KINDS[kind].title if kind in kinds.KINDS else self.letters.get(kind, "a letter that is gone")

    def condition(self, words: str) -> str:
        """A condition in a sentence: `something is still to sign`."""
        name, holds = words.removeprefix("!"), 1 if words.startswith("!") else 0
        if name in happenings.FACTS:
            return happenings.FACTS[name][holds]
        if compared := COMPARED.match(name):
            return f"{happenings.NUMBERS[compared[1] + compared[2]][holds]} {compared[3]}"
        what, _, which = name.partition(":")
        shown = self.named.get(what, {}).get(which, which)
        return f"{happenings.CHOSEN[what][holds]} {shown}"

    def conditions(self, rule: Rule) -> str:
        """All of them: `if something is still to sign and the report is published`."""
        told = (" and " if rule.needs_all else " or ").join(self.condition(one) for one in rule.conditions)
        return f"if {told}" if told else ""


def when(rule: Rule) -> str:
    """`2 days before the inspection starts`, `at once when it is scheduled`."""
    happening = happenings.HAPPENINGS[rule.moment].words
    if rule.way == Rule.Way.AT_ONCE:
        return f"at once when {happening}"
    unit = ONE[rule.unit] if rule.amount == 1 else rule.unit
    return f"{rule.amount} {unit} {rule.way} {happening}"


def to(rule: Rule) -> str:
    """`to clients and agents`."""
    if rule.channel == Rule.Channel.WEBHOOK:
        return f"to {rule.address}"
    names = [PAYER if one == "payer" else audiences.NAMES[one] for one in rule.to]
    names = [rule.address if one == audiences.NAMES["address"] else one for one in names]
    return f"to {', '.join(names)}" if names else ""
