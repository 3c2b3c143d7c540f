"""New invoice: who pays, what it is for, the services and fees, their number and when it is due."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from lintel.billing.invoicing import Fee
from lintel.companies.models import Member
from lintel.core import ids
from lintel.core.refusal import Refusal
from lintel.inspections import adding, one_offs
from lintel.services.models import Service, Tax
from lintel.web.office.forms import asking, fields, people
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.editing import TaxedFeeForm
from lintel.web.office.forms.fees import ServiceForm
from lintel.web.office.forms.invoices import OneOffPayerForm, TermsOfInvoiceForm


class SubjectForm(OfficeForm):
    """What it is for; property and day only where there are any."""

    what = forms.CharField(
        label="What it is for",
        max_length=80,
        error_messages={"required": one_offs.ForWhat.say},
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "Return trip"}),
    )
    street = forms.CharField(
        label="Property", max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    locality = forms.CharField(
        label="City, state, ZIP", max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    day = fields.day_field(label="Date", required=False)

    def subject(self) -> one_offs.Subject:
        """As the use case takes it."""
        return one_offs.Subject(**self.cleaned_data)


class OneOffSheet:
    """The page's forms together, with what was typed, ticked and answered."""

    def __init__(self, member: Member, data: QueryDict | None = None) -> None:
        company, self.data, self.problem = member.company, None, ""
        if data is not None:
            self.data = data = people.picked(asking.mended(data), company)
        self.once = (data.get("once", "")[:24] if data is not None else "") or ids.new_key(12)
        taxes = list(Tax.objects.of(company).raised())
        offered = Service.objects.of(company).offered().select_related("tax")
        self.payer = OneOffPayerForm(data, company=company)
        self.subject = SubjectForm(data)
        self.services = [ServiceForm(data, service=one, currency=company.currency) for one in offered]
        self.manual = TaxedFeeForm(data, prefix="fee", taxes=taxes, currency=company.currency)
        self.terms = TermsOfInvoiceForm(data)
        self.taxes = taxes
        if data is not None:
            self.payer.find_contacts(company)

    def parts(self) -> Iterator[OfficeForm]:
        """Every form on the page, in its order."""
        yield from (self.payer, self.subject, *self.services, self.manual, self.terms)

    def is_to_be_saved(self) -> bool:
        """Whether Save was pressed, and everything can be saved as far as the page alone can tell."""
        if self.data is None or self.data.get("act") != "save":
            return False
        return not [part for part in self.parts() if not part.is_valid()]

    def order(self) -> dict[str, Any]:
        """What one_offs.bill() takes."""
        return {
            "payer": self.payer.payer(),
            "subject": self.subject.subject(),
            "fees": self.fees(),
            "terms": self.terms.terms(),
            "once": self.once,
        }

    def fees(self) -> list[Fee]:
        """What was ticked and typed."""
        ticked = [one.fee() for one in self.services if one.is_ticked()]
        return [*ticked, self.manual.fee()] if self.manual.is_open() else ticked

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain said no to, where it belongs."""
        if isinstance(refusal, adding.DayOver):
            self.terms.refuse(refusal)
        else:
            self.problem = refusal.say

    def kept(self) -> list[str]:
        """Questions answered with `keep` so far."""
        return asking.kept(self.data) if self.data is not None else []

    def in_the_way(self) -> list[tuple[str, str]]:
        """What has to be settled first, with where it is on the page."""
        pressed = self.data is not None and self.data.get("act") == "save"
        return asking.settle_first(self.parts()) if pressed else []
