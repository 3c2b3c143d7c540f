"""What the controls take away or hold up, so that a race is lost every time and no test has to hope for it."""

import contextlib
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import ParamSpec, TypeVar

from django.db import connection

from lintel.billing.models import Invoice
from lintel.inspections.models import Inspection
from tests.rig.together import Result

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
UNGUARDED = SimpleNamespace(atomic=contextlib.nullcontext)  # stands for django.db.transaction


def meeting(call: Callable[Given, Answer], parties: int = 2) -> Callable[Given, Answer]:
    """The same call; but the first time in each thread, nobody gets the answer before `parties` have one."""
    gate, seen = threading.Barrier(parties, timeout=10), threading.local()

    def held(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        answer = call(*args, **kwargs)
        if not getattr(seen, "already", False):
            seen.already = True
            gate.wait()
        return answer

    return held


def unlocked(invoice: Invoice) -> Invoice:
    """Stands for invoicing.lock: the row, and nobody is kept from it."""
    return Invoice.objects.get(pk=invoice.pk)


def first_unlocked(inspection: Inspection, invoice: None) -> Invoice:
    """Stands for receiving._locked: the inspection's first one, and nobody is kept from it."""
    return Invoice.objects.filter(bill__inspection=inspection).order_by("pk")[0]


def bare(use_case: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A use case without the transaction around it."""
    inside: Callable[Given, Answer] = use_case.__wrapped__  # type: ignore[attr-defined]
    return inside


def drop_index(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {name}")


def drop_constraint_on_postgresql(table: str, name: str) -> None:
    """SQLite has no such constraint to drop."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def parted(results: list[Result | Exception]) -> tuple[list[Result], list[Exception]]:
    """What came of it, and what was refused."""
    return (
        [one for one in results if not isinstance(one, Exception)],
        [one for one in results if isinstance(one, Exception)],
    )
