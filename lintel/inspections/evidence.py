"""What answers a dispute: everything about one payment and what it was for, in one ZIP.

Nothing in it opens anything: the addresses of links are left out, wherever they stand.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from django.db.models import Q

from lintel.access import presets
from lintel.access.models import Link, Use
from lintel.agreements import papers as agreement_papers
from lintel.agreements.models import Signature
from lintel.billing import papers as printing
from lintel.billing.models import Dispute, Entry, Invoice
from lintel.core import money
from lintel.inspections import bills, copies, papers
from lintel.inspections.models import Inspection
from lintel.messages import rendering
from lintel.messages.models import Message

IN_MEMORY = 2_000_000
MOST_LETTERS, MOST_USES, MOST_MOMENTS, MOST_AGREEMENTS = 200, 5000, 2000, 50
LINK = re.compile(r"/(p|i|join|return)/[\w-]{12,}")
LEFT_OUT = "(the recipient's own link, left out here)"


@dataclass(frozen=True, slots=True)
class Pack:
    """The ZIP, to be read from its beginning, and what to call it."""

    name: str
    file: IO[bytes]


@dataclass(slots=True)
class _Folder:
    """The ZIP as it is being filled; `told` becomes the index."""

    zip: ZipFile
    at: datetime
    clocks: ZoneInfo
    told: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, about: str, content: str | bytes) -> None:
        """One file. Text is in UTF-8 and without any link's address."""
        made = ZipInfo(name, date_time=self.at.astimezone(self.clocks).timetuple()[:6])
        made.compress_type = ZIP_DEFLATED
        self.zip.writestr(made, LINK.sub(r"/\1/…", content) if isinstance(content, str) else content)
        self.told.append((name, about))

    def when(self, at: datetime) -> str:
        """`2026-11-24 14:05:09 MST`, on the company's clocks."""
        return copies.when(at, self.clocks)


def pack(*, payment: Entry, at: datetime) -> Pack:
    """Put it together for one of `papers.payments`. A number of statements that does not grow; nothing is kept."""
    company = payment.invoice.company
    receipt = papers.receipt(payment, reader=papers.Reader())
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on open
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        folder = _Folder(zipped, at, ZoneInfo(company.zone))
        folder.add("payment.json", "The payment, its refunds and its disputes", _payment(payment, receipt, folder))
        folder.add("receipt.pdf", f"Receipt {receipt.number}", printing.receipt(receipt, at=at))
        paper = papers.invoice(payment.invoice, reader=papers.Reader())
        folder.add("invoice.pdf", paper.title, printing.invoice(paper, at=at))
        _add_story(folder, bills.about(payment.invoice))
        folder.add("README.txt", "This list", _index(payment, receipt, folder))
    file.seek(0)
    return Pack(f"dispute-pack-{receipt.number}", file)


def _add_story(folder: _Folder, about: Inspection | Invoice) -> None:
    theirs = Q(link__invoice_link__invoice=about)
    if isinstance(about, Inspection):
        _add_agreements(folder, about)
        theirs = Q(link__share__inspection=about) | Q(link__invoice_link__invoice__bill__inspection=about)
    moments = about.moments.order_by("at", "pk")[:MOST_MOMENTS]
    told = [f"{folder.when(one.at)}  {one.words} ({one.by_name})" for one in moments]
    folder.add("story.txt", "What happened, in order", _lines(told))
    letters = Message.objects.filter(thread=about.thread_id).select_related("company", "author")
    letters = letters.prefetch_related("steps").order_by("written_at", "pk")[:MOST_LETTERS]
    folder.add("letters.txt", "The letters, with what became of each", _lines(_letter(one, folder) for one in letters))
    uses = Use.objects.filter(theirs).select_related("link").order_by("at", "pk")
    handed_to = dict(Link.objects.filter(pk__in=uses.order_by().values("link")).values_list("pk", "holder__name"))
    used = [_use(one, handed_to[one.link_id], folder) for one in uses[:MOST_USES]]
    folder.add("link-use.txt", "Who used which link, when and with what", _lines(used))


