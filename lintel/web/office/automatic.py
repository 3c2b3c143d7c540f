"""What should go by itself and needs somebody: words that cannot be filled, automations that failed."""

from functools import partial

from django.db.models import Q
from django.urls import reverse

from lintel.automations.models import Plan, PlanQuerySet
from lintel.companies.models import Company
from lintel.inspections import kinds as known, letters
from lintel.messages.models import Wording
from lintel.messages.wording import Words
from lintel.web.office.attention import MOST_OF_A_KIND, Kind, Need


def kinds(company: Company) -> list[Kind]:
    """The most urgent first."""
    return [
        Kind(_failed(company), partial(failed, company)),
        Kind(Wording.objects.of(company), partial(unfillable, company)),
    ]


def _failed(company: Company) -> PlanQuerySet:
    """Letters that could not be written; once a later one of the same rule was, they need nobody."""
    stuck = Plan.objects.of(company).filter(
        Q(state=Plan.State.FAILED) | Q(state=Plan.State.WAITING, attempts__gt=1) & ~Q(last_error="")
    )
    return stuck.filter(thread__inspection__cancelled_at=None).order_by("pk")


def failed(company: Company) -> list[Need]:
    """Each with the letter ready to be sent by hand."""
    found = list(_failed(company).select_related("rule", "thread__inspection__home")[: MOST_OF_A_KIND + 1])
    needs = [_say(plan) for plan in found[:MOST_OF_A_KIND]]
    more = Need(
        "More automations failed",
        "These are the first five.",
        "Show all",
        reverse("office:automations"),
        "bad",
        "alert",
    )
    return [*needs, more] if len(found) > MOST_OF_A_KIND else needs


def _say(plan: Plan) -> Need:
    inspection = plan.thread.inspection
    by_hand = f"{reverse('office:share', args=[inspection.key])}?plan={plan.key}"
    return Need(
        f"“{plan.rule.name}” failed",
        f"{inspection.home.street}. {plan.last_error}",
        "Send by hand",
        by_hand,
        "bad",
        "alert",
        also="Mend the letter",
        also_address=reverse("office:wording", args=[plan.rule.letter]),
    )


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
