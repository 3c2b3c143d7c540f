"""What the list of invoices was asked for by its address. Nonsense is left out."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from lintel.web.office.asked import LONGEST

VIEWS = {
    "open": "Open",
    "draft": "Saved, not sent",
    "sent": "Sent",
    "overdue": "Overdue",
    "paid": "Paid",
    "void": "Void",
    "all": "All",
}
AGES = {"7": "Older than a week", "30": "Older than 30 days", "60": "Older than 60 days", "90": "Older than 90 days"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One list of invoices. `payer` is a contact's key; `after` and `before` are those of the rows beside the page."""

    view: str = "open"
    q: str = ""
    payer: str = ""
    age: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        """From the address."""
        view, age, after = given.get("view", ""), given.get("age", ""), _key(given.get("after", ""))
        return cls(
            view=view if view in VIEWS else "open",
            q=given.get("q", "").strip()[:LONGEST],
            payer=_key(given.get("payer", "")),
            age=age if age in AGES else "",
            after=after,
            before="" if after else _key(given.get("before", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the view was asked."""
        return bool(self.q or self.payer or self.age)

    def days(self) -> int:
        """How many days old an invoice is at least."""
        return int(self.age or 0)

    def address(self) -> str:
        """The query that asks the same again."""
        said = {
            "view": "" if self.view == "open" else self.view,
            "q": self.q,
            "payer": self.payer,
            "age": self.age,
            "after": self.after,
            "before": self.before,
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def other_view(self, view: str) -> str:
        """The same question of another view, from its beginning."""
        return replace(self, view=view, after="", before="").address()

    def of_payer(self, key: str) -> str:
        """The same of one payer alone."""
        return replace(self, payer=key, after="", before="").address()

    def page(self, *, after: str = "", before: str = "") -> str:
        """The page beside this one."""
        return replace(self, after=after, before=before).address()

    def whole(self) -> str:
        """The list without its pages."""
        return replace(self, after="", before="").address()


def _key(given: str) -> str:
    return given if given.isascii() and given.isalnum() and len(given) <= 16 else ""
