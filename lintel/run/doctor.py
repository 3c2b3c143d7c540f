"""Is all well? Read-only questions to the rows, the files and the settings, answered in sentences."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TextIO

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import DatabaseError
from django.db.models import Count

from lintel.billing.models import Stray
from lintel.companies import trial
from lintel.core import clock, demo as demonstration, reading
from lintel.messages.models import LetterState, Message
from lintel.messages.providers.mailbox import Mailbox, Unreadable
from lintel.run import database, invariants, money_invariants

Question = Callable[[datetime], Iterator[str]]

SHOWN, LATELY = 10, timedelta(days=7)
QUESTIONS: dict[str, Question] = {
    "The secrets are the owner's alone, and the database keeps what it acknowledges": lambda _: installation(),
    "The database finds itself whole": invariants.sound,
    "The ledger and the signatures can only grow": invariants.triggers,
    "Every signature is what was sealed, and no chain of them is broken": invariants.signatures,
    "The database itself keeps a trial's letters inside": invariants.trial_gate,
    "The search index is kept up to date": invariants.search_index,
    "Every client of a scheduled inspection has their confirmation letter": invariants.letters,
    "No event wrote two letters to one recipient": invariants.one_letter_each,
    "Every line was charged what it says": invariants.charges,
    "Every tax is what the lines that carry it come to": invariants.taxes,
    "Every entry of the ledger fits its invoice": invariants.entries,
    "Every payment that arrived is in the ledger once": invariants.payments,
    "The invoice numbers of each company have no gap": invariants.numbers,
    "Every payment is told, and its letters are written or due": invariants.receipts,
    "No invoice can be paid twice at once": invariants.attempts,
    "Every refund is in the ledger as often as it happened": money_invariants.refunds,
    "What lists say of an invoice is what its entries come to": money_invariants.balances,
    "No payment was given back beyond what it brought": money_invariants.beyond,
    "The ledger holds back what open disputes took": money_invariants.disputes,
    "Every report that can be read has its file": invariants.reports,
    "Nothing points into another company": invariants.companies,
    "No contact is merged in a circle, or with another company's": invariants.merges,
    "No work lies with a worker that is gone": invariants.leases,
}


def examine(out: TextIO) -> list[str]:
    """Asks everything and writes each answer to `out`; comes back with the questions whose answer is no."""
    if behind := database.lacking():
        out.write(f"no   The database lacks {len(behind)} migrations, first {behind[0]}. Run: lintel migrate\n")
        return ["The database is as the code wants it"]
    at, broken = clock.now(), []
    with reading.only():
        for question, ask in QUESTIONS.items():
            faults = _answer(ask, at)
            out.write(f"{'no ' if faults else 'yes'}  {question}.\n")
            out.writelines(f"       {fault}\n" for fault in faults[:SHOWN])
            if len(faults) > SHOWN:
                out.write("       … and more.\n")
            if faults:
                broken.append(question)
        out.writelines(f"note {note}\n" for note in notes(at))
    return broken


def _answer(ask: Question, at: datetime) -> list[str]:
    """The breaches, one more than is shown; a question that the database cannot take is one."""
    try:
        return list(islice(ask(at), SHOWN + 1))
    except DatabaseError as fault:
        return [f"The database says: {fault}"]


def installation() -> Iterator[str]:
    """What Django's own checks, and ours, say about settings and files."""
    tags = [Tags.database, Tags.security, Tags.models, Tags.urls]
    for fault in run_checks(tags=tags, databases=["default"]):
        if fault.is_serious() or str(fault.id).startswith("lintel."):
            yield str(fault.msg)


def notes(at: datetime) -> Iterator[str]:
    """What is not wrong, but somebody may want to know."""
    if demonstration.is_here():
        yield "This is a demo: it sends to its own mailbox while it runs, and to nobody else."
    elif not settings.PUBLIC_ORIGIN:
        yield "No public address: letters to clients are held until LINTEL_PUBLIC_ORIGIN names one."
    if not settings.MAIL_CONFIGURED and not demonstration.is_here():
        yield "No mail server: letters are held until LINTEL_EMAIL_URL names one."
    yield from _service(at)
    if settings.BOUNCES_URL:
        try:
            Mailbox(settings.BOUNCES_URL).look()
        except Unreadable as fault:
            yield f"{fault}. Letters that come back are found out when somebody says so."
    if strays := Stray.objects.filter(settled_at=None).count():
        yield f"{strays} payments fit no invoice. Today in the office lists them under Needs attention."
    for company in trial.asking():
        yield f"{company.name} asks to be upgraded. Grant it: lintel subscribe {company.key}"
    states = Message.objects.filter(state__in=["held", "failed"]).order_by("state", "held_because")
    for row in states.values("state", "held_because").annotate(rows=Count("pk")):
        because = f" ({row['held_because']})" if row["held_because"] else ""
        yield f"{_letters(row['rows'])}: {Message.State(row['state']).label.lower()}{because}."
    if late := Message.objects.filter(due_at__lt=at - invariants.OLDEST_LEASE, attempts=0).count():
        yield f"{_letters(late)} waiting for more than a minute. Does a worker run?"


def _service(at: datetime) -> Iterator[str]:
    """Whether the mail service tells us what becomes of letters, and whether it leads links through itself."""
    if settings.MAIL_SERVICE and not settings.MAIL_HOOK_SECRET:
        yield "The mail service cannot tell what becomes of letters: LINTEL_EMAIL_HOOK_SECRET is not set."
    if LetterState.objects.filter(state=LetterState.State.CLICKED, at__gt=at - LATELY).exists():
        yield "The mail service leads links through itself, and so knows everybody's. Switch click tracking off there."


def _letters(count: int) -> str:
    return "1 letter" if count == 1 else f"{count} letters"
