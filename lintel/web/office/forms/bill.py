"""What somebody pays of the fees, and what their invoice carries, as it is typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing import invoicing
from lintel.billing.models import Invoice, Line
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.inspections import adding, bills, pricing, requesting
from lintel.inspections.models import Inspection, Participant
from lintel.web.office.forms import asking, fields, people
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.people import Part, PersonForm

SERVICE, AMOUNT, PERCENT = "service", "amount", "percent"
OTHERS = [(one.value, one.label) for one in Participant.Role if one != Participant.Role.CLIENT]
SEND = "send"
SAVES, FILLING = {"save", SEND}, {asking.MEND, "pick", "row"}


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


class PayerForm(PersonForm):
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
        return requesting.Payer(role=self.cleaned_data["role"], **self.cleaned())


class Sheet:
    """The forms of one page about who pays what, and what is asked before it is saved."""

    def __init__(self, inspection: Inspection, data: QueryDict | None) -> None:
        self.inspection, self.question, self.problem, self.note = inspection, "", "", ""
        self.data = self._filled(data) if data is not None else None
        self._make()

    def _filled(self, data: QueryDict) -> QueryDict:
        return asking.mended(data)

    def _make(self) -> None:
        raise NotImplementedError

    def parts(self) -> list[OfficeForm]:
        """Every form of the page."""
        raise NotImplementedError

    def order(self) -> dict[str, Any]:
        """What the use case takes, but for who does it and when."""
        raise NotImplementedError

    def can_be_foreseen(self) -> bool:
        """Whether so much is typed that it can be said what it comes to."""
        return self.is_ready()

    def foreseen(self) -> dict[str, Any]:
        """What the use case takes to say it."""
        return self.order()

    def is_pressed(self) -> bool:
        """Whether Save was pressed, and not a button that only fills something in."""
        sent = self.data if self.data is not None else {}
        return (sent.get("act") in SAVES or asking.ANYWAY in sent) and not FILLING & set(sent)

    def is_ready(self) -> bool:
        """Whether it can be saved as far as the page alone can tell."""
        return self.data is not None and not [part for part in self.parts() if not part.is_valid()]

    def sends(self) -> bool:
        """Whether the letter is wanted next."""
        return self.data is not None and (self.data.get("act") or self.data.get("then")) == SEND

    def standing(self) -> int:
        """What the page has seen of the fees."""
        return pricing.standing(self.inspection)

    def seen(self) -> int | None:
        """What the page had seen when it was typed."""
        said = self.data.get("seen", "") if self.data is not None else ""
        return int(said) if said.isascii() and said.isdecimal() else None

    def anyway(self) -> bool:
        """Whether the question was answered."""
        return self.data is not None and asking.is_answered(self.data)

    def typed(self) -> str:
        """What `anyway` is said to."""
        return asking.digest(self.data) if self.data is not None else ""

    def kept(self) -> list[str]:
        """Questions answered with `keep` so far."""
        return asking.kept(self.data) if self.data is not None else []

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain said no to; about money that came in already it asks."""
        if isinstance(refusal, adding.PaidAlready):
            self.question = refusal.say
        elif isinstance(refusal, pricing.FeesMoved):
            self.problem = refusal.say
        else:
            self.parts()[-1].refuse(refusal)

    def calm(self) -> None:
        """What is merely not typed yet is no mistake while nothing was to be saved."""
        if not self.is_pressed():
            for part in self.parts():
                part.leave_blanks_alone()


class AddInvoice(Sheet):
    """Add Invoice, for somebody in People."""

    def _make(self) -> None:
        self.form = AddInvoiceForm(self.data, inspection=self.inspection)

    def parts(self) -> list[OfficeForm]:
        """One form."""
        return [self.form]

    def order(self) -> dict[str, Any]:
        """What adding.add() takes."""
        form = self.form
        return {"payer": form.cleaned_data["contact"], "portion": form.portion(), "terms": form.terms()}


class RequestPayment(Sheet):
    """Request payment from someone else: the payer made and billed in one step."""

    def _filled(self, data: QueryDict) -> QueryDict:
        return people.picked(asking.mended(data), self.inspection.company)

    def _make(self) -> None:
        self.payer = PayerForm(self.data)
        self.form = MessageForm(self.data, inspection=self.inspection, usual=AMOUNT)

    def parts(self) -> list[OfficeForm]:
        """The payer, and what they pay."""
        return [self.payer, self.form]

    def order(self) -> dict[str, Any]:
        """What requesting.request() takes."""
        return {"payer": self.payer.payer(), "portion": self.form.portion(), "terms": self.form.terms()}

    def can_be_foreseen(self) -> bool:
        """Whatever is still to be said about the payer."""
        return self.data is not None and self.form.is_valid()

    def foreseen(self) -> dict[str, Any]:
        """With somebody in the payer's place."""
        payer = requesting.Payer(self.payer.typed("name") or "Whoever pays", OTHERS[0][0])
        return {"payer": payer, "portion": self.form.portion(), "terms": self.form.terms()}


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
