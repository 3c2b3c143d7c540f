"""Four tables: a page behind a token, letters to send, invoices and their payments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Page(models.Model):
    """One row of a list, which a token opens."""

    token = models.CharField(max_length=43, unique=True)
    person = models.CharField(max_length=120)
    house = models.CharField(max_length=120)
    starts_at = models.DateTimeField(db_index=True)
    objects: ClassVar["models.Manager[Page]"] = models.Manager()


class Letter(models.Model):
    """A letter that waits to be sent, its words ready."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    content = models.TextField()
    sent_at = models.DateTimeField(null=True)
    objects: ClassVar["models.Manager[Letter]"] = models.Manager()

    class Meta:
        indexes = [models.Index("id", name="letter_waiting", condition=Q(sent_at=None))]


class Invoice(models.Model):
    """What is due, kept as a number."""

    due_cents = models.IntegerField()
    objects: ClassVar["models.Manager[Invoice]"] = models.Manager()


class Payment(models.Model):
    """Money that came."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT)
    amount_cents = models.IntegerField()
    objects: ClassVar["models.Manager[Payment]"] = models.Manager()