def _add_agreements(folder: _Folder, inspection: Inspection) -> None:
    signatures = Signature.objects.filter(agreement__paper__participant__inspection=inspection)
    found = signatures.select_related(*copies.JOINED).order_by("signed_at", "pk")[:MOST_AGREEMENTS]
    for place, one in enumerate(found, start=1):
        on_paper = " on paper" if one.is_on_paper else ""
        name, title = f"agreement-{place}", f"“{one.agreement.title}” as {one.name} signed it{on_paper}"
        copy = copies.of(one)
        folder.add(f"{name}.pdf", title, agreement_papers.signed(copy, at=one.signed_at))
        folder.add(f"{name}-record.zip", f"{title}: the record, for lintel verify", copies.evidence_file(one))
        folder.add(f"{name}-words.txt", f"{title}: the very words, of which the digest was taken", one.words.encode())
        folder.add(f"{name}-evidence.json", f"{title}: how", _json(dict(copy.evidence)))


def _payment(payment: Entry, receipt: printing.Receipt, folder: _Folder) -> str:
    undone = payment.undone_by.order_by("pk")
    disputes = Dispute.objects.filter(payment=payment).order_by("pk")
    return _json(
        {
            "receipt": receipt.number,
            "invoice": payment.invoice.number,
            "payer": payment.payer_name,
            "amount": money.plain(-payment.amount_cents, payment.currency),
            "currency": payment.currency,
            "how": payment.how(),
            "check number": payment.check_number,
            "booked": folder.when(payment.at),
            "provider": payment.source,
            "payment at the provider": payment.external_id,
            "practice money": payment.is_test,
            "for": payment.invoice.subject,
            "undone by": [
                {"what": one.kind, "amount": money.plain(one.amount_cents, one.currency), "at": folder.when(one.at)}
                for one in undone
            ],
            "disputes": [
                {
                    "reference": one.reference,
                    "amount": money.plain(one.amount_cents, payment.currency),
                    "reason": one.reason,
                    "state": one.state,
                    "opened": folder.when(one.opened_at),
                    "answer by": folder.when(one.answer_by) if one.answer_by else "",
                }
                for one in disputes
            ],
        }
    )


def _letter(one: Message, folder: _Folder) -> str:
    times: list[tuple[datetime | None, str]] = [
        (one.written_at, f"written by {one.author.name}" if one.author else "written"),
        *((step.at, f"{step.get_kind_display().lower()}: {step.words}".rstrip(": ")) for step in one.steps.all()),
        (one.sent_at, "taken by the mail server"),
        (one.failed_at, f"came back: {one.last_error}"),
        (one.withdrawn_at, f"withdrawn: {one.withdrawn_because}"),
    ]
    history = sorted((at, words) for at, words in times if at)
    told = [f"    {folder.when(at)}  {words}" for at, words in history]
    words = rendering.words(one).replace(rendering.NOT_YET, LEFT_OUT)
    head = [f"To: {one.to_name} <{one.to_address}>", f"Subject: {one.subject}", f"State: {one.get_state_display()}"]
    return "\n".join([*head, *told, "", words, "-" * 72])


def _use(one: Use, handed_to: str, folder: _Folder) -> str:
    what = f"{one.get_kind_display()}  {handed_to} ({presets.name(one.link.rights)})"
    return "  ".join(filter(None, [folder.when(one.at), what, one.network, one.device]))


def _index(payment: Entry, receipt: printing.Receipt, folder: _Folder) -> str:
    subject = payment.invoice.subject
    place = ", ".join(filter(None, [subject.get("property", ""), subject.get("locality", "")]))
    sum_paid = money.show(-payment.amount_cents, payment.currency)
    test = ["TEST: practice money. Nothing was really paid.", ""] if payment.is_test else []
    return _lines(
        [
            f"{payment.invoice.company.name}: {sum_paid} paid by {payment.payer_name}",
            f"Receipt {receipt.number}, booked {folder.when(payment.at)}",
            f"For {place}, {subject.get('date', '')}",
            f"Put together {folder.when(folder.at)}. Times are on the company's clocks.",
            "",
            *test,
            *(f"{name:28}{about}" for name, about in folder.told),
            "",
            "The addresses of links are left out: whoever has one could use it.",
            f"At most {MOST_LETTERS} letters, {MOST_MOMENTS} lines of the story and {MOST_USES} uses are listed.",
        ]
    )


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _json(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
