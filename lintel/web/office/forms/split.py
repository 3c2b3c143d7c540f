"""Split: who pays how much of one invoice, by amounts, by shares, or in equal parts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing.models import Invoice
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.inspections import adding, splitting
from lintel.inspections.models import Inspection
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.bill import Sheet, payers

EQUAL, SHARES, AMOUNTS = "equal", "shares", "amounts"
MOST_WEIGHT = 1000


class HowForm(OfficeForm):
    """By what it is split."""

    how = forms.ChoiceField(
        label="How",
        required=False,
        initial=EQUAL,
        widget=forms.RadioSelect,
        choices=[(EQUAL, "Equal parts"), (SHARES, "By shares"), (AMOUNTS, "By amounts")],
    )

    def chosen(self) -> str:
        """Of the three, as far as it was said."""
        said = self["how"].value()
        return str(said) if said in {EQUAL, SHARES, AMOUNTS} else EQUAL


class WayForm(OfficeForm):
    """One payer and their share: an amount, or so many parts of it."""

    payer = forms.TypedChoiceField(
        empty_value=None, error_messages={"required": "Choose who pays.", "invalid_choice": adding.NotInPeople.say}
    )
    share = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "r"}),
    )

    def __init__(
        self, data: QueryDict | None, *, number: int, how: str, people: dict[str, tuple[str, Any]], usual: str
    ) -> None:
        super().__init__(data, prefix=f"w{number}", initial={"payer": usual})
        self.how = how
        payer: Any = self.fields["payer"]
        payer.choices = [("", "Choose who pays"), *((key, label) for key, (label, _) in people.items())]
        payer.coerce = lambda key: people[key][1]
        payer.label, self.fields["share"].label = f"Payer {number + 1}", f"Share of payer {number + 1}"

    def clean_share(self) -> int | None:
        """Cents, or how many parts; None for the rest."""
        typed = self.cleaned_data["share"].strip()
        if self.how == EQUAL:
            return 1
        if self.how == AMOUNTS:
            try:
                return money.read(typed) if typed else None
            except Refusal as refusal:
                raise ValidationError(refusal.say, code="amount") from None
        weight = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < len(str(MOST_WEIGHT)) else 0
        if not weight:
            raise ValidationError("Write a whole number, like 1 or 2.", code="required" if not typed else "share")
        return weight


class Split(Sheet):
    """The page's forms: as many payers as there are rows."""

    def __init__(self, inspection: Inspection, data: QueryDict | None, *, invoice: Invoice) -> None:
        self.invoice, self.whole = invoice, adding.charged_on(invoice)
        super().__init__(inspection, data)

    def _make(self) -> None:
        data, people = self.data, payers(self.inspection)
        said = data.get("rows", "") if data is not None else ""
        rows = int(said) if said.isascii() and said.isdecimal() and len(said) < 3 else 2
        rows += data is not None and data.get("row") == "add"
        rows -= data is not None and data.get("row") == "less"
        rows = max(2, min(rows, splitting.MOST_WAYS))
        self.how = HowForm(data)
        clients = [str(one.pk) for one in self.inspection.clients()]
        own = next((key for key, (_, contact) in people.items() if contact.pk == self.invoice.payer_id), "")
        usual = [own, *(key for key in clients if key != own), own]
        self.ways = [
            WayForm(
                data, number=place, how=self.how.chosen(), people=people, usual=dict(enumerate(usual)).get(place, "")
            )
            for place in range(rows)
        ]

    def has_room(self) -> bool:
        """Whether one payer more is possible."""
        return len(self.ways) < splitting.MOST_WAYS

    def parts(self) -> list[OfficeForm]:
        """The payers, and how; what the domain refuses stands above them all."""
        return [*self.ways, self.how]

    def order(self) -> dict[str, Any]:
        """What splitting.split() takes. Raises splitting.DoesNotAddUp."""
        said = [way.cleaned_data["share"] for way in self.ways]
        if self.how.chosen() == AMOUNTS:
            cents = splitting.amounts(self.whole, said, self.invoice.currency)
        else:
            cents = splitting.shares(self.whole, said)
        ways = [splitting.Way(way.cleaned_data["payer"], part) for way, part in zip(self.ways, cents, strict=True)]
        return {"invoice": self.invoice, "ways": ways}
