"""A time that was kept becomes an appointment."""

from datetime import datetime

from django.db import transaction

from lintel.companies.models import Member
from lintel.inspections import announcing, refreshing
from lintel.inspections.models import Inspection


@transaction.atomic
def confirm(*, inspection: Inspection, by: Member, at: datetime) -> None:
    """It takes place: everybody gets the letters that scheduling writes, and automations begin. One that is confirmed
    stays so, and nobody is written to twice. Raises AlreadyCancelled.
    """
    refreshing.lock(inspection)
    if inspection.unconfirmed_since is None:
        return
    inspection.unconfirmed_since = None
    inspection.save(update_fields=["unconfirmed_since"])
    announcing.confirmed(inspection, by=by, at=at)
