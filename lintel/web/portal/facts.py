"""What the dashboard's sentences are made of, and what becomes of them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lintel.inspections.gating import Gates, Waiting
from lintel.inspections.models import Inspection
from lintel.inspections.showing import Dashboard
from lintel.web.portal import words

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """Where everything stands, for whom, and when it is being told."""

    seen: Dashboard
    inspection: Inspection
    first_name: str
    may_sign: bool
    may_pay: bool
    may_read: bool
    online: bool
    practice: bool
    gates: Gates
    report_waits_for: Waiting
    at: datetime

    def local(self, at: datetime) -> datetime:
        """An instant on the clocks at the property."""
        return at.astimezone(ZoneInfo(self.inspection.home.zone))

    def sum(self, cents: int) -> str:
        """Money in the invoice's currency."""
        return words.sum_of(cents, self.seen.money.currency)

    @property
    def start(self) -> datetime:
        """The beginning, on the clocks at the property."""
        return self.local(self.inspection.starts_at)

    @property
    def inspector(self) -> str:
        """The inspector's first name."""
        return self.inspection.inspector.name.split(" ")[0]

    @property
    def is_over(self) -> bool:
        """Whether the visit has begun."""
        return self.at >= self.inspection.starts_at

    @property
    def published_at(self) -> datetime | None:
        """Since when the report is out."""
        return self.inspection.published_at

    @property
    def unsigned(self) -> bool:
        """Whether somebody's signature is missing that the report waits for."""
        return self.gates.signatures and any(paper.is_open for paper in self.seen.papers)

    @property
    def report_is_open(self) -> bool:
        """Whether the report is out, and nothing is missing."""
        return self.published_at is not None and not self.unsigned and not self.report_waits_for

    @property
    def signers(self) -> list[str]:
        """All who sign, each once, in order."""
        return list(dict.fromkeys(paper.signer for paper in self.seen.papers))


@dataclass(frozen=True, slots=True)
class Button:
    """What to press: its words, and the page it leads to, as a path below the link's own address."""

    label: str
    page: str


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered box. `state` is next, open, wait, busy, locked, failed or done.

    `test`: practice money was paid; `practice`: it would be.
    """

    name: str
    state: str
    word: str = ""
    amount: str = ""
    says: tuple[str, ...] = ()
    small: str = ""
    button: Button | None = None
    also: Button | None = None
    number: int = 0
    test: bool = False
    practice: bool = False
