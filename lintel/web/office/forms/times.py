"""Date, time, duration and inspector."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.companies.models import Member
from lintel.inspections import calendar
from lintel.inspections.models import Inspection
from lintel.web.office.forms import fields
from lintel.web.office.forms.asking import OfficeForm

FIRST_YEAR, LAST_YEAR = 2000, 2200
DOMAIN_NAMES = {"date": "day", "starts_at": "time"}


class TimeForm(OfficeForm):
    """When and by whom. The duration follows the services until somebody chooses another."""

    day = fields.day_field(label="Date")
    time = fields.time_field(label="Starts")
    minutes = forms.ChoiceField(
        label="Duration", required=False, error_messages={"invalid_choice": "Choose how long it takes."}
    )
    inspector = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose who inspects."})

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        inspectors: list[Member],
        minutes_by_services: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.inspectors = inspectors
        self.minutes_by_services = minutes_by_services
        self.fields["minutes"].choices = self._durations()  # type: ignore[attr-defined]
        people = [(str(member.pk), member.name) for member in inspectors]
        nobody = [("", "Choose")] if len(people) != 1 else []
        self.fields["inspector"].choices = [*nobody, *people]  # type: ignore[attr-defined]

    def _durations(self) -> list[tuple[str, str]]:
        if self.minutes_by_services is None:
            return fields.durations(int(self.initial.get("minutes") or 0))
        return [("", "As ticked"), *fields.durations()]

    def clean_day(self) -> date:
        """A day in a year that clocks know."""
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(f"Is the year {day.year} right? Choose the date again.", code="year")
        return day

    def clean_inspector(self) -> Member:
        """One of the company's own inspectors."""
        member = self.present_inspector()
        if member is None:
            raise ValidationError("Choose who inspects.", code="required")
        return member

    def present_inspector(self) -> Member | None:
        """The inspector chosen so far."""
        chosen = str(self["inspector"].value() or "")
        return next((member for member in self.inspectors if str(member.pk) == chosen), None)

    def present_day(self) -> date | None:
        """The day as typed so far, if it is one."""
        day: date | None = _read(self, "day")
        return day

    def present_minutes(self) -> int:
        """The duration that counts now; 0 where nothing says one."""
        chosen = str(self["minutes"].value() or "")
        return int(chosen) if chosen.isdigit() else self.minutes_by_services or 0

    def starts_at(self, zone: str) -> datetime | None:
        """The instant meant, or None where day or time is missing. Refusals are shown at their field."""
        day, clock_time = _read(self, "day"), _read(self, "time")
        if day is None or clock_time is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            return None
        return calendar.instant(day, clock_time, zone)


def of(inspection: Inspection, data: QueryDict | None) -> TimeForm:
    """A form for an appointment that stands."""
    start = inspection.local_start()
    inspectors = Member.objects.of(inspection.company).inspectors().select_related("user")
    known = {
        "day": start.date(),
        "time": start.time(),
        "minutes": int(inspection.duration().total_seconds() // 60),
        "inspector": inspection.inspector_id,
    }
    return TimeForm(data, inspectors=list(inspectors), initial=known)


def _read(form: forms.Form, name: str) -> Any:
    value = form[name].value()
    if isinstance(value, date | time):
        return value
    try:
        return form.fields[name].clean(value)
    except ValidationError:
        return None
