"""What an invoice says of its payer: who they are, their own number for it, and the day it is due."""

from datetime import datetime

from django import forms
from django.http import QueryDict

from lintel.billing.models import Invoice
from lintel.companies.models import Company, Member
from lintel.inspections import one_offs, rebilling
from lintel.inspections.adding import LONGEST_REFERENCE, Terms
from lintel.inspections.models import Inspection, Participant
from lintel.web.office.forms import fields
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.people import NewPersonForm, Part

PAYER = Part(Participant.Role.CLIENT, "payer", one_offs.NameNeeded.say)


class TermsOfInvoiceForm(OfficeForm):
    """Their number, of which kind it is, and the due date; all may be left empty."""

    reference_kind = forms.ChoiceField(label="Kind of number", choices=Invoice.Reference.choices, required=False)
    reference = forms.CharField(
        label="Their number",
        max_length=LONGEST_REFERENCE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    due_on = fields.day_field(label="Due", required=False)

    def __init__(self, data: QueryDict | None = None, *, invoice: Invoice | None = None) -> None:
        known = {name: getattr(invoice, name) for name in ("reference", "reference_kind", "due_on")} if invoice else {}
        super().__init__(data, initial=known)

    def terms(self) -> Terms:
        """As the use cases take them."""
        typed = self.cleaned_data
        return Terms(typed["reference"], typed["reference_kind"], typed["due_on"])


class PayerForm(OfficeForm):
    """Somebody else in People."""

    contact = forms.ChoiceField(
        label="Contact",
        error_messages={
            "required": "Choose who pays it instead.",
            "invalid_choice": "That person is not in People any more. Choose again.",
        },
    )

    def __init__(self, data: QueryDict | None, inspection: Inspection, invoice: Invoice) -> None:
        super().__init__(data)
        self.inspection = inspection
        people = [one for one in inspection.people() if one.contact_id != invoice.payer_id]
        self.contacts = {one.contact.key: one.contact for one in people}
        named = {one.contact.key: f"{one.contact.name}, {one.get_role_display().lower()}" for one in people}
        self.fields["contact"].choices = [("", "Choose"), *named.items()]  # type: ignore[attr-defined]

    def change(self, invoice: Invoice, *, by: Member, at: datetime) -> None:
        """Bill them. Raises as rebilling.change_payer()."""
        chosen = self.contacts[self.cleaned_data["contact"]]
        rebilling.change_payer(inspection=self.inspection, invoice=invoice, payer=chosen, by=by, at=at)


class OneOffPayerForm(NewPersonForm):
    """Anybody, found by address and name or made."""

    def __init__(self, data: QueryDict | None = None, *, company: Company) -> None:
        super().__init__(data, company=company, part=PAYER, prefix="p")

    def payer(self) -> one_offs.Payer:
        """As the use cases take them."""
        return one_offs.Payer(**self.cleaned(), meant=self.meant())

    def change(self, invoice: Invoice, *, by: Member, at: datetime) -> None:
        """Bill them. Raises as one_offs.change_payer()."""
        one_offs.change_payer(invoice=invoice, payer=self.payer(), by=by, at=at)
