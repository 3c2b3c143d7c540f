"""What is true of the rows at any moment, each as a question that answers with a sentence for every breach."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, Sum
from django.db.models.functions import Coalesce

from lintel.agreements import chaining
from lintel.agreements.models import Signature
from lintel.billing import taxing
from lintel.billing.models import Attempt, Entry, Invoice, Line, NumberSeries
from lintel.companies.models import Company, Owned
from lintel.core import money, search
from lintel.core.work import LEASE, Work
from lintel.directory.models import Contact
from lintel.inspections.models import Moment, Participant
from lintel.messages import trialgate
from lintel.messages.models import Message
from lintel.reports.models import Version

OLDEST_LEASE = timedelta(seconds=60)
ONLY_GROW = (
    *("billing_entry", "agreements_signature", "agreements_proof", "agreements_version"),
    "outbox_textconsent",
)


def letters(at: datetime) -> Iterator[str]:
    """Every client of a confirmed inspection has their confirmation letter, sent or not, unless it was skipped."""
    written = Message.objects.filter(kind="confirmation", link__share__participant=OuterRef("pk"))
    lacking = (
        Participant.objects.filter(~Exists(written), role=Participant.Role.CLIENT)
        .exclude(contact__email="")
        .exclude(inspection__moments__kind=Moment.Kind.SKIPPED)
        .filter(inspection__unconfirmed_since=None)
        .select_related("contact", "inspection__home")
    )
    for one in lacking:
        yield f"{one.contact.name} has no confirmation letter for {one.inspection.home.one_line()}."


def one_letter_each(at: datetime) -> Iterator[str]:
    """No event wrote two letters to one recipient."""
    twice = Message.objects.order_by().values("dedupe_key").annotate(rows=Count("pk")).filter(rows__gt=1)
    for row in twice:
        yield f"{row['rows']} letters were written as {row['dedupe_key']}."


def charges(at: datetime) -> Iterator[str]:
    """Each line of an invoice was charged what it says, and nothing else was charged."""
    charged = Entry.objects.filter(line=OuterRef("pk"), kind=Entry.Kind.CHARGE).order_by().values("line")
    lines = Line.objects.annotate(
        charged=Coalesce(models.Subquery(charged.annotate(sum=Sum("amount_cents")).values("sum")), 0)
    ).exclude(charged=F("amount_cents"))
    for line in lines.select_related("invoice"):
        yield (
            f"“{line.description}” of invoice {line.invoice} says {_shown(line.amount_cents, line.invoice)}, "
            f"but {_shown(line.charged, line.invoice)} was charged."
        )
    for entry in Entry.objects.filter(kind=Entry.Kind.CHARGE, line=None).select_related("invoice"):
        yield f"A charge of {_shown(entry.amount_cents, entry.invoice)} on invoice {entry.invoice} belongs to no line."


def reports(at: datetime) -> Iterator[str]:
    """Every version of a report that was not removed lies in the storage."""
    versions = Version.objects.filter(report__removed_at=None).select_related("report", "company")
    for version in versions.iterator():
        if not default_storage.exists(version.file):
            yield f"The file of “{version.report.name}” of {version.company.name} is gone: {version.file}."


def signatures(at: datetime) -> Iterator[str]:
    """Each company's chain of signatures holds, from the first to the last; and every scan is what was sealed."""
    for company in Company.objects.order_by("pk"):
        yield from chaining.faults(company)
    for one in Signature.objects.exclude(scan=None).select_related("company").iterator():
        if one.scan and not default_storage.exists(one.scan):
            yield f"The scan of what {one.name} signed on paper for {one.company.name} is gone: {one.scan}."


def taxes(at: datetime) -> Iterator[str]:
    """Each tax line is what the lines that carry the tax come to, and no tax is missing; an inspection is one whole."""
    current = Line.objects.filter(removed_at=None).exclude(tax=None)
    invoices = Invoice.objects.filter(lines__in=current).distinct().select_related("bill").order_by("pk")
    wholes: dict[tuple[int, int], list[Invoice]] = {}
    for invoice in invoices.prefetch_related(Prefetch("lines", current.select_related("tax").order_by("pk"))):
        bill = getattr(invoice, "bill", None)
        wholes.setdefault((bill.inspection_id, 0) if bill else (0, invoice.pk), []).append(invoice)
    for whole in wholes.values():
        shares = taxing.shares([taxing.carried(invoice.lines.all()) for invoice in whole])
        for invoice, due in zip(whole, shares, strict=True):
            lines = invoice.lines.all()
            said = {line.tax: line.amount_cents for line in lines if line.tax and line.kind == Line.Kind.TAX}
            for tax in {**said, **due}:
                if said.get(tax) != due.get(tax):
                    yield (
                        f"{tax} on invoice {invoice} is {_shown(said.get(tax, 0), invoice)}, but its lines come to "
                        f"{_shown(due.get(tax, 0), invoice)}."
                    )


