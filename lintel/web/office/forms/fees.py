"""Services ticked with their prices, and a Manual Fee."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing.invoicing import Fee
from lintel.core import money
from lintel.services.models import Service
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fields import AmountField, plain

ABSURD_TIMES = 5
ABSURD_FROM_CENTS = 1_000_00


class ServiceForm(OfficeForm):
    """One service: ticked or not, at its usual price or another."""

    on = forms.BooleanField(required=False)
    price = AmountField(required=False)

    def __init__(self, data: QueryDict | None = None, *, service: Service, currency: str, **kwargs: Any) -> None:
        initial = {"price": plain(service.price_cents, currency)}
        super().__init__(data, prefix=f"s-{service.key}", initial=initial, **kwargs)
        self.service, self.currency = service, currency
        in_currency(self, "price", currency)
        self.fields["price"].widget.attrs["aria-label"] = f"Price of {service.name}"
        self.fields["price"].label = f"Price of {service.name}"

    def is_ticked(self) -> bool:
        """Whether it is to be done."""
        return bool(self["on"].value())

    def clean(self) -> dict[str, Any]:
        """The price matters only where the service is ticked."""
        if not self.is_ticked():
            self.errors.pop("price", None)
            return self.cleaned_data
        cents = self.cleaned_data.get("price")
        if cents is None:
            if "price" not in self.errors:
                self.add_error("price", ValidationError("Write a price.", code="required"))
        elif cents < 0:
            self.add_error("price", "A price cannot be below zero. Give a discount as a Manual Fee.")
        else:
            question_price(self, "price", cents, self.service, self.currency)
        return self.cleaned_data

    def fee(self) -> Fee:
        """The line it makes."""
        return Fee.of(self.service, self.cleaned_data["price"])

    def cents(self) -> int:
        """The price as typed so far; 0 where it is none."""
        return cents_typed(self, "price", self.currency)

    def present(self) -> Fee:
        """The line it makes, as typed so far."""
        return Fee.of(self.service, self.cents())


def in_currency(form: OfficeForm, field: str, currency: str) -> None:
    """The amount in this field is of that currency, with as many places as it has."""
    amount: Any = form.fields[field]
    amount.currency = currency


def cents_typed(form: OfficeForm, field: str, currency: str) -> int:
    """The amount as typed so far; 0 where it is none."""
    try:
        return money.read(str(form[field].value() or ""), currency)
    except money.NotAnAmount:
        return 0


def question_price(form: OfficeForm, field: str, cents: int, service: Service | None, currency: str) -> None:
    """Ask where a service costs nothing, or many times what it usually does."""
    if service is None:
        return
    typed, normal = money.show(cents, currency), service.price_cents
    mend = (f"Use {money.show(normal, currency)}", plain(normal, currency)) if normal != cents else None
    if cents == 0 and normal:
        form.ask(field, "0", f"{service.name} for nothing?", keep=f"Keep {typed}", mend=mend)
    elif cents >= max(ABSURD_FROM_CENTS, ABSURD_TIMES * normal):
        usual = f" It is usually {money.show(normal, currency)}." if normal else ""
        form.ask(field, str(cents), f"{typed} for {service.name}?{usual}", keep=f"Keep {typed}", mend=mend)


class ManualFeeForm(OfficeForm):
    """A line of one's own; below zero it is a discount."""

    description = forms.CharField(
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    amount = AmountField(required=False)

    def __init__(self, data: QueryDict | None = None, *, currency: str, needed: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.currency, self.needed = currency, needed
        in_currency(self, "amount", currency)

    def is_open(self) -> bool:
        """Whether something was typed."""
        return any(str(self[name].value() or "").strip() for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Words and an amount belong together."""
        if not self.is_open() and not self.needed:
            return self.cleaned_data
        if not self.cleaned_data.get("description") and "description" not in self.errors:
            self.add_error("description", ValidationError("Say what the fee is for.", code="required"))
        amount = self.cleaned_data.get("amount")
        if amount is None and "amount" not in self.errors:
            self.add_error("amount", ValidationError("Write the amount; a discount has a minus.", code="required"))
        elif amount == 0:
            self.add_error("amount", "A fee of $0.00 changes nothing. Write the amount.")
        return self.cleaned_data

    def fee(self) -> Fee:
        """The line it makes."""
        return Fee(self.cleaned_data["description"], self.cleaned_data["amount"])

    def words(self) -> str:
        """What it is for, as typed so far."""
        return str(self["description"].value() or "").strip() or "Manual Fee"

    def cents(self) -> int:
        """The amount as typed so far; 0 where it is none."""
        return cents_typed(self, "amount", self.currency)
