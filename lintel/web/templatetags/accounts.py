"""Fields of the sign-in pages, and what these pages say about the installation."""

from ipaddress import ip_address
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput
from django.http.request import split_domain_port

from lintel.companies import joining

register = template.Library()


@register.inclusion_tag("accounts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, hint, control and what is wrong, tied together for a screen reader."""
    described = [
        *([f"{bound.auto_id}_helptext"] if bound.help_text else []),
        *([f"{bound.auto_id}_error"] if bound.errors else []),
    ]
    tick = isinstance(bound.field.widget, CheckboxInput)
    attrs = {"class": "" if tick else "input", "aria-describedby": " ".join(described) or False}
    return {
        "field": bound,
        "tick": tick,
        "control": bound.as_widget(attrs=attrs),
        "question": getattr(bound.form, "question", None) if bound.name == "email" else None,
    }


@register.simple_tag
def mail_works() -> bool:
    """Whether this installation can send letters at all."""
    return bool(settings.MAIL_CONFIGURED)


@register.simple_tag(takes_context=True)
def passkeys_elsewhere(context: template.Context) -> str:
    """Where passkeys can be used instead of here; empty where they can. They belong to a name, never to a number."""
    host, _ = split_domain_port(context["request"].get_host())
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return ""
    return str(settings.PUBLIC_ORIGIN_OR_LOCAL)


@register.simple_tag
def nobody_yet() -> bool:
    """Whether the installation waits for its first company."""
    return joining.is_first()
