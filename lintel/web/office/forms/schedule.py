"""Everything on the Schedule page, read as one order; and what it comes to before it is saved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.urls import reverse

from lintel.billing import invoicing, taxing
from lintel.billing.invoicing import Fee
from lintel.companies.models import Member
from lintel.core import ids
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, calendar, scheduling
from lintel.inspections.models import Inspection
from lintel.services.models import Service
from lintel.web import zones
from lintel.web.office.forms import asking, people, place, times
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fees import ManualFeeForm, ServiceForm
from lintel.web.office.forms.people import NewPersonForm

MOST_CLIENTS = 10
CLIENT_ID = re.compile(r"^c\d$")
ONCE = re.compile(r"^[a-z0-9]{24}$")
ABOUT_FEES = (scheduling.NoServices, scheduling.BelowZero, invoicing.AmountOutOfRange)
TIME_FIELDS = times.DOMAIN_NAMES


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line of what it comes to."""

    words: str
    minutes: int
    cents: int


class Schedule:
    """The page's forms together, with what was typed, ticked and answered."""

    def __init__(self, member: Member, data: QueryDict | None = None, *, at: datetime) -> None:
        self.member, self.company, self.at = member, member.company, at
        self.picked, self.tried = "", False
        data = self._answered(data) if data is not None else None
        self.data = data
        once = data.get("once", "") if data is not None else ""
        self.once = once if ONCE.match(once) else ids.new_key(24)
        self.rows = self._rows()
        self.clients = [self._person(row, optional=place_ > 0) for place_, row in enumerate(self.rows)]
        self.buyers_agent = self._person("buyer", part=people.BUYERS_AGENT, optional=True)
        self.listing_agent = self._person("listing", part=people.LISTING_AGENT, optional=True)
        self.place = place.PlaceForm(data, company=self.company)
        services = Service.objects.of(self.company).offered().select_related("tax")
        self.services = [ServiceForm(data, service=one, currency=self.company.currency) for one in services]
        self.manual_fee = ManualFeeForm(data, prefix="fee", currency=self.company.currency)
        self.time = times.TimeForm(
            data,
            inspectors=list(Member.objects.of(self.company).inspectors().select_related("user")),
            minutes_by_services=sum(one.service.minutes for one in self.services if one.is_ticked()),
            initial={"inspector": member.pk if member.inspects else ""},
        )
        self.service_error = ""
        for person in self.people_forms():
            person.search_at(reverse("office:schedule_people"))
            if data is not None:
                person.find_contacts(self.company)
        self._go_on_at(self.picked)

    def _person(self, row: str, **how: Any) -> NewPersonForm:
        return NewPersonForm(self.data, company=self.company, prefix=row, **how)

    def people_forms(self) -> list[NewPersonForm]:
        """Clients and agents, typed or not."""
        return [*self.clients, self.buyers_agent, self.listing_agent]

    def has_room(self) -> bool:
        """Whether one more client fits."""
        return len(self.clients) < MOST_CLIENTS

    def _go_on_at(self, picked: str) -> None:
        for part in self.parts():
            for name in part.fields:
                if picked and part.add_prefix(name) == picked:
                    part.fields[name].widget.attrs["autofocus"] = True

    def parts(self) -> Iterator[OfficeForm]:
        """Every form on the page, in its order."""
        yield from (*self._above_services(), *self._from_services())

    def _above_services(self) -> tuple[OfficeForm, ...]:
        return (*self.clients, self.place)

    def _from_services(self) -> tuple[OfficeForm, ...]:
        return (*self.services, self.manual_fee, self.time, self.buyers_agent, self.listing_agent)

    # --- answers and rows -------------------------------------------------------------------------------------------

    def is_to_be_saved(self) -> bool:
        """Whether Schedule was pressed; every other button only shows the page again."""
        return self.data is not None and self.data.get("act") == "save"

    def kept(self) -> list[str]:
        """Questions answered with `keep` so far."""
        return asking.kept(self.data) if self.data is not None else []

    def _answered(self, data: QueryDict) -> QueryDict:
        self.picked = asking.mended_field(data)
        if row := people.choice(data).partition(":")[0]:
            self.picked = f"{row}-email"
        return people.picked(asking.mended(data), self.company)

    def _rows(self) -> list[str]:
        if self.data is None:
            return ["c0"]
        rows = [row for row in dict.fromkeys(self.data.getlist("client")) if CLIENT_ID.match(row)]
        rows = [row for row in rows if row != self.data.get("drop")] or ["c0"]
        if self.data.get("add") == "client" and len(rows) < MOST_CLIENTS:
            free = next(name for name in (f"c{n}" for n in range(MOST_CLIENTS)) if name not in rows)
            rows.append(free)
            self.picked = f"{free}-name"
        return rows

    # --- saving -----------------------------------------------------------------------------------------------------

    def is_valid(self) -> bool:
        """Whether everything can be saved, as far as the page alone can tell. Says what stands in the way."""
        self.tried = True
        unsound = [part for part in self.parts() if not part.is_valid()]
        if not any(one.is_ticked() for one in self.services):
            self.service_error = scheduling.NoServices.say
        elif not self.time.present_minutes():
            self.time.add_error("minutes", ValidationError("Choose how long it takes.", code="required"))
        if not self.time.errors:
            self._check_instant()
        return not unsound and not self.service_error and not self.time.errors

    def show_again(self) -> None:
        """Before the end: questions and wrong words are shown, blanks are not held against anyone."""
        for part in self.parts():
            part.leave_blanks_alone()
        self._check_instant()

    def order(self) -> dict[str, Any]:
        """What scheduling.schedule() takes."""
        return {
            "company": self.company,
            "by": self.member,
            "people": [one.person() for one in self._present_people()],
            "place": scheduling.Place(**self.place.cleaned_data),
            "starts_at": self.time.starts_at(self.place.cleaned_data["zone"]),
            "minutes": self.time.present_minutes(),
            "inspector": self.time.cleaned_data["inspector"],
            "fees": self._fees(),
            "at": self.at,
            "once": self.once,
            "skip": self.skip,
            "unconfirmed": self.unconfirmed,
        }

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain said no to, where it belongs."""
        if isinstance(refusal, ABOUT_FEES):
            self.service_error = refusal.say
        else:
            self.time.refuse(refusal, TIME_FIELDS)

    def in_the_way(self) -> list[tuple[str, str]]:
        """What has to be settled first, with where it is on the page."""
        unticked = [("services", self.service_error)] if self.service_error else []
        above, below = asking.settle_first(self._above_services()), asking.settle_first(self._from_services())
        return [*above, *unticked, *below]

    def noted(self) -> list[BoundField]:
        """The fields that have a place for a sentence beside them."""
        fields = [part[name] for part in self.parts() for name in part.fields if name != "on"]
        return [field for field in fields if not field.is_hidden]

    def zone_words(self) -> str:
        """The zone that counts now, in words."""
        return zones.words(self.place.present_zone())

    def _check_instant(self) -> None:
        if "time" in self.time.errors:
            return
        try:
            start = self.starts_at()
            if start is not None:
                scheduling.check_start(start, self.place.present_zone(), at=self.at)
        except Refusal as refusal:
            self.time.refuse(refusal, TIME_FIELDS)

    def _fees(self) -> list[Fee]:
        fees = [one.fee() for one in self.services if one.is_ticked()]
        return [*fees, self.manual_fee.fee()] if self.manual_fee.is_open() else fees

    def _present_people(self) -> list[NewPersonForm]:
        return [one for one in self.people_forms() if not one.is_nobody()]

    # --- what it comes to ---------------------------------------------------------------------------------------------

    def starts_at(self) -> datetime | None:
        """When, as typed so far. Raises NoSuchTime."""
        return self.time.starts_at(self.place.present_zone())

    def lines(self) -> list[SlipLine]:
        """What is ticked so far, and its taxes."""
        ticked = [
            SlipLine(one.service.name, one.service.minutes, one.cents()) for one in self.services if one.is_ticked()
        ]
        if self.manual_fee.is_open():
            ticked.append(SlipLine(self.manual_fee.words(), 0, self.manual_fee.cents()))
        sold = [one.present() for one in self.services if one.is_ticked()]
        return ticked + [SlipLine(tax.description, 0, tax.amount_cents) for tax in taxing.taxed(sold)[len(sold) :]]

    def total(self) -> int:
        """The sum so far, in cents."""
        return sum(line.cents for line in self.lines())

    def window(self) -> str:
        """`Friday, June 12, 1:00 PM to 4:50 PM`, once known."""
        try:
            start = self.starts_at()
        except Refusal:
            return ""
        if start is None:
            return ""
        local = start.astimezone(ZoneInfo(self.place.present_zone()))
        end = (start + timedelta(minutes=self.time.present_minutes())).astimezone(local.tzinfo)
        return f"{calendar.day_words(local)}, {calendar.time_words(local)} to {calendar.time_words(end)}"

    def planned(self) -> list[announcing.Planned]:
        """Who will get which letter when this is saved."""
        asked = [
            (one.typed("name") or one.typed("email"), one.typed("email"), one.part.role.value)
            for one in self._present_people()
        ]
        return announcing.planned(
            company=self.company,
            people=asked,
            inspector=self.time.present_inspector(),
            skip=self.skip,
            unconfirmed=self.unconfirmed,
            at=self.at,
        )

    @property
    def skip(self) -> str:
        """Why the clients get no confirmation; usually nothing."""
        return self.data.get("skip", "").strip()[:200] if self.data is not None else ""

    @property
    def unconfirmed(self) -> bool:
        """Whether it only keeps the time for now."""
        return self.data is not None and "unconfirmed" in self.data

    def in_the_inspectors_way(self) -> Inspection | None:
        """What the inspector already has in that time."""
        inspector, minutes = self.time.present_inspector(), self.time.present_minutes()
        try:
            start = self.starts_at()
        except Refusal:
            return None
        if inspector is None or start is None or not minutes:
            return None
        return scheduling.busy(inspector=inspector, starts_at=start, minutes=minutes)

    def same_day(self) -> list[Inspection]:
        """What else the inspector has that day, in the order of the day."""
        inspector, day = self.time.present_inspector(), self.time.present_day()
        if inspector is None or day is None or not times.FIRST_YEAR <= day.year <= times.LAST_YEAR:
            return []
        zone = ZoneInfo(self.place.present_zone())
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        there = Inspection.objects.of(self.company).standing().filter(inspector=inspector)
        return list(there.between(start, start + timedelta(days=1)).select_related("home").order_by("starts_at"))
