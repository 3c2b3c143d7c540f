"""Days on the company's clocks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lintel.companies.models import Company


@dataclass(frozen=True, slots=True)
class Clocks:
    """Where the company's day begins and ends, as instants. Days are counted from today's 0."""

    zone: ZoneInfo
    today: date

    @classmethod
    def of(cls, company: Company, *, at: datetime) -> "Clocks":
        zone = ZoneInfo(company.zone)
        return cls(zone, at.astimezone(zone).date())

    def day(self, number: int) -> date:
        """The day that many days from today."""
        return self.today + timedelta(days=number)

    def midnight(self, day: date) -> datetime:
        """The instant at which `day` begins."""
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)

    def starts(self, number: int) -> datetime:
        """The instant at which the day that many days from today begins."""
        return self.midnight(self.day(number))

    def month(self, *, back: int = 0) -> date:
        """The first day of this month, or of an earlier one."""
        months = self.today.year * 12 + self.today.month - 1 - back
        return date(months // 12, months % 12 + 1, 1)


def span_words(span: timedelta) -> str:
    """`50 min`, `3 h 40 min`, `2 days 4 h`."""
    minutes = round(span.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        days, hours = divmod(hours, 24)
        return f"{days} days" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {rest:02} min" if rest else "")
    return f"{rest} min"
