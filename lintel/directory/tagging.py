"""Tags: a company's own words on its contacts, such as “VIP” or “military”, for automations to ask about."""

from collections.abc import Iterable

from django.db import transaction

from lintel.companies.models import Company
from lintel.core.refusal import Refusal
from lintel.directory.models import Contact

MOST, LONGEST = 12, 30


class TooManyTags(Refusal):
    say = f"At most {MOST} tags on one person."


class TagTooLong(Refusal):
    say = f"A tag has at most {LONGEST} letters. Put commas between tags."


def read(typed: str) -> list[str]:
    """The tags in what was typed, with commas between; each once, however it is spelt.

    Raises TooManyTags, TagTooLong.
    """
    tags: dict[str, str] = {}
    for tag in filter(None, (" ".join(part.split()) for part in typed.split(","))):
        tags.setdefault(tag.casefold(), tag)
    if any(len(tag) > LONGEST for tag in tags):
        raise TagTooLong(field="tags")
    if len(tags) > MOST:
        raise TooManyTags(field="tags")
    return [*tags.values()]


def of(people: Iterable[Contact]) -> list[str]:
    """The tags of these people, and of whoever was merged with them. One statement."""
    rows = Contact.objects.same_as(people).exclude(tags=None).order_by("pk").values_list("tags", flat=True)
    return [*dict.fromkeys(tag for tags in rows for tag in tags or [])]


@transaction.atomic
def tag(*, contact: Contact, tags: list[str]) -> None:
    """These and no others are this person's tags."""
    Contact.objects.same_as([contact]).exclude(tags=None).update(tags=None)
    contact.tags = tags or None
    contact.save(update_fields=["tags"])


def known(company: Company) -> list[str]:
    """Every tag that the company has given, in order."""
    rows = Contact.objects.of(company).exclude(tags=None).values_list("tags", flat=True)
    each = {tag.casefold(): tag for tags in rows for tag in tags or []}
    return [each[name] for name in sorted(each)]
