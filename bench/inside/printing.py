"""Invoices and signed agreements set as PDF, as they are asked for: with the facts read for each."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from bench.inside import orders
from lintel.agreements.models import Signature
from lintel.billing import papers as printing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import copies, papers


def invoices(asked: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds for each of `count` invoices, one after the other, and for the first of the process; CPU of all."""
    at = clock.now()
    chosen = Invoice.objects.of(orders.measured()).select_related("company", "payer").order_by("-pk")
    return _timed(
        chosen[: asked["count"] + 1],
        lambda one: printing.invoice(papers.invoice(one, reader=papers.office_reader(one, at=at)), at=at),
    )


def signed(asked: dict[str, Any]) -> dict[str, Any]:
    """The same of signed agreements, each read from its rows."""
    signatures = Signature.objects.of(orders.measured()).order_by("-pk")[: asked["count"] + 1]
    rows = Signature.objects.select_related(*copies.JOINED)
    return _timed(signatures.values_list("pk", flat=True), lambda pk: copies.pdf(rows.get(pk=pk)))


def _timed(chosen: Iterable[Any], set_: Callable[[Any], bytes]) -> dict[str, Any]:
    times, cpu = [], time.process_time()
    for one in chosen:
        start = time.perf_counter()
        set_(one)
        times.append((time.perf_counter() - start) * 1000)
    first, rest, cpu = times[0], sorted(times[1:]), time.process_time() - cpu
    return {
        "cpu_ms": cpu * 1000 / len(times),
        "first": first,
        "p50": rest[len(rest) // 2],
        "p95": rest[len(rest) * 95 // 100],
    }
