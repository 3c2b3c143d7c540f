"""The property: where it stands, and what is known of the house."""

import re
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.companies.models import Company
from lintel.core import clock
from lintel.directory import zones
from lintel.directory.models import Property
from lintel.web import zones as naming
from lintel.web.office.forms.asking import OfficeForm

WHOLE_ADDRESS = re.compile(
    r"^(?P<street>.{3,}?),\s*(?P<city>[^,\d]{2,}),\s*(?P<state>[A-Za-z]{2}),?\s+(?P<postcode>\d{5}(?:-\d{4})?)(?:,\s*USA)?$"
)
OLDEST = 1600
LARGEST = 200_000
MOST_DIGITS = 9


def resolved(chosen: str, state: str, company: Company) -> str:
    """The zone somebody chose; else the state's own, where it has one; else the company's."""
    return chosen or zones.suggested(state) or company.zone


class PlaceForm(OfficeForm):
    """Street, city, state, postcode, zone, kind, year, size. A whole address pasted as the street is taken apart."""

    street = forms.CharField(
        label="Address",
        max_length=120,
        error_messages={
            "required": "Where is the property? Write the street and number.",
            "max_length": "That is longer than 120 letters. Shorten it.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    city = forms.CharField(max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    state = forms.CharField(
        required=False,
        max_length=2,
        error_messages={"max_length": "Write the state as two letters, like ID."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    postcode = forms.CharField(
        label="ZIP code",
        max_length=12,
        required=False,
        error_messages={"max_length": "That is not a ZIP code. It looks like 83702."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    kind = forms.ChoiceField(choices=Property.Kind.choices, initial=Property.Kind.UNKNOWN, required=False)
    year_built = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    square_feet = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    zone = forms.ChoiceField(
        label="Time zone", required=False, error_messages={"invalid_choice": "Choose a time zone from the list."}
    )

    def __init__(self, data: QueryDict | None = None, *, company: Company, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.company = company
        self.fields["zone"].choices = [  # type: ignore[attr-defined]
            ("", "The property’s own"),
            *naming.choices(company.zone, str(self.initial.get("zone") or company.zone)),
        ]

    def likely_zone(self) -> str:
        """What the zone is while nobody has chosen one."""
        state = self["state"].value() or ""
        pasted = WHOLE_ADDRESS.match(str(self["street"].value() or "").strip())
        return resolved("", state or (pasted["state"] if pasted else ""), self.company)

    def present_zone(self) -> str:
        """The zone that counts now, chosen or not."""
        chosen = str(self["zone"].value() or "")
        return chosen if chosen and clock.is_zone(chosen) else self.likely_zone()

    def clean_state(self) -> str:
        """Two letters, in capitals."""
        state = str(self.cleaned_data["state"]).strip().upper()
        if state and not (len(state) == 2 and state.isalpha()):
            raise ValidationError("Write the state as two letters, like ID.", code="state")
        return state

    def clean_year_built(self) -> int | None:
        """A year in which a house can have been built, or nothing."""
        year = self._number("year_built")
        latest = clock.now().astimezone(ZoneInfo(self.company.zone)).year + 2
        if year is not None and not OLDEST <= year <= latest:
            raise ValidationError(f"No house here was built in {year}. Correct it or leave it empty.", code="year")
        return year

    def clean_square_feet(self) -> int | None:
        """A size that a house can have, or nothing."""
        size = self._number("square_feet")
        if size is not None and not 0 < size <= LARGEST:
            raise ValidationError(f"{size:,} square feet cannot be right. Correct it or leave it empty.", code="size")
        return size

    def clean(self) -> dict[str, Any]:
        """Take a whole address apart; say what is missing; settle the zone."""
        cleaned = self.cleaned_data
        pasted = WHOLE_ADDRESS.match(cleaned.get("street", ""))
        if pasted and not any(cleaned.get(name) for name in ("city", "state", "postcode")):
            cleaned |= {**pasted.groupdict(), "state": pasted["state"].upper()}
        if not cleaned.get("city") and "city" not in self.errors:
            self.add_error("city", ValidationError("Write the city.", code="required"))
        if not cleaned.get("state") and "state" not in self.errors:
            self.add_error("state", ValidationError("Write the state.", code="required"))
        cleaned["zone"] = resolved(cleaned.get("zone") or "", cleaned.get("state") or "", self.company)
        cleaned["kind"] = cleaned.get("kind") or Property.Kind.UNKNOWN.value
        return cleaned

    def _number(self, name: str) -> int | None:
        typed = str(self.cleaned_data[name]).strip().replace(",", "").replace(" ", "").removesuffix("sqft")
        if not typed:
            return None
        digits = typed.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValidationError("Write a whole number, or leave it empty.", code="number")
        if typed != digits:
            raise ValidationError(f"{typed} is below zero. Correct it or leave it empty.", code="number")
        if len(digits) > MOST_DIGITS:
            raise ValidationError(f"{int(typed):,} is too large. Correct it or leave it empty.", code="number")
        return int(typed)


def of(home: Property, data: QueryDict | None, *, company: Company) -> PlaceForm:
    """A form for a property that is known."""
    names = ("street", "city", "state", "postcode", "kind", "year_built", "square_feet", "zone")
    return PlaceForm(data, company=company, initial={name: getattr(home, name) for name in names})
