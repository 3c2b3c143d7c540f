"""Durations, weekdays and zones, for the office's working pages."""

from collections.abc import Iterable
from datetime import date

from django import template

from lintel.billing.models import Invoice
from lintel.core import phones
from lintel.inspections import calendar, parts
from lintel.inspections.invoicepost import office_path, reference_words
from lintel.inspections.models import Participant
from lintel.messages import texts
from lintel.messages.models import Message
from lintel.web import zones

register = template.Library()


@register.filter
def duration(minutes: int) -> str:
    """`{{ 150|duration }}`: `2 h 30 min`."""
    return calendar.duration_words(minutes)


@register.filter
def roles(of_somebody: Iterable[Participant]) -> str:
    """`{{ parts|roles }}`: `client, relative`."""
    return parts.words(of_somebody).lower()


@register.filter
def invoice_page(invoice: Invoice) -> str:
    """`{{ invoice|invoice_page }}`: where its own page stands."""
    return office_path(invoice)


@register.filter
def whereto(message: Message) -> str:
    """`{{ message|whereto }}`: the address a letter goes to, or the number of a text as it is read."""
    return phones.show(message.to_address) if message.channel == Message.Channel.TEXT else message.to_address


@register.filter
def text_words(message: Message) -> str:
    """`{{ message|text_words }}`: what a text says, with a place for its link."""
    return texts.words(message).replace(texts.LINK, "[link]")


@register.filter
def reference(invoice: Invoice) -> str:
    """`{{ invoice|reference }}`: `claim number 24-118-0937`, or nothing."""
    return reference_words(invoice)


@register.filter
def weekday(day: date) -> str:
    """`Friday`."""
    return f"{day:%A}"


@register.filter
def zone_words(zone: str) -> str:
    """`{{ home.zone|zone_words }}`: `Mountain Time`."""
    return zones.words(zone)
