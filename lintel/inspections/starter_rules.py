"""The automations that a company finds on its first day."""

from datetime import datetime
from typing import Any

from lintel.automations.models import Rule
from lintel.companies.models import Company
from lintel.inspections import happenings, kinds

FIXED = {
    "confirmation": ("scheduled", ["clients"]),
    "agent": ("scheduled", ["agents"]),
    "assigned": ("scheduled", ["inspector"]),
    "rescheduled": ("rescheduled", ["clients", "agents"]),
    "moved": ("rescheduled", ["inspector"]),
    "cancelled": ("cancelled", ["clients", "agents", "inspector"]),
    "signed": ("signed", ["clients"]),
    "notice-signed": ("signed", ["office"]),
    "receipt": ("paid", ["payer"]),
    "notice-paid": ("paid", ["office"]),
    "refunded": ("refunded", ["payer"]),
    "payment-failed": ("payment failed", ["payer"]),
    "notice-money": ("payment failed", ["office"]),
}
STARTERS: tuple[dict[str, Any], ...] = (
    {
        "name": "Reminder, the day before",
        "moment": happenings.START,
        "way": "before",
        "amount": 1,
        "unit": "days",
        "letter": "reminder",
        "to": ["clients"],
        "each_time": True,
    },
    {
        "name": "Still to sign",
        "moment": happenings.START,
        "way": "before",
        "amount": 2,
        "unit": "days",
        "conditions": ["unsigned"],
        "letter": "still-to-sign",
        "to": ["unsigned clients"],
    },
    {
        "name": "Still to pay",
        "moment": happenings.START,
        "way": "before",
        "amount": 3,
        "unit": "days",
        "conditions": ["unpaid", "!unsigned"],
        "letter": "still-to-pay",
        "to": ["owing clients"],
    },
    {
        "name": "The report waits",
        "moment": "published",
        "way": "after",
        "amount": 2,
        "unit": "days",
        "conditions": ["unsigned", "unpaid"],
        "needs_all": False,
        "letter": "report-waits",
        "to": ["clients"],
    },
    {
        "name": "Thanks",
        "moment": "published",
        "way": "after",
        "amount": 1,
        "unit": "weeks",
        "conditions": ["!unsigned", "!unpaid"],
        "letter": "thanks",
        "to": ["clients"],
    },
)


def rows() -> list[dict[str, Any]]:
    """What each of them holds."""
    ours: list[dict[str, Any]] = [
        {"name": kinds.KINDS[kind].title, "fixed": kind, "moment": moment, "letter": kind, "to": to}
        for kind, (moment, to) in FIXED.items()
    ]
    return [*ours, *STARTERS]


def begin(company: Company, *, at: datetime) -> None:
    """Write them, all on. Call it inside a transaction."""
    Rule.objects.bulk_create([Rule(company=company, changed_at=at, **row) for row in rows()])
