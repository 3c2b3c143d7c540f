"""The template's words that an agreement was made of, which stay its own when the template is written anew."""

from collections.abc import Iterable
from typing import NamedTuple

from lintel.agreements.models import Agreement, Template, Version


class Wording(NamedTuple):
    """Title and text with placeholders, and which version of the template they are."""

    title: str
    text: str
    number: int


def of(agreements: Iterable[Agreement]) -> dict[int, Wording]:
    """By the agreements' ids. One statement, where some template has been written anew since; their templates apart."""
    found = {one.pk: _now(one.template) for one in agreements}
    older = [one for one in agreements if one.template_version != one.template.version]
    if older:
        versions = Version.objects.filter(template__in={one.template_id for one in older})
        known = {(one.template_id, one.number): Wording(one.title, one.text, one.number) for one in versions}
        for one in older:
            found[one.pk] = known.get((one.template_id, one.template_version), found[one.pk])
    return found


def _now(template: Template) -> Wording:
    return Wording(template.title, template.text, template.version)
