"""What a member may do, asked in a template."""

from django import template

from lintel.companies.models import Member

register = template.Library()


@register.simple_tag
def may(member: Member, act: str) -> bool:
    """`{% may member "settings" as changing %}`."""
    return member.may(act)
