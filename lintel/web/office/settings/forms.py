"""What owners type in Settings."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing import accepting
from lintel.companies.arranging import Particulars
from lintel.companies.models import Company, Member
from lintel.core import money
from lintel.directory import slips
from lintel.services.levying import Levy
from lintel.services.models import Service, Tax
from lintel.services.offering import Offer
from lintel.web import zones
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.editing import tax_field
from lintel.web.office.forms.fields import AddressField, AmountField, plain

NOT_LISTED = "Choose one from the list."
NOT_AN_ADDRESS = "That is not an email address. It looks like name@example.com."


class WithAddress(OfficeForm):
    """A form with an email address, in which slips of the finger are questioned."""

    def clean(self) -> dict[str, Any]:
        """Ask about a likely slip, once for each address."""
        typed = str(self["email"].value() or "").strip()
        likely = slips.likely(typed) if typed else None
        if likely:
            wrong = self.errors.pop("email", None)
            keep = "" if wrong else "Keep as typed"
            self.ask("email", typed, "Is this address right?", keep=keep, mend=(f"Use {likely}", likely))
        return self.cleaned_data


class CompanyForm(WithAddress):
    """What a company says about itself."""

    name = forms.CharField(
        label="Company name",
        max_length=120,
        error_messages={"required": "A company needs a name: it heads every letter and every client’s page."},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    telephone = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"}))
    email = AddressField(required=False, error_messages={"invalid": NOT_AN_ADDRESS})
    address = forms.CharField(max_length=200, required=False)
    zone = forms.ChoiceField(label="Time zone", error_messages={"invalid_choice": NOT_LISTED})
    colour = forms.CharField(
        label="Colour", max_length=20, required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    steps = forms.ChoiceField(
        label="On the client’s page",
        choices=Company.Order.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the two.", "required": "Choose one of the two."},
    )
    payment_instructions = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, data: QueryDict | None = None, *, company: Company, **kwargs: Any) -> None:
        super().__init__(data, initial={name: getattr(company, name) for name in self.base_fields}, **kwargs)
        zone: Any = self.fields["zone"]
        zone.choices = zones.choices(company.zone)

    def particulars(self) -> Particulars:
        return Particulars(**self.cleaned_data)


class ServiceForm(OfficeForm):
    """A service: what it is called, what it costs, how long it takes."""

    name = forms.CharField(
        max_length=80,
        error_messages={
            "required": "A service needs a name: clients read it on the invoice.",
            "max_length": "That is longer than 80 letters. Shorten it, and put the rest in the description.",
        },
    )
    description = forms.CharField(max_length=200, required=False)
    price = AmountField(error_messages={"required": "What does it cost? Write 0 when it is free."})
    minutes = forms.IntegerField(
        required=False,
        error_messages={"invalid": "Write the minutes as a whole number, such as 150."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "r", "autocomplete": "off"}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, company: Company, service: Service | None = None, **kwargs: Any
    ) -> None:
        initial = {}
        if service:
            initial = {
                "name": service.name,
                "description": service.description,
                "price": plain(service.price_cents, company.currency),
                "minutes": str(service.minutes),
                "tax": service.tax.key if service.tax else "",
            }
        super().__init__(data, initial=initial, **kwargs)
        price: Any = self.fields["price"]
        price.currency = company.currency
        self.taxes = list(Tax.objects.of(company).raised())
        self.fields["tax"] = tax_field(self.taxes, "Tax")

    def what(self) -> Offer:
        cleaned = self.cleaned_data
        return Offer(cleaned["name"], cleaned["price"], cleaned["minutes"] or 0, cleaned["description"], cleaned["tax"])


class TaxForm(OfficeForm):
    """A tax: its name, its rate in percent, and the number under which it is paid over."""

    name = forms.CharField(
        max_length=40, error_messages={"required": "A tax needs a name: clients read it on the invoice."}
    )
    rate = forms.CharField(
        max_length=20,
        error_messages={"required": "How many percent? Write it like 5 or 9.975."},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "r", "autocomplete": "off"}),
    )
    number = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: QueryDict | None = None, *, tax: Tax | None = None, **kwargs: Any) -> None:
        initial = {"name": tax.name, "rate": tax.rate_words(), "number": tax.number} if tax else {}
        super().__init__(data, initial=initial, **kwargs)

    def clean_rate(self) -> int:
        """Thousandths of a percent."""
        try:
            return money.read_rate(self.cleaned_data["rate"])
        except money.NotARate as refusal:
            raise ValidationError(refusal.say, code="rate") from None

    def what(self) -> Levy:
        return Levy(**self.cleaned_data)


class WayForm(OfficeForm):
    """A way of being paid by hand."""

    name = forms.CharField(
        max_length=40,
        error_messages={"required": accepting.WayNameNeeded.say},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PersonForm(OfficeForm):
    """A member's name, role, and whether they can be booked."""

    name = forms.CharField(max_length=120, error_messages={"required": "Write the name: clients know them by it."})
    role = forms.ChoiceField(choices=Member.Role.choices, error_messages={"invalid_choice": NOT_LISTED})
    inspects = forms.BooleanField(label="Inspects", required=False)


class InviteForm(WithAddress):
    """Whom to ask in."""

    name = forms.CharField(
        max_length=120,
        error_messages={"required": "Write the person’s name: clients will know them by it."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = AddressField(
        error_messages={"required": "Write the address the invitation goes to.", "invalid": NOT_AN_ADDRESS},
    )
    role = forms.ChoiceField(
        choices=Member.Role.choices, initial=Member.Role.INSPECTOR, error_messages={"invalid_choice": NOT_LISTED}
    )
    inspects = forms.BooleanField(label="Inspects", required=False, initial=True)
