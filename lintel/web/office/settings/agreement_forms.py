"""An agreement as an owner writes it: its words, what it is for, and with what it is looked at."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.agreements.drafting import Draft
from lintel.agreements.models import Template
from lintel.companies.models import Company
from lintel.directory.models import Property
from lintel.inspections import placeholders
from lintel.inspections.models import Inspection
from lintel.inspections.posting import fees
from lintel.services.models import Service
from lintel.web.office.forms.asking import OfficeForm

NOT_LISTED = "Choose from the list."
STATE = re.compile(r"[A-Z]{2}")
SAMPLES = 20
ALL, ANY = "all", "any"


class SigningForm(OfficeForm):
    """How clients sign, and whether all of them have to."""

    signing = forms.ChoiceField(
        label="Agreements are signed with", widget=forms.RadioSelect, choices=Company.Signing.choices
    )
    signers = forms.ChoiceField(
        label="Of several clients",
        widget=forms.RadioSelect,
        choices=[(ALL, "All have to sign"), (ANY, "One signature is enough")],
    )

    def __init__(self, data: QueryDict | None = None, *, company: Company) -> None:
        signing = company.signing or Company.Signing.CHECKBOX
        super().__init__(data, initial={"signing": signing, "signers": ANY if company.any_signer else ALL})

    def said(self) -> dict[str, Any]:
        """What drafting.decide() takes."""
        return {"signing": self.cleaned_data["signing"], "any_signer": self.cleaned_data["signers"] == ANY}


class TemplateForm(OfficeForm):
    """A template. `begun` is the title and the text that a new one begins with."""

    title = forms.CharField(
        max_length=120, error_messages={"required": "The agreement needs a title: clients see it before they sign."}
    )
    text = forms.CharField(
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "true"}),
        error_messages={"required": "The agreement needs words: an empty one binds nobody."},
    )
    services = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": NOT_LISTED}
    )
    kinds = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[choice for choice in Property.Kind.choices if choice[0] != Property.Kind.UNKNOWN],
        error_messages={"invalid_choice": NOT_LISTED},
    )
    states = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    signing = forms.ChoiceField(
        label="How it is signed",
        required=False,
        widget=forms.RadioSelect,
        choices=[("", "As the company usually does"), *Company.Signing.choices],
        error_messages={"invalid_choice": NOT_LISTED},
    )
    looked_at_with = forms.ChoiceField(required=False, error_messages={"invalid_choice": NOT_LISTED})

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        company: Company,
        template: Template | None = None,
        begun: tuple[str, str] = ("", ""),
        **kwargs: Any,
    ) -> None:
        self.company = company
        booked = Inspection.objects.of(company).select_related("home", "inspector", "company")
        self.samples = {one.key: one for one in booked.order_by("-pk")[:SAMPLES]}
        mine = Service.objects.of(company).filter(key__in=template.services) if template else Service.objects.none()
        initial: dict[str, Any] = {"title": begun[0], "text": begun[1]}
        if template:
            initial = {
                "title": template.title,
                "text": template.text,
                "services": template.services,
                "kinds": template.kinds,
                "states": ", ".join(template.states),
                "signing": template.signing or "",
            }
        initial["looked_at_with"] = next(iter(self.samples), "")
        super().__init__(data, initial=initial, **kwargs)
        offered = Service.objects.of(company).offered()
        self.sold = {one.key: one for one in [*offered, *mine.exclude(withdrawn_at=None)]}
        self._offer("services", [(key, one.name) for key, one in self.sold.items()])
        self._offer("looked_at_with", [*self._samples(), ("", "An invented example")])

    def clean_states(self) -> list[str]:
        """The states, two letters each."""
        found = [part.upper() for part in re.split(r"[\s,;]+", self.cleaned_data["states"]) if part]
        for one in found:
            if not STATE.fullmatch(one):
                raise ValidationError(
                    f"“{one}” is no state as two letters. Write them like this: ID, OR.", code="state"
                )
        return list(dict.fromkeys(found))

    def draft(self) -> Draft:
        """The template as typed."""
        given = self.cleaned_data
        sold = [self.sold[key] for key in given["services"]]
        return Draft(
            given["title"], given["text"].replace("\r\n", "\n"), sold, given["kinds"], given["states"], given["signing"]
        )

    def typed(self) -> tuple[str, str]:
        """Title and text as they stand in the form, whatever is wrong with them."""
        return str(self["title"].value() or ""), str(self["text"].value() or "")

    def sample(self) -> tuple[Inspection | None, dict[str, str]]:
        """The inspection that the words are looked at with, and its fields; an invented one where there is none."""
        found = self.samples.get(str(self["looked_at_with"].value() or ""))
        if found is None:
            own = {"COMPANY_NAME": self.company.name, "COMPANY_PHONE": self.company.telephone}
            return None, {**placeholders.EXAMPLES, **own}
        return found, placeholders.fields(found, found.clients()[0].contact, fees(found))

    def _samples(self) -> list[tuple[str, str]]:
        return [(key, f"{one.home.street}, {one.local_start():%b %-d, %Y}") for key, one in self.samples.items()]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
