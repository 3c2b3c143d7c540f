"""A person in an inspection, typed or found."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from lintel.companies.models import Company
from lintel.core import phones
from lintel.core.refusal import Refusal
from lintel.directory import keeping, likeness, slips, tagging
from lintel.directory.models import Contact
from lintel.inspections import scheduling
from lintel.inspections.models import Participant
from lintel.web.office.forms.asking import Answer, OfficeForm, Question
from lintel.web.office.forms.fields import AddressField

LISTED = 6
TEXTS = (
    ("", "Not asked: no texts"),
    ("by phone", "Agreed to texts by phone"),
    ("by email", "Agreed to texts by email"),
    ("in person", "Agreed to texts in person"),
    ("in writing", "Agreed to texts in writing"),
)
PICK, USE = "pick", "use"  # put somebody on file into the form: to be looked at first, or at once
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
OTHERS = [
    Part(role, role.label.lower(), "Write the name.") for role in Participant.Role if role not in Participant.WRITTEN_TO
]
PARTS = {part.role.value: part for part in (CLIENT, BUYERS_AGENT, LISTING_AGENT, *OTHERS)}


class PersonForm(OfficeForm):
    """Name, email and telephone. Where the person is optional, wholly empty means nobody."""

    TYPED = ("name", "email", "phone")

    name = forms.CharField(max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = AddressField(
        required=False,
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

    def search_at(self, address: str, *fields: str, plain: str = "") -> None:
        """While these fields are typed in (or the name), contacts on file are looked for at `address`; `plain` where
        choosing one sends the whole form.
        """
        for name in fields or ("name",):
            self.fields[name].widget.attrs |= {
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
        return self.optional and not any(self.typed(name) for name in self.TYPED)

    def cleaned(self) -> dict[str, str]:
        """Name, address and telephone, as the use cases take them."""
        return {name: self.cleaned_data[name] for name in self.TYPED}

    def person(self) -> scheduling.Person:
        """Whom the use cases add."""
        typed = self.cleaned()
        return scheduling.Person(typed["name"], typed["email"], typed["phone"], self.part.role.value)

    def typed(self, name: str) -> str:
        """The text in a field, as it came."""
        value = self[name].value()
        return str(value).strip() if value else ""


class NewPersonForm(PersonForm):
    """Somebody to be added, or one on file: asks where it may be one. `known` is the key of who was picked there."""

    known = forms.CharField(required=False, widget=forms.HiddenInput)
    texts = forms.ChoiceField(label="Texts", required=False, choices=TEXTS)

    def __init__(self, data: QueryDict | None = None, *, company: Company, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.company = company

    def clean(self) -> dict[str, Any]:
        """Ask about people on file who may be this one."""
        typed = super().clean()
        name, email, phone = (self.typed(field) for field in self.TYPED)
        if typed.get("texts"):
            self._check_phone(phone)
        if name and not self.meant():
            self._question_likeness(likeness.likely(self.company, name=name, email=email, phone=phone))
        return typed

    def meant(self) -> Contact | None:
        """Who was picked, as long as what is typed can be them."""
        key = self.typed("known")
        known = Contact.objects.of(self.company).filter(key=key).first() if key else None
        return known if known and keeping.fits(known, self.typed("name"), self.typed("email")) else None

    def person(self) -> scheduling.Person:
        """The same, as who was picked."""
        return replace(super().person(), meant=self.meant(), texts=self.cleaned_data.get("texts", ""))

    def _check_phone(self, typed: str) -> None:
        try:
            phones.wire(typed)
        except phones.NotANumber as refusal:
            self.add_error("phone", refusal.say if typed else "Write the number that the texts go to.")

    def _question_likeness(self, found: list[likeness.Like]) -> None:
        if not found:
            return
        on_file = " and ".join(f"{described(one.contact)} has {one.sign}" for one in found)
        use = [
            Answer(f"It is the same person: use {described(one.contact)}", USE, f"{self.prefix}:{one.contact.key}")
            for one in found
        ]
        about = " ".join(one.contact.key for one in found)
        self.ask("name", about, f"Is this somebody on file? {on_file}.", keep="Another person", answers=use)


class AddPersonForm(NewPersonForm):
    """One person more, in any part; or one part more for `who`."""

    role = forms.ChoiceField(label="Role", choices=Participant.Role.choices, required=False)

    def __init__(self, data: QueryDict | None = None, *, company: Company, who: Contact | None = None) -> None:
        part = PARTS.get(data.get("p-role", "") if data is not None else "", CLIENT)
        data = picked(data, company) if data is not None else None
        super().__init__(data, company=company, part=part, prefix="p", initial=_beginning(who))
        self.fields["name"].label = "Name"
        self.order_fields(["role"])
        if data is not None:
            self.find_contacts(company)


def _beginning(who: Contact | None) -> dict[str, str]:
    if who is None:
        return {"role": CLIENT.role.value}
    return {"name": who.name, "email": who.email, "phone": who.phone, "known": who.key}


def described(contact: Contact) -> str:
    """`Cora Whitfield, cora@whitfield.example`, by what is known."""
    return ", ".join(filter(None, [contact.name, contact.email or contact.phone]))


class KnownPersonForm(PersonForm):
    """Somebody on file, with the company's own words on them."""

    tags = forms.CharField(required=False, max_length=400, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def clean_tags(self) -> list[str]:
        """Read apart."""
        try:
            return tagging.read(self.cleaned_data["tags"])
        except Refusal as refusal:
            raise ValidationError(refusal.say) from refusal


def of(participant: Participant, data: QueryDict | None) -> KnownPersonForm:
    """A form for somebody who is in the inspection."""
    contact = participant.contact
    known = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    known["tags"] = ", ".join(tagging.of([contact]))
    form = KnownPersonForm(data, part=PARTS[participant.role], initial=known)
    form.fields["name"].label = "Name"
    return form


def choice(data: QueryDict) -> str:
    """What `pick` or `use` says: the row and the contact's key, `row:key`."""
    return data.get(PICK) or data.get(USE, "")


def picked(data: QueryDict, company: Company) -> QueryDict:
    """What was typed, with a contact of this company put into the row that `pick` or `use` names (`row:key`).

    What is not known of them stays as it was typed.
    """
    row, _, key = choice(data).partition(":")
    found = Contact.objects.of(company).select_related("survivor").filter(key=key).first() if key else None
    if found is None:
        return data
    filled, contact = data.copy(), found.current()
    known = (("name", contact.name), ("email", contact.email), ("phone", contact.phone), ("known", contact.key))
    for name, value in known:
        filled[f"{row}-{name}"] = value or data.get(f"{row}-{name}", "")
    return filled


def found(company: Company, typed: str) -> list[Contact]:
    """People on file whose name, part of a name, or address begins with what was typed; of merged ones who survived."""
    typed = " ".join(typed.split())
    if len(typed) < SHORTEST_SEARCH:
        return []
    begins = Q(name__istartswith=typed) | Q(email__istartswith=typed) | Q(name__icontains=f" {typed}")
    rows = Contact.objects.of(company).filter(begins).select_related("survivor").order_by("name", "pk")
    return list(dict.fromkeys(one.current() for one in rows[: 2 * LISTED]))[:LISTED]
