"""What a member may do, asked in a template."""

from collections.abc import Mapping

from django import template

from lintel.companies.models import Member

register = template.Library()


@register.simple_tag
def may(member: Member, act: str) -> bool:
    """`{% may member "settings" as changing %}`."""
    return member.may(act)


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """What goes by this key: `{{ sold|named:key }}`."""
    return names[key]
