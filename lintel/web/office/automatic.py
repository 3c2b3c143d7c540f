"""What should go by itself and needs somebody: words that cannot be filled."""

from functools import partial

from django.urls import reverse

from lintel.companies.models import Company
from lintel.inspections import kinds as known, letters
from lintel.messages.models import Wording
from lintel.messages.wording import Words
from lintel.web.office.attention import Kind, Need


def kinds(company: Company) -> list[Kind]:
    """The most urgent first."""
    return [Kind(Wording.objects.of(company), partial(unfillable, company))]


def unfillable(company: Company) -> list[Need]:
    """The company's own words with a placeholder that is not known any more: ours leave in their place."""
    own = Wording.objects.of(company).order_by("pk")
    return [_unfillable(one) for one in own if letters.strangers(one.kind, Words(one.subject, one.body))]


def _unfillable(own: Wording) -> Need:
    title = own.name or known.KINDS[own.kind].title
    names = ", ".join(f"{{{{{name}}}}}" for name in letters.strangers(own.kind, Words(own.subject, own.body)))
    instead = "It does not leave" if own.name else "Our words leave"
    return Need(
        f"Your words for “{title}” cannot be filled",
        f"{names} is no placeholder any more. {instead} until you mend it.",
        "Mend the letter",
        reverse("office:wording", args=[own.kind]),
        "bad",
        "alert",
        may="settings",
    )