def entries(at: datetime) -> Iterator[str]:
    """Every entry of the ledger is in its invoice's currency, and its line and its attempt are the invoice's."""
    elsewhere = Entry.objects.filter(
        ~Q(currency=F("invoice__currency"))
        | (Q(line__isnull=False) & ~Q(line__invoice=F("invoice")))
        | (Q(attempt__isnull=False) & ~Q(attempt__invoice=F("invoice")))
    )
    for entry in elsewhere.select_related("invoice"):
        yield f"Entry {entry.pk} ({_shown(entry.amount_cents, entry.invoice)}) does not fit invoice {entry.invoice}."


def payments(at: datetime) -> Iterator[str]:
    """Every paid attempt is in the ledger or among the strays, once; and no other attempt is."""
    paid = Q(state=Attempt.State.PAID)
    counted = Attempt.objects.annotate(
        booked=Count("entries", filter=Q(entries__kind=Entry.Kind.PAYMENT), distinct=True)
        + Count("strays", distinct=True)
    ).select_related("invoice")
    for attempt in counted.filter((paid & ~Q(booked=1)) | (~paid & ~Q(booked=0))):
        yield (
            f"The attempt of {_shown(attempt.amount_cents, attempt.invoice)} on invoice {attempt.invoice} is "
            f"{attempt.get_state_display().lower()}, and stands in the ledger {attempt.booked} times."
        )


def numbers(at: datetime) -> Iterator[str]:
    """The invoice numbers of each company follow one another: none left out, none given twice, none to come."""
    taken = Invoice.objects.exclude(number=None).order_by().values("company")
    given = taken.annotate(rows=Count("pk"), each=Count("number", distinct=True), low=Min("number"), high=Max("number"))
    series = {one.company_id: one for one in NumberSeries.objects.all()}
    names = dict(Company.objects.values_list("pk", "name"))
    for row in given:
        name, own = names[row["company"]], series.get(row["company"], NumberSeries(last=0))
        high = max(row["high"], *own.left_out, 0)
        if row["each"] < row["rows"]:
            yield f"{name} has given an invoice number twice."
        if row["each"] + sum(number > row["low"] for number in own.left_out) < high - row["low"] + 1:
            yield f"{name} has left out an invoice number between {row['low']} and {high}."
        if own.last != high:
            yield f"The last invoice of {name} is {high}, but {own.last or 'none'} is noted as the last number."


def receipts(at: datetime) -> Iterator[str]:
    """Every payment has its line in the story, whose letters are written or still due."""
    told = Moment.objects.filter(entry=OuterRef("pk"), kind=Moment.Kind.PAID)
    untold = Entry.objects.filter(~Exists(told), kind=Entry.Kind.PAYMENT)
    for entry in untold.select_related("invoice"):
        yield f"The payment of {_shown(-entry.amount_cents, entry.invoice)} on invoice {entry.invoice} is in no story."
    stuck = Moment.objects.filter(due_at__isnull=False).exclude(last_error="")
    for moment in stuck.select_related("inspection__home", "invoice"):
        where = moment.inspection.home.one_line() if moment.inspection else f"invoice {moment.invoice}"
        yield f"No letter could be written for “{moment.words}”, {where}: {moment.last_error}"


def attempts(at: datetime) -> Iterator[str]:
    """No invoice can be paid through two attempts at once."""
    live = Attempt.objects.filter(state__in=Attempt.LIVE).order_by().values("invoice")
    for row in live.annotate(rows=Count("pk")).filter(rows__gt=1):
        yield f"Invoice {Invoice.objects.get(pk=row['invoice'])} has {row['rows']} live attempts."


