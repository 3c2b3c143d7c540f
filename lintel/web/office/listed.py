"""What lists that run back in time are asked for by their addresses: payments, messages. Nonsense is left out."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from lintel.web.office.asked import LONGEST, day


@dataclass(frozen=True, slots=True)
class Listed:
    """One such list; each kind adds what else it can be narrowed by. `after` and `before` are the keys of the rows
    beside the page.
    """

    view: str = "all"
    q: str = ""
    first: date | None = None
    last: date | None = None
    after: int = 0
    before: int = 0

    @classmethod
    def of(cls, given: QueryDict, views: Collection[str], **more: Any) -> Self:
        """From the address; days the wrong way round are turned."""
        first, last = day(given.get("from", "")), day(given.get("to", ""))
        if first and last and last < first:
            first, last = last, first
        view, after = given.get("view", ""), _key(given.get("after", ""))
        return cls(
            view=view if view in views else "all",
            q=given.get("q", "").strip()[:LONGEST],
            first=first,
            last=last,
            after=after,
            before=0 if after else _key(given.get("before", "")),
            **more,
        )

    def more(self) -> dict[str, str]:
        """What else it is narrowed by, as the address says it."""
        return {}

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the view was asked."""
        return bool(self.q or self.first or self.last or any(self.more().values()))

    def address(self) -> str:
        """The query that asks the same again."""
        said = {
            "view": "" if self.view == "all" else self.view,
            "q": self.q,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            **self.more(),
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

    def whole(self) -> str:
        """The list without its pages."""
        return replace(self, after=0, before=0).address()


def _key(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else 0
