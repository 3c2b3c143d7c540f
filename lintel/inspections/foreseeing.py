"""Who would pay what: an act on an inspection's invoices is done, looked at, and taken back at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from lintel.inspections import adding, bills
from lintel.inspections.models import Inspection


@dataclass(frozen=True, slots=True)
class Share:
    """One invoice: its payer, and what they are charged before and after, in cents."""

    payer: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Every invoice of an inspection, the client's first."""

    each: Sequence[Share]
    currency: str

    @property
    def before(self) -> int:
        """All of it, as it stands."""
        return sum(one.before for one in self.each)

    @property
    def after(self) -> int:
        """All of it, afterwards."""
        return sum(one.after for one in self.each)


def standing(inspection: Inspection) -> Shares:
    """Who is charged what now."""
    return _compared(inspection, _charged(inspection), _charged(inspection))


def foresee(inspection: Inspection, act: Callable[[], object]) -> Shares:
    """Who would be charged what after `act`, of which nothing stays. Raises what `act` raises."""
    before = _charged(inspection)
    with transaction.atomic():
        act()
        after = _charged(inspection)
        transaction.set_rollback(True)
    return _compared(inspection, before, after)


def _charged(inspection: Inspection) -> list[tuple[int, str, int]]:
    invoices = bills.of(inspection).select_related("payer")
    return [(one.pk, one.payer.name, adding.charged_on(one)) for one in invoices]


def _compared(
    inspection: Inspection, before: Sequence[tuple[int, str, int]], after: Sequence[tuple[int, str, int]]
) -> Shares:
    was = {pk: cents for pk, _, cents in before}
    each = [Share(payer, was.get(pk, 0), cents) for pk, payer, cents in after]
    return Shares(each, inspection.company.currency)
