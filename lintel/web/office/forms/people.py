"""A person in an inspection, typed or found."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from lintel.companies.models import Company
from lintel.directory import slips
from lintel.directory.models import Contact
from lintel.inspections.models import Participant
from lintel.web.office.forms.asking import OfficeForm, Question

LISTED = 6
SHORTEST_SEARCH = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part somebody may have, and how the form speaks of it."""

    role: Participant.Role
    who: str
    name_missing: str
    email_missing: str = ""


CLIENT = Part(
    Participant.Role.CLIENT,
    "client",
    "Who is the client? Write the name.",
    "Write the email address: the link to sign and pay goes there.",
)
BUYERS_AGENT = Part(Participant.Role.BUYERS_AGENT, "buyer’s agent", "Write the buyer’s agent’s name.")
LISTING_AGENT = Part(Participant.Role.LISTING_AGENT, "listing agent", "Write the listing agent’s name.")
PARTS = {part.role.value: part for part in (CLIENT, BUYERS_AGENT, LISTING_AGENT)}


class PersonForm(OfficeForm):
    """Name, email and telephone. Where the person is optional, wholly empty means nobody."""

    name = forms.CharField(max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label="Email",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"invalid": "That is not an email address. It looks like name@example.com."},
    )
    phone = forms.CharField(
        label="Mobile phone", max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def __init__(
        self, data: QueryDict | None = None, *, part: Part = CLIENT, optional: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.part, self.optional = part, optional
        self.contacts: list[Contact] = []
        note = f"{self['email'].auto_id}_note"
        self.fields["email"].widget.attrs["aria-describedby"] = note
        self.fields["name"].label = "Name" if part is CLIENT else part.who[0].upper() + part.who[1:]

    def clean(self) -> dict[str, Any]:
        """Ask about slips of the finger in the address; say what is missing."""
        if self.is_nobody():
            return self.cleaned_data
        name = " ".join(self.cleaned_data.get("name", "").split())
        if not name and "name" not in self.errors:
            self.add_error("name", ValidationError(self.part.name_missing, code="required"))
        if self.part.email_missing and not self.typed("email"):
            self.add_error("email", ValidationError(self.part.email_missing, code="required"))
        self._question_address(self.typed("email"))
        return {**self.cleaned_data, "name": name}

    def _question_address(self, typed: str) -> None:
        """Offer the likely spelling; an address that cannot be one is not to be kept."""
        likely = slips.likely(typed) if typed else None
        if not likely:
            return
        label = f"Use {likely}"
        if "email" in self.errors:
            del self.errors["email"]
            wrong = "That is not an email address."
            self.add_error("email", Question(wrong, self.mending("email", label, likely)))
            return
        domain = typed.rpartition("@")[2]
        about = domain if domain != likely.rpartition("@")[2] else "that"
        self.ask("email", typed, f"Is {about} right?", keep="Keep as typed", mend=(label, likely))

    def search_at(self, address: str, *, plain: str = "") -> None:
        """While a name is typed, contacts on file are looked for at `address`; `plain` where choosing one sends the
        whole form.
        """
        self.fields["name"].widget.attrs |= {
            "hx-get": address,
            "hx-trigger": "input changed delay:200ms",
            "hx-target": f"#found-{self.prefix}",
            "hx-swap": "innerHTML",
            "hx-vals": f'{{"row": "{self.prefix}", "plain": "{plain}"}}',
        }

    def find_contacts(self, company: Company) -> None:
        """Contacts that may be meant, while only a name is known."""
        if not self.typed("email"):
            self.contacts = found(company, self.typed("name"))

    def is_nobody(self) -> bool:
        """Whether nothing was typed where nobody is needed."""
        return self.optional and not any(self.typed(name) for name in self.fields)

    def cleaned(self) -> dict[str, str]:
        """Name, address and telephone, as the use cases take them."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone")}

    def typed(self, name: str) -> str:
        """The text in a field, as it came."""
        value = self[name].value()
        return str(value).strip() if value else ""


class NewPersonForm(PersonForm):
    """One person more, in any part."""

    role = forms.ChoiceField(label="Part", choices=Participant.Role.choices, required=False)

    def __init__(self, data: QueryDict | None = None, *, company: Company) -> None:
        asked = data.get("p-role", "") if data is not None else ""
        data = picked(data, company) if data is not None else None
        super().__init__(data, part=PARTS.get(asked, CLIENT), prefix="p", initial={"role": CLIENT.role.value})
        self.fields["name"].label = "Name"
        if data is not None:
            self.find_contacts(company)


def of(participant: Participant, data: QueryDict | None) -> PersonForm:
    """A form for somebody who is in the inspection."""
    contact = participant.contact
    known = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    form = PersonForm(data, part=PARTS[participant.role], initial=known)
    form.fields["name"].label = "Name"
    return form


def picked(data: QueryDict, company: Company) -> QueryDict:
    """What was typed, with a contact of this company put into the row that `pick` names (`row:key`)."""
    row, _, key = data.get("pick", "").partition(":")
    contact = Contact.objects.of(company).filter(key=key).first() if key else None
    if contact is None:
        return data
    filled = data.copy()
    for name, value in (("name", contact.name), ("email", contact.email), ("phone", contact.phone)):
        filled[f"{row}-{name}"] = value
    return filled


def found(company: Company, typed: str) -> list[Contact]:
    """Contacts of this company whose name, part of a name, or address begins with what was typed."""
    typed = " ".join(typed.split())
    if len(typed) < SHORTEST_SEARCH:
        return []
    begins = Q(name__istartswith=typed) | Q(email__istartswith=typed) | Q(name__icontains=f" {typed}")
    return list(Contact.objects.of(company).filter(begins).order_by("name", "pk")[:LISTED])
