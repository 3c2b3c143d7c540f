"""Received Payment: what came in by hand."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing.models import Entry
from lintel.web.office.forms import fields
from lintel.web.office.forms.asking import OfficeForm

METHODS = [
    (Entry.Method.CHECK.value, "Check"),
    (Entry.Method.CASH.value, "Cash"),
    (Entry.Method.OTHER.value, "Other"),
]
EARLIEST = date(2000, 1, 1)


class ReceivedForm(OfficeForm):
    """Amount, how, when, and a note. It knows the balance its reader saw."""

    amount = fields.AmountField(error_messages={"required": "How much did you receive?"})
    method = forms.ChoiceField(
        label="How",
        choices=METHODS,
        initial=METHODS[0][0],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it came.", "invalid_choice": "Say how it came."},
    )
    received_on = fields.day_field(label="Received on")
    note = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    balance_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, balance: int, today: date, **kwargs: Any) -> None:
        initial = {
            "amount": fields.plain(balance) if balance > 0 else "",
            "received_on": today,
            "balance_seen": balance,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.anyway = data is not None and "anyway" in data

    def clean_received_on(self) -> date:
        """A day in our times."""
        day: date = self.cleaned_data["received_on"]
        if day < EARLIEST:
            raise ValidationError(f"Is the year {day.year} right? Choose the date again.", code="year")
        return day

    def received(self) -> dict[str, Any]:
        """What receiving.receive() takes."""
        typed = self.cleaned_data
        names = ("method", "received_on", "note", "balance_seen")
        return {"amount_cents": typed["amount"], "anyway": self.anyway, **{name: typed[name] for name in names}}

    def shows(self, balance: int) -> None:
        """The next answer is given by somebody who saw this balance."""
        data = QueryDict(mutable=True)
        data.update({**self.cleaned_data_as_typed(), "balance_seen": str(balance)})
        self.data = data

    def cleaned_data_as_typed(self) -> dict[str, str]:
        """Every field as it came."""
        return {name: str(self[name].value() or "") for name in self.fields}
