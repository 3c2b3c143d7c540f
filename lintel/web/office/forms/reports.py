"""Reports: another name, a new version, what they wait for, who is let past, and the letters of Publish All."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict

from lintel.companies.models import Company
from lintel.core import ids
from lintel.directory.models import Contact
from lintel.inspections import publishing
from lintel.inspections.models import Inspection, Waiver
from lintel.inspections.publishing import Draft, Reader, Sending
from lintel.messages import rich
from lintel.web.office.forms.asking import OfficeForm

EVERYBODY = ""
LONGEST = 20_000
PLACEHOLDERS = {
    "FIRST_NAME": "Reader’s first name",
    "REPORTS": "What is published",
    "WAITS_SENTENCE": "What it waits for",
    "CHANGES_SENTENCE": "What changed",
    "CLIENT_NAME": "Client",
    "ADDRESS": "Address",
    "STREET": "Street",
    "DATE": "Date",
    "INSPECTOR_NAME": "Inspector",
    "COMPANY_NAME": "Company",
    "COMPANY_PHONE": "Company’s telephone",
}


class NameForm(OfficeForm):
    """What readers see a report called."""

    name = forms.CharField(label="Name", max_length=120, required=False, widget=forms.TextInput())


class NeedsForm(OfficeForm):
    """What this inspection's report waits for."""

    needs = forms.ChoiceField(label="The report opens when", widget=forms.RadioSelect, choices=Company.Needs.choices)


class WaiverForm(OfficeForm):
    """Who is let past what, why, and until which day's end."""

    of = forms.ChoiceField(label="It does not wait for", widget=forms.RadioSelect, choices=Waiver.Of.choices)
    person = forms.ChoiceField(label="Of", required=False, widget=forms.Select(attrs={"class": "input"}))
    reason = forms.CharField(
        label="Why", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    until = forms.DateField(label="Until the end of", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: QueryDict | None = None, *, readers: Sequence[Contact]) -> None:
        self.readers = {one.key: one for one in readers}
        super().__init__(data, initial={"of": Waiver.Of.PAYMENT})
        people = [(key, one.name) for key, one in self.readers.items()]
        self.fields["person"].choices = [(EVERYBODY, "Everybody"), *people]  # type: ignore[attr-defined]

    def waiver(self, zone: str) -> dict[str, Any]:
        """What waiving.waive() takes; the day ends on the property's clocks."""
        typed = self.cleaned_data
        last: date | None = typed["until"]
        until = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)) if last else None
        return {
            "of": typed["of"],
            "person": self.readers.get(typed["person"]),
            "reason": typed["reason"],
            "until": until,
        }


class PublishForm(OfficeForm):
    """The two letters, who gets one, and what changed since it was published before."""

    button_words = "View Report"
    changes = forms.CharField(
        label="What changed", required=False, max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    subject = forms.CharField(label="Subject", required=False, max_length=200)
    body = forms.CharField(
        label="Letter", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 12})
    )
    status_subject = forms.CharField(label="Subject", required=False, max_length=200)
    status_body = forms.CharField(
        label="Letter", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, data: QueryDict | None, *, inspection: Inspection, readers: Sequence[Reader]) -> None:
        self.inspection, self.readers, self.asks_button = inspection, readers, False
        self.again = publishing.is_again(inspection)
        data = data.copy() if data is not None else QueryDict(mutable=True)
        if "status_body" not in data:
            starter = publishing.starter(inspection.company, publishing.STATUS)
            data["status_subject"], data["status_body"] = starter.subject, rich.plain(starter.html)
            data.setlist("to", [one.contact.key for one in readers])
        if data.get("act", "" if "body" in data else "over") == "over":
            starter = publishing.starter(inspection.company, publishing.AGAIN if self.again else publishing.FIRST)
            data["subject"], data["body"], data["format"] = starter.subject, starter.html, "html"
        super().__init__(data)
        self.once = data.get("once", "")[:24] or ids.new_key(12)
        body = data.get("body", "")
        self.html = rich.clean(body) if data.get("format") == "html" else rich.from_text(body)
        if data.get("act") == "put":
            self.html += f"<p>{{{{{rich.BUTTON}}}}}</p>"
        data["body"] = rich.plain(self.html)
        self.chosen = frozenset(data.getlist("to"))

    def sending(self) -> Sending:
        """Everything as typed."""
        typed = self.data
        return Sending(
            Draft(str(typed.get("subject", ""))[:200], self.html),
            Draft(str(typed.get("status_subject", ""))[:200], rich.from_text(str(typed.get("status_body", "")))),
            self.chosen,
            str(typed.get("changes", ""))[:300],
        )

    def reading(self) -> list[tuple[Reader, bool]]:
        """Those whose letter leads to the report, each with whether it is ticked."""
        return [(one, one.contact.key in self.chosen) for one in self.readers if one.reads]

    def watching(self) -> list[tuple[Reader, bool]]:
        """Those whose letter says where it stands."""
        return [(one, one.contact.key in self.chosen) for one in self.readers if not one.reads]

    def has_button(self) -> bool:
        """Whether the placeholder stands in the letter."""
        return rich.has_button(self.html)

    def placeholders(self) -> dict[str, str]:
        """The closed list, each with what it is called."""
        return PLACEHOLDERS

    def reader_name(self) -> str:
        """Whom the letter's button is for."""
        return "The reader"
