"""What a company sells."""

from typing import Self

from django.db import models
from django.db.models import Q

from lintel.companies.models import Owned, OwnedQuerySet
from lintel.core import ids


class ServiceQuerySet(OwnedQuerySet["Service"]):
    def offered(self) -> Self:
        """What can be ticked today, in the company's order."""
        return self.filter(withdrawn_at=None).order_by("position", "pk")


class Service(Owned):
    """A service: its price in cents and how many minutes it takes."""

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=200, blank=True)
    price_cents = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=24 * 60), name="service_fits_in_a_day"),
        ]

    def __str__(self) -> str:
        return self.name
