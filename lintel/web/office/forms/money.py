"""Received Payment: what came in by hand."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing import accepting, picturing
from lintel.billing.models import Entry, Invoice
from lintel.directory import slips
from lintel.inspections import receiving
from lintel.web.office.forms import fields
from lintel.web.office.forms.asking import OfficeForm

BUILT_IN = (Entry.Method.CHECK, Entry.Method.CASH, Entry.Method.ON_SITE)
OTHER = (Entry.Method.OTHER.value, Entry.Method.OTHER.label)
EARLIEST = date(2000, 1, 1)


class ReceivedForm(OfficeForm):
    """Amount, how, when, a check's number and picture, and notes. It knows the balance its reader saw.

    A picture is kept as soon as it came, since no browser sends it again by itself.
    """

    amount = fields.AmountField(error_messages={"required": "How much did you receive?"})
    method = forms.ChoiceField(
        label="How",
        initial=BUILT_IN[0].value,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it came.", "invalid_choice": "Say how it came."},
    )
    received_on = fields.day_field(label="Received on")
    check_number = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"})
    )
    picture = forms.FileField(
        label="Picture of the check",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"empty": picturing.NotAPicture.say, "invalid": picturing.NotAPicture.say},
    )
    receipt_to = fields.AddressField(
        label="Send the receipt to",
        required=False,
        error_messages={"invalid": "That is not an email address. It looks like name@example.com."},
    )
    client_note = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    note = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    balance_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, invoice: Invoice, balance: int, today: date, **kwargs: Any
    ) -> None:
        company, self.payer = invoice.company, invoice.payer
        initial = {
            "receipt_to": self.payer.email,
            "amount": fields.plain(balance, company.currency) if balance > 0 else "",
            "received_on": today,
            "balance_seen": balance,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.company = company
        self.ways = {f"way {way.key}": way.name for way in accepting.accepted(company)}
        how: Any = self.fields["method"]
        how.choices = [*((one.value, one.label) for one in BUILT_IN), *self.ways.items(), OTHER]
        amount: Any = self.fields["amount"]
        amount.currency = company.currency
        said = data.get("picture_kept", "") if data is not None else ""
        self.picture_kept = said if said and picturing.is_kept(company, said) else ""

    def clean_received_on(self) -> date:
        """A day in our times."""
        day: date = self.cleaned_data["received_on"]
        if day < EARLIEST:
            raise ValidationError(f"Is the year {day.year} right? Choose the date again.", code="year")
        return day

    def clean_receipt_to(self) -> str:
        """Ask about slips of the finger."""
        typed: str = self.cleaned_data["receipt_to"]
        if typed != self.payer.email and (likely := slips.likely(typed)):
            self.ask("receipt_to", typed, f"Is {typed} right?", keep="Keep as typed", mend=(f"Use {likely}", likely))
        return typed

    def clean_picture(self) -> str:
        """The picture's name in the file store."""
        handed_in = self.cleaned_data["picture"]
        if handed_in:
            try:
                self.picture_kept = picturing.keep(self.company, handed_in)
            except picturing.NotAPicture as refusal:
                raise ValidationError(refusal.say, code="picture") from None
        return self.picture_kept

    def receipt_hint(self) -> str:
        """Whose receipt it is."""
        return f"{self.payer.name}’s receipt. Empty: none is sent."

    def asked_about(self) -> str:
        """What `anyway` is said to: this amount and no other."""
        return str(self.cleaned_data.get("amount", ""))

    def received(self) -> dict[str, Any]:
        """What receiving.receive() takes."""
        typed = self.cleaned_data
        names = ("received_on", "check_number", "picture", "note", "client_note", "balance_seen")
        way = self.ways.get(typed["method"], "")
        return {
            "amount_cents": typed["amount"],
            "anyway": self.data.get("anyway") == self.asked_about(),
            "method": Entry.Method.OTHER.value if way else typed["method"],
            "way": way,
            "receipt_to": self._receipt_to(),
            **{name: typed[name] for name in names},
        }

    def _receipt_to(self) -> str | None:
        """Where the receipt goes, if not to the payer's own address."""
        typed: str = self.cleaned_data["receipt_to"]
        return None if typed == self.payer.email or self.add_prefix("receipt_to") not in self.data else typed

    def shows(self, balance: int) -> None:
        """The next answer is given by somebody who saw this balance."""
        data = QueryDict(mutable=True)
        data.update({**self.cleaned_data_as_typed(), "balance_seen": str(balance)})
        self.data = data

    def cleaned_data_as_typed(self) -> dict[str, str]:
        """Every field as it came."""
        return {name: str(self[name].value() or "") for name in self.fields if name != "picture"}


class VoidForm(OfficeForm):
    """Why a payment counts no more."""

    reason = forms.CharField(
        max_length=200,
        error_messages={"required": receiving.ReasonNeeded.say},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
