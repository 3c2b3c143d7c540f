"""What somebody pays of the fees, and what their invoice carries, as it is typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing import invoicing
from lintel.billing.models import Invoice, Line
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.inspections import adding, bills, requesting
from lintel.inspections.models import Inspection, Participant
from lintel.web.office.forms import fields
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.people import NewPersonForm, Part

SERVICE, AMOUNT, PERCENT = "service", "amount", "percent"
OTHERS = [(one.value, one.label) for one in Participant.Role if one != Participant.Role.CLIENT]


class PortionForm(OfficeForm):
    """Services, an amount or a percentage of the client's invoice; the payer's own number, and when it is due."""

    kind = forms.ChoiceField(
        label="What they pay",
        required=False,
        widget=forms.RadioSelect,
        choices=[(SERVICE, "Service"), (AMOUNT, "Fixed Amount"), (PERCENT, "Percentage")],
    )
    lines = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": adding.ServiceGone.say},
    )
    amount = fields.AmountField(label="Amount", required=False)
    percent = forms.CharField(
        label="Percent of all fees",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "r"}),
    )
    reference_kind = forms.ChoiceField(label="Their number", required=False, choices=Invoice.Reference.choices)
    reference = forms.CharField(
        label="Number",
        required=False,
        max_length=adding.LONGEST_REFERENCE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = fields.day_field(label="Due date", required=False)

    def __init__(self, data: QueryDict | None, *, inspection: Inspection, usual: str = SERVICE) -> None:
        self.out_of = bills.of(inspection).select_related("payer")[0]
        self.movable = [line for line in invoicing.current_lines(self.out_of) if line.kind in adding.MOVABLE]
        usual = usual if self.movable else AMOUNT
        super().__init__(data, initial={"kind": usual, "reference_kind": Invoice.Reference.CLAIM.value})
        self.usual = usual
        choices: Any = self.fields["lines"]
        choices.choices = [(str(line.pk), line.description) for line in self.movable]
        amount: Any = self.fields["amount"]
        amount.currency = self.out_of.currency

    def clean(self) -> dict[str, Any]:
        """Only what was chosen counts."""
        typed = self.cleaned_data
        kind = typed.get("kind") or self.usual
        for other in {"lines": SERVICE, "amount": AMOUNT, "percent": PERCENT}.items():
            if other[1] != kind:
                self.errors.pop(other[0], None)
        return {**typed, "kind": kind}

    def clean_lines(self) -> frozenset[int]:
        """The services, by their lines."""
        return frozenset(int(pk) for pk in self.cleaned_data["lines"])

    def clean_percent(self) -> int:
        """Thousandths of a percent."""
        typed = self.cleaned_data["percent"].strip()
        try:
            return money.read_rate(typed) if typed else 0
        except Refusal as refusal:
            raise ValidationError(refusal.say, code="rate") from None

    def offered(self) -> list[tuple[Line, forms.boundfield.BoundWidget]]:
        """Each service with its box."""
        return list(zip(self.movable, self["lines"], strict=True))

    def refuse(self, refusal: Refusal, names: dict[str, str] | None = None) -> None:
        """Show it where it can be mended."""
        at = {SERVICE: "lines", AMOUNT: AMOUNT, PERCENT: PERCENT}[self.cleaned_data["kind"]]
        super().refuse(refusal, names or {"services": "lines", "amount": at})

    def portion(self) -> adding.Portion:
        """What they pay."""
        typed = self.cleaned_data
        match typed["kind"]:
            case "service":
                return adding.Portion(lines=typed["lines"])
            case "percent":
                return adding.Portion(rate=typed["percent"] or None)
            case _:
                return adding.Portion(cents=typed["amount"] or 0)

    def terms(self) -> adding.Terms:
        """What their invoice carries."""
        typed = self.cleaned_data
        return adding.Terms(
            typed["reference"], typed["reference_kind"], typed["due_on"], message=typed.get("message", "")
        )


class AddInvoiceForm(PortionForm):
    """Who of the people takes over what."""

    contact = forms.TypedChoiceField(
        label="Contact",
        empty_value=None,
        error_messages={
            "required": "Choose who pays. Whoever is not here yet is added under People.",
            "invalid_choice": adding.NotInPeople.say,
        },
    )

    def __init__(self, data: QueryDict | None, *, inspection: Inspection) -> None:
        super().__init__(data, inspection=inspection)
        contact: Any = self.fields["contact"]
        people_by_key = payers(inspection)
        contact.choices = [("", "Choose who pays"), *((key, label) for key, (label, _) in people_by_key.items())]
        contact.coerce = lambda key: people_by_key[key][1]


class MessageForm(PortionForm):
    """The same for somebody who is no client, with words to them."""

    message = forms.CharField(
        label="Message to the payer",
        required=False,
        max_length=adding.LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PayerForm(NewPersonForm):
    """Who pays, and what they are."""

    role = forms.ChoiceField(label="What they are", required=False)

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        part = Part(Participant.Role.CLIENT, "payer", requesting.NameNeeded.say)
        super().__init__(data, part=part, prefix="p", **kwargs)
        self.fields["name"].label, self.fields["phone"].label = "Name", "Phone"
        role: Any = self.fields["role"]
        role.choices = [("", "Choose"), *OTHERS]

    def clean_role(self) -> str:
        """What they are in this inspection."""
        role: str = self.cleaned_data["role"]
        if not role:
            raise ValidationError("Say what they are: People lists them so.", code="required")
        return role

    def payer(self) -> requesting.Payer:
        """Whom the use case takes."""
        return requesting.Payer(role=self.cleaned_data["role"], **self.cleaned(), meant=self.meant())


def payers(inspection: Inspection) -> dict[str, tuple[str, Any]]:
    """Everyone in People once, the clients last, by their part: what they are called, and their contact."""
    parts: dict[int, list[Participant]] = {}
    for one in sorted(inspection.people(), key=lambda one: one.role == Participant.Role.CLIENT):
        parts.setdefault(one.contact_id, []).append(one)
    return {
        str(several[0].pk): (
            f"{several[0].contact.name}, {' and '.join(one.get_role_display().lower() for one in several)}",
            several[0].contact,
        )
        for several in parts.values()
    }
