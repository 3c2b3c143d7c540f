"""A company's first day: starter services, an agreement and automations, ready to be changed."""

from datetime import datetime

from django.db import transaction

from lintel.agreements import drafting
from lintel.companies.models import Company
from lintel.inspections import letters, starter_rules
from lintel.services.models import Service

SERVICES = [
    ("Home inspection", "Up to 2,500 square feet", 450_00, 150),
    ("Radon test", "48-hour test, two visits", 175_00, 30),
    ("Sewer scope", "Camera through the main line", 195_00, 45),
    ("Mold test", "Two air samples and one outside", 250_00, 30),
    ("Pool and spa", "", 125_00, 45),
    ("Re-inspection", "Of repairs, within 30 days", 150_00, 60),
]


@transaction.atomic
def open_company(company: Company, *, at: datetime) -> None:
    """Write the starter services, the starter agreement and the starter automations."""
    Service.objects.bulk_create(
        [
            Service(company=company, name=name, description=words, price_cents=cents, minutes=minutes, position=place)
            for place, (name, words, cents, minutes) in enumerate(SERVICES)
        ]
    )
    title, text = letters.whole("agreement")
    drafting.begin(company=company, title=title, text=text, at=at)
    starter_rules.begin(company, at=at)
