"""What every face's pages ask for in their head: joined assets, and the company's colour."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lintel.companies.models import Company
from lintel.web import assets, brand

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """`{% asset "portal.css" %}`: the address of a joined sheet or script."""
    return assets.address(name)


@register.simple_tag(takes_context=True)
def brand_style(context: dict[str, Any], company: Company) -> SafeString | str:
    """`{% brand_style company %}`: the company's colour as a style with the answer's nonce; nothing without one."""
    corrected = brand.correct(company.colour)
    if corrected is None:
        return ""
    rule = mark_safe(corrected.rule())  # noqa: S308 - made of two checked #rrggbb
    return format_html('<style nonce="{}">{}</style>', context["request"].csp_nonce, rule)
