"""Writing the templates: their words, their versions, and what each is for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lintel.agreements.models import Template, Version
from lintel.companies.models import Company, Member
from lintel.core import words
from lintel.core.prepared import Prepared
from lintel.core.refusal import Refusal
from lintel.services.models import Service


class UnknownPlaceholder(Refusal):
    """Words in double braces that stand for nothing; the sentence names them."""

    def __init__(self, names: Sequence[str]) -> None:
        shown = ", ".join(f"{{{{{name}}}}}" for name in names)
        super().__init__(f"Not a placeholder here: {shown}. Correct or remove it.", field="text")


class OnlyOwners(Refusal):
    say = "Only an owner changes what clients sign."


class TitleTaken(Refusal):
    say = "There is an agreement of that title already. Change that one, or give this one another title."


@dataclass(frozen=True, slots=True)
class Draft:
    """A template as a form holds it. What `services`, `kinds` or `states` leave empty is no condition; without
    `signing` it is signed as the company usually does.
    """

    title: str
    text: str
    services: Sequence[Service] = ()
    kinds: Sequence[str] = ()
    states: Sequence[str] = ()
    signing: str = ""


def begin(*, company: Company, title: str, text: str, at: datetime) -> Template:
    """The template that a company finds on its first day. Call it inside a transaction."""
    template = Template.objects.create(company=company, title=title, text=text, changed_at=at)
    _note(template, "", at)
    return template


@transaction.atomic
def decide(*, company: Company, signing: str, any_signer: bool, by: Member) -> None:
    """How agreements are signed, of Company.Signing, from now on, also those that wait; and whether of several clients
    one signature is enough, for what is scheduled from now on. Raises OnlyOwners.
    """
    _allowed(company, by)
    company.signing, company.any_signer = signing, any_signer
    company.save(update_fields=["signing", "any_signer"])


@transaction.atomic
def write(*, company: Company, what: Draft, known: frozenset[str], by: Member, at: datetime) -> Template:
    """A new template. Raises OnlyOwners, TitleTaken, UnknownPlaceholder."""
    _check(company, what, known, by, but=None)
    template = Template.objects.create(company=company, changed_at=at, **_conditions(what), **_words(what))
    _note(template, by.name, at)
    return template


@transaction.atomic
def correct(*, template: Template, what: Draft, known: frozenset[str], by: Member, at: datetime) -> Template:
    """Other words are a new version, and the old one stays readable; other conditions alone are none.

    Raises as `write` does.
    """
    _check(template.company, what, known, by, but=template)
    locked = Template.objects.select_for_update().get(pk=template.pk)
    reworded = (locked.title, locked.text) != (what.title, what.text)
    for name, value in {**_conditions(what), **_words(what)}.items():
        setattr(locked, name, value)
    if reworded:
        locked.version, locked.changed_at = locked.version + 1, at
    locked.save()
    if reworded:
        _note(locked, by.name, at)
    return locked


@transaction.atomic
def withdraw(*, template: Template, by: Member, at: datetime) -> None:
    """From now on nobody is asked to sign it; who was asked still is. Raises OnlyOwners."""
    _allowed(template.company, by)
    Template.objects.filter(pk=template.pk, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def bring_back(*, template: Template, by: Member, at: datetime) -> None:
    """Ask for it again. Raises OnlyOwners, TitleTaken."""
    _allowed(template.company, by)
    _unique(template.company, template.title, but=template)
    Template.objects.filter(pk=template.pk).update(withdrawn_at=None)


def fitting(company: Company, *, services: Collection[str], kind: str, state: str) -> list[Template]:
    """The templates that are asked for there, in the order in which they were written. One statement."""
    return [one for one in _standing(company=company.pk) if one.fits(services=services, kind=kind, state=state)]


@Prepared
def _standing(company: int) -> QuerySet[Template]:
    return Template.objects.filter(company=company, withdrawn_at=None).order_by("pk")


def _check(company: Company, what: Draft, known: frozenset[str], by: Member, *, but: Template | None) -> None:
    _allowed(company, by)
    if but is None or but.withdrawn_at is None:
        _unique(company, what.title, but=but)
    if strangers := words.unknown(f"{what.title}\n{what.text}", known):
        raise UnknownPlaceholder(strangers)


def _allowed(company: Company, by: Member) -> None:
    if by.company_id != company.pk or not by.may("settings"):
        raise OnlyOwners


def _unique(company: Company, title: str, *, but: Template | None) -> None:
    same = Template.objects.of(company).filter(withdrawn_at=None, title__iexact=title)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise TitleTaken(field="title")


def _words(what: Draft) -> dict[str, str]:
    return {"title": what.title, "text": what.text}


def _conditions(what: Draft) -> dict[str, Any]:
    return {
        "signing": what.signing or None,
        "services": [one.key for one in what.services],
        "kinds": list(what.kinds),
        "states": list(what.states),
    }


def _note(template: Template, by_name: str, at: datetime) -> None:
    Version.objects.create(
        company_id=template.company_id,
        template=template,
        number=template.version,
        title=template.title,
        text=template.text,
        made_at=at,
        by_name=by_name,
    )
