"""What a list was asked for by its address: view, words, days, inspector, order, page. Nonsense is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from lintel.companies.models import Member

VIEWS = {
    "upcoming": "Upcoming",
    "past": "Past",
    "unsigned": "Unsigned",
    "unpaid": "Unpaid",
    "undelivered": "Undelivered",
    "cancelled": "Cancelled",
    "all": "All",
}
SORTS = ("when", "-when", "property", "-property")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One list of inspections. `after` and `before` are the keys of the rows beside the page."""

    view: str = "upcoming"
    q: str = ""
    first: date | None = None
    last: date | None = None
    inspector: Member | None = None
    sort: str = "when"
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: QueryDict, inspectors: Sequence[Member]) -> "Asked":
        """From the address. Words alone search everything; otherwise the list begins with what is to come."""
        words = given.get("q", "").strip()[:LONGEST]
        first, last = day(given.get("from", "")), day(given.get("to", ""))
        if first and last and last < first:
            first, last = last, first
        view = given.get("view", "")
        if view not in VIEWS:
            view = "all" if words or first or last else "upcoming"
        usual = "when" if view == "upcoming" else "-when"
        sort = given.get("sort", usual)
        return cls(
            view=view,
            q=words,
            first=first,
            last=last,
            inspector=next((one for one in inspectors if str(one.pk) == given.get("inspector")), None),
            sort=sort if sort in SORTS else usual,
            after=given.get("after", "")[:LONGEST],
            before="" if given.get("after") else given.get("before", "")[:LONGEST],
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the view was asked."""
        return bool(self.q or self.first or self.last or self.inspector)

    def address(self) -> str:
        """The query that asks the same again; `?view=…` and what else is not as usual."""
        said = {
            "view": self.view,
            "q": self.q,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "inspector": str(self.inspector.pk) if self.inspector else "",
            "sort": "" if self.sort == ("when" if self.view == "upcoming" else "-when") else self.sort,
            "after": self.after,
            "before": self.before,
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def other_view(self, view: str) -> str:
        """The same question of another view, from its beginning."""
        usual = "when" if view == "upcoming" else "-when"
        return replace(self, view=view, sort=usual, after="", before="").address()

    def by_when(self) -> str:
        """In order of time; the other way round where it already is."""
        return self._sorted("when")

    def by_property(self) -> str:
        """In order of the streets; the other way round where it already is."""
        return self._sorted("property")

    def page(self, *, after: str = "", before: str = "") -> str:
        """The page beside this one."""
        return replace(self, after=after, before=before).address()

    def whole(self) -> str:
        """The list without its pages."""
        return replace(self, after="", before="").address()

    def _sorted(self, column: str) -> str:
        return replace(self, sort=f"-{column}" if self.sort == column else column, after="", before="").address()


def day(given: str) -> date | None:
    """The day that an address names as 2026-11-24; none for what is no day of our times."""
    try:
        named = date.fromisoformat(given)
    except ValueError:
        return None
    return named if 1970 <= named.year <= 9000 else None
