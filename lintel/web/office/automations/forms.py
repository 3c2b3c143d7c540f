"""A rule as an owner writes it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from lintel.automations.models import Rule
from lintel.automations.ruling import Draft
from lintel.companies.models import Company, Member
from lintel.directory.models import Property
from lintel.inspections import audiences, happenings, kinds
from lintel.inspections.models import Participant
from lintel.messages.models import Wording
from lintel.services.models import Service
from lintel.web.office.automations.words import Names
from lintel.web.office.forms.asking import OfficeForm

BLANKS = 2
WEBHOOK = "webhook"
CHOOSE = "Choose from the list."
ASKS = [("all", "all of these hold"), ("any", "any of these holds")]
TIMES = [("once", "once for each inspection"), ("each", "each time")]
WAYS = [("at once", "at once when"), ("before", "before"), ("after", "after")]
Choices = list[tuple[str, Any]]


class RuleForm(OfficeForm):
    """When, if, then."""

    name = forms.CharField(label="Name", required=False, max_length=80)
    amount = forms.IntegerField(
        label="How many",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Write a whole number, like 2."},
    )
    unit = forms.ChoiceField(label="Unit", choices=Rule.Unit.choices, required=False)
    way = forms.ChoiceField(label="Before or after", choices=WAYS, error_messages={"invalid_choice": CHOOSE})
    moment = forms.ChoiceField(
        label="What happens",
        choices=[(one.name, one.words) for one in happenings.HAPPENINGS.values()],
        error_messages={"invalid_choice": CHOOSE},
    )
    asks = forms.ChoiceField(label="All or any", choices=ASKS, required=False)
    built_before = forms.IntegerField(label="Built before", required=False, min_value=1600, max_value=2200)
    larger_than = forms.IntegerField(
        label="Larger than, in square feet", required=False, min_value=1, max_value=999_999
    )
    letter = forms.ChoiceField(label="Letter", error_messages={"invalid_choice": CHOOSE, "required": CHOOSE})
    to = forms.MultipleChoiceField(label="To", required=False, widget=forms.CheckboxSelectMultiple)
    address = forms.CharField(label="Address", required=False, max_length=254)
    times = forms.ChoiceField(label="How often", choices=TIMES, required=False)

    def __init__(self, data: QueryDict | None, *, company: Company, rule: Rule | None) -> None:
        self.rule, self.names = rule, Names(company)
        super().__init__(data, initial=_initial(rule))
        for name in ("amount", "unit", "way", "moment", "asks"):
            self.fields[name].widget.attrs["aria-label"] = str(self.fields[name].label)
        self._offer("letter", self._letters(company))
        self._offer("to", list(audiences.NAMES.items()))
        self.choices = self._conditions(company)
        for name in ("moment", "way", "letter", "to") if rule and rule.fixed else ():
            self.fields[name].required = False

    def asked(self) -> list[str]:
        """The conditions as chosen, and blank ones to choose more."""
        chosen = self.data.getlist("condition") if self.is_bound else _plain(self.rule)  # type: ignore[attr-defined]
        return [*(one for one in chosen if one), *[""] * BLANKS]

    def clean(self) -> dict[str, Any]:
        """Conditions that are not offered are refused."""
        given = super().clean() or {}
        known = {value for _, group in self.choices for value, _ in group}
        if any(one not in known for one in self.asked() if one):
            self.add_error("asks", CHOOSE)
        return given

    def draft(self) -> Draft:
        """The rule as typed."""
        given = self.cleaned_data
        moment = given.get("moment") or (self.rule.moment if self.rule else "")
        letter = given.get("letter") or ""
        numbers = [
            *([f"year_built<{given['built_before']}"] if given.get("built_before") else []),
            *([f"square_feet>{given['larger_than']}"] if given.get("larger_than") else []),
        ]
        return Draft(
            name=given.get("name", ""),
            moment=moment,
            is_known_ahead=happenings.HAPPENINGS[moment].is_known_ahead,
            way=given.get("way") or "at once",
            amount=given.get("amount") or 0,
            unit=given.get("unit") or Rule.Unit.HOURS,
            conditions=[*dict.fromkeys(one for one in self.asked() if one), *numbers],
            needs_all=given.get("asks") != "any",
            channel=_channel(letter),
            letter=letter,
            to=given.get("to") or [],
            address=given.get("address", ""),
            each_time=given.get("times") == "each",
        )

    def _letters(self, company: Company) -> Choices:
        own = [kinds.of_own(one) for one in Wording.objects.of(company).exclude(name="").order_by("name")]
        groups = [
            (name, [one for one in kinds.KINDS.values() if one.group == name])
            for name in (kinds.REMINDERS, kinds.TEXTS)
        ]
        groups.append((kinds.OWN, own))
        return [
            ("", "Choose a letter"),
            *((name, [(one.name, one.title) for one in some]) for name, some in groups if some),
            ("To another program", [(WEBHOOK, "A signed webhook, to the address below")]),
        ]

    def _conditions(self, company: Company) -> list[tuple[str, list[tuple[str, str]]]]:
        facts = [
            (sign + name, words[place])
            for name, words in happenings.FACTS.items()
            for place, sign in enumerate(("", "!"))
        ]
        services = Service.objects.of(company).offered().values_list("key", "name")
        inspectors = Member.objects.of(company).present().filter(inspects=True).values_list("pk", "name")
        property_kinds = [one for one in Property.Kind.choices if one[0] != Property.Kind.UNKNOWN]
        groups: Sequence[tuple[str, str, Any]] = (
            ("Service", "service", services),
            ("Inspector", "inspector", inspectors),
            ("Property", "kind", property_kinds),
            ("People", "role", Participant.Role.choices),
            ("Tags", "tag", self.names.named["tag"].items()),
        )
        offered = [("Where it stands", facts)]
        for title, name, rows in groups:
            both = [(f"{sign}{name}:{value}", f"{sign}{name}:{value}") for value, _ in rows for sign in ("", "!")]
            if both:
                offered.append((title, [(value, self.names.condition(words)) for value, words in both]))
        known = {value for _, group in offered for value, _ in group}
        if gone := [one for one in _plain(self.rule) if one not in known]:
            offered.append(("Not offered any more", [(one, self.names.condition(one)) for one in gone]))
        return offered

    def _offer(self, name: str, choices: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = choices


def _channel(letter: str) -> str:
    if letter == WEBHOOK:
        return Rule.Channel.WEBHOOK
    return Rule.Channel.TEXT if letter.startswith("text-") else Rule.Channel.LETTER


class MannersForm(OfficeForm):
    """When nothing goes by itself, and how much a day."""

    quiet_from = forms.TimeField(label="From", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(label="Until", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    most = forms.IntegerField(
        label="At most a day, to one person",
        min_value=1,
        max_value=20,
        error_messages={"required": "Write a number from 1 to 20.", "invalid": "Write a number from 1 to 20."},
    )

    def __init__(self, data: QueryDict | None, *, company: Company) -> None:
        quiet = company.quiet()
        initial = {"quiet_from": quiet[0], "quiet_until": quiet[1], "most": company.letters_a_day()}
        super().__init__(data, initial=initial)


def _plain(rule: Rule | None) -> list[str]:
    """The conditions that are chosen from a list."""
    return [one for one in rule.conditions if "<" not in one and ">" not in one] if rule else []


def _initial(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"way": "before", "amount": 1, "unit": "days", "moment": "start", "to": ["clients"], "asks": "all"}
    numbers = {one.split(mark)[0]: one.split(mark)[1] for one in rule.conditions for mark in "<>" if mark in one}
    return {
        "name": rule.name,
        "amount": rule.amount or "",
        "unit": rule.unit,
        "way": rule.way,
        "moment": rule.moment,
        "asks": "all" if rule.needs_all else "any",
        "built_before": numbers.get("year_built", ""),
        "larger_than": numbers.get("square_feet", ""),
        "letter": WEBHOOK if rule.channel == Rule.Channel.WEBHOOK else rule.letter,
        "to": rule.to,
        "address": rule.address,
        "times": "each" if rule.each_time else "once",
    }
