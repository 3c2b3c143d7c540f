"""What the list of messages was asked for by its address. Nonsense is left out."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from lintel.web.office.asked import LONGEST, day

VIEWS = {
    "all": "All",
    "to-come": "To be sent",
    "sent": "Sent",
    "held": "Held",
    "failed": "Came back",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One list of messages. `after` and `before` are the keys of the rows beside the page."""

    view: str = "all"
    q: str = ""
    first: date | None = None
    last: date | None = None
    kind: str = ""
    after: int = 0
    before: int = 0

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        """From the address."""
        first, last = day(given.get("from", "")), day(given.get("to", ""))
        if first and last and last < first:
            first, last = last, first
        view, after = given.get("view", ""), _key(given.get("after", ""))
        return cls(
            view=view if view in VIEWS else "all",
            q=given.get("q", "").strip()[:LONGEST],
            first=first,
            last=last,
            kind=given.get("kind", "").strip()[:40],
            after=after,
            before=0 if after else _key(given.get("before", "")),
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the view was asked."""
        return bool(self.q or self.first or self.last or self.kind)

    def address(self) -> str:
        """The query that asks the same again."""
        said = {
            "view": "" if self.view == "all" else self.view,
            "q": self.q,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "kind": self.kind,
            "after": str(self.after or ""),
            "before": str(self.before or ""),
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def other_view(self, view: str) -> str:
        """The same question of another view, from its beginning."""
        return replace(self, view=view, after=0, before=0).address()

    def page(self, *, after: int = 0, before: int = 0) -> str:
        """The page beside this one."""
        return replace(self, after=after, before=before).address()


def _key(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else 0
