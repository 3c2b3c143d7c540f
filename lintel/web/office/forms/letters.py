"""The letter with an invoice as it is written: subject and words, with placeholders."""

from typing import Any

from django import forms
from django.http import QueryDict

from lintel.billing.models import Invoice
from lintel.core import ids
from lintel.directory import slips
from lintel.inspections import presenting
from lintel.messages import rich
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fields import AddressField

PLACEHOLDERS = {
    "FIRST_NAME": "Payer’s first name",
    "PAYER_NAME": "Payer",
    "INVOICE": "Invoice and their number",
    "AMOUNT": "To pay",
    "REFERENCE": "Their number",
    "DUE": "Due",
    "FOR_WHAT": "What it is for",
    "ADDRESS": "Address",
    "STREET": "Street",
    "DATE": "Date",
    "INSPECTOR_NAME": "Inspector",
    "COMPANY_NAME": "Company",
    "COMPANY_PHONE": "Company’s telephone",
}
LONGEST = 20_000


class InvoiceLetterForm(OfficeForm):
    """A letter being written to an invoice's payer; `reminds` begins it with the words of a reminder."""

    button_words = "Pay"
    to = AddressField(
        label="Send to",
        required=False,
        error_messages={"invalid": "That is not an email address. It looks like name@example.com."},
    )
    subject = forms.CharField(label="Subject", required=False, max_length=200)
    body = forms.CharField(
        label="Letter", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12})
    )

    def __init__(self, data: QueryDict | None, *, invoice: Invoice, reminds: bool) -> None:
        self.invoice, self.asks_button = invoice, False
        data = data.copy() if data is not None else QueryDict(mutable=True)
        said = data.get("kind", presenting.REMINDER if reminds else presenting.KIND)
        self.kind = said if said == presenting.REMINDER else presenting.KIND
        if data.get("act", "" if "body" in data else "over") == "over":
            starter = presenting.starter(invoice.company, self.kind, message="" if self.reminds() else invoice.message)
            data["subject"], data["body"], data["format"] = starter.subject, starter.html, "html"
        data.setdefault("to", invoice.payer.email)
        super().__init__(data)
        self.once = data.get("once", "")[:24] or ids.new_key(12)
        body = data.get("body", "")
        self.html = rich.clean(body) if data.get("format") == "html" else rich.from_text(body)
        if data.get("act") == "put":
            self.html += f"<p>{{{{{rich.BUTTON}}}}}</p>"
        data["body"] = rich.plain(self.html)

    def clean_to(self) -> str:
        """Ask about slips of the finger."""
        typed: str = self.cleaned_data["to"]
        if likely := slips.likely(typed):
            self.ask("to", typed, f"Is {typed} right?", keep="Keep as typed", mend=(f"Use {likely}", likely))
        return typed

    def draft(self) -> presenting.Draft:
        """The letter as typed."""
        return presenting.Draft(str(self.data.get("subject", ""))[:200], self.html)

    def letter(self) -> dict[str, Any]:
        """What presenting.send() takes."""
        return {"draft": self.draft(), "kind": self.kind, "once": self.once, "address": self.cleaned_data["to"]}

    def reminds(self) -> bool:
        """Whether it is a reminder."""
        return self.kind == presenting.REMINDER

    def has_button(self) -> bool:
        """Whether the placeholder stands in the letter."""
        return rich.has_button(self.html)

    def to_hint(self) -> str:
        """What becomes of another address."""
        theirs = self.invoice.payer.email
        return f"Another one is for this letter alone; receipts go to {theirs}." if theirs else "Receipts go there too."

    def reader_name(self) -> str:
        """Who gets it."""
        return self.invoice.payer.name

    def placeholders(self) -> dict[str, str]:
        """The closed list, each with what it is called."""
        return PLACEHOLDERS
