"""The limit's own commands; each takes and gives one JSON object."""

import random
import signal
import time
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from django.db import connection, models

from bench import crew
from bench.limit import doing
from bench.limit.models import Invoice, Letter, Page, Payment


def make(asked: dict[str, Any]) -> dict[str, Any]:
    """The tables, and as many rows as the product has inspections."""
    with connection.schema_editor() as editor:
        for model in (Page, Letter, Invoice, Payment):
            editor.create_model(model)
    rng = random.Random(7)
    start = datetime.now(UTC) - timedelta(days=1000)
    tokens = [f"{rng.getrandbits(256):043x}"[:43] for _ in range(asked["count"])]
    Page.objects.bulk_create(
        (
            Page(
                token=token,
                person="Cora Whitfield",
                house=f"{rng.randrange(100, 9900)} Harrison Boulevard, Boise, ID 83702",
                starts_at=start + timedelta(minutes=rng.randrange(1440 * 1000)),
            )
            for token in tokens
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {"tokens": rng.sample(tokens, min(200, len(tokens)))}


def book(asked: dict[str, Any]) -> dict[str, Any]:
    """Books one after the other; how many a second."""
    content = _words(asked["bytes"])
    for number in range(10):
        _book(number, content)
    connection.ensure_connection()
    wall, cpu = time.monotonic(), time.process_time()
    for number in range(asked["count"]):
        _book(number, content)
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    Letter.objects.all().delete()
    return {"rate": asked["count"] / wall, "cpu_ms": cpu * 1000 / asked["count"]}


def pay(asked: dict[str, Any]) -> dict[str, Any]:
    """Pays as many invoices, each whole."""
    Invoice.objects.bulk_create([Invoice(due_cents=450_00) for _ in range(asked["count"])])
    last = Invoice.objects.aggregate(last=models.Max("pk"))["last"]
    jobs = range(last - asked["count"] + 1, last + 1)
    done = crew.together(jobs, _pay, processes=asked["processes"], threads=asked["threads"])
    if set(done.outcomes) != {"paid"}:
        raise RuntimeError(str(set(done.outcomes)))
    return {"rate": done.rate(), "milliseconds": done.milliseconds}


def queue(asked: dict[str, Any]) -> dict[str, Any]:
    """Puts finished letters of so many bytes in the outbox, and nothing else."""
    Letter.objects.all().delete()
    content = _words(asked["bytes"])
    Letter.objects.bulk_create(
        [
            Letter(recipient=f"client{number}@example.com", subject="Your inspection", content=content)
            for number in range(asked["count"])
        ],
        batch_size=1000,
    )
    return {}


def mail(asked: dict[str, Any]) -> dict[str, Any]:
    """Sends what waits until it is ended."""
    ended: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        ended.append(number)

    signal.signal(signal.SIGTERM, end)
    doing.mail(lambda: bool(ended))
    return {}


def web(asked: dict[str, Any]) -> dict[str, Any]:
    """The pages, served exactly as lintel.run.web serves the product's."""
    from django.core.handlers.wsgi import WSGIHandler
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    application = WSGIHandler()
    Granian(
        target="bench.limit:application",
        address="127.0.0.1",
        port=asked["port"],
        interface=Interfaces.WSGI,
        workers=asked["processes"],
        blocking_threads=asked["threads"],
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve(target_loader=lambda: application, wrap_loader=False)
    return {}


def _book(number: int, content: str) -> None:
    token = f"{random.getrandbits(256):043x}"[:43]
    doing.book(token, "Cora Whitfield", "1214 Harrison Boulevard", f"client{number}@example.com", content)


def _words(size: int) -> str:
    line = "The inspector looks at the roof, the frame, the wiring and the drains.\n"
    return line * (size // len(line))


def _pay(invoice: int) -> str:
    return "paid" if doing.pay(invoice, 450_00) else "refused"
