"""What a company sells."""

from typing import Self

from django.db import models
from django.db.models import Q

from lintel.companies.models import Owned, OwnedQuerySet
from lintel.core import ids, money


class TaxQuerySet(OwnedQuerySet["Tax"]):
    def raised(self) -> Self:
        """Those that a service can carry today, by name."""
        return self.filter(withdrawn_at=None).order_by("name", "pk")


class Tax(Owned):
    """A tax on services, as invoices name it: its rate in thousandths of a percent (9.975 % is 9975), and the number
    under which the company pays it over.
    """

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=40)
    rate = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = TaxQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rate__lte=100_000), name="tax_is_at_most_the_whole")]

    def __str__(self) -> str:
        return f"{self.name} {self.rate_words()}"

    def rate_words(self) -> str:
        """`9.975%`, `5%`."""
        return money.rate_words(self.rate)

    def words(self) -> str:
        """As it stands on an invoice: `GST 5%, no. 123`."""
        return f"{self}, no. {self.number}" if self.number else str(self)

    def on(self, cents: int) -> int:
        """The tax on this sum, rounded to the cent once, half a cent away from zero."""
        return money.part(cents, self.rate)


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
    tax = models.ForeignKey(Tax, null=True, blank=True, on_delete=models.PROTECT, related_name="services")
    position = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=24 * 60), name="service_fits_in_a_day"),
        ]

    def __str__(self) -> str:
        return self.name
