"""Who agreed to be texted, and who no longer does. What was said last counts; nothing that was said is changed."""

from collections.abc import Iterable
from datetime import datetime

from lintel.companies.models import Company, Member
from lintel.core import phones
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact
from lintel.messages.models import Message, TextConsent


class HowNeeded(Refusal):
    say = "Say how they agreed to texts, such as “by phone”."


class NoConsent(Refusal):
    """Nobody recorded that they agreed, or they took it back; says which."""


def last(company: Company, number: str) -> TextConsent | None:
    """What was last said about texts to this number."""
    return TextConsent.objects.of(company).filter(number=number).select_related("by").order_by("-pk").first()


def agreeing(company: Company, numbers: Iterable[str]) -> set[str]:
    """Those of these numbers that may be texted."""
    said = TextConsent.objects.of(company).filter(number__in=set(numbers)).order_by("pk")
    standing = dict(said.values_list("number", "agreed"))
    return {number for number, agreed in standing.items() if agreed}


def holds(company: Company, number: str) -> str:
    """Why this number may not be texted: one of `Message.Held`, or nothing."""
    said = TextConsent.objects.of(company).filter(number=number).order_by("-pk").values_list("agreed", flat=True)[:1]
    if not said:
        return Message.Held.NO_CONSENT
    return "" if said[0] else Message.Held.OPTED_OUT


def check(company: Company, number: str, name: str) -> None:
    """Whether this person may be texted. Raises NoConsent."""
    match holds(company, number):
        case Message.Held.NO_CONSENT:
            raise NoConsent(f"It is not on record that {name} agreed to texts. Ask, then tick it under People.")
        case Message.Held.OPTED_OUT:
            raise NoConsent(f"{name} asked for no more texts. They can text START, or tell you that they agree again.")


def record(*, contact: Contact, how: str, by: Member, at: datetime) -> TextConsent:
    """Somebody told staff that they agree to texts. Raises HowNeeded, phones.NotANumber."""
    how = " ".join(how.split())
    if not how:
        raise HowNeeded(field="texts_how")
    return TextConsent.objects.create(
        company=contact.company,
        number=phones.wire(contact.phone),
        agreed=True,
        at=at,
        words=how[:200],
        source=TextConsent.Source.STAFF,
        by=by,
        contact=contact,
    )


def take_back(*, contact: Contact, how: str, by: Member, at: datetime) -> TextConsent:
    """Somebody told staff that they want no more texts. Raises phones.NotANumber."""
    return TextConsent.objects.create(
        company=contact.company,
        number=phones.wire(contact.phone),
        agreed=False,
        at=at,
        words=" ".join(how.split())[:200] or "told the office",
        source=TextConsent.Source.STAFF,
        by=by,
        contact=contact,
    )
