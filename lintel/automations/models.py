"""Rules of a company, and what they have planned on a thread."""

from typing import Self

from django.db import models
from django.db.models import Q

from lintel.companies.models import Owned, OwnedQuerySet
from lintel.core import ids
from lintel.core.work import Work
from lintel.messages.models import Thread


class RuleQuerySet(OwnedQuerySet["Rule"]):
    def running(self) -> Self:
        """Those that are on and plan by themselves; a fixed one is asked where its letter is written."""
        return self.filter(is_on=True, fixed="", thrown_away_at=None)

    def bent(self) -> Self:
        """Fixed ones that are off, or have conditions."""
        return self.exclude(fixed="").filter(Q(is_on=False) | ~Q(conditions=[]))


class Rule(Owned):
    """When this happens, if these hold, that goes to these people.

    `moment` is what happens, or stands still to come: `amount`, `unit` and `way` say how long before or after it.
    `conditions` are facts as words (`conditions.py`). A `fixed` rule is one of ours: its moment, letter and readers
    stand in the code that writes the letter; whether it is on, and its conditions, stand here.
    """

    class Unit(models.TextChoices):
        MINUTES = "minutes", "minutes"
        HOURS = "hours", "hours"
        DAYS = "days", "days"
        WEEKS = "weeks", "weeks"
        MONTHS = "months", "months"

    class Way(models.TextChoices):
        AT_ONCE = "at once", "at once"
        BEFORE = "before", "before"
        AFTER = "after", "after"

    class Channel(models.TextChoices):
        LETTER = "letter", "letter"
        TEXT = "text", "text"
        WEBHOOK = "webhook", "webhook"

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=80)
    fixed = models.CharField(max_length=40, blank=True)
    moment = models.CharField(max_length=40)
    way = models.CharField(max_length=8, choices=Way, default=Way.AT_ONCE)
    amount = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.HOURS)
    conditions = models.JSONField(default=list, blank=True)
    needs_all = models.BooleanField(default=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.LETTER)
    letter = models.CharField(max_length=40)
    to = models.JSONField(default=list, blank=True)
    address = models.CharField(max_length=400, blank=True)
    each_time = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    thrown_away_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("company", "fixed", condition=~Q(fixed=""), name="rule_of_ours_once"),
            models.CheckConstraint(condition=Q(is_on=True) | ~Q(fixed="confirmation"), name="rule_confirmation_is_on"),
            models.CheckConstraint(condition=Q(way="at once") ^ Q(amount__gt=0), name="rule_waits_for_an_amount"),
        ]

    def __str__(self) -> str:
        return self.name


class PlanQuerySet(OwnedQuerySet["Plan"]):
    def waiting(self) -> Self:
        return self.filter(state=Plan.State.WAITING)


class Plan(Owned, Work):
    """One rule's letters to come on one thread. `occasion` tells apart what a rule may do more than once.

    Edited by hand it keeps its own words, and the conditions that it had then.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "To come"
        WRITTEN = "written", "Written"
        DROPPED = "dropped", "Not sent"
        WITHDRAWN = "withdrawn", "Withdrawn"
        FAILED = "failed", "Failed"

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="plans")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="plans")
    occasion = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    planned_at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=200, blank=True)
    by_hand = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    conditions = models.JSONField(null=True, blank=True)
    edited_by = models.CharField(max_length=120, blank=True)
    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("rule", "thread", "occasion", name="plan_once_for_an_occasion"),
            models.CheckConstraint(condition=Q(state="waiting") ^ Q(due_at=None), name="plan_is_due_while_it_waits"),
        ]
        indexes = [
            models.Index("due_at", "id", name="plan_due", condition=Q(due_at__isnull=False)),
            models.Index("thread", "planned_at", name="plan_by_thread"),
            models.Index("company", "state", name="plan_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, {self.state}"