def companies(at: datetime) -> Iterator[str]:
    """What belongs to a company points only at what belongs to the same one. Asked of every relation there is."""
    for model in apps.get_models():
        if issubclass(model, Owned):
            for field in _relations(model):
                yield from _strangers(model, field)


def merges(at: datetime) -> Iterator[str]:
    """Every merged contact leads to one that is not merged, in its own company, and is read as that one."""
    for one in Contact.objects.exclude(merged_into=None).select_related("merged_into"):
        end, passed = one, set[int]()
        while end.merged_into is not None and end.pk not in passed:
            passed.add(end.pk)
            end = end.merged_into
        if end.merged_into is not None:
            yield f"{one.name} (contact {one.pk}) is merged in a circle."
        elif end.company_id != one.company_id:
            yield f"{one.name} (contact {one.pk}) is merged with somebody of another company."
        elif one.survivor_id != end.pk:
            yield f"{one.name} (contact {one.pk}) is merged into {end.name}, but is read as somebody else."
    for one in Contact.objects.exclude(survivor=None).filter(merged_into=None):
        yield f"{one.name} (contact {one.pk}) is read as somebody else without being merged."


def leases(at: datetime) -> Iterator[str]:
    """No row has been in a worker's hands for more than a minute."""
    for model in apps.get_models():
        if issubclass(model, Work):
            stale = _rows(model).filter(due_at__isnull=False, leased_until__lt=at + LEASE - OLDEST_LEASE)
            if count := stale.count():
                yield f"{count} of {_name(model)} in the hands of a worker that is gone. Does a worker run?"


def triggers(at: datetime) -> Iterator[str]:
    """The database itself refuses to change the ledger and the signatures."""
    guarded = [table for table, _ in _triggers()]
    for table in ONLY_GROW:
        if guarded.count(table) < 2:  # one for changing, one for deleting or emptying
            yield f"The triggers are gone that keep {table} from being changed."


def trial_gate(at: datetime) -> Iterator[str]:
    """Both triggers are there that refuse a trial's letters to outsiders; a rebuilt table has lost them."""
    there = {name for _, name in _triggers()}
    for name in trialgate.TRIGGERS:
        if f"outbox_trial_gate_{name}" not in there:
            yield f"The trigger outbox_trial_gate_{name} is gone: a trial's letters could be marked as sent."


def search_index(at: datetime) -> Iterator[str]:
    """What keeps the index of each searched table up to date is there."""
    for model in apps.get_models():
        table = model._meta.db_table  # noqa: SLF001 - Django documents this name
        if any(field.name == "search_text" for field in model._meta.get_fields()) and not search.kept(table):  # noqa: SLF001
            yield f"Nothing keeps the search index of {table} up to date any more."


def sound(at: datetime) -> Iterator[str]:
    """The database finds itself whole."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        told = cursor.execute("PRAGMA quick_check(5)").fetchall()
        dangling = cursor.execute("PRAGMA foreign_key_check").fetchall()
    yield from (f"SQLite says: {words}." for (words,) in told if words != "ok")
    if dangling:
        yield f"{len(dangling)} rows point at rows that do not exist, first in {dangling[0][0]}."


def _triggers() -> list[tuple[str, str]]:
    """Every trigger that is in force, as (table, name)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            )
        return [(str(table), str(name)) for table, name in cursor.fetchall()]


def _relations(model: type[models.Model]) -> Iterator[str]:
    """The names of the fields through which this model points at what a company keeps."""
    for field in model._meta.get_fields():  # noqa: SLF001 - Django documents this name
        target = field.related_model
        points = field.concrete and (field.many_to_one or field.one_to_one)
        if points and isinstance(target, type) and issubclass(target, Owned):
            yield field.name


def _strangers(model: type[models.Model], field: str) -> Iterator[str]:
    pointing = _rows(model).filter(**{f"{field}__isnull": False})
    for key in pointing.exclude(**{f"{field}__company": F("company")}).values_list("pk", flat=True)[:5]:
        yield f"{_name(model)} {key} points at a {field} of another company."


def _rows(model: type[models.Model]) -> models.QuerySet[models.Model]:
    return model._default_manager.all()  # noqa: SLF001 - Django documents this name


def _name(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)  # noqa: SLF001 - Django documents this name


def _shown(cents: int, invoice: Invoice) -> str:
    return money.show(cents, invoice.currency)
