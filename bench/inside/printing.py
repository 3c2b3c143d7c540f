"""Invoices set as PDF, as the office asks for them: with the facts read for each."""

import time
from typing import Any

from bench.inside import orders
from lintel.billing import papers as printing
from lintel.billing.models import Invoice
from lintel.core import clock
from lintel.inspections import papers


def invoices(asked: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds for each of `count` invoices, one after the other, and for the first of the process; CPU of all."""
    at, times, cpu = clock.now(), [], time.process_time()
    chosen = Invoice.objects.of(orders.measured()).select_related("company", "payer").order_by("-pk")
    for one in chosen[: asked["count"] + 1]:
        start = time.perf_counter()
        printing.invoice(papers.invoice(one, reader=papers.office_reader(one, at=at)), at=at)
        times.append((time.perf_counter() - start) * 1000)
    first, rest, cpu = times[0], sorted(times[1:]), time.process_time() - cpu
    return {
        "cpu_ms": cpu * 1000 / len(times),
        "first": first,
        "p50": rest[len(rest) // 2],
        "p95": rest[len(rest) * 95 // 100],
    }
