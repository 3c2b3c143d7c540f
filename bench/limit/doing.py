"""The same work as the product's, with nothing around it."""

import time
from collections.abc import Callable

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from bench.limit.models import Invoice, Letter, Page, Payment

BATCH = 50
IDLE_SECONDS = 0.05


@transaction.atomic
def book(token: str, person: str, house: str, recipient: str, content: str) -> None:
    """A row and its letter, in one commit."""
    Page.objects.create(token=token, person=person, house=house, starts_at=timezone.now())
    Letter.objects.create(recipient=recipient, subject=f"Your inspection at {house}", content=content)


@transaction.atomic
def pay(invoice_id: int, amount_cents: int) -> bool:
    """Lock, check, insert, update."""
    invoice = Invoice.objects.select_for_update().get(pk=invoice_id)
    if invoice.due_cents < amount_cents:
        return False
    Payment.objects.create(invoice=invoice, amount_cents=amount_cents)
    invoice.due_cents -= amount_cents
    invoice.save(update_fields=["due_cents"])
    return True


def mail(stopped: Callable[[], bool]) -> None:
    """Sends what waits over one kept connection, in batches, until stopped."""
    with get_connection() as server:
        while not stopped():
            if not send_batch(server):
                time.sleep(IDLE_SECONDS)


@transaction.atomic
def send_batch(server: BaseEmailBackend) -> int:
    letters = Letter.objects.filter(sent_at=None).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        letters = letters.select_for_update(skip_locked=True)
    batch = list(letters[:BATCH])
    server.send_messages(
        [EmailMessage(letter.subject, letter.content, "limit@lintel.example", [letter.recipient]) for letter in batch]
    )
    Letter.objects.filter(pk__in=[letter.pk for letter in batch]).update(sent_at=timezone.now())
    return len(batch)
