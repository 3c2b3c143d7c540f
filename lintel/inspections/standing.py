"""Which of the letters that we write by ourselves a company wants, and when."""

from functools import cached_property

from lintel.automations import conditions
from lintel.automations.models import Rule
from lintel.companies.models import Company
from lintel.inspections import occasions
from lintel.inspections.models import Inspection

OF_THE_APPOINTMENT = {"confirmation", "agent", "assigned", "moved", "rescheduled", "cancelled", "resend"}


class Standing:
    """The company's word on our letters. One statement, however many letters, where it has one."""

    def __init__(self, company: Company) -> None:
        self.company = company

    @cached_property
    def _bent(self) -> dict[str, Rule]:
        if not self.company.bends_letters:
            return {}
        return {rule.fixed: rule for rule in Rule.objects.of(self.company).bent()}

    def wants(self, kind: str, inspection: Inspection | None) -> bool:
        """Whether a letter of this kind is written; what asks about an inspection holds where there is none.

        Of an appointment that is not confirmed nobody hears.
        """
        if inspection is not None and inspection.unconfirmed_since and kind in OF_THE_APPOINTMENT:
            return False
        rule = self._bent.get(kind)
        if rule is None:
            return True
        if not rule.is_on or inspection is None or not rule.conditions:
            return rule.is_on
        return conditions.hold(rule.conditions, occasions.of(inspection), needs_all=rule.needs_all)
