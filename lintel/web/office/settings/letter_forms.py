"""A letter as an owner writes it: its words, and with what it is looked at."""

from typing import Any

from django import forms
from django.http import QueryDict

from lintel.companies.models import Company
from lintel.core import words
from lintel.inspections import letters
from lintel.inspections.kinds import OWN, Kind
from lintel.inspections.models import Inspection
from lintel.messages.wording import LONGEST, Words
from lintel.web.office.forms.asking import OfficeForm

SAMPLES = 20
SHOWN = [("desktop", "Desktop"), ("phone", "Phone"), ("plain", "Plain text")]


class WordingForm(OfficeForm):
    """Subject and body. `begun` is what they begin with, `named` whether the letter has a name of its own."""

    name = forms.CharField(label="Name", required=False, max_length=80)
    subject = forms.CharField(label="Subject", required=False, max_length=200)
    body = forms.CharField(
        label="Words",
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )
    promotional = forms.BooleanField(label="This letter is promotional", required=False)
    looked_at_with = forms.ChoiceField(
        label="Preview with", required=False, error_messages={"invalid_choice": "Choose from the list."}
    )
    shown = forms.ChoiceField(required=False, choices=SHOWN, widget=forms.RadioSelect, initial="desktop")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        company: Company,
        kind: Kind,
        begun: Words,
        named: str | None = None,
        promotional: bool = False,
    ) -> None:
        self.kind, self.asks_button = kind, False
        booked = Inspection.objects.of(company).select_related("home", "inspector", "company", "thread")
        self.samples = {one.key: one for one in booked.order_by("-pk")[:SAMPLES]}
        first = next(iter(self.samples), "")
        initial = {"subject": begun.subject, "body": begun.body, "looked_at_with": first, "shown": "desktop"}
        super().__init__(data, initial={**initial, "name": named or "", "promotional": promotional})
        if named is None:
            del self.fields["name"]
        if kind.is_text:
            del self.fields["subject"]
        if kind.is_text or kind.group != OWN:
            del self.fields["promotional"]
        for name in ("looked_at_with", "shown"):
            self.fields[name].widget.attrs["form"] = "wording"
        if kind.is_text:
            self.fields["body"].widget.attrs["rows"] = 5
        field: Any = self.fields["looked_at_with"]
        field.choices = [*self._offered(), ("", "An invented example")]

    def words(self) -> Words:
        """The letter as typed, whatever is wrong with it."""
        subject = "" if self.kind.is_text else str(self["subject"].value() or "")[:200]
        return Words(subject, str(self["body"].value() or "").replace("\r\n", "\n")[:LONGEST])

    def is_promotional(self) -> bool:
        """Whether it is said to be; of our own letters none is."""
        return "promotional" in self.fields and bool(self["promotional"].value())

    def typed_name(self) -> str:
        """What the letter is to be called."""
        return str(self["name"].value() or "") if "name" in self.fields else ""

    def sample(self) -> Inspection | None:
        """The inspection it is looked at with."""
        return self.samples.get(str(self["looked_at_with"].value() or ""))

    def strangers(self) -> list[str]:
        """Placeholders that this letter does not know."""
        return words.unknown(f"{self.words().subject}\n{self.words().body}", self.kind.known)

    def lacks_button(self) -> bool:
        """Whether a button, or in a text the link, belongs into it and is not there."""
        if self.kind.is_text:
            return "LINK" not in words.PLACEHOLDER.findall(self.words().body)
        return bool(self.kind.button()) and not letters.has_button(self.words().body)

    def _offered(self) -> list[tuple[str, str]]:
        return [(key, f"{one.home.street}, {one.local_start():%b %-d, %Y}") for key, one in self.samples.items()]
