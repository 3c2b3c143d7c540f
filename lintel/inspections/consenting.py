"""What somebody consents to before they sign electronically: what 15 USC 7001(c) wants said, and the words ticked."""

from functools import cache

from lintel.companies.models import Company
from lintel.core import words
from lintel.inspections import letters

TICKED = "I consent to sign and to receive records electronically, as it says here."


def title() -> str:
    """What stands over it."""
    return letters.whole("consent")[0]


def disclosure(company: Company) -> str:
    """Everything that is said before the tick, as the signature keeps it."""
    return words.fill(_text(), {"COMPANY_NAME": company.name, "REACH": _reach(company)})


@cache
def _text() -> str:
    return letters.whole("consent")[1]


def _reach(company: Company) -> str:
    """How a client reaches the company."""
    return (
        " or ".join(filter(None, [company.telephone, company.email])) or "by answering the letter that brought you here"
    )
